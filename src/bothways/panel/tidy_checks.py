"""Cells that cannot be: each check finds the first and names its row."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from bothways.errors import CellError
from bothways.tables.gather import Columns

Integers = npt.NDArray[np.int64]


def refuse_blank_names(read: Columns, record: Integers) -> None:
    """Refuse a row that does not say which unit, period or metric it is about."""
    for field in ("unit", "period", "metric"):
        blank = read.texts[field].codes[record] < 0
        if blank.any():
            raise read.error(
                CellError,
                f"The {field} is blank.",
                remedy=f"Fill in the {field} or remove the row.",
                field=field,
                record=int(record[np.argmax(blank)]),
            )


def check_numbers(read: Columns, record: Integers) -> None:
    """Refuse values, answers, spreads and noise variances that cannot be."""
    value = read.numbers["value"][record]
    _refuse(
        read,
        record,
        "value",
        np.isinf(value),
        "The value is infinite.",
        "Leave the cell blank or correct it.",
    )
    if "n" in read.numbers:
        n = read.numbers["n"][record]
        _refuse(
            read, record, "n", n < 0, "The number of answers is negative.", "Correct it or leave it blank."
        )
        _refuse(
            read,
            record,
            "n",
            np.isinf(n) | (np.floor(n) < n),
            "The number of answers is no whole number.",
            "Give a whole number; weights belong into noise_variance.",
        )
        _refuse(
            read,
            record,
            "n",
            (n == 0) & ~np.isnan(value),
            "There is a value but no answer behind it.",
            "Leave the value blank, or the number of answers where it is unknown.",
        )
    for field, what in (("sd", "standard deviation"), ("noise_variance", "noise variance")):
        if field in read.numbers:
            number = read.numbers[field][record]
            _refuse(
                read, record, field, number < 0, f"The {what} is negative.", "Correct it or leave it blank."
            )
            _refuse(
                read,
                record,
                field,
                np.isinf(number),
                f"The {what} is infinite.",
                "Correct it or leave it blank.",
            )


def _refuse(
    read: Columns, record: Integers, field: str, wrong: npt.NDArray[np.bool_], what: str, remedy: str
) -> None:
    """Refuse the first record that is wrong."""
    if wrong.any():
        first = int(record[np.argmax(wrong)])
        raise read.error(CellError, what, remedy=remedy, field=field, record=first)
