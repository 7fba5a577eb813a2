"""Who sees which work, and who may change it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from bothways_web.act.models import WorkItem
from bothways_web.people.access import Right, Viewer
from bothways_web.people.models import Person, Post, User
from bothways_web.people.units import above, current_tree, today

#: What a piece is read with.
TIES = ("unit", "owner")

#: What is due first comes first, then what has no day; on every database alike.
FIRST_DUE = (F("due_on").asc(nulls_last=True), "pk")


@dataclass(frozen=True)
class Actor:
    """Somebody at the board: what they may open, who they are in the records, and which units' work they share.

    Attributes
    ----------
    viewer : Viewer
    person : Person or None
        ``None`` for an account without a person.
    shares_in : frozenset of str
        Codes of the person's own units and of all above: the work of these is shared among people like this one.
    """

    viewer: Viewer
    person: Person | None = None
    shares_in: frozenset[str] = frozenset()

    @property
    def leads_everywhere(self) -> bool:
        """Whether somebody looks after the problems of every unit: the leads of people and of customers."""
        return self.viewer.units(Right.TRIAGE) is None

    def owns(self, item: WorkItem) -> bool:
        """Return whether a piece is proposed to this one, or theirs."""
        return self.person is not None and item.owner_id == self.person.pk

    def may_take(self, item: WorkItem) -> bool:
        """Return whether this one is among those who share a piece."""
        return self.owns(item) or item.unit.code in self.shares_in

    def may_write(self, unit: str, *, problem: bool = False, case: bool = False) -> bool:
        """Return whether this one may write down and change work of a unit.

        Those who lead it may; who looks after all problems may where it comes out of one, and so with cases.
        """
        if self.viewer.edits(Right.TEAM, [unit]):
            return True
        return (problem and self.leads_everywhere) or (case and self.viewer.units(Right.CASES) is None)

    def may_change(self, item: WorkItem) -> bool:
        """Return whether this one may change a piece as those do who lead."""
        from_problem, from_case = item.problem_id is not None, item.case_id is not None
        return self.may_write(item.unit.code, problem=from_problem, case=from_case)


def actor_of(viewer: Viewer, user: User) -> Actor:
    """Return somebody as the board meets them."""
    person = Person.objects.filter(user=user).first()
    return Actor(viewer, person, _shares_in(person, today()) if person else frozenset())


def _shares_in(person: Person, day: dt.date) -> frozenset[str]:
    posts = Post.objects.filter(Q(end__isnull=True) | Q(end__gte=day), person=person, start__lte=day)
    tree, own = current_tree(), set(posts.values_list("unit__code", flat=True))
    return frozenset(own).union(*(above(tree, code) for code in own))


def items_in_reach(actor: Actor) -> QuerySet[WorkItem]:
    """Return the work that somebody may read: of the units within reach, and what is theirs wherever it is."""
    found = WorkItem.objects.select_related(*TIES).order_by(*FIRST_DUE)
    units = actor.viewer.units(Right.TEAM)
    if units is None:
        return found
    mine = Q(owner=actor.person) if actor.person else Q(pk__in=[])
    return found.filter(Q(unit__code__in=units) | mine)


def waiting_in(unit: str, actor: Actor) -> QuerySet[WorkItem]:
    """Return the pieces of a unit that wait and that somebody may share out."""
    found = WorkItem.objects.filter(unit__code=unit, state=WorkItem.State.POOL).select_related(
        "unit", "problem"
    )
    if actor.may_write(unit):
        return found
    problems, cases = Q(problem__isnull=False), Q(case__isnull=False)
    if actor.may_write(unit, case=True):
        return found.filter(problems | cases)
    return found.filter(problems) if actor.may_write(unit, problem=True) else found.none()
