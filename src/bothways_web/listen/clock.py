"""What time alone brings: rounds open and close, mail goes out, and what was left lying is taken up again."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable

from django.utils import timezone

from bothways.errors import InputError
from bothways_web.listen import jobs
from bothways_web.listen.asks import look_for_people, send_asks
from bothways_web.listen.hooks import ON_TICK
from bothways_web.listen.mails import send_due
from bothways_web.listen.models import Pulse, Round
from bothways_web.listen.release import claim_release
from bothways_web.listen.rounds import close_round, open_round

#: A round that could not open is tried again after this time.
RETRY = dt.timedelta(hours=1)
#: Records are looked through for people who leave or begin after this time, by each process.
LOOK_AGAIN = 600.0
_looked = [-LOOK_AGAIN]
logger = logging.getLogger(__name__)


def tick(now: dt.datetime | None = None) -> None:
    """Do what is due; called every few seconds by one process, and harmless if called by two."""
    now = now or timezone.now()
    over = Round.objects.filter(state=Round.State.OPEN, closes_at__lte=now).order_by("closes_at", "pk")
    for asked in over.select_related("pulse"):
        close_round(asked, now=now)
    for asked in Round.objects.filter(state=Round.State.CLOSING):
        if claim_release(asked, now):
            jobs.release.enqueue(asked.pk)
    for pulse in Pulse.objects.filter(state=Pulse.State.RUNNING, next_opens__lte=now):
        try:
            open_round(pulse, now=now)
        except InputError as problem:
            # People may have had their rest by then, or the open round may have closed. Where another clock was first
            # and has opened it, the day that one wrote stays.
            mine = Pulse.objects.filter(pk=pulse.pk, next_opens=pulse.next_opens)
            told = mine.update(next_opens=now + RETRY, trouble=str(problem))
            if told and pulse.trouble != str(problem):
                logger.warning("Pulse %s opens no round yet: %s", pulse.pk, problem)
    if _is_time_to_look():
        look_for_people()
    send_asks(now)
    send_due(now)
    for hook in ON_TICK:
        _run(hook)


def _run(hook: Callable[[], object]) -> None:
    """Do what another part has to do; where it fails, it is logged and the rest is done all the same."""
    try:
        hook()
    except Exception:
        logger.exception("What the clock calls failed: %s.%s", hook.__module__, hook.__qualname__)


def _is_time_to_look() -> bool:
    """Return whether the records were not looked through lately."""
    now = time.monotonic()
    if now - _looked[0] < LOOK_AGAIN:
        return False
    _looked[0] = now
    return True
