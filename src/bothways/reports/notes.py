"""Notes that say the same of many metrics are told once."""

from __future__ import annotations

from collections.abc import Sequence

from bothways.linkage.findings import Findings
from bothways.reports.settling import FIGURE, fill

#: Up to this many metrics a note stands for itself.
ALONE = 3
#: Metrics that are named before the rest are counted.
NAMED = 5


def told_once(findings: Findings) -> list[str]:
    """Notes in their order; those that begin with a metric and differ in it and in figures alone are merged.

    Parameters
    ----------
    findings : Findings
        All notes as they are stand in ``findings.json``.

    Returns
    -------
    list of str
        A figure that differs is given from the smallest to the largest.

    Examples
    --------
    >>> from bothways.linkage.findings import Findings
    >>> told_once(Findings((), {}, 0, 0.0, "month", ("Seasons cannot be excluded.",)))
    ['Seasons cannot be excluded.']
    """
    metrics = {name for pair in findings.pairs for name in (pair.employee_metric, pair.customer_metric)}
    groups: dict[str, list[str]] = {}
    for note in findings.notes:
        groups.setdefault(_pattern(note, metrics), []).append(note)
    told: list[str] = []
    for notes in groups.values():
        told += notes if len(notes) <= ALONE else [_merged(notes)]
    return told


def _pattern(note: str, metrics: set[str]) -> str:
    """What a note shares with others like it; notes that name no metric share nothing."""
    name, colon, rest = note.partition(": ")
    return FIGURE.sub("\0", rest) if colon and name in metrics else f"alone {note}"


def _merged(notes: Sequence[str]) -> str:
    names, rests = zip(*(note.split(": ", 1) for note in notes), strict=True)
    words = fill(FIGURE.sub("\0", rests[0]), [FIGURE.findall(rest) for rest in rests])
    return f"{', '.join(names[:NAMED])}" + _more(len(names) - NAMED) + f": {words}"


def _more(rest: int) -> str:
    return f" and {rest} more" if rest > 0 else ""
