"""Who is counted in a round: the unit and the attributes of each respondent, and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from bothways.errors import InputError
from bothways.privacy.tree import UnitTree
from bothways.tables import Text

IntArray = npt.NDArray[np.int64]
#: A column of codes and names as :func:`bothways.tables.gather` reads it, or plain texts; blank: not known.
Labels = Text | Sequence[str | None]


@dataclass(frozen=True)
class Roster:
    """The respondents of a round, one column each, numbered from 0.

    Build one with :func:`make_roster`, which checks it.

    Attributes
    ----------
    tree : UnitTree
    unit : numpy.ndarray of int64, shape (people,)
        Place in ``tree.units`` of the unit in which each respondent sits.
    attributes : mapping of str to (tuple of str, numpy.ndarray of int64 of shape (people,))
        Attribute -> its values, sorted, and which one each respondent has; -1 where not known.
    """

    tree: UnitTree
    unit: IntArray
    attributes: Mapping[str, tuple[tuple[str, ...], IntArray]]

    @property
    def people(self) -> int:
        """Number of respondents. Not for publication."""
        return len(self.unit)

    def part(self, people: IntArray) -> Roster:
        """Return the roster of some of the respondents; attributes keep all their values."""
        attributes = {name: (values, codes[people]) for name, (values, codes) in self.attributes.items()}
        return Roster(self.tree, self.unit[people], attributes)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the tree and of everybody's unit, in hexadecimal; attributes have their own digests.

        It tells whether two calls speak of the same round. It is no secret-keeper: whoever can list all
        likely rosters of a small round can find the one that fits, and with it the number of respondents.
        """
        parents = [parent or "" for parent in self.tree.parents]
        return _digest([*self.tree.units, "", *parents, ""], self.unit)

    @cached_property
    def attribute_digests(self) -> dict[str, str]:
        """SHA-256 of each attribute's column."""
        return {name: _digest(values, codes) for name, (values, codes) in self.attributes.items()}

    @cached_property
    def counts(self) -> IntArray:
        """Respondents who sit directly in each unit, shape (units,)."""
        return np.bincount(self.unit, minlength=len(self.tree.units)).astype(np.int64)

    @cached_property
    def line(self) -> tuple[IntArray, IntArray]:
        """Respondents in the order of the tree's walk, and the step at which each of these sits."""
        steps = self.tree.walk[0][self.unit]
        order = np.argsort(steps, kind="stable").astype(np.int64)
        return order, steps[order]


def make_roster(tree: UnitTree, unit: Labels, attributes: Mapping[str, Labels] | None = None) -> Roster:
    """Return the roster of a round.

    Parameters
    ----------
    tree : UnitTree
    unit : Text or sequence of str, shape (people,)
        Code of the unit of each respondent, of any level of the tree.
    attributes : mapping of str to (Text or sequence of (str or None)), optional
        Attribute -> value of each respondent; blank or ``None`` where not known: such people are in no group
        of this attribute.

    Returns
    -------
    Roster

    Raises
    ------
    InputError
        Where a unit is blank or not in the tree, a column has another length, or an attribute has no name,
        is called ``unit``, or has no value at all.

    Examples
    --------
    >>> from bothways.privacy.tree import make_tree
    >>> roster = make_roster(make_tree(["top", "a"], [None, "top"]), ["a", "a", "top"],
    ...                      {"role": ["nurse", None, "clerk"]})
    >>> roster.people, roster.unit.tolist(), roster.attributes["role"][0]
    (3, [1, 1, 0], ('clerk', 'nurse'))
    """
    names, codes = _encode(unit)
    if (codes < 0).any():
        raise InputError(
            f"Respondent {int(np.argmax(codes < 0)) + 1} has no unit.",
            remedy="Fill in the unit, or leave the response out.",
        )
    places = np.array([tree.place(name) for name in names] or [0], dtype=np.int64)[codes]
    columns: dict[str, tuple[tuple[str, ...], IntArray]] = {}
    for name, labels in (attributes or {}).items():
        if not name or name == "unit":
            raise InputError(f"An attribute cannot be called {name!r}.", remedy="Rename the column.")
        values, found = _encode(labels)
        if len(found) != len(places):
            raise InputError(
                f"The attribute {name!r} and the units differ in length.",
                remedy="Give one value a respondent.",
            )
        if not values:
            raise InputError(f"The attribute {name!r} is blank for everybody.", remedy="Leave it out.")
        columns[name] = values, found
    return Roster(tree=tree, unit=places, attributes=columns)


def _encode(labels: Labels) -> tuple[tuple[str, ...], IntArray]:
    """Return the values that occur, sorted, and the place of each cell among them; -1 where blank."""
    if isinstance(labels, Text):
        given, codes = list(labels.names), labels.codes.astype(np.int64)
    else:
        texts = [_as_text(label) for label in labels]
        seen: dict[str, int] = {}
        codes = np.array([seen.setdefault(text, len(seen)) if text else -1 for text in texts], dtype=np.int64)
        given = list(seen)
    used = sorted(given[code] for code in np.unique(codes[codes >= 0]))
    places = {name: place for place, name in enumerate(used)}
    return tuple(used), np.array([*(places.get(name, -1) for name in given), -1], dtype=np.int64)[codes]


def _as_text(label: object) -> str:
    """Return a cell as text; numbers are refused, since 7 and "007" cannot be told apart."""
    if label is None or (isinstance(label, float) and label != label):
        return ""
    if not isinstance(label, str):
        raise InputError(
            "A unit or an attribute is no text.", remedy="Hand in codes as text, so that 007 stays 007."
        )
    return label.strip()


def _digest(texts: Sequence[str], codes: IntArray) -> str:
    """Return the SHA-256 of texts and codes."""
    head = "".join(f"{len(text)}:{text}" for text in texts)
    return hashlib.sha256(head.encode() + b"\0" + codes.astype("<i8").tobytes()).hexdigest()
