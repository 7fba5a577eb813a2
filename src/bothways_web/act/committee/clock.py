"""What time alone brings to the committee: terms end, leavers make room, who is asked or meets tomorrow is reminded."""

from __future__ import annotations

import datetime as dt
import time

from django.utils import timezone

from bothways_web.act.committee.seats import WAITS, settle
from bothways_web.act.committee.willing import forget_taken_back
from bothways_web.act.models import CommitteeDraw, CommitteeMeeting, Seat
from bothways_web.act.reminders import remind

#: Looked through after so many seconds, by each process.
LOOK_AGAIN = 600.0
_looked = [-LOOK_AGAIN]


def committee_tick() -> None:
    """Look after the committee, if that was not done lately; harmless if done by two at once."""
    now = time.monotonic()
    if now - _looked[0] < LOOK_AGAIN:
        return
    _looked[0] = now
    look_after_committee()


def look_after_committee() -> None:
    """See to who is willing and to seats; remind who is asked and, the day before a meeting, who sits."""
    forget_taken_back()
    for draw in CommitteeDraw.objects.filter(state=CommitteeDraw.State.DRAWN, over=False):
        settle(draw)
    soon = timezone.now() + dt.timedelta(days=1)
    meets = CommitteeMeeting.objects.filter(at__gt=timezone.now(), at__lte=soon).exists()
    for seat in Seat.objects.filter(state__in=WAITS, draw__over=False).select_related("person__user"):
        user = seat.person.user if seat.person else None
        if user is not None and (meets or seat.state == Seat.State.ASKED):
            remind(user)
