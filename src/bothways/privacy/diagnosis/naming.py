"""Where shown groups stand in the tree, what people call them, and where withheld units count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from bothways.privacy.diagnosis.profile import DomainNumber, UnitProfile, WithheldUnit
from bothways.privacy.groups import Group, parse_group
from bothways.privacy.tree import UnitTree

COMPANY = "all"
#: Units of a roll-up that are named before the rest is counted.
NAMED = 4


class Places:
    """The shown groups of a round in their tree.

    Parameters
    ----------
    tree : UnitTree
    groups : mapping of str to sequence of str
        Metric -> canonical texts of the groups of units that have a number.
    """

    def __init__(self, tree: UnitTree, groups: Mapping[str, Sequence[str]]) -> None:
        self.tree = tree
        self._doubled = {name for name, times in Counter(tree.names).items() if times > 1}
        self._units = {text: parse_group(text).units for each in groups.values() for text in each}
        self._of = {metric: self._by_unit(each) for metric, each in groups.items()}
        self._any = self._by_unit(self._units)
        self._shown = groups
        #: Canonical texts, from the top down in the order of the tree.
        self.groups: tuple[str, ...] = tuple(sorted(self._units, key=self._order))

    def profile(self, group: str, numbers: tuple[DomainNumber, ...]) -> UnitProfile:
        """Return a group with its name and place."""
        if group == COMPANY:
            return UnitProfile(group, (), self.company, None, "", 0, numbers)
        units = self._units[group]
        parent = self._above_all(units)
        level = min(self.tree.level(unit) for unit in units)
        return UnitProfile(group, units, self.name(group), parent, self._unit_name(parent), level, numbers)

    @property
    def company(self) -> str:
        """Name of the whole organisation: that of a single root."""
        roots = self.tree.roots
        return self._unit_name(roots[0]) if len(roots) == 1 else "The whole organisation"

    def name(self, group: str) -> str:
        """Return what people call a group: "Day shift with Night shift"."""
        if group == COMPANY:
            return self.company
        names = [self._unit_name(unit) for unit in self._units[group]]
        rest = len(names) - NAMED
        return " with ".join(names[:NAMED]) + (f" and {rest} more" if rest > 0 else "")

    def under(self, group: str, metric: str) -> str:
        """Return the name of the group under which the people of a group count for a metric."""
        if metric not in self._of:
            return ""
        found = self._nearest(self._units[group][0], self._of[metric]) if group != COMPANY else None
        return self.name(found) if found else ""

    def deepest(self, metric: str) -> tuple[str, ...]:
        """Return the groups of a metric below which nothing is shown."""
        return self.smallest(self._shown.get(metric, ()))

    def smallest(self, groups: Iterable[str]) -> tuple[str, ...]:
        """Return those of some groups that hold no other one of them, in the order of the tree."""
        wanted = set(groups)
        by_unit = self._by_unit(wanted)
        holding: set[str] = set()
        for text in wanted:
            over = [set(self._over(unit, by_unit)) for unit in self._units[text]]
            holding.update(set.intersection(*over) - {text})
        return tuple(sorted(wanted - holding, key=self._order))

    def withheld(self) -> tuple[WithheldUnit, ...]:
        """Return the units without a number of their own, and where they count."""
        found = []
        for unit, parent in zip(self.tree.units, self.tree.parents, strict=True):
            if Group(units=(unit,)).text in self._units or (parent is None and len(self.tree.roots) == 1):
                continue
            group = self._nearest(unit, self._any)
            under = self.name(group) if group else ""
            merged = unit in self._units.get(group or "", ())
            found.append(
                WithheldUnit(
                    unit, self._unit_name(unit), parent, self._unit_name(parent), under, merged=merged
                )
            )
        return tuple(found)

    def _by_unit(self, groups: Iterable[str]) -> dict[str, list[str]]:
        """Return for each unit the groups that name it, the smallest first."""
        found: dict[str, list[str]] = {}
        for text in sorted(groups, key=lambda text: (len(self._units[text]), text)):
            for unit in self._units[text]:
                found.setdefault(unit, []).append(text)
        return found

    def _nearest(self, unit: str, by_unit: Mapping[str, Sequence[str]]) -> str | None:
        return next(iter(self._over(unit, by_unit)), COMPANY if self._of else None)

    def _over(self, unit: str, by_unit: Mapping[str, Sequence[str]]) -> Iterable[str]:
        """Give the groups that hold a unit, the smallest first."""
        at: str | None = unit
        while at is not None:
            yield from by_unit.get(at, ())
            at = self.tree.parents[self.tree.place(at)]

    def _above_all(self, units: Sequence[str]) -> str | None:
        """Return the smallest unit that several are part of; for one unit, the unit above it."""
        lines = [self._line(unit) for unit in units]
        shared = [unit for unit in lines[0] if all(unit in line for line in lines[1:])]
        return shared[0] if shared else None

    def _line(self, unit: str) -> list[str]:
        """Return the units above a unit, the nearest first."""
        line, at = [], self.tree.parents[self.tree.place(unit)]
        while at is not None:
            line.append(at)
            at = self.tree.parents[self.tree.place(at)]
        return line

    def _order(self, text: str) -> tuple[int, list[int]]:
        places = sorted(self.tree.place(unit) for unit in self._units[text])
        return int(self.tree.levels[places[0]]), places

    def _unit_name(self, unit: str | None) -> str:
        """Return the name of a unit; with its code where another one is called the same."""
        if unit is None:
            return ""
        name = self.tree.names[self.tree.place(unit)]
        return f"{name} ({unit})" if name in self._doubled and name != unit else name
