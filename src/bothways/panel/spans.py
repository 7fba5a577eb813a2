"""What span of time each period's values speak of."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from bothways.panel.tidy import Cells

Dates = npt.NDArray[np.datetime64]
Integers = npt.NDArray[np.int64]
EPOCH = 719163  # the proleptic day of 1970-01-01


def spans(
    sides: tuple[Cells, Cells],
    where: list[tuple[Integers, Integers, Integers]],
    shape: tuple[int, int, int],
    metrics: list[str],
) -> tuple[Dates, Dates, tuple[str, ...]]:
    """Return the span that most cells of each period and metric speak of.

    Parameters
    ----------
    sides : tuple of Cells
    where : list of tuple of numpy.ndarray of int64
        For each side: unit, period and metric of each cell on the grid.
    shape : tuple of int
        Units, periods, metrics.
    metrics : list of str

    Returns
    -------
    start, end : numpy.ndarray of datetime64[ns], shape (periods, metrics)
        NaT where no cell has a span.
    notes : tuple of str
        Metrics whose span is assumed, differs between units, or overlaps from period to period.
    """
    first = np.concatenate([side.start for side in sides])
    last = np.concatenate([side.end for side in sides])
    period = np.concatenate([its[1] for its in where])
    metric = np.concatenate([its[2] for its in where])
    given = ~np.isnan(first)
    nowhere = np.full(shape[1:], np.datetime64("NaT"), "datetime64[ns]")
    start, end = nowhere.copy(), nowhere.copy()
    differs = np.zeros(shape[2], np.int64)
    if given.any():
        cell = period[given] * shape[2] + metric[given]
        rows = np.column_stack([cell, first[given].astype(np.int64), last[given].astype(np.int64)])
        distinct, count = np.unique(rows, axis=0, return_counts=True)
        order = np.lexsort((-count, distinct[:, 0]))
        distinct, count = distinct[order], count[order]
        common = np.r_[True, distinct[1:, 0] != distinct[:-1, 0]]
        start.ravel()[distinct[common, 0]] = _dates(distinct[common, 1])
        end.ravel()[distinct[common, 0]] = _dates(distinct[common, 2])
        np.add.at(differs, distinct[~common, 0] % shape[2], count[~common])
    with_span = np.zeros(shape[2], bool)
    with_span[metric[given]] = True
    return start, end, _notes(metrics, with_span, differs, _overlapping(start, end))


def _dates(days: Integers) -> Dates:
    """Return proleptic days as dates."""
    return (days - EPOCH).astype("datetime64[D]").astype("datetime64[ns]")


def _overlapping(start: Dates, end: Dates) -> npt.NDArray[np.bool_]:
    """Return for each metric whether a span reaches into the next one."""
    reaches = np.zeros(start.shape[1], bool)
    for metric in range(start.shape[1]):
        known = ~np.isnat(start[:, metric])
        reaches[metric] = bool((end[known, metric][:-1] >= start[known, metric][1:]).any())
    return reaches


def _notes(
    metrics: list[str],
    with_span: npt.NDArray[np.bool_],
    differs: Integers,
    overlapping: npt.NDArray[np.bool_],
) -> tuple[str, ...]:
    """Return what must be told about spans."""
    notes = []
    without = [metric for metric, known in zip(metrics, with_span, strict=True) if not known]
    if without:
        notes.append(
            f"No reference span is given for {listed(without)}: the period is taken for what the values "
            "speak of. If one of them is booked a period early or late, a lead can be false."
        )
    for place in np.flatnonzero(differs):
        notes.append(
            f"Cells of {metrics[place]} with another reference span than most of their period: "
            f"{int(differs[place])}; the most common one is reported."
        )
    rolling = [metric for metric, reaches in zip(metrics, overlapping, strict=True) if reaches]
    if rolling:
        notes.append(
            f"The reference spans of {listed(rolling)} overlap from period to period, so neighbouring values "
            "share answers and their noise is correlated."
        )
    return tuple(notes)


def listed(names: list[str]) -> str:
    """Return names as text, the first five of them.

    Examples
    --------
    >>> listed(["a", "b"]), listed(list("abcdefg"))
    ('a and b', 'a, b, c, d, e and 2 more')
    """
    if len(names) > 5:
        return ", ".join(names[:5]) + f" and {len(names) - 5} more"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
