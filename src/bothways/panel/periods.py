"""Texts to periods."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from bothways.errors import InputError
from bothways.panel.calendar import ordinal

#: How a period is written. ``financial`` is 2012/13; ``dayfirst`` and ``monthfirst`` are the two readings of
#: 03/04/2024; ``half`` is 2024-H1, which is recognised to be refused.
Form = Literal["year", "financial", "quarter", "month", "week", "date", "dayfirst", "monthfirst", "half"]
Refuse = Callable[[int, str, str], InputError]

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR, _CLOCK = r"(?P<y>\d{4})", r"(?:[t ]\d{1,2}:\d{2}.*)?"
_PATTERNS: dict[str, tuple[Form, ...]] = {
    rf"(?:fy ?)?{_YEAR}(?:\.0+)?": ("year",),
    rf"(?:fy ?)?{_YEAR} ?[/–-] ?(?P<next>\d{{4}}|\d{{2}})": ("financial",),
    rf"{_YEAR}(?:[-/]|-?m)(?P<m>\d{{1,2}})": ("month",),
    rf"{_YEAR}(?P<m>\d{{2}})": ("month",),
    rf"(?P<m>\d{{1,2}})[-/.]{_YEAR}": ("month",),
    rf"{_MONTH}[ -]{_YEAR}": ("month",),
    rf"{_YEAR}[ -]{_MONTH}": ("month",),
    rf"{_YEAR}[ -/]?q(?P<q>\d)": ("quarter",),
    rf"q(?P<q>\d)[ -/]?{_YEAR}": ("quarter",),
    rf"(?P<q>\d)q[ -/]?{_YEAR}": ("quarter",),
    rf"{_YEAR}[ -]?(?:w|week ?)(?P<w>\d{{1,2}})": ("week",),
    rf"(?:w|week ?)(?P<w>\d{{1,2}})[ -/]{_YEAR}": ("week",),
    rf"{_YEAR}[ -]?h(?P<h>[12])": ("half",),
    rf"h(?P<h>[12])[ -]?{_YEAR}": ("half",),
    rf"{_YEAR}-(?P<m>\d{{1,2}})-(?P<d>\d{{1,2}}){_CLOCK}": ("date",),
    rf"{_YEAR}[/.](?P<m>\d{{1,2}})[/.](?P<d>\d{{1,2}}){_CLOCK}": ("date",),
    rf"{_YEAR}(?P<m>\d{{2}})(?P<d>\d{{2}})": ("date",),
    rf"(?P<d>\d{{1,2}})\.(?P<m>\d{{1,2}})\.{_YEAR}{_CLOCK}": ("date",),
    rf"(?P<d>\d{{1,2}})[ -]{_MONTH}[ -]{_YEAR}": ("date",),
    rf"{_MONTH} (?P<d>\d{{1,2}}),? {_YEAR}": ("date",),
    rf"(?P<a>\d{{1,2}})[/-](?P<b>\d{{1,2}})[/-]{_YEAR}{_CLOCK}": ("dayfirst", "monthfirst"),
}
_COMPILED = [(re.compile(pattern), forms) for pattern, forms in _PATTERNS.items()]
EXAMPLES = "2024, 2024-Q1, 2024-03, 2024-W05 or 2024-03-01"


@dataclass(frozen=True)
class Periods:
    """What a column of periods says.

    Attributes
    ----------
    form : str
        One way of writing for the whole column.
    numbers : tuple of int
        One for each distinct text: period ordinals (see :mod:`bothways.panel.calendar`); for ``date`` the
        proleptic day.
    """

    form: Form
    numbers: tuple[int, ...]

    @property
    def days(self) -> list[dt.date]:
        """The dates of a column of dates."""
        return [dt.date.fromordinal(number) for number in self.numbers]


def read_period(text: str) -> dict[Form, int]:
    """Return every way to read a text as a period.

    Examples
    --------
    >>> list(read_period("2011/12")), list(read_period("2012/13")), list(read_period("soon"))
    (['financial', 'month'], ['financial'], [])
    """
    readings: dict[Form, int] = {}
    plain = " ".join(text.casefold().split())
    for pattern, forms in _COMPILED:
        match = pattern.fullmatch(plain)
        if match is None:
            continue
        for form in forms:
            number = _number(form, match.groupdict())
            if number is not None:
                readings[form] = number
    return readings


def _number(form: Form, parts: dict[str, str]) -> int | None:
    """Return the period of one reading; ``None`` where there is no such month, week or day."""
    year = int(parts["y"])
    if not 1800 <= year < 2200:
        return None
    month = MONTHS.index(parts["name"][:3]) + 1 if "name" in parts else int(parts.get("m", 1))
    day = int(parts.get("d", 1))
    if "a" in parts:
        first, second = int(parts["a"]), int(parts["b"])
        day, month = (first, second) if form == "dayfirst" else (second, first)
    try:
        if form == "financial":
            return year if int(parts["next"]) in {year + 1, (year + 1) % 100} else None
        if form == "quarter":
            return ordinal("quarter", dt.date(year, int(parts["q"]) * 3, 1))
        if form == "week":
            return ordinal("week", dt.date.fromisocalendar(year, int(parts["w"]), 1))
        if form == "month":
            return ordinal("month", dt.date(year, month, 1))
        return year if form in {"year", "half"} else dt.date(year, month, day).toordinal()
    except ValueError:
        return None


def read_periods(texts: Sequence[str], refuse: Refuse) -> Periods:
    """Read the distinct texts of a column, which must all be written in one way.

    Parameters
    ----------
    texts : sequence of str
    refuse : callable
        Place of a text, what is wrong, remedy -> the error to raise.

    Returns
    -------
    Periods
        Dates with the day or the month first come out as ``date``.
    """
    readings = [read_period(text) for text in texts]
    for place, reading in enumerate(readings):
        if not reading:
            raise refuse(
                place, f"The period {texts[place]!r} cannot be read.", f"Write periods like {EXAMPLES}."
            )
        if "half" in reading:
            raise refuse(
                place,
                f"{texts[place]!r} is a half-year, which is not supported.",
                "Write quarters or years.",
            )
    shared = set.intersection(*map(set, readings)) if readings else set()
    if not shared:
        raise _mixed(texts, readings, refuse)
    form = _choose(shared, texts, readings, refuse)
    numbers = tuple(reading[form] for reading in readings)
    return Periods("date" if form in {"dayfirst", "monthfirst"} else form, numbers)


def _choose(
    shared: set[Form], texts: Sequence[str], readings: Sequence[dict[Form, int]], refuse: Refuse
) -> Form:
    """Return the one form that a column can have."""
    if len(shared) == 1:
        return next(iter(shared))
    if shared == {"dayfirst", "monthfirst"}:
        if all(reading["dayfirst"] == reading["monthfirst"] for reading in readings):
            return "dayfirst"
        raise refuse(
            0, f"{texts[0]!r} could have the day or the month first.", "Write dates like 2024-03-01."
        )
    if len(texts) == 1 and "-" in texts[0]:
        return "month"
    raise refuse(
        0,
        f"{texts[0]!r} could be a month or a financial year.",
        "Write a year as the year it starts in (2011), a month as 'Dec 2011'.",
    )


def _mixed(texts: Sequence[str], readings: Sequence[dict[Form, int]], refuse: Refuse) -> InputError:
    """Return the error for a column in which periods are written in several ways."""
    shared = set(readings[0])
    odd = 0
    while shared:
        odd += 1
        shared &= set(readings[odd])
    other = next((place for place in range(odd) if not set(readings[place]) & set(readings[odd])), 0)
    one, before = spoken(readings[odd]), spoken(readings[other])
    return refuse(
        odd,
        f"{texts[odd]!r} is a {one}, {texts[other]!r} above it a {before}.",
        "Use one frequency, written in one way, in the whole file.",
    )


def spoken(reading: dict[Form, int]) -> str:
    """Return what a reading is called."""
    words: dict[str, str] = {"financial": "financial year", "dayfirst": "date", "monthfirst": "date"}
    return " or ".join(dict.fromkeys(words.get(form, form) for form in reading))
