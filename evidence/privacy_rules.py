"""What other rules would publish: our models of documented public rules, not anybody's code."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from evidence.privacy_worlds import LEVELS, IntArray, World

K = 5
#: A slice and the view in which it is one of several: (members, views); a view is what is broken down, and by what.
View = tuple[object, ...]


@dataclass(frozen=True)
class Slice:
    """A group that somebody can look at.

    Attributes
    ----------
    name : tuple
        Dimension and value, once or twice.
    members : ndarray of int64
    views : tuple of View
        Each view shows this slice beside others that together make up a larger one.
    """

    name: tuple[object, ...]
    members: IntArray
    views: tuple[View, ...]


def slices(world: World) -> list[Slice]:
    """Return all one- and two-way slices: units of each level, attributes, units by attribute, two attributes."""
    everybody = np.zeros(world.people, np.int64)
    above = {"division": everybody, "department": world.unit["division"], "team": world.unit["department"]}
    out = [Slice(("all",), np.arange(world.people), ())]
    for level in LEVELS:
        for value, members in split(world.unit[level]):
            out.append(Slice((level, value), members, (("units", level, int(above[level][members[0]])),)))
    for name, values in world.attributes.items():
        for value, members in split(values):
            out.append(Slice((name, value), members, (("attribute", name),)))
    for level in LEVELS:
        for name, values in world.attributes.items():
            for code, members in split(world.unit[level] * 100 + values):
                unit, value = divmod(code, 100)
                beside = ("units", level, int(above[level][members[0]]), name, value)
                out.append(Slice((level, unit, name, value), members, ((level, unit, name), beside)))
    for one, two in combinations(world.attributes, 2):
        for code, members in split(world.attributes[one] * 100 + world.attributes[two]):
            first, second = divmod(code, 100)
            out.append(Slice((one, first, two, second), members, ((one, first, two), (two, second, one))))
    return out


def split(labels: IntArray) -> list[tuple[int, IntArray]]:
    """Return each label with the places where it stands."""
    order = np.argsort(labels, kind="stable")
    values, starts = np.unique(labels[order], return_index=True)
    return list(zip(values.tolist(), np.split(order, starts[1:]), strict=True))


def threshold(world: World) -> list[Slice]:
    """Show every slice of at least five."""
    return [one for one in slices(world) if len(one.members) >= K]


def remainder(world: World) -> list[Slice]:
    """Show a slice of at least five unless one to four people are left beside it in any view."""
    offered = slices(world)
    size = view_sizes(offered)
    return [
        one
        for one in offered
        if len(one.members) >= K and all(not 0 < size[view] - len(one.members) < K for view in one.views)
    ]


def next_smallest(world: World) -> list[Slice]:
    """Hide slices under five, and in each view where they hold fewer than two people the next smallest as well."""
    offered = slices(world)
    hidden: set[tuple[object, ...]] = {one.name for one in offered if len(one.members) < K}
    by_view: dict[View, list[Slice]] = {}
    for one in offered:
        for view in one.views:
            by_view.setdefault(view, []).append(one)
    for beside in by_view.values():
        small = sum(len(one.members) for one in beside if len(one.members) < K)
        for one in sorted(
            (each for each in beside if len(each.members) >= K), key=lambda each: len(each.members)
        ):
            if not 0 < small < 2:
                break
            hidden.add(one.name)
            small += len(one.members)
    return [one for one in offered if one.name not in hidden]


def view_sizes(offered: list[Slice]) -> dict[View, int]:
    """Return how many people each view shows in all."""
    size: dict[View, int] = {}
    for one in offered:
        for view in one.views:
            size[view] = size.get(view, 0) + len(one.members)
    return size


RULES = {"threshold 5": threshold, "remainder rule": remainder, "next-smallest": next_smallest}
