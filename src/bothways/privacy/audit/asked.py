"""Which questions the numbers of a folder were made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, get_args

from bothways.errors import InputError
from bothways.privacy.audit.folder import NUMBERS, Folder
from bothways.privacy.ledger.metric import Metric
from bothways.privacy.questions import AskedKind, Questions, instrument_questions

if TYPE_CHECKING:
    from bothways.measures import Instrument


def questions_of(
    folder: Folder,
    *,
    instrument: Instrument | None = None,
    scale: tuple[float, float] | None = None,
    favourable: tuple[float, float] | None = None,
) -> Questions:
    """Return the questions behind the metrics of a folder.

    Parameters
    ----------
    folder : Folder
    instrument : Instrument, optional
        Where metrics are its scores.
    scale : (float, float), optional
        Lowest and highest answer, where metrics are item columns and no ledger tells. Items with an NPS are
        answered from 0 to 10.
    favourable : (float, float), optional
        Answers that a share counts, where no ledger tells; the upper two fifths of the scale if not given.

    Returns
    -------
    Questions

    Raises
    ------
    InputError
        Where the scale or the instrument is needed.
    """
    shown = list(dict.fromkeys(row.metric for row in folder.rows))
    if instrument is not None:
        return _scores(instrument, folder, shown)
    known = _from_ledger(folder)
    if known:
        return _plain([known[name] for name in shown if name in known])
    if scale is None:
        raise InputError(
            "The scale of the answers is not known.", remedy="Give it with --scale, for example --scale 1..5."
        )
    points = {row.metric for row in folder.rows if row.kind == "nps"}
    return _plain(
        [
            Metric(name, "mean", *((0.0, 10.0) if name in points else scale), 1.0, (name,), favourable)
            for name in shown
        ]
    )


def _scores(instrument: Instrument, folder: Folder, shown: Sequence[str]) -> Questions:
    """Return the scores of an instrument that were published."""
    merged = Questions((), (), {})
    for kind in get_args(AskedKind):
        try:
            more = instrument_questions(instrument, kind=kind)
        except InputError:
            continue  # it has no score of this kind
        pairs = [
            (metric, score)
            for metric, score in zip(more.metrics, more.scores, strict=True)
            if metric.name in shown
        ]
        merged = replace(
            merged,
            metrics=(*merged.metrics, *(metric for metric, _ in pairs)),
            scores=(*merged.scores, *(score for _, score in pairs)),
            columns=tuple(dict.fromkeys((*merged.columns, *more.columns))),
            scales={**merged.scales, **more.scales},
            missing=merged.missing | more.missing,
        )
    if not merged.metrics:
        raise InputError(
            f"No number of the folder is a score of {instrument.id!r}.",
            remedy="Name the instrument it was made of.",
        )
    return merged


def _from_ledger(folder: Folder) -> dict[str, Metric]:
    """Return the metrics that a ledger defines; they must be single items."""
    if folder.record is None:
        return {}
    names = {field.name for field in fields(Metric)}
    found: dict[str, Metric] = {}
    for one in folder.record.rounds.values():
        if one.imported:
            continue
        for name, rule in one.metrics.items():
            given: dict[str, Any] = {key: value for key, value in rule.items() if key in names}
            given |= {
                "columns": tuple(rule["columns"]),
                "favourable": tuple(rule["favourable"] or ()) or None,
            }
            found[name] = Metric(**given)
            if len(found[name].columns) != 1 or found[name].step != 1:
                raise InputError(
                    f"The metric {name!r} is a score of an instrument.",
                    remedy="Name it with --instrument.",
                    file=NUMBERS,
                )
    return found


def _plain(metrics: Sequence[Metric]) -> Questions:
    """Return questions whose metrics are single columns."""
    columns = tuple(dict.fromkeys(metric.columns[0] for metric in metrics))
    scales = {metric.columns[0]: (metric.low, metric.high) for metric in metrics}
    return Questions(tuple(metrics), columns, scales)
