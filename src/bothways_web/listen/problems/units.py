"""The unit that a problem concerns: what may be chosen, and how far up a report without a name has to go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from django.db.models import Q

from bothways.privacy import UnitTree
from bothways_web.people.models import Organisation, Post, Unit
from bothways_web.people.units import current_tree, today
from bothways_web.wording import in_order

#: So many can be scrolled through on a phone; in a larger company the lowest levels are left out.
MOST_OFFERED = 600


def offered_units() -> list[tuple[str, str]]:
    """Return code and name of the units to choose from, each followed by those below it."""
    tree = current_tree()
    if tree is None:
        return []
    per_level = Counter(int(level) for level in tree.levels)
    deepest = max((level for level in per_level if _up_to(per_level, level) <= MOST_OFFERED), default=0)
    return units_in_order([code for code in tree.units if tree.level(code) <= deepest])


def units_in_order(codes: Collection[str] | None) -> list[tuple[str, str]]:
    """Return code and name of today's units with these codes, all where ``None``, each followed by those below it."""
    tree = current_tree()
    if tree is None:
        return []
    rows = sorted((_path(tree, code), code) for code in tree.units if codes is None or code in codes)
    names = dict(zip(tree.units, tree.names, strict=True))
    top = min((tree.level(code) for _path_, code in rows), default=0)
    return [(code, "\u2003" * (tree.level(code) - top) + names[code]) for _path_, code in rows]


def unit_without_name(unit: Unit | None) -> Unit | None:
    """Return the unit with which a report without a name may be kept.

    It is the chosen one if as many people as the floor work there or below, else the nearest above that has as many;
    none where not even the whole organisation has.
    """
    tree = current_tree()
    if unit is None or tree is None or unit.code not in tree.units:
        return None
    floor, at = Organisation.current().floor, unit.code
    while _people(tree, at) < floor:
        above = tree.parents[tree.place(at)]
        if above is None:
            return None
        at = above
    return Unit.objects.get(code=at)


def unit_names() -> dict[str, str]:
    """Return the names of today's units by their codes."""
    tree = current_tree()
    return dict(zip(tree.units, tree.names, strict=True)) if tree else {}


def _people(tree: UnitTree, code: str) -> int:
    day = today()
    posts = Post.objects.filter(Q(end__isnull=True) | Q(end__gte=day), start__lte=day)
    return posts.filter(unit__code__in=tree.below(code)).values("person").distinct().count()


def _up_to(per_level: Counter[int], level: int) -> int:
    return sum(count for each, count in per_level.items() if each <= level)


def _path(tree: UnitTree, code: str) -> list[tuple[object, str]]:
    """Return by what a unit is sorted: the names from the top down to it."""
    found: list[tuple[object, str]] = []
    at: str | None = code
    while at is not None:
        place = tree.place(at)
        found.append((in_order(tree.names[place]), at))
        at = tree.parents[place]
    return found[::-1]
