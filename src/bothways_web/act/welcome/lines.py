"""Who stands in whose line: nobody is accompanied by somebody above or below them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import Q

from bothways_web.people.models import Grant, Person, Post, Role
from bothways_web.people.units import above, current_tree, today


class Lines:
    """The lines of some people: the units they work in with all above, the units they lead, who they report to.

    Posts of today and of later days count: who will stand above somebody is in their line already.
    """

    def __init__(self, people: Iterable[Person]) -> None:
        some = list(people)
        tree, day = current_tree(), today()
        open_posts = Post.objects.filter(Q(end__isnull=True) | Q(end__gte=day))
        self._codes = {one.pk: one.code for one in some}
        self._paths: dict[uuid.UUID, set[str]] = {one.pk: set() for one in some}
        for person, unit in open_posts.filter(person__in=some).values_list("person", "unit__code"):
            self._paths[person] |= {unit, *above(tree, unit)}
        self._leads: dict[uuid.UUID, set[str]] = {one.pk: set() for one in some}
        grants = Grant.objects.filter(role=Role.MANAGER, unit__isnull=False, user__person__in=some)
        for person, unit in grants.values_list("user__person", "unit__code"):
            self._leads[person].add(unit)
        managers: dict[str, set[str]] = {}
        for code, manager in open_posts.exclude(manager="").values_list("person__code", "manager"):
            managers.setdefault(code, set()).add(manager)
        self._superiors = {pk: _all_above(code, managers) for pk, code in self._codes.items()}

    def in_line(self, one: Person, other: Person) -> bool:
        """Return whether either stands above the other, by a unit that is led or by who reports to whom."""
        return self._is_above(one, other) or self._is_above(other, one)

    def _is_above(self, one: Person, other: Person) -> bool:
        return bool(self._leads[one.pk] & self._paths[other.pk]) or one.code in self._superiors[other.pk]


def in_line(one: Person, other: Person) -> bool:
    """Return whether either of two stands above the other."""
    return Lines([one, other]).in_line(one, other)


def _all_above(code: str, managers: dict[str, set[str]]) -> frozenset[str]:
    """Return who somebody reports to, whom these report to, and so on; circles do no harm."""
    found: set[str] = set()
    waiting = list(managers.get(code, ()))
    while waiting:
        at = waiting.pop()
        if at not in found:
            found.add(at)
            waiting += managers.get(at, ())
    return frozenset(found)
