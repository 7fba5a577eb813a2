"""Safe roll-up: under which group each unit is shown, so that nothing small is left over at any level."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from bothways.errors import InputError
from bothways.privacy.groups import Group
from bothways.privacy.packing import pack
from bothways.privacy.tree import UnitTree

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class RollUp:
    """What of a tree may be shown, decided by numbers of respondents alone.

    Attributes
    ----------
    tree : UnitTree
    floor : int
        Fewest respondents of a group.
    shown : tuple of (Group or None), one a unit
        The group under which the unit is shown: itself, merged with others of its family, or ``None``. A
        single root is shown as the whole organisation.
    groups : tuple of Group
        All that are shown, from the top down, each once; the whole organisation comes first. Empty where even
        that is too small.
    atoms : tuple of (Group or None)
        Disjoint sets of at least ``floor`` respondents that together hold everybody; every shown group is a
        union of some. ``None`` for the people of a parent who are in no group below it.
    atom : numpy.ndarray of int64, shape (units,)
        Place in ``atoms`` of the people who sit in each unit; -1 where nobody does.
    """

    tree: UnitTree
    floor: int
    shown: tuple[Group | None, ...]
    groups: tuple[Group, ...]
    atoms: tuple[Group | None, ...]
    atom: IntArray

    def shown_as(self, unit: str) -> Group | None:
        """Return the group under which a unit is shown; ``None`` where it is not."""
        return self.shown[self.tree.place(unit)]

    def nearest(self, unit: str) -> Group | None:
        """Return the smallest shown group that holds a unit: its own, or that of a unit above it."""
        place = self.tree.place(unit)
        while place >= 0:
            group = self.shown[place]
            if group is not None:
                return group
            place = int(self.tree.above[place])
        return self.groups[0] if self.groups else None

    def atoms_of(self, group: Group) -> tuple[int, ...]:
        """Return the atoms that make up a shown group, as places in ``atoms``."""
        if group not in self._shown:
            raise InputError(f"The group {group.text} is not shown.", remedy="Take one of RollUp.groups.")
        if not group.units:
            return tuple(range(len(self.atoms)))
        order, steps = self._line
        first, past = self.tree.walk
        found: set[int] = set()
        for unit in group.units:
            place = self.tree.place(unit)
            start, stop = np.searchsorted(steps, (first[place], past[place]))
            found.update(np.unique(self.atom[order[start:stop]]).tolist())
        return tuple(sorted(found - {-1}))

    @cached_property
    def _shown(self) -> frozenset[Group]:
        return frozenset(self.groups)

    @cached_property
    def _line(self) -> tuple[IntArray, IntArray]:
        """Units in the order of the walk, and their steps."""
        first, _ = self.tree.walk
        order = np.argsort(first).astype(np.int64)
        return order, first[order]


@dataclass(frozen=True)
class _Node:
    """A set of people: everyone in or below ``whole``, and those who sit in ``own`` themselves."""

    whole: tuple[int, ...]
    own: tuple[int, ...]
    group: Group | None


def roll_up(
    tree: UnitTree, counts: Iterable[int], *, floor: int, asked: Iterable[bool] | None = None
) -> RollUp:
    """Decide under which group each unit is shown.

    Parameters
    ----------
    tree : UnitTree
    counts : array of int, shape (units,)
        Respondents who sit directly in each unit, in the order of ``tree.units``
        (:attr:`bothways.privacy.roster.Roster.counts`).
    floor : int
        Fewest respondents of a group, 2 or more.
    asked : array of bool, shape (units,), optional
        Whether anybody was asked in or below the unit. Without it, everywhere: a unit without respondents is
        then merged like a small one, since showing all others but it would tell that nobody in it answered.

    Returns
    -------
    RollUp

    Raises
    ------
    InputError
        Where counts do not fit the tree or are negative, or the floor is below 2.

    Notes
    -----
    From the top down, each shown group is opened: the units right below it are packed
    (:func:`bothways.privacy.packing.pack`) so that every group and what is left of it holds nobody or at
    least ``floor`` people. Where that cannot be, it is shown as a whole. A unit that was merged because it is
    small goes on as it is and is merged again one level down, so "Clinic A with Clinic B" is followed by
    "Ward A1 with Clinic B". Atoms are what is opened no further. All shown groups are unions of atoms, so any
    sum or difference of them holds nobody or at least ``floor`` people.

    Examples
    --------
    >>> from bothways.privacy.tree import make_tree
    >>> tree = make_tree(["top", "a", "b", "c"], [None, "top", "top", "top"])
    >>> rolled = roll_up(tree, [0, 8, 3, 4], floor=5)
    >>> [group.text for group in rolled.groups], rolled.shown_as("b").text
    (['all', 'unit=a', 'unit=b|c'], 'unit=b|c')
    """
    own = np.asarray(list(counts), dtype=np.int64)
    was_asked = np.ones(len(own), dtype=bool) if asked is None else np.asarray(list(asked), dtype=bool)
    if own.shape != (len(tree.units),) or was_asked.shape != own.shape or (own < 0).any():
        raise InputError("Numbers of respondents do not fit the tree.", remedy="Give one a unit, 0 or more.")
    if floor < 2:
        raise InputError(f"A floor of {floor} protects nobody.", remedy="Use 5 or more.")
    return _Opening(tree, own, floor, was_asked).result()


class _Opening:
    """The work of one roll-up."""

    def __init__(self, tree: UnitTree, own: IntArray, floor: int, asked: npt.NDArray[np.bool_]) -> None:
        self.tree, self.floor, self.asked = tree, floor, asked.tolist()
        totals = own.copy()
        for place in range(len(own) - 1, -1, -1):
            if tree.above[place] >= 0:
                totals[tree.above[place]] += totals[place]
        self.own, self.totals = own.tolist(), totals.tolist()
        self.shown: list[Group | None] = [None] * len(own)
        self.atoms: list[_Node] = []

    def result(self) -> RollUp:
        """Open everything from the top down."""
        roots = tuple(np.flatnonzero(self.tree.above < 0).tolist())
        everyone = Group()
        if sum(self.own) >= self.floor:
            top = _Node(roots, (), everyone)
            if len(roots) == 1:
                self.shown[roots[0]] = everyone
                self._work([top])
            else:
                self._work(self._open(top, list(roots), []) or [])
                if not self.atoms:
                    self.atoms.append(top)
        groups = {group for group in self.shown if group is not None}
        levels, places = self.tree.levels, self.tree.places

        def from_the_top(group: Group) -> tuple[int, list[int]]:
            at = sorted(places[unit] for unit in group.units)
            return min((int(levels[place]) for place in at), default=-1), at

        ordered = sorted(groups - {everyone}, key=from_the_top)
        return RollUp(
            tree=self.tree,
            floor=self.floor,
            shown=tuple(self.shown),
            groups=(everyone, *ordered) if self.atoms else (),
            atoms=tuple(node.group for node in self.atoms),
            atom=self._atom_of_units(),
        )

    def _work(self, nodes: list[_Node]) -> None:
        """Open nodes, and what comes out of them, until only atoms are left."""
        waiting = list(nodes)
        for node in waiting:  # grows while it is walked
            items, own = self._below(node)
            opened = self._open(node, items, own) if items != list(node.whole) else None
            if opened is None:
                self.atoms.append(node)
            else:
                waiting.extend(opened)

    def _below(self, node: _Node) -> tuple[list[int], list[int]]:
        """Return the units right below a node, and the units whose own people are in none of these."""
        items, own = list[int](), list(node.own)
        for place in node.whole:
            children = self.tree.places_below[place]
            if self.totals[place] >= self.floor and any(self.totals[child] for child in children):
                items.extend(children)
                own.extend([place] if self.own[place] else [])
            else:
                items.append(place)
        return items, own

    def _open(self, node: _Node, items: list[int], own: list[int]) -> list[_Node] | None:
        """Show the units below a node; ``None`` where it must stay whole."""
        held = [place for place in items if self.totals[place]]
        direct = sum(self.own[place] for place in own)
        packing = pack([self.totals[place] for place in held], direct=direct, floor=self.floor)
        if packing is None:
            return None
        groups = [[held[at] for at in group] for group in packing.shown]
        if not packing.hidden:
            self._add_empty([place for place in items if not self.totals[place]], groups)
        nodes = []
        for group in groups:
            named = Group(units=tuple(self.tree.units[place] for place in group))
            for place in group:
                self.shown[place] = named
            nodes.append(_Node(tuple(place for place in group if self.totals[place]), (), named))
        if packing.hidden or direct:
            nodes.append(_Node(tuple(held[at] for at in packing.hidden), tuple(own), None))
        return nodes

    def _add_empty(self, empty: list[int], groups: list[list[int]]) -> None:
        """Merge units without respondents into a merged group; into the smallest, where none is merged."""
        asked = [place for place in empty if self.asked[place]]
        merged = [group for group in groups if len(group) > 1] or groups
        if asked:
            min(merged, key=lambda group: (sum(self.totals[place] for place in group), group)).extend(asked)

    def _atom_of_units(self) -> IntArray:
        """Return the atom of the people who sit in each unit."""
        atom = [-1] * len(self.own)
        for number, node in enumerate(self.atoms):
            for place in (*node.whole, *node.own):
                atom[place] = number
        whole = {place for node in self.atoms for place in node.whole}
        for place, parent in enumerate(self.tree.above.tolist()):
            if parent in whole:
                atom[place] = atom[parent]
                whole.add(place)
        return np.where(np.array(self.own) > 0, np.array(atom), -1).astype(np.int64)
