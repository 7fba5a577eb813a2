"""What the clock does about sessions: those of leavers end, those that are over are forgotten."""

from __future__ import annotations

import time

from django.contrib.sessions.models import Session
from django.utils import timezone

from bothways_web.people.sessions import end_of_leavers, forget_ended

#: Seconds between two looks.
EVERY = 600.0
_looked = [-EVERY]


def look_after_sessions() -> None:
    """End the sessions of those who have left, and forget what is over; at most once in ten minutes."""
    now = time.monotonic()
    if now - _looked[0] < EVERY:
        return
    _looked[0] = now
    end_of_leavers()
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    forget_ended()
