"""Writing work down, changing it, and splitting a piece in two."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.act.models import WorkItem
from bothways_web.act.work.items import log_name, make_item
from bothways_web.act.work.steps import check_seen, locked
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.models import Unit, User
from bothways_web.people.units import today

#: What the form of a piece changes.
FIELDS = ("title", "text", "effort", "skills", "due_on")
#: The smallest piece.
LEAST_HOURS = Decimal("0.5")
SOURCES = ("problem", "plan", "huddle", "case")


def last_written(by: User) -> int:
    """Return the number of the last piece that somebody wrote down: a form carries it, so that it is stored once."""
    return WorkItem.objects.filter(made_by=by).aggregate(last=Max("pk"))["last"] or 0


@transaction.atomic
def write_down(
    unit: Unit, given: Mapping[str, Any], source: Mapping[str, Any], *, after: int, by: User
) -> WorkItem:
    """Write a piece down, once a form.

    Parameters
    ----------
    unit : Unit
    given : mapping
        Title, text, effort, skills, due_on, and where chosen an owner who has agreed.
    source : mapping
        What it comes from: ``problem``, ``plan``, ``huddle``, ``case``, or nothing.
    after : int
        What :func:`last_written` said when the form was opened.
    """
    one_at_a_time()
    same = {name: given[name] for name in ("title", "text", "effort", "due_on")}
    there = WorkItem.objects.filter(pk__gt=after, made_by=by, unit=unit, **same, **source).first()
    return there or make_item(unit, by=by, **given, **source)


@transaction.atomic
def change_item(item: WorkItem, given: Mapping[str, Any], *, seen: int, by: User) -> None:
    """Change what is to be done."""
    found = locked(item)
    if all(getattr(found, name) == given[name] for name in FIELDS):
        return
    check_seen(found, seen)
    for name in FIELDS:
        setattr(found, name, given[name])
    found.version += 1
    found.save(update_fields=[*FIELDS, "version"])
    record(by, "changed work", log_name(found), unit=found.unit.code)


@transaction.atomic
def split_item(item: WorkItem, title: str, effort: Decimal, *, seen: int, by: User) -> WorkItem:
    """Make a second piece out of one that is open, once a form: it waits; the first keeps what is left of the hours.

    Raises
    ------
    InputError
        Where too little would be left.
    """
    found = locked(item)
    if twice := _split_before(found, title, effort, seen, by):
        return twice
    check_seen(found, seen)
    if not found.is_open:
        raise InputError(_("It is not open any more."), remedy=_("Open it again first."))
    if found.effort - effort < LEAST_HOURS:
        raise InputError(
            _("Too little would be left of the first piece: it has %(hours)s h.") % {"hours": found.effort},
            remedy=_("Give the new piece fewer hours, or change the hours of the first one before."),
        )
    found.effort -= effort
    found.version += 1
    found.save(update_fields=["effort", "version"])
    source = {name: getattr(found, name) for name in SOURCES}
    made = make_item(
        found.unit, title, by=by, effort=effort, skills=found.skills, due_on=found.due_on, **source
    )
    record(by, "split work", log_name(found), unit=found.unit.code)
    return made


def _split_before(found: WorkItem, title: str, effort: Decimal, seen: int, by: User) -> WorkItem | None:
    """Return the second piece that this very form has made already."""
    if found.version != seen + 1:
        return None
    mine = WorkItem.objects.filter(pk__gt=found.pk, made_by=by, unit=found.unit, title=title, effort=effort)
    return mine.filter(made_on=today()).last()
