"""Saying that something waits for somebody: in the mail that says what is new, without a word of what it is."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from bothways_web.act.models import Capacity, CaseDesk
from bothways_web.people.models import User
from bothways_web.people.notifications.digest import let_wait
from bothways_web.people.notifications.topics import Topic, contribute

SOMETHING_WAITS = contribute(
    Topic("something waits", _("Something waits for you on your home page."), comes_again=True)
)


def remind(user: User, now: dt.datetime | None = None) -> bool:
    """Let the next mail say that something waits; return whether it will.

    Call it as often as needed: several reasons are one mail, a week at most. Nothing waits for somebody who wants
    none, is away, or has left.
    """
    return let_wait(user, SOMETHING_WAITS, now)


def is_away(user: User, day: dt.date) -> bool:
    """Return whether somebody has said that they are away."""
    if CaseDesk.objects.filter(user=user, away_until__gte=day).exists():
        return True
    person = getattr(user, "person", None)
    return person is not None and Capacity.objects.filter(person=person, away_until__gte=day).exists()
