"""What the clock does about sessions: those of leavers end, those that are over are forgotten."""

from __future__ import annotations

import time
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from bothways_web.people.sessions import end_of_leavers, forget_ended
from bothways_web.web.alive import beat

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


def beat_of_clock() -> None:
    """Note that the clock has come to the end of a tick."""
    beat(Path(settings.HOME))
