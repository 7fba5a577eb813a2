"""Outcome series as programs send them: one metric with its scale and its values, kept like a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from django.db import transaction

from bothways.tables import read_table
from bothways_web.link.cells import read_import, standing_imports
from bothways_web.link.checking import Problem, Reading, read_metrics
from bothways_web.link.conflicts import find_conflicts, find_overlaps, units_beside
from bothways_web.link.imports import import_metrics
from bothways_web.link.models import MetricImport
from bothways_web.link.showing import shown_kind

if TYPE_CHECKING:
    from bothways.panel.panel import Side
    from bothways_web.people.models import User


@dataclass(frozen=True)
class Series:
    """What a number is: its name, kind and scale, which end of it is good, and what it is measured in.

    Attributes
    ----------
    name : str
    kind : str
        mean, percent, nps, count or rate; blank where nobody says.
    low, high : float or None
    better : str
        higher, lower, or blank.
    measured_in : str
        In words, such as minutes or EUR; blank where nobody says.
    """

    name: str
    kind: str = ""
    low: float | None = None
    high: float | None = None
    better: str = ""
    measured_in: str = ""


@dataclass(frozen=True)
class SentValue:
    """The value of one unit in one period; ``n`` people or answers are behind it, ``sd`` is that of one answer."""

    unit: str
    period: str
    value: float
    n: float | None = None
    sd: float | None = None
    noise_variance: float | None = None


@dataclass(frozen=True)
class Kept:
    """An import of what was sent, and the codes among it that no unit has."""

    made: MetricImport
    unknown_units: tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """A series that is there: what it is, of which periods, and whether pages can show it."""

    side: str
    series: Series
    frequency: str
    periods: tuple[str, ...]
    shown: bool
    imports: tuple[int, ...]


class Unfit(Exception):
    """Values that cannot be kept.

    Attributes
    ----------
    problems : tuple of Problem
        With ``record``, the place of the value, where it is one value's fault.
    reason : {"values", "conflict", "there"}
        Faulty values, a series that does not fit what is there, or values that are there already.
    """

    def __init__(self, reason: str, problems: Sequence[Problem]) -> None:
        super().__init__(reason)
        self.reason, self.problems = reason, tuple(problems)


def store_values(
    series: Series, values: Sequence[SentValue], *, side: str, replaces: bool, sender: str, by: User
) -> Kept:
    """Keep the values of one series after the checks that a file goes through: all of them, or none.

    Raises
    ------
    Unfit
        Where anything is wrong; nothing is kept then.
    InputError
        Where somebody else brought the same meanwhile.
    """
    reading = _read(series, values, side)
    if reading.problems:
        raise Unfit("values", reading.problems)
    reading = replace(
        reading, metrics=[{**one, "measured_in": series.measured_in} for one in reading.metrics]
    )
    with transaction.atomic():
        if conflicts := find_conflicts(reading, side):
            raise Unfit("conflict", conflicts)
        if not replaces and (overlaps := find_overlaps(reading, standing_imports(side))):
            told = ", ".join(sorted({f"{one.first} – {one.last}" for one in overlaps}))
            raise Unfit("there", [Problem(told, "")])
        name = f"{series.name} · {sender}"
        made = import_metrics(reading, side=side, file_name=name, columns={}, replace=replaces, by=by)
    return Kept(made, units_beside(reading).unknown)


def known_series(sides: Sequence[str]) -> list[Known]:
    """Return the series of some sides by side and name, each as its last import says."""
    found: dict[tuple[str, str], Known] = {}
    for side in sides:
        for one in standing_imports(side):
            cells = read_import(one)[["metric", "period"]].drop_duplicates()
            for told in one.metrics:
                mine = set(cells.loc[cells["metric"] == told["name"], "period"])
                before = found.get((side, told["name"]))
                found[side, told["name"]] = _known(side, told, one, mine, before)
    return [found[key] for key in sorted(found)]


def _known(
    side: str, told: dict[str, Any], one: MetricImport, periods: set[str], before: Known | None
) -> Known:
    said = {each.name: told.get(each.name) for each in fields(Series)}
    earlier = asdict(before.series) if before else {}
    merged = {name: earlier.get(name) if value in ("", None) else value for name, value in said.items()}
    series = Series(**{name: value for name, value in merged.items() if value is not None})
    known = tuple(sorted(periods | set(before.periods if before else ())))
    shown = side == MetricImport.Side.CUSTOMERS and bool(shown_kind(asdict(series)))
    imports = (*(before.imports if before else ()), one.pk)
    return Known(side, series, one.frequency, known, shown, imports)


def _read(series: Series, values: Sequence[SentValue], side: str) -> Reading:
    """Read the values the way a file is read."""
    import pandas as pd

    scale = {name: value for name, value in asdict(series).items() if name not in ("name", "measured_in")}
    said = {name: value for name, value in scale.items() if value not in ("", None)}
    frame = pd.DataFrame([asdict(one) for one in values]).dropna(axis="columns", how="all")
    frame = frame.assign(metric=series.name, **said)
    voice: Side = "employee" if side == MetricImport.Side.EMPLOYEES else "customer"
    return read_metrics(read_table(frame), voice, {name: name for name in frame.columns})
