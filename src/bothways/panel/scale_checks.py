"""Scales that cannot be, and values off them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from bothways.errors import CellError
from bothways.panel.scale import Scale
from bothways.tables.gather import Columns

#: Values may miss an end of the scale by this part of it: rounding in the last digit.
SLACK = 1e-9
Integers = npt.NDArray[np.int64]


def metric_of(read: Columns, record: Integers) -> Integers:
    """Return the metric of each record."""
    return read.texts["metric"].codes[record].astype(np.int64)


def refuse_upside_down(read: Columns, record: Integers, scales: list[Scale]) -> None:
    """Refuse a scale whose low end is not below its high end."""
    for place, scale in enumerate(scales):
        if scale.low >= scale.high:
            raise read.error(
                CellError,
                f"The scale of {read.texts['metric'].names[place]!r} runs {_ends(scale)}.",
                remedy="Give a low end below the high end.",
                field="low" if "low" in read.places else "high",
                record=int(record[np.argmax(metric_of(read, record) == place)]),
            )


def refuse_off_scale(read: Columns, record: Integers, scales: list[Scale]) -> None:
    """Refuse a value that is off its scale."""
    metric, value = metric_of(read, record), read.numbers["value"][record]
    low = np.array([scale.low for scale in scales])
    high = np.array([scale.high for scale in scales])
    slack = SLACK * np.maximum(np.nan_to_num(np.abs(low)), np.nan_to_num(np.abs(high)))
    off = (value < (low - slack)[metric]) | (value > (high + slack)[metric])
    if off.any():
        first = int(np.argmax(off))
        scale = scales[int(metric[first])]
        raise read.error(
            CellError,
            f"The value {value[first]:g} is off its scale, which runs {_ends(scale)}.",
            remedy="Correct the value, or the low and high of the metric.",
            field="value",
            record=int(record[first]),
        )


def _ends(scale: Scale) -> str:
    """Return the ends of a scale as text."""
    start = "" if np.isnan(scale.low) else f"from {scale.low:g}"
    return start + ("" if np.isnan(scale.high) else f" to {scale.high:g}")


def refuse_shares(
    read: Columns, record: Integers, scales: list[Scale], high: npt.NDArray[np.float64]
) -> None:
    """Refuse percentages that all lie between 0 and 1 and do not say how high the scale goes."""
    metric, value = metric_of(read, record), read.numbers["value"][record]
    largest = np.full(len(scales), -np.inf)
    np.fmax.at(largest, metric, value)
    for place, scale in enumerate(scales):
        if scale.kind == "percent" and np.isnan(high[place]) and 0 < largest[place] <= 1:
            raise read.error(
                CellError,
                f"All values of {read.texts['metric'].names[place]!r} lie between 0 and 1.",
                remedy="Give the metric high=1 if they are shares of one, high=100 if they are percentages.",
                field="kind",
                record=int(record[np.argmax(metric == place)]),
            )


def refuse_parts_of_events(read: Columns, record: Integers, scales: list[Scale]) -> None:
    """Refuse counts that are not whole."""
    metric, value = metric_of(read, record), read.numbers["value"][record]
    counts = np.array([scale.kind == "count" for scale in scales])
    wrong = counts[metric] & (np.floor(value) < value)
    if wrong.any():
        first = int(np.argmax(wrong))
        raise read.error(
            CellError,
            f"{value[first]:g} is no count.",
            remedy="Counts are whole; give kind 'rate' for events per something, 'mean' for averages.",
            field="value",
            record=int(record[first]),
        )
