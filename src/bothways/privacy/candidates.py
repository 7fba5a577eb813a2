"""Which groups are offered to the ledger, in which order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from bothways.errors import InputError
from bothways.privacy.groups import Group, members
from bothways.privacy.rollup import RollUp, roll_up
from bothways.privacy.roster import Roster

#: Units are crossed with attributes if they hold so many times the floor; smaller cells would all be withheld.
CROSSED = 4


def candidates(
    roster: Roster, by: Sequence[str] = (), *, floor: int = 5, rolled: RollUp | None = None
) -> list[Group]:
    """Return the groups that are offered, in the fixed public order.

    Parameters
    ----------
    roster : Roster
    by : sequence of str
        Attributes, in the order in which they are offered.
    floor : int
        Fewest respondents of a group.
    rolled : RollUp, optional
        The roll-up of the roster's tree, where it is there already.

    Returns
    -------
    list of Group
        The organisation; units from the top down, merged ones in the place of small ones; the organisation by
        each attribute; shown units with at least ``4 * floor`` respondents by each attribute, from the top
        down; the organisation by two attributes. Every value that anybody has is offered in every place, also
        where nobody is behind it: what is missing from the list would tell that there is nobody. Empty where
        the organisation is smaller than the floor.

    Raises
    ------
    InputError
        Where an attribute is not in the roster or named twice.

    Notes
    -----
    The order rests on the tree and the roster, never on answers. Attributes and values come in the order of
    ``by`` and of the alphabet, units as in the tree.

    Examples
    --------
    >>> from bothways.privacy.roster import make_roster
    >>> from bothways.privacy.tree import make_tree
    >>> tree = make_tree(["top", "a", "b"], [None, "top", "top"])
    >>> roster = make_roster(tree, ["a"] * 6 + ["b"] * 5, {"role": ["nurse"] * 5 + ["clerk"] * 6})
    >>> [group.text for group in candidates(roster, ["role"])]
    ['all', 'unit=a', 'unit=b', 'role=clerk', 'role=nurse']
    """
    unknown = [name for name in by if name not in roster.attributes]
    if unknown:
        raise InputError(
            f"There is no attribute {unknown[0]!r}.",
            remedy=f"The attributes are {', '.join(roster.attributes) or 'none'}.",
        )
    if len(set(by)) < len(by):
        raise InputError("An attribute is named twice.", remedy="Name each once.")
    rolled = roll_up(roster.tree, roster.counts, floor=floor) if rolled is None else rolled
    if not rolled.groups:
        return []
    single = [(name, value) for name in by for value in roster.attributes[name][0]]
    crossed = [group for group in rolled.groups[1:] if _is_large(group, roster, CROSSED * floor)]
    offered = list(rolled.groups)
    offered += [Group(attributes=(pair,)) for pair in single]
    offered += [Group(units=group.units, attributes=(pair,)) for group in crossed for pair in single]
    offered += [
        Group(attributes=pairs) for one, two in combinations(by, 2) for pairs in _pairs(roster, one, two)
    ]
    return offered


def _is_large(group: Group, roster: Roster, least: int) -> bool:
    """Return whether a group has so many respondents, and is not everybody."""
    people = len(members(group, roster))
    return least <= people < roster.people


def _pairs(roster: Roster, one: str, two: str) -> list[tuple[tuple[str, str], tuple[str, str]]]:
    """Return all pairs of values of two attributes."""
    return [
        ((one, first), (two, second))
        for first in roster.attributes[one][0]
        for second in roster.attributes[two][0]
    ]
