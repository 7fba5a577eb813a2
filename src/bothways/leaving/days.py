"""Columns of days: however they are written, one reading or a refusal."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from bothways.errors import InputError, PeriodError
from bothways.leaving.amounts import amount
from bothways.panel.periods import read_period, spoken
from bothways.tables.gather import Columns
from bothways.tables.numbers import is_missing

Floats = npt.NDArray[np.float64]
Order = Literal["dmy", "mdy", "iso"]
ORDERS: tuple[Order, ...] = ("dmy", "mdy", "iso")
#: What stands in a column of ends for people who are still there.
OPEN = frozenset({
    "nat", "present", "current", "active", "open", "today", "heute", "bis heute", "offen", "unbefristet", "aktiv",
    "actual", "actualidad", "vigente", "activo",
})  # fmt: skip
#: Days that programs write for "none": the zero of spreadsheets, and the end of time of payrolls.
ZERO_DAY, END_OF_TIME = dt.date(1900, 1, 1).toordinal(), dt.date(2100, 1, 1).toordinal()
_FAR = re.compile(
    r"(?:9999|2[2-9]\d\d)[-/.]?\d{1,2}[-/.]?\d{1,2}.*|\d{1,2}[-/.]\d{1,2}[-/.](?:9999|2[2-9]\d\d).*"
)
_SHORT = re.compile(
    r"(\d{1,2})([-/. ])(\d{1,2}|[A-Za-z]{3,9}\.?)\2(\d{2})((?:[ t]\d{1,2}:\d{2}.*)?)", re.IGNORECASE
)
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}.*)")
_NAMED = re.compile(
    r"(\d{1,2})\.?(?: de)?[ -]?([^\W\d_]{3,10})\.?(?: de| del)?[ -](\d{4})(?:[ t]\d{1,2}:\d{2}.*)?",
    re.IGNORECASE,
)
#: First letters of German and Spanish months that do not begin like English ones, and of all others.
_MONTHS = {
    "mär": "mar", "mrz": "mar", "mai": "may", "may": "may", "okt": "oct", "dez": "dec", "jän": "jan", "ene": "jan",
    "abr": "apr", "ago": "aug", "dic": "dec", "set": "sep",
} | {name: name for name in ("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "oct", "nov", "dec")}  # fmt: skip
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_SERIAL_ZERO = dt.date(1899, 12, 30).toordinal()
_FIRST_SERIAL, _LAST_SERIAL = 18_000, 73_051  # 1949 to 2100
#: Years of two digits from here on belong to the century before.
_PIVOT = 69
_FORMS = {"dmy": "dayfirst", "mdy": "monthfirst"}
_WORDS = {"dayfirst": "the day first", "monthfirst": "the month first"}


def read_day_columns(
    read: Columns, fields: Sequence[str], order: Order | None
) -> tuple[dict[str, Floats], list[str]]:
    """Read columns of days, all written in one order.

    Parameters
    ----------
    read : Columns
        Its ``texts`` hold the fields.
    fields : sequence of str
    order : {"dmy", "mdy", "iso"}, optional
        What 03/04/2024 means. If not given, dates that can be read in one way only tell it; where none does,
        the file is refused.

    Returns
    -------
    dict of str to numpy.ndarray of float64, list of str
        Proleptic days, NaN where there is none; and what is to be told.

    Raises
    ------
    PeriodError
        Where a cell is no day, or both orders are possible and give different days.
    """
    notes: list[str] = []
    names = {field: [_written_out(text, notes) for text in read.texts[field].names] for field in fields}
    serial = {field: _are_serials(texts) for field, texts in names.items()}
    form = _find_form(read, {f: t for f, t in names.items() if not serial[f]}, order, notes)
    days: dict[str, Floats] = {}
    for field in fields:
        numbers = [
            _number(read, field, place, text, form, serial[field]) for place, text in enumerate(names[field])
        ]
        days[field] = np.array([*numbers, np.nan], np.float64)[read.texts[field].codes]
        if serial[field]:
            notes.append(f"{read.column(field)} holds numbers of days as spreadsheets count them.")
    if "end" in days:
        _forget_no_ends(days, read, notes)
    return days, list(dict.fromkeys(notes))


def _forget_no_ends(days: dict[str, Floats], read: Columns, notes: list[str]) -> None:
    """Take days that stand for "no end" as none."""
    end = days["end"]
    none = (end <= ZERO_DAY) | (end >= END_OF_TIME)
    if none.any():
        notes.append(
            f"In {read.column('end')}, days that stand for no end: {amount(int(none.sum()), 'cell')}."
        )
    days["end"] = np.where(none, np.nan, end)


def _none(text: str) -> bool:
    return is_missing(text) or text.strip().casefold() in OPEN


def _written_out(text: str, notes: list[str]) -> str:
    """Return a date with its year in four digits and an English month."""
    text = " ".join(text.split())
    named = _NAMED.fullmatch(text)
    if named and named[2].casefold()[:3] in _MONTHS:
        return f"{named[1]} {_MONTHS[named[2].casefold()[:3]]} {named[3]}"
    if _FAR.fullmatch(text):
        return "2199-12-31"
    match = _SHORT.fullmatch(text)
    if match is None:
        return text
    first, mark, second, year, rest = match.groups()
    century = 1900 if int(year) >= _PIVOT else 2000
    notes.append(f"Years of two digits are 1969 to 2068, so {year} is {century + int(year)}.")
    return f"{first}{mark}{second}{mark}{century + int(year)}{rest}"


def _are_serials(texts: Sequence[str]) -> bool:
    """Return whether a column holds numbers of days and nothing else."""
    filled = [text for text in texts if not _none(text)]
    matches = [_SERIAL.fullmatch(text) for text in filled]
    return bool(filled) and all(match and _FIRST_SERIAL <= int(match[1]) <= _LAST_SERIAL for match in matches)


def _readings(text: str, order: Order | None) -> dict[str, int]:
    """Return every way to read a text as a day; dots have the day first unless told otherwise."""
    dotted = _DOTTED.fullmatch(text)
    if dotted and order == "mdy":
        text = f"{dotted[1]}/{dotted[2]}/{dotted[3]}"
    return {str(form): day for form, day in read_period(text).items()}


def _find_form(
    read: Columns, names: dict[str, list[str]], order: Order | None, notes: list[str]
) -> str | None:
    """Return which of day and month comes first in dates such as 03/04/2024."""
    if order == "iso":
        return None
    if order is not None:
        return _FORMS[order]
    possible, example = {"dayfirst", "monthfirst"}, None
    differ = False
    for field, texts in names.items():
        for place, text in enumerate(texts):
            forms = {} if _none(text) else _readings(text, None)
            if "date" in forms or not forms.keys() & {"dayfirst", "monthfirst"}:
                continue
            if not possible & forms.keys():
                raise _refusal(
                    read, field, place,
                    f"{text!r} has {_WORDS[next(iter(forms))]}, dates above it do not.",
                    "Write all dates of the file in one way, best like 2024-03-01.",
                )  # fmt: skip
            example = example or (field, place, text)
            possible &= forms.keys()
            differ |= len(set(forms.values())) > 1
    if example is None:
        return None
    if len(possible) > 1 and differ:
        raise _refusal(
            read, example[0], example[1],
            f"{example[2]!r} could have the day or the month first, and no date of the file tells.",
            "Say --dates dmy or --dates mdy.",
        )  # fmt: skip
    form = min(possible)
    notes.append(f"Dates like {example[2]} are read with {_WORDS[form]}.")
    return form


def _number(read: Columns, field: str, place: int, text: str, form: str | None, serial: bool) -> float:
    """Return the day of one text."""
    if _none(text):
        return float("nan")
    if serial:
        return float(int(text.split(".")[0]) + _SERIAL_ZERO)
    readings = _readings(text, "mdy" if form == "monthfirst" else None)
    for known in ("date", form):
        if known in readings:
            return float(readings[known])
    if not readings:
        what = f"{text!r} is no day." if len(text) <= 20 else f"A text of {len(text)} characters is no day."
    elif readings.keys() <= {"dayfirst", "monthfirst"}:
        what = f"{text!r} cannot be read as it was said."
    else:
        what = f"{text!r} is a {spoken(readings)}, not a day."  # type: ignore[arg-type]
    raise _refusal(read, field, place, what, "Write days like 2024-03-01.")


def _refusal(read: Columns, field: str, place: int, what: str, remedy: str) -> InputError:
    record = int(np.argmax(read.texts[field].codes == place))
    return read.error(PeriodError, what, remedy=remedy, field=field, record=record)
