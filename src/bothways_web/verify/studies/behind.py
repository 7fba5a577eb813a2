"""Which teams stand behind a study: those that are used on both sides."""

from __future__ import annotations

from dataclasses import dataclass

from bothways_web.verify.studies.panels import Material


@dataclass(frozen=True)
class Behind:
    """Both sides of a study, without teams that tell nothing: those that began too early, or have too few numbers.

    Attributes
    ----------
    began : dict of str to str
        Team -> the period in which it began.
    others : tuple of str
        Teams that had not begun by the last period.
    """

    began: dict[str, str]
    others: tuple[str, ...]


def teams_behind(material: Material, metric: str, *, anticipation: int) -> Behind:
    """Return the teams that a study of a metric uses.

    Raises
    ------
    NotEnoughData
        Where no team that began has numbers before and after its start.
    """
    from bothways.change.design import lay_out

    design = lay_out(
        material.panel, metric, material.starts, anticipation=anticipation, ends=material.ends or None,
        reorganised=material.reorganised, better="higher",
    )  # fmt: skip
    began = {
        str(unit): design.periods[start] for unit, start in zip(design.units, design.starts, strict=True)
        if start < len(design.periods)
    }  # fmt: skip
    return Behind(began, tuple(str(unit) for unit in design.units if unit not in began))
