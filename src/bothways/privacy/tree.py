"""The tree of units: which unit is part of which."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from bothways.errors import CellError, FileError, InputError
from bothways.tables import Columns, find_columns, gather, read_table

IntArray = npt.NDArray[np.int64]

#: Columns of a file of units, and the names that are understood for them.
UNIT_SYNONYMS: dict[str, tuple[str, ...]] = {
    "unit": (
        "unit id", "unit code", "id", "code", "org unit", "team", "branch", "store", "site", "department",
        "business unit",
    ),
    "parent": (
        "parent unit", "parent id", "parent code", "unit above", "above", "belongs to", "part of",
        "reports to",
    ),
    "name": ("unit name", "title", "label", "description"),
    "valid_from": ("from", "start", "opened", "valid since"),
    "valid_to": ("to", "end", "closed", "valid until"),
}  # fmt: skip


@dataclass(frozen=True)
class UnitTree:
    """Units from the top down: level by level, siblings in the order of their codes.

    Build one with :func:`make_tree` or :func:`read_units`, which check it.

    Attributes
    ----------
    units : tuple of str
        Codes, each once. A unit stands behind its parent.
    parents : tuple of (str or None)
        Code of the unit above; ``None`` for a root. Several roots are allowed: the group ``all`` stands
        above them.
    names : tuple of str
        What people call the unit; its code where nothing else is known.
    """

    units: tuple[str, ...]
    parents: tuple[str | None, ...]
    names: tuple[str, ...]

    @cached_property
    def places(self) -> dict[str, int]:
        """Unit -> place in ``units``."""
        return {unit: place for place, unit in enumerate(self.units)}

    @cached_property
    def above(self) -> IntArray:
        """Place of the parent of each unit, shape (units,); -1 for a root."""
        found = [-1 if parent is None else self.places[parent] for parent in self.parents]
        return np.array(found, dtype=np.int64)

    @cached_property
    def levels(self) -> IntArray:
        """Level of each unit, shape (units,); roots are on level 0."""
        levels: list[int] = []
        for parent in self.above.tolist():
            levels.append(0 if parent < 0 else levels[parent] + 1)
        return np.array(levels, dtype=np.int64)

    @cached_property
    def places_below(self) -> tuple[tuple[int, ...], ...]:
        """Places of the children of each unit."""
        found: list[list[int]] = [[] for _ in self.units]
        for place, parent in enumerate(self.above.tolist()):
            if parent >= 0:
                found[parent].append(place)
        return tuple(map(tuple, found))

    @cached_property
    def walk(self) -> tuple[IntArray, IntArray]:
        """First and last-but-one step of each unit on a walk in which everything below it comes at once.

        A unit's subtree is what is stepped on from ``first`` to before ``past``, both of shape (units,).
        """
        size = np.ones(len(self.units), dtype=np.int64)
        for place in range(len(self.units) - 1, -1, -1):
            if self.above[place] >= 0:
                size[self.above[place]] += size[place]
        first, free, top = np.zeros_like(size), np.zeros_like(size), 0
        for place, parent in enumerate(self.above.tolist()):
            if parent < 0:
                first[place], top = top, top + int(size[place])
            else:
                first[place] = free[parent]
                free[parent] += size[place]
            free[place] = first[place] + 1
        return first, first + size

    @property
    def roots(self) -> tuple[str, ...]:
        """Units without a parent."""
        return tuple(u for u, parent in zip(self.units, self.parents, strict=True) if parent is None)

    def place(self, unit: str) -> int:
        """Return the place of a unit in ``units``; an InputError where it is not there."""
        if unit not in self.places:
            raise InputError(
                f"There is no unit {unit!r} in the tree.",
                remedy="Add it to the file of units, or correct its code.",
            )
        return self.places[unit]

    def level(self, unit: str) -> int:
        """Return how far below the roots a unit is; 0 for a root."""
        return int(self.levels[self.place(unit)])

    def children(self, unit: str) -> tuple[str, ...]:
        """Return the units right below a unit."""
        return tuple(self.units[place] for place in self.places_below[self.place(unit)])

    def below(self, unit: str) -> tuple[str, ...]:
        """Return a unit with everything below it, from the top down."""
        first, past = self.walk
        start, stop = first[self.place(unit)], past[self.place(unit)]
        return tuple(self.units[place] for place in np.flatnonzero((first >= start) & (first < stop)))


def make_tree(
    units: Sequence[str], parents: Sequence[str | None], names: Sequence[str] | None = None
) -> UnitTree:
    """Return units as a tree.

    Parameters
    ----------
    units : sequence of str
        Codes, in any order.
    parents : sequence of (str or None), same length
        ``None`` or blank for a root.
    names : sequence of str, optional
        Blank, or not given: the code.

    Returns
    -------
    UnitTree
        The same tree whatever the order of the rows.

    Raises
    ------
    InputError
        Where a unit is blank or doubled, a parent is not there, or units lie below themselves.

    Examples
    --------
    >>> tree = make_tree(["b", "a", "top"], ["top", "top", None])
    >>> tree.units, tree.children("top"), tree.level("a")
    (('top', 'a', 'b'), ('a', 'b'), 1)
    """
    labels = list(units) if names is None else list(names)
    if not len(units) == len(parents) == len(labels):
        raise InputError("Units, parents and names differ in length.", remedy="Give one of each a unit.")
    above = [parent or None for parent in parents]
    trouble = _find_trouble(units, above)
    if trouble:
        raise InputError(trouble[2], remedy=trouble[3])
    return _in_order(units, above, labels)


def read_units(
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    on: dt.date | None = None,
    sheet: str | None = None,
) -> UnitTree:
    """Read a file of units.

    Parameters
    ----------
    source : path or table
        CSV, XLSX, Parquet, or a frame, with the columns unit, parent, and any of name, valid_from, valid_to
        (dates like 2024-03-01, both days included; blank: open).
    columns : mapping of str to str, optional
        Field -> column, where they are called otherwise.
    on : datetime.date, optional
        Keep only units that are valid on this day. Without it all rows count.
    sheet : str, optional
        Sheet of an XLSX file.

    Returns
    -------
    UnitTree

    Raises
    ------
    ColumnError
        Where unit or parent cannot be found.
    CellError
        Where a unit is blank or doubled, a parent is not there (or not valid on that day), units lie below
        themselves, or a date cannot be read: names the row.
    FileError
        Where the file cannot be read, or has no unit on that day.

    Examples
    --------
    >>> import pandas as pd
    >>> read_units(pd.DataFrame({"unit": ["A", "B"], "parent": ["", "A"], "name": ["Clinic", ""]})).names
    ('Clinic', 'B')
    """
    table = read_table(
        source,
        sheet=sheet,
        name=None if hasattr(source, "__fspath__") or isinstance(source, str) else "the table of units",
    )
    places = find_columns(table, synonyms=UNIT_SYNONYMS, needed=("unit", "parent"), columns=columns)
    read = gather(table, texts=places, numbers={})
    rows = list(range(read.records)) if on is None else _valid_rows(read, on)
    cells = {field: _cells(read, field) for field in UNIT_SYNONYMS}
    units = [cells["unit"][row] or "" for row in rows]
    parents = [cells["parent"][row] for row in rows]
    if not units:
        raise FileError(f"No unit is valid on {on}.", remedy="Check the dates.", file=table.name)
    trouble = _find_trouble(units, parents)
    if trouble:
        place, field, what, remedy = trouble
        if "valid_from" in places or "valid_to" in places:
            remedy = f"{remedy[:-1]}; look at valid_from and valid_to, too."
        raise read.error(CellError, what, remedy=remedy, field=field, record=rows[place])
    return _in_order(units, parents, [cells["name"][row] or "" for row in rows])


def _cells(read: Columns, field: str) -> list[str | None]:
    """Return a column of text, ``None`` where blank; all blank where there is no such column."""
    if field not in read.texts:
        return [None] * read.records
    text = read.texts[field]
    return [None if code < 0 else text.names[code] for code in text.codes.tolist()]


def _valid_rows(read: Columns, on: dt.date) -> list[int]:
    """Return the rows of units that are valid on a day."""
    kept = np.ones(read.records, dtype=bool)
    for field, sign in (("valid_from", 1), ("valid_to", -1)):
        if field not in read.texts:
            continue
        text = read.texts[field]
        inside = []
        for code, name in enumerate(text.names):
            try:
                inside.append(sign * (on - dt.date.fromisoformat(name[:10])).days >= 0)
            except ValueError:
                raise read.error(
                    CellError,
                    f"{name[:40]!r} is no date.",
                    remedy="Write dates like 2024-03-01, or leave the cell blank where there is no end.",
                    field=field,
                    record=int(np.flatnonzero(text.codes == code)[0]),
                ) from None
        kept &= np.array([*inside, True])[text.codes]
    return [int(row) for row in np.flatnonzero(kept)]


def _find_trouble(units: Sequence[str], parents: Sequence[str | None]) -> tuple[int, str, str, str] | None:
    """Return place, field, sentence and remedy of the first thing that is no tree; ``None`` for a tree."""
    seen: dict[str, int] = {}
    for place, unit in enumerate(units):
        if not unit:
            return place, "unit", "The unit has no code.", "Fill it in, or take the row out."
        if unit in seen:
            return place, "unit", f"The unit {unit!r} is there twice.", "Keep one row a unit."
        seen[unit] = place
    for place, parent in enumerate(parents):
        if parent is not None and parent not in seen:
            return place, "parent", f"The parent {parent!r} is no unit.", "Add a row for it, or correct it."
    settled: set[str] = set()
    for place, unit in enumerate(units):
        path: dict[str, None] = {}
        at: str | None = unit
        while at is not None and at not in settled:
            if at in path:
                return place, "parent", f"The unit {at!r} lies below itself.", "Correct one of the parents."
            path[at] = None
            at = parents[seen[at]]
        settled.update(path)
    return None


def _in_order(units: Sequence[str], parents: Sequence[str | None], names: Sequence[str]) -> UnitTree:
    """Return a checked tree, level by level, siblings by code."""
    children: dict[str | None, list[int]] = {}
    for place in sorted(range(len(units)), key=lambda place: units[place]):
        children.setdefault(parents[place], []).append(place)
    order = list(children.get(None, []))
    for place in order:  # grows while it is walked
        order.extend(children.get(units[place], []))
    return UnitTree(
        units=tuple(units[place] for place in order),
        parents=tuple(parents[place] for place in order),
        names=tuple(names[place] or units[place] for place in order),
    )
