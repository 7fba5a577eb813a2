"""Where a team stands in the organisation, and which teams somebody may open."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F

from bothways.privacy import UnitTree
from bothways_web.people.models import UnitSpan
from bothways_web.people.units import current_tree, today
from bothways_web.wording import in_order

#: More codes than this are not named to the database one by one.
MOST_ASKED = 500


@dataclass(frozen=True)
class Place:
    """A unit: its code and name, the names above it from the top down, and whether it exists today."""

    code: str
    name: str
    above: tuple[tuple[str, str], ...] = ()
    today: bool = True

    @property
    def part_of(self) -> str:
        """Name of the unit above; blank on top."""
        return self.above[-1][1] if self.above else ""


def places(codes: Collection[str] | None) -> list[Place]:
    """Return the units of today with these codes, all where ``None``, by name."""
    tree = current_tree()
    if tree is None:
        return []
    found = [_place(tree, unit) for unit in tree.units if codes is None or unit in codes]
    return sorted(found, key=lambda one: (in_order(one.name), one.code))


def find_place(code: str) -> Place | None:
    """Return a unit by its code; one that no longer exists by its last name."""
    tree = current_tree()
    if tree is not None and code in tree.places:
        return _place(tree, code)
    last = UnitSpan.objects.filter(unit__code=code).order_by("-valid_from").first()
    return Place(code, last.name, today=False) if last else None


def names_of(codes: Collection[str]) -> dict[str, str]:
    """Return the last names of some units by their codes, of those that no longer exist as well."""
    spans = UnitSpan.objects.exclude(valid_from__gt=today())
    few = spans.filter(unit__code__in=codes) if len(codes) <= MOST_ASKED else spans
    found = few.order_by(F("valid_from").asc(nulls_first=True)).values_list("unit__code", "name")
    return dict(found)


def _place(tree: UnitTree, unit: str) -> Place:
    above: list[tuple[str, str]] = []
    at = tree.parents[tree.place(unit)]
    while at is not None:
        above.append((at, tree.names[tree.place(at)]))
        at = tree.parents[tree.place(at)]
    return Place(unit, tree.names[tree.place(unit)], tuple(reversed(above)))
