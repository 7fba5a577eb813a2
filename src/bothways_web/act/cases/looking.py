"""Which cases somebody sees, what of them, and in which order."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Case as Choose
from django.db.models import F, QuerySet, When
from django.db.models.functions import Coalesce

from bothways_web.act.cases.locking import LOOKED_AFTER
from bothways_web.act.models import Case, CaseStep
from bothways_web.people.access import Right, Viewer
from bothways_web.people.units import below, current_tree, today

MINE, NOBODY, EVERY = "mine", "nobody", "all"
#: Steps whose text names a colleague, not the customer.
OPEN_TEXTS = (CaseStep.Kind.OPENED, CaseStep.Kind.ASSIGNED, CaseStep.Kind.STATE)


@dataclass(frozen=True)
class Search:
    """What the list is searched for; blank is what is looked after now, of everybody."""

    whose: str = ""
    state: str = ""
    unit: str = ""
    text: str = ""


def leads_all(viewer: Viewer) -> bool:
    """Return whether somebody looks after the cases of all units: those who lead customer experience."""
    return viewer.may(Right.CASES, "all")


def visible_cases(viewer: Viewer) -> QuerySet[Case]:
    """Return the cases that a viewer sees: those of the units led, or all. What is held back is for CX leads alone."""
    found = Case.objects.select_related("unit", "owner", "contact", "rule__pulse")
    units = viewer.units(Right.CASES)
    if units is None:
        return found
    return found.filter(unit__code__in=units).exclude(state=Case.State.HELD)


def sees_customer(viewer: Viewer, case: Case) -> bool:
    """Return whether a viewer reads who the customer is and their own words: the owner, and CX leads."""
    return leads_all(viewer) or (viewer.user_id is not None and case.owner_id == viewer.user_id)


def may_take(viewer: Viewer, case: Case) -> bool:
    """Return whether a viewer who sees a case may take it: nobody has it."""
    return case.owner_id is None and case.state in LOOKED_AFTER


def find_cases(viewer: Viewer, search: Search) -> QuerySet[Case]:
    """Return what is found, the earliest day first. Only CX leads find a case by the customer's number."""
    found = visible_cases(viewer).annotate(due=_due())
    if search.state == EVERY:
        pass
    elif search.state in Case.State.values:
        found = found.filter(state=search.state)
    else:
        found = found.filter(state__in=LOOKED_AFTER)
    if search.whose == MINE:
        found = found.filter(owner=viewer.user_id)
    elif search.whose == NOBODY:
        found = found.filter(owner=None)
    if search.unit:
        found = found.filter(unit__code__in=below(current_tree(), search.unit))
    if search.text and leads_all(viewer):
        found = found.filter(contact__key__icontains=search.text)
    order = ("-closed_on", "-pk") if search.state == Case.State.CLOSED else ("due", "pk")
    return found.order_by(*order)


def due_day(case: Case) -> dt.date:
    """Return the day that counts now: until the customer hears from us, then the next step, then the close."""
    if case.first_reply_on is None:
        return case.reply_by
    return case.next_on or case.close_by


def overdue_cases() -> QuerySet[Case]:
    """Return open cases that somebody has and whose day is over; who waits for the customer until a day is not late."""
    found = Case.objects.annotate(due=_due()).filter(state__in=LOOKED_AFTER, owner__isnull=False)
    return found.filter(due__lt=today())


def steps_for(viewer: Viewer, case: Case) -> list[CaseStep]:
    """Return what was done; texts that may hold the customer's words are for the owner and CX leads."""
    steps = list(case.steps.select_related("by", "mail"))
    if not sees_customer(viewer, case):
        for step in steps:
            if step.kind not in OPEN_TEXTS:
                step.text = ""
    return steps


def _due() -> Choose:
    heard = Coalesce(F("next_on"), F("close_by"))
    return Choose(When(first_reply_on__isnull=True, then=F("reply_by")), default=heard)
