"""What a metric is: kind, ends of the scale, which end is good."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from bothways.errors import CellError
from bothways.panel.scale import NAN, Scale
from bothways.panel.scale_checks import (
    metric_of,
    refuse_off_scale,
    refuse_parts_of_events,
    refuse_shares,
    refuse_upside_down,
)
from bothways.tables.columns import plain
from bothways.tables.decimals import quoted
from bothways.tables.gather import Columns

KINDS = {
    "mean": "mean", "average": "mean", "score": "mean", "percent": "percent", "percentage": "percent",
    "pct": "percent", "%": "percent", "nps": "nps", "netpromoterscore": "nps", "enps": "nps",
    "count": "count", "rate": "rate",
}  # fmt: skip
BETTER = {"higher": "higher", "high": "higher", "lower": "lower", "low": "lower"}
#: Ends of scales that a kind has unless they are given.
ENDS = {"percent": (0.0, 100.0), "nps": (-100.0, 100.0), "count": (0.0, NAN), "rate": (0.0, NAN)}
Integers = npt.NDArray[np.int64]


def read_scales(read: Columns, record: Integers) -> tuple[Scale, ...]:
    """Read what each metric declares, and check that its values lie on its scale.

    Parameters
    ----------
    read : Columns
    record : numpy.ndarray of int64
        Records that count.

    Returns
    -------
    tuple of Scale
        One for each name of the metric column.

    Raises
    ------
    CellError
        Where a kind is unknown, a metric declares two, a scale is upside down, or a value is off its scale.
    """
    kinds = _declared_words(read, record, "kind", KINDS)
    better = _declared_words(read, record, "better", BETTER)
    low, high = (_declared_numbers(read, record, name) for name in ("low", "high"))
    scales = []
    for metric, kind in enumerate(kinds):
        ends = ENDS.get(kind, (NAN, NAN))
        lowest = low[metric] if np.isfinite(low[metric]) else ends[0]
        highest = high[metric] if np.isfinite(high[metric]) else ends[1]
        scales.append(Scale(kind, float(lowest), float(highest), better[metric]))
    refuse_upside_down(read, record, scales)
    refuse_off_scale(read, record, scales)
    refuse_shares(read, record, scales, high)
    refuse_parts_of_events(read, record, scales)
    return tuple(scales)


def _declared_words(read: Columns, record: Integers, field: str, known: dict[str, str]) -> list[str]:
    """Return the one word that each metric declares, "" where none."""
    names = read.texts["metric"].names
    if field not in read.texts:
        return [""] * len(names)
    text = read.texts[field]
    words = sorted(set(known.values()))
    meant = [known.get(plain(name) or name) for name in text.names]
    for place, word in enumerate(meant):
        if word is None:
            raise read.error(
                CellError,
                f"{quoted(text.names[place])} is not known as {field}.",
                remedy=f"Write one of {', '.join(words)}, or leave the cell blank.",
                field=field,
                record=int(np.argmax(text.codes == place)),
            )
    codes = [words.index(word) for word in meant if word is not None]
    numbers = np.array([*codes, NAN], np.float64)[text.codes[record]]
    declared = _one_each(read, record, numbers, field)
    return [words[int(word)] if np.isfinite(word) else "" for word in declared]


def _declared_numbers(read: Columns, record: Integers, field: str) -> npt.NDArray[np.float64]:
    """Return the one number that each metric declares, NaN where none."""
    if field not in read.numbers:
        return np.full(len(read.texts["metric"].names), NAN)
    return _one_each(read, record, read.numbers[field][record], field)


def _one_each(
    read: Columns, record: Integers, numbers: npt.NDArray[np.float64], field: str
) -> npt.NDArray[np.float64]:
    """Return the one number of each metric; two different ones are refused."""
    given = ~np.isnan(numbers)
    metric, numbers, record = metric_of(read, record)[given], numbers[given], record[given]
    declared = np.full(len(read.texts["metric"].names), NAN)
    declared[metric[::-1]] = numbers[::-1]
    differs = numbers != declared[metric]
    if differs.any():
        first = int(np.argmax(differs))
        raise read.error(
            CellError,
            f"{read.texts['metric'].names[metric[first]]!r} has another {field} here than further up.",
            remedy="Give a metric one kind and one scale, or give the two their own names.",
            field=field,
            record=int(record[first]),
        )
    return declared
