"""Meetings and minutes: planned, written, published, withdrawn. No text goes to the change log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.act.models import CommitteeMeeting
from bothways_web.people.changes import record
from bothways_web.people.models import User
from bothways_web.people.units import today

POINTS = ("mission", "celebrate", "blockers", "ideas", "other")
WHEN = ("at", "minutes", "place")
MOST_AHEAD = dt.timedelta(days=730)


class Stale(InputError):
    """Somebody else has changed the meeting since it was looked at."""


def published_meetings() -> QuerySet[CommitteeMeeting]:
    """Return the meetings whose minutes everybody may read, newest first."""
    return CommitteeMeeting.objects.filter(published_on__isnull=False)


def coming_meetings() -> QuerySet[CommitteeMeeting]:
    """Return the meetings that are still to come, the next one first."""
    return CommitteeMeeting.objects.filter(at__gte=timezone.now(), published_on=None).order_by("at", "pk")


def unwritten_meetings() -> QuerySet[CommitteeMeeting]:
    """Return the meetings that were, and whose minutes are not published."""
    return CommitteeMeeting.objects.filter(at__lt=timezone.now(), published_on=None)


def plan_meeting(given: Mapping[str, Any], *, by: User) -> CommitteeMeeting:
    """Say when the committee meets.

    Raises
    ------
    InputError
        Where the day is too far away.
    """
    _check(given["at"])
    with transaction.atomic():
        made = CommitteeMeeting.objects.create(made_by=by, **{name: given[name] for name in WHEN})
        record(by, "planned meeting of the committee", made)
    return made


def move_meeting(meeting: CommitteeMeeting, given: Mapping[str, Any], *, seen: int, by: User) -> None:
    """Change when or where the committee meets.

    Raises
    ------
    Stale
        Where somebody else was first.
    InputError
        Where its minutes are published: it was held.
    """
    _check(given["at"])
    with transaction.atomic():
        locked = _locked(meeting, seen)
        if locked.published_on:
            raise InputError(_("These minutes are published."), remedy=_("Withdraw them first."))
        for name in WHEN:
            setattr(locked, name, given[name])
        _save(locked, *WHEN)
        record(by, "moved meeting of the committee", locked)


def write_minutes(meeting: CommitteeMeeting, given: Mapping[str, Any], *, seen: int, by: User) -> None:
    """Write down what was said under each point.

    Raises
    ------
    Stale
        Where somebody else was first.
    """
    with transaction.atomic():
        locked = _locked(meeting, seen)
        for name in (*POINTS, "outside"):
            setattr(locked, name, given[name])
        _save(locked, *POINTS, "outside")
        note_correction(locked)
        record(by, "corrected minutes" if locked.published_on else "wrote minutes", locked)


def publish_minutes(meeting: CommitteeMeeting, *, seen: int, by: User) -> None:
    """Let everybody read the minutes from now on.

    Raises
    ------
    Stale
        Where somebody else was first.
    InputError
        Where nothing was written, or the meeting is still to come.
    """
    with transaction.atomic():
        locked = _locked(meeting, seen)
        if locked.published_on:
            return
        if locked.at > timezone.now():
            raise InputError(
                _("The meeting has not been held yet."), remedy=_("Publish its minutes afterwards.")
            )
        if not any(getattr(locked, name) for name in POINTS) and not locked.decisions.exists():
            raise InputError(_("Nothing was written down."), remedy=_("Write the minutes first."))
        locked.published_on, locked.corrected_on = today(), None
        _save(locked, "published_on", "corrected_on")
        record(by, "published minutes", locked)


def withdraw_minutes(meeting: CommitteeMeeting, *, seen: int, by: User) -> None:
    """Take published minutes back: they are a draft again.

    Raises
    ------
    Stale
        Where somebody else was first.
    """
    with transaction.atomic():
        locked = _locked(meeting, seen)
        if locked.published_on is None:
            return
        locked.published_on = None
        _save(locked, "published_on")
        record(by, "withdrew minutes", locked)


def delete_meeting(meeting: CommitteeMeeting, *, seen: int, by: User) -> None:
    """Delete a meeting whose minutes nobody else can read.

    Raises
    ------
    InputError
        Where they are published, or somebody else was first.
    """
    with transaction.atomic():
        locked = _locked(meeting, seen)
        if locked.published_on:
            raise InputError(_("These minutes are published."), remedy=_("Withdraw them first."))
        record(by, "deleted meeting of the committee", locked)
        locked.delete()


def locked_meeting(pk: int) -> CommitteeMeeting:
    """Return a meeting that nobody else changes meanwhile; inside a transaction."""
    found = CommitteeMeeting.objects.select_for_update().filter(pk=pk).first()
    if found is None:
        raise Stale(_("This meeting was deleted meanwhile."), remedy=_("Look at the list of meetings."))
    return found


def note_correction(meeting: CommitteeMeeting) -> None:
    """Let a page say that what was published has been changed; inside a transaction."""
    if meeting.published_on:
        meeting.corrected_on = today()
        meeting.save(update_fields=["corrected_on"])


def _check(at: dt.datetime) -> None:
    if abs(at - timezone.now()) > MOST_AHEAD:
        raise InputError(_("That is more than two years away."), remedy=_("Choose a nearer day."))


def _locked(meeting: CommitteeMeeting, seen: int) -> CommitteeMeeting:
    locked = locked_meeting(meeting.pk)
    if locked.version != seen:
        raise Stale(_("Somebody else has changed this meeting meanwhile."), remedy=_("Look at it again."))
    return locked


def _save(meeting: CommitteeMeeting, *fields: str) -> None:
    meeting.version += 1
    meeting.save(update_fields=[*fields, "version"])
