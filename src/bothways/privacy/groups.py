"""Groups of respondents that a number can be about, their canonical text, and who is in them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bothways.errors import InputError
from bothways.privacy.roster import Roster

IntArray = npt.NDArray[np.int64]
_ESCAPED = re.compile(r"[%;|=\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Group:
    """A group of respondents.

    Attributes
    ----------
    units : tuple of str
        Everyone in one of these units or below it; sorted, each once. Empty: the whole organisation.
    attributes : tuple of (str, str)
        Attribute and value, all of which must hold; sorted, each attribute once.

    Examples
    --------
    >>> Group(units=("T2", "T1"), attributes=(("role", "nurse"),)).text
    'unit=T1|T2;role=nurse'
    """

    units: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Put units and attributes in their order, so that equal groups are equal."""
        object.__setattr__(self, "units", tuple(sorted(set(self.units))))
        object.__setattr__(self, "attributes", tuple(sorted(self.attributes)))
        names = [name for name, _ in self.attributes]
        if len(set(names)) < len(names) or "unit" in names:
            raise InputError("A group names an attribute twice.", remedy="Name one value of each attribute.")
        if not all((*self.units, *(part for pair in self.attributes for part in pair))):
            raise InputError("A group has a blank unit or value.", remedy="Name the unit or value.")

    @property
    def text(self) -> str:
        """The canonical text: ``all``, or ``unit=U1|U2;role=nurse``."""
        parts = ["unit=" + "|".join(map(_escape, self.units))] if self.units else []
        parts += [f"{_escape(name)}={_escape(value)}" for name, value in self.attributes]
        return ";".join(parts) or "all"


def parse_group(text: str) -> Group:
    """Return the group that a text names.

    Parameters
    ----------
    text : str
        As :attr:`Group.text` writes it; the order of units and attributes does not matter. In codes and
        values, ``;``, ``|``, ``=`` and ``%`` stand as ``%3B``, ``%7C``, ``%3D`` and ``%25``.

    Returns
    -------
    Group

    Raises
    ------
    InputError
        Where the text names no group.

    Examples
    --------
    >>> parse_group("role=nurse;unit=T2|T1")
    Group(units=('T1', 'T2'), attributes=(('role', 'nurse'),))
    """
    if text == "all":
        return Group()
    units: tuple[str, ...] = ()
    attributes: list[tuple[str, str]] = []
    for part in text.split(";"):
        name, equals, value = part.partition("=")
        if not (name and equals and value) or "=" in value or (name == "unit" and units):
            raise InputError(f"{text[:80]!r} names no group.", remedy="Write all, or unit=U1|U2;role=nurse.")
        if name == "unit":
            units = tuple(map(_unescape, value.split("|")))
        elif "|" in value:
            raise InputError(f"{text[:80]!r} names no group.", remedy="Name one value of each attribute.")
        else:
            attributes.append((_unescape(name), _unescape(value)))
    return Group(units=units, attributes=tuple(attributes))


def members(group: Group, roster: Roster) -> IntArray:
    """Return the respondents in a group.

    Parameters
    ----------
    group : Group
    roster : Roster

    Returns
    -------
    numpy.ndarray of int64, shape (members,)
        Column numbers, sorted, each once. Whoever has no known value of an attribute is in none of its
        groups.

    Raises
    ------
    InputError
        Where the group names a unit, attribute or value that the roster does not know.

    Examples
    --------
    >>> from bothways.privacy.roster import make_roster
    >>> from bothways.privacy.tree import make_tree
    >>> roster = make_roster(make_tree(["top", "a", "b"], [None, "top", "top"]), ["b", "a", "top", "a"])
    >>> members(Group(units=("a",)), roster).tolist(), members(Group(units=("top",)), roster).tolist()
    ([1, 3], [0, 1, 2, 3])
    """
    people: IntArray | None = None
    if group.units:
        order, steps = roster.line
        first, past = roster.tree.walk
        places = [roster.tree.place(unit) for unit in group.units]
        ranges = [np.searchsorted(steps, (first[place], past[place])) for place in places]
        people = np.unique(np.concatenate([order[start:stop] for start, stop in ranges]))
    for name, value in group.attributes:
        codes, code = _column(roster, name, value)
        people = np.flatnonzero(codes == code) if people is None else people[codes[people] == code]
    return np.arange(roster.people, dtype=np.int64) if people is None else people.astype(np.int64)


def _column(roster: Roster, name: str, value: str) -> tuple[IntArray, int]:
    """Return the column of an attribute and the code of a value."""
    if name not in roster.attributes:
        raise InputError(
            f"There is no attribute {name!r}.",
            remedy=f"The attributes are {', '.join(roster.attributes) or 'none'}.",
        )
    values, codes = roster.attributes[name]
    if value not in values:
        raise InputError(f"Nobody has this value of {name!r}.", remedy="Check how the value is written.")
    return codes, values.index(value)


def _escape(text: str) -> str:
    return _ESCAPED.sub(lambda sign: f"%{ord(sign.group()):02X}", text)


def _unescape(text: str) -> str:
    return re.sub(r"%([0-9A-Fa-f]{2})", lambda code: chr(int(code[1], 16)), text)
