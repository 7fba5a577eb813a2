"""What is changed by hand about a person: corrections, moves, leaving, own choices."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.people.accounts import link_people
from bothways_web.people.changes import record
from bothways_web.people.models import Person, Post, Unit, User
from bothways_web.people.units import below, current_tree, today, valid_spans


def find_people(text: str = "", unit: str = "", *, gone: bool = False) -> QuerySet[Person]:
    """Return the people who are asked for, each with the posts of today; ``gone``: those who have none today."""
    day = today()
    current = Post.objects.filter(Q(end__isnull=True) | Q(end__gte=day), start__lte=day).select_related(
        "unit"
    )
    here = Exists(current.filter(person=OuterRef("pk")))
    if unit:
        here = Exists(current.filter(person=OuterRef("pk"), unit__code__in=below(current_tree(), unit)))
    found = Person.objects.filter(~here if gone else here)
    if text:
        found = found.filter(Q(name__icontains=text) | Q(code__icontains=text) | Q(email__icontains=text))
    return found.order_by("name", "code").prefetch_related(Prefetch("posts", current, to_attr="current"))


def correct_person(person: Person, *, name: str, email: str, language: str, time_zone: str, by: User) -> None:
    """Correct what is known about a person; the log says what was changed, not from what to what."""
    given = {"name": name.strip(), "email": email.strip(), "language": language, "time_zone": time_zone}
    with transaction.atomic():
        changed = [field for field, text in given.items() if getattr(person, field) != text]
        for field in changed:
            setattr(person, field, given[field])
        person.save(update_fields=changed)
        link_people()
        record(by, "corrected person", person.code, fields=changed)


def choose_own(person: Person, *, language: str, time_zone: str, by: User) -> None:
    """Keep the language and the zone that somebody chose; files of records leave them alone from then on."""
    with transaction.atomic():
        person.language, person.time_zone, person.own_choice = language, time_zone, True
        person.save(update_fields=["language", "time_zone", "own_choice"])
        record(by, "chose own language and zone", person.code)


def end_post(post: Post, end: dt.date, *, reason: str = "", by: User) -> None:
    """Say which day is the last one of a post.

    Raises
    ------
    InputError
        Where the day does not fit.
    """
    if end < post.start:
        raise InputError(_("The post ends before it starts."), remedy=_("Choose a later day."))
    following = post.person.posts.filter(start__gt=post.start).order_by("start").first()
    if following and end >= following.start:
        raise InputError(_("The next post begins on an earlier day."), remedy=_("Choose a day before that."))
    with transaction.atomic():
        post.end, post.reason = end, reason.strip()
        post.save(update_fields=["end", "reason"])
        record(by, "ended post", post.person.code, unit=post.unit.code, end=end.isoformat())


def move_person(person: Person, unit: Unit, start: dt.date, *, role: str = "", by: User) -> Post:
    """Give somebody a post from a day on; an open one before ends on the day before.

    Raises
    ------
    InputError
        Where another post is in the way, or the unit is not there on that day.
    """
    if not valid_spans(start).filter(unit=unit).exists():
        raise InputError(_("This unit is not there on that day."), remedy=_("Choose another day or unit."))
    with transaction.atomic():
        latest = person.posts.select_for_update().order_by("-start").first()
        if latest and latest.start >= start:
            raise InputError(_("A post begins on that day or later."), remedy=_("Choose a later day."))
        if latest and latest.end and latest.end >= start:
            raise InputError(_("The post before has not ended on that day."), remedy=_("Choose a later day."))
        if latest and latest.end is None:
            latest.end = start - dt.timedelta(days=1)
            latest.save(update_fields=["end"])
        made = Post.objects.create(person=person, unit=unit, start=start, role=role.strip())
        record(by, "moved person", person.code, unit=unit.code, start=start.isoformat())
    return made
