"""What time alone brings to cases: an owner, masked words, mails, and who is told that something waits."""

from __future__ import annotations

import time

from bothways_web.act.cases.looking import overdue_cases
from bothways_web.act.cases.mails import send_case_mails
from bothways_web.act.cases.owners import assign_new, put_back_lost
from bothways_web.act.cases.words import mask_new
from bothways_web.act.reminders import remind
from bothways_web.people.models import User

#: Owners are looked through after this time, by each process.
LOOK_AGAIN = 600.0
#: Cases for whom nobody had room are tried again then, so many.
MOST_AGAIN = 500
_looked = [-LOOK_AGAIN]


def tick() -> None:
    """Do what is due; called every few seconds, and harmless if called by two."""
    mask_new()
    assign_new()
    send_case_mails()
    now = time.monotonic()
    if now - _looked[0] >= LOOK_AGAIN:
        _looked[0] = now
        look_through()


def look_through() -> None:
    """Put back cases of those who left, try again where nobody had room, and remind owners whose day is over."""
    put_back_lost()
    assign_new(MOST_AGAIN)
    late = overdue_cases().order_by().values("owner")
    for user in User.objects.filter(pk__in=late, is_active=True):
        remind(user)
