"""Sending what lies in the outbox: signed, at least once, again after pauses that grow, for about a day."""

from __future__ import annotations

import datetime as dt
import json
import logging
import random
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from bothways.errors import InputError
from bothways_web.connect import signing
from bothways_web.connect.models import Event, Notice, Receiver
from bothways_web.connect.waiting import tell_administrators
from bothways_web.listen.channels import wire
from bothways_web.listen.channels.webhooks import Webhook, read_webhook
from bothways_web.people.changes import record
from bothways_web.people.notifications.queue import LEASE

#: Seconds before the second try, the third, and so on: about a day, then it is given up.
PAUSES = (5, 60, 300, 1800, 7200, 18000, 28800, 28800)
#: A receiver that took nothing for so long is switched off when the next notice is given up.
PATIENCE = dt.timedelta(days=5)
#: So many are told side by side; one that is slow holds no other.
AT_ONCE = 8
SECONDS_A_TICK = 15.0
#: The answer of an address that wants no more, by the scheme.
GONE = 410
_FAILED = gettext_noop("It failed for a reason that is not known.")
_State = Notice.State
logger = logging.getLogger(__name__)
_chance = random.SystemRandom()


@dataclass(frozen=True)
class Outcome:
    """What became of a try."""

    status: int | None
    problem: str = ""


def send_notices(now: dt.datetime | None = None) -> int:
    """Send what is due; return how many were taken."""
    now, taken, tried = now or timezone.now(), 0, set[int]()
    begun = time.monotonic()
    while time.monotonic() - begun < SECONDS_A_TICK - wire.SECONDS - 1:
        due = list(_due(now).exclude(pk__in=tried)[:AT_ONCE])
        if not due:
            break
        tried |= {one.pk for one in due}
        taken += _send_together([one for one in due if _claim(one, now)], now)
    return taken


def send_now(notice: Notice, now: dt.datetime | None = None) -> Outcome:
    """Send one notice while somebody waits for it, and note what became of it."""
    now = now or timezone.now()
    if not _claim(notice, now):
        return Outcome(None, gettext_noop("It is being sent already."))
    outcome = _try(notice, now)
    note(notice, outcome, now)
    return outcome


def body_of(event: Event) -> bytes:
    """Return what is sent, the same bytes whenever it is tried."""
    stamp = event.at.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    told = {"type": event.kind, "timestamp": stamp, "data": event.data}
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def message_of(event: Event) -> str:
    """Return the id of an event as receivers see it: the same with every try, so that they can tell."""
    return f"msg_{event.pk.hex}"


def headers_of(notice: Notice, body: bytes, moment: dt.datetime) -> dict[str, str]:
    """Return id, time and signatures."""
    message, stamp = message_of(notice.event), int(moment.timestamp())
    secrets = notice.receiver.secrets_at(moment)
    return {
        "webhook-id": message,
        "webhook-timestamp": str(stamp),
        "webhook-signature": " ".join(signing.sign(one, message, stamp, body) for one in secrets),
    }


def webhook_of(address: str) -> Webhook:
    """Return the parts of a receiver's address; plain HTTP for hosts alone that the setting names."""
    return read_webhook(address, setting="WEBHOOK_HOSTS", unlocked=True)


def _due(now: dt.datetime) -> QuerySet[Notice]:
    due = Notice.objects.filter(
        state=_State.WAITING, due_at__lte=now, receiver__state=Receiver.State.ON
    )  # fmt: skip
    return due.select_related("receiver", "event").order_by("due_at", "pk")


def _claim(notice: Notice, now: dt.datetime) -> bool:
    """Return whether this process sends a notice; where it dies meanwhile, the notice is due again later."""
    mine = Notice.objects.filter(pk=notice.pk, state=_State.WAITING, due_at=notice.due_at)
    return bool(mine.update(due_at=now + LEASE, attempts=F("attempts") + 1, tried_at=now))


def _try(notice: Notice, now: dt.datetime) -> Outcome:
    """Send; no table is read here, so that several are sent side by side."""
    body = body_of(notice.event)
    try:
        headers = headers_of(notice, body, now)
        return Outcome(wire.hand_over(webhook_of(notice.receiver.address), body, headers))
    except wire.Unsent as problem:
        return Outcome(problem.status, str(problem))
    except InputError as problem:
        return Outcome(None, str(problem))


def _send_together(notices: list[Notice], now: dt.datetime) -> int:
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhook")
    running: dict[Future[Outcome], Notice] = {pool.submit(_try, one, now): one for one in notices}
    wait(running, timeout=wire.SECONDS + 1)
    pool.shutdown(wait=False, cancel_futures=True)
    return sum(note(one, _outcome(future), now) for future, one in running.items())


def _outcome(future: Future[Outcome]) -> Outcome:
    if not future.done():
        return Outcome(None, wire.TOO_SLOW)
    return Outcome(None, _FAILED) if future.exception() else future.result()


def note(notice: Notice, outcome: Outcome, now: dt.datetime) -> bool:
    """Note what became of a try; return whether the receiver took it."""
    mine = Notice.objects.filter(pk=notice.pk, state=_State.WAITING)
    receiver = Receiver.objects.filter(pk=notice.receiver_id)
    if not outcome.problem:
        mine.update(state=_State.TAKEN, status=outcome.status, problem="")
        receiver.update(failing_since=None)
        return True
    tries = notice.attempts + 1
    over = tries > len(PAUSES)
    pause = 0 if over else PAUSES[tries - 1] * _chance.uniform(0.9, 1.1)
    mine.update(
        state=_State.GIVEN_UP if over else _State.WAITING, status=outcome.status, problem=outcome.problem[:300],
        due_at=now + dt.timedelta(seconds=pause),
    )  # fmt: skip
    receiver.filter(failing_since=None).update(failing_since=now)
    logger.warning("A receiver of events takes nothing: %s", outcome.problem)
    late = receiver.filter(failing_since__lte=now - PATIENCE).exists()
    if outcome.status == GONE or (over and late):
        switch_off(notice.receiver)
    return False


def switch_off(receiver: Receiver) -> None:
    """Tell a receiver no more that does not answer; what waits is given up, and administrators hear of it."""
    mine = Receiver.objects.filter(pk=receiver.pk, state=Receiver.State.ON)
    if not mine.update(state=Receiver.State.BROKEN):
        return  # somebody was quicker
    Notice.objects.filter(receiver=receiver, state=_State.WAITING).update(state=_State.GIVEN_UP)
    record(None, "switched receiver off that does not answer", receiver)
    tell_administrators()
