"""Spells: times at work, without the people they belong to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bothways.leaving.tenure import Clock

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
#: Entry of a spell that was watched from its first day on.
FROM_THE_START = -1.0


@dataclass(frozen=True)
class Grouping:
    """One way to put spells into groups.

    Attributes
    ----------
    name : str
        A field (unit, role, ...) or the header of a column; blank for the whole.
    names : tuple of str
        Groups, in the order of the file.
    codes : numpy.ndarray of int64, shape (spells,)
        Place in ``names``; -1 where the file says nothing, or the group would be one person.
    """

    name: str
    names: tuple[str, ...]
    codes: Integers

    def label(self, place: int) -> str:
        """Return what a group is called: ``all``, or the name of the grouping and that of the group.

        Examples
        --------
        >>> Grouping("unit", ("Sales",), np.zeros(1, np.int64)).label(0)
        'unit: Sales'
        """
        return f"{self.name}: {self.names[place]}" if self.name else "all"


@dataclass(frozen=True)
class Spells:
    """Times at work. Nothing in here says whose they are, so no result can speak of one person by name.

    Attributes
    ----------
    entry, exit : numpy.ndarray of float64, shape (spells,)
        Tenure at which watching began and ended, on ``clock``. A spell is watched where entry < tenure <= exit;
        ``entry`` is -1 where it was watched from its first day on.
    left : numpy.ndarray of bool, shape (spells,)
        Whether the spell ended at ``exit`` because the person left; else they were still there when last seen.
    groupings : tuple of Grouping
        The whole first.
    clock : {"month", "file"}
        ``file``: in whatever the column of tenures counts.
    whole_years : bool
        Whether every tenure is a whole number of years.
    hired : numpy.ndarray of float64, shape (spells,), or None
        First day (proleptic) of the spell, which may lie before what was watched of it.
    first_day, last_day : numpy.ndarray of float64, shape (spells,), or None
        First and last day (proleptic, both counted) of the watched part; None where the file holds no dates.
    since, as_of : datetime.date or None
        First and last day that is looked at.
    by_tenure : bool
        Whether turnover is asked for by tenure as well.
    people : int
        People behind the spells, as far as the file tells them apart.
    source : str
        Name of the file or table.
    notes : tuple of str
        How it was read, and what was assumed.
    """

    entry: Floats
    exit: Floats
    left: Bools
    groupings: tuple[Grouping, ...]
    clock: Clock
    whole_years: bool
    hired: Floats | None
    first_day: Floats | None
    last_day: Floats | None
    since: dt.date | None
    as_of: dt.date | None
    by_tenure: bool
    people: int
    source: str
    notes: tuple[str, ...]

    @property
    def dated(self) -> bool:
        """Whether days are known, so that turnover by quarter or year can be told."""
        return self.first_day is not None

    def __len__(self) -> int:
        """Return the number of spells."""
        return len(self.exit)
