"""Pieces of work: writing one down, and who works in a unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from bothways_web.act.models import WorkEvent, WorkItem
from bothways_web.people.changes import record
from bothways_web.people.models import Person, Post, Unit, User
from bothways_web.people.units import below, current_tree, today

#: Whom a list offers to choose: people with a name first, then those of whom only a code is known.
NAMES_FIRST = (ExpressionWrapper(Q(name=""), output_field=BooleanField()), "name", "code")


def people_of(unit: str, day: dt.date | None = None) -> QuerySet[Person]:
    """Return who works in a unit, or in one below it, on a day; today where none is given."""
    day = day or today()
    there = Post.objects.filter(Q(end__isnull=True) | Q(end__gte=day), start__lte=day)
    there = there.filter(unit__code__in=below(current_tree(), unit))
    return Person.objects.filter(pk__in=there.values("person")).order_by("name", "code")


@transaction.atomic
def make_item(
    unit: Unit,
    title: str,
    *,
    by: User | None,
    text: str = "",
    effort: Decimal = Decimal(1),
    skills: Sequence[str] = (),
    due_on: dt.date | None = None,
    owner: Person | None = None,
    **source: object,
) -> WorkItem:
    """Write down a piece of work; with an owner, who has agreed to it, it is taken at once.

    Parameters
    ----------
    unit : Unit
        Whose people share it.
    title : str
        Up to 160 characters.
    by : User or None
        ``None`` for the system itself.
    effort : Decimal
        In hours.
    skills : sequence of str
        What it needs; kept in small letters, sorted.
    owner : Person or None
    **source
        ``problem``, ``plan``, ``huddle`` or ``case`` it comes out of.
    """
    day, state = today(), WorkItem.State.TAKEN if owner else WorkItem.State.POOL
    needs = sorted({skill.strip().casefold() for skill in skills if skill.strip()})
    made = WorkItem.objects.create(
        unit=unit, title=title, text=text, effort=effort, skills=needs, due_on=due_on, owner=owner, state=state,
        made_by=by, made_on=day, since=day, **source,
    )  # fmt: skip
    WorkEvent.objects.create(item=made, kind=WorkEvent.Kind.MADE, day=day)
    if owner:
        WorkEvent.objects.create(item=made, kind=WorkEvent.Kind.TAKEN, person=owner, day=day)
    record(by, "wrote down work", log_name(made), unit=unit.code)
    return made


def log_name(item: WorkItem) -> str:
    """Return what the change log calls a piece: no word of it, as those who read the log may not read boards."""
    return f"piece {item.pk}"
