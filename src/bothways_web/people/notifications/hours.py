"""Somebody's own quiet hours: quieter than the organisation's, never less, and never without an hour left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.people.changes import record
from bothways_web.people.models import OwnHours, Person, User
from bothways_web.people.notifications import door, kinds
from bothways_web.people.notifications.digest import hours_changed
from bothways_web.people.notifications.quiet import LEAST_HOURS, open_hours
from bothways_web.people.notifications.readers import reader_of
from bothways_web.people.persons import choose_own


def own_hours_of(user: User) -> OwnHours:
    """Return what is stored; not stored yet where nothing was chosen."""
    return OwnHours.objects.filter(user=user).first() or OwnHours(user=user, days_off=[])


def choose_hours(
    user: User, *, quiet_from: dt.time, quiet_to: dt.time, days_off: Collection[int], time_zone: str | None = None,
) -> None:  # fmt: skip
    """Let somebody be quiet for longer than the organisation; the same hour twice takes none of the day.

    Raises
    ------
    InputError
        Where too little of a week would be left, together with the hours of the organisation.
    """
    own = OwnHours(user=user, quiet_from=quiet_from, quiet_to=quiet_to, days_off=sorted(set(days_off)))
    company = reader_of(user).rests[0]
    refuse_closed(0 if len(own.days_off) >= 7 else open_hours(company, own.as_quiet()))
    person: Person | None = getattr(user, "person", None)
    with transaction.atomic():
        OwnHours.objects.update_or_create(
            user=user,
            defaults={"quiet_from": quiet_from, "quiet_to": quiet_to, "days_off": own.days_off},
        )
        if person is not None and time_zone is not None and time_zone != person.time_zone:
            choose_own(person, language=person.language, time_zone=time_zone, by=user)
        record(user, "chose own quiet hours", user)
        hours_changed(user)


def forget_hours(user: User) -> bool:
    """Go back to the hours of the organisation; return whether there were others."""
    with transaction.atomic():
        gone, _rows = OwnHours.objects.filter(user=user).delete()
        if gone:
            record(user, "chose own quiet hours", user)
            hours_changed(user)
    return bool(gone)


def refuse_closed(hours: float) -> None:
    """Refuse hours that leave too little of a week.

    Raises
    ------
    InputError
    """
    if hours < LEAST_HOURS:
        raise InputError(
            _("So few hours would be left that hardly a message could ever come: %(hours)s in a week.")
            % {"hours": f"{hours:g}"},
            remedy=_(
                "Leave at least %(least)s hours of a week open: shorten the quiet hours, or take fewer days off."
            )
            % {"least": LEAST_HOURS},
        )


def has_no_hour_left(user: User) -> bool:
    """Return whether somebody's own hours and the organisation's leave too little, since one of them changed."""
    rests = reader_of(user).rests
    return len(rests) > 1 and open_hours(*rests) < LEAST_HOURS


def next_moment(user: User, now: dt.datetime | None = None) -> dt.datetime:
    """Return the next moment at which a message that waits could come, by the reader's own clock."""
    reader = reader_of(user)
    return door.due(kinds.DIGEST, reader, now or timezone.now()).astimezone(reader.zone)
