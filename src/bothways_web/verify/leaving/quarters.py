"""Quarters of the calendar: their names, their days, and which of them can be looked at."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

#: Records of a quarter are taken as complete so long after its end: who left is noted late, and who came back, too.
SETTLED = dt.timedelta(days=14)
#: So many ended quarters are looked at when the first ones are.
BACK = 12
_NAME = re.compile(r"(\d{4})-Q([1-4])")


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a year."""

    year: int
    number: int

    @classmethod
    def named(cls, name: str) -> Quarter:
        """Return a quarter by its name."""
        found = _NAME.fullmatch(name)
        if found is None:
            raise ValueError(name)
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: dt.date) -> Quarter:
        """Return the quarter of a day."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def name(self) -> str:
        """Return what the ledger calls it."""
        return f"{self.year}-Q{self.number}"

    @property
    def first(self) -> dt.date:
        """Return its first day."""
        return dt.date(self.year, 3 * self.number - 2, 1)

    @property
    def after(self) -> Quarter:
        """Return the next one."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def last(self) -> dt.date:
        """Return its last day."""
        return self.after.first - dt.timedelta(days=1)

    @property
    def first_of_last_month(self) -> dt.date:
        """Return the first day of its last month."""
        return dt.date(self.year, 3 * self.number, 1)

    def back(self, quarters: int) -> Quarter:
        """Return the one so many quarters before."""
        place = 4 * self.year + self.number - 1 - quarters
        return Quarter(place // 4, place % 4 + 1)


def until(first: Quarter, last: Quarter) -> Iterator[Quarter]:
    """Yield the quarters from one to another, both included."""
    while first <= last:
        yield first
        first = first.after


def last_settled(today: dt.date) -> Quarter:
    """Return the last quarter whose records can be taken as complete."""
    return Quarter.of(today - SETTLED).back(1)
