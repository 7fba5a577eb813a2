"""The unit tree of a day."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils import timezone

from bothways.errors import InputError
from bothways.privacy import UnitTree, make_tree
from bothways_web.people.models import Organisation, UnitSpan


def today() -> dt.date:
    """Return the day at the organisation."""
    import zoneinfo

    return timezone.now().astimezone(zoneinfo.ZoneInfo(Organisation.current().time_zone)).date()


def valid_spans(on: dt.date) -> QuerySet[UnitSpan]:
    """Return the spans that hold on a day."""
    return UnitSpan.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=on), Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    )


def tree_on(day: dt.date) -> UnitTree | None:
    """Return the tree of a day; ``None`` where there is no unit yet.

    A unit whose parent does not exist on that day stands on top.
    """
    rows = list(valid_spans(day).values_list("unit__code", "parent__code", "name"))
    there = {code for code, _, _ in rows}
    if not rows:
        return None
    return make_tree(
        [code for code, _, _ in rows],
        [parent if parent in there else None for _, parent, _ in rows],
        [name for _, _, name in rows],
    )


def current_tree() -> UnitTree | None:
    """Return the tree of today."""
    return tree_on(today())


def below(tree: UnitTree | None, code: str) -> frozenset[str]:
    """Return a unit with everything below it; the unit alone where the tree does not know it."""
    if tree is None:
        return frozenset({code})
    try:
        return frozenset(tree.below(code))
    except InputError:
        return frozenset({code})


def above(tree: UnitTree | None, code: str) -> tuple[str, ...]:
    """Return the units above a unit, the nearest first; none where the tree does not know it."""
    found: list[str] = []
    at = tree.parents[tree.place(code)] if tree is not None and code in tree.places else None
    while tree is not None and at is not None:
        found.append(at)
        at = tree.parents[tree.place(at)]
    return tuple(found)


def part_of_tree(tree: UnitTree, code: str) -> UnitTree:
    """Return a unit with everything below it as a tree of its own."""
    kept = set(tree.below(code))
    rows = [row for row in zip(tree.units, tree.parents, tree.names, strict=True) if row[0] in kept]
    units, parents, names = zip(*rows, strict=True)
    return make_tree(units, [parent if parent in kept else None for parent in parents], names)
