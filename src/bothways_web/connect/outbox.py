"""The outbox: events are written where they happen, in the same transaction, and leave later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from bothways_web.act.models import Case
from bothways_web.connect.events import BY_NAME, BY_VERB, EventKind
from bothways_web.connect.models import Event, Notice, Receiver
from bothways_web.people.changes import one_at_a_time
from bothways_web.people.units import today

#: How long the outbox and its log are kept.
KEPT = dt.timedelta(days=30)
_DAY = dt.timedelta(days=1)


def on_record(verb: str, about: object) -> None:
    """Write an event where a line of the change log is one; called inside the transaction that does it."""
    kind = BY_VERB.get(verb)
    if kind is not None:
        write_event(kind, about)


def write_event(kind: EventKind, about: Any, *, to: Collection[Receiver] | None = None) -> Event | None:
    """Write an event, and a notice for each receiver that wants to know; ``None`` where nobody does.

    Receivers that were switched off because they did not answer get a notice that is given up already: it can be sent
    again once they answer.
    """
    now = timezone.now()
    found = [one for one in Receiver.objects.exclude(state=Receiver.State.OFF) if kind.name in one.events]
    receivers = found if to is None else list(to)
    if not receivers:
        return None
    with transaction.atomic():
        made = Event.objects.create(kind=kind.name, at=now, data=kind.tell(about))
        Notice.objects.bulk_create(
            Notice(
                receiver=one, event=made, due_at=now,
                state=Notice.State.GIVEN_UP if one.state == Receiver.State.BROKEN else Notice.State.WAITING,
            )
            for one in receivers
        )  # fmt: skip
    return made


def tell_of_cases() -> None:
    """Write on a new day that cases were opened on the day before, if any were: never when, how many or whose.

    The moment at which a case opens is the moment at which a customer answered.
    """
    day, kind = today() - _DAY, BY_NAME["cases.opened"]
    if Event.objects.filter(kind=kind.name, data__day=day.isoformat()).exists():
        return
    wanted = any(kind.name in one.events for one in Receiver.objects.exclude(state=Receiver.State.OFF))
    if not wanted or not Case.objects.filter(opened_on=day).exists():
        return
    with transaction.atomic():
        one_at_a_time()  # two clocks would tell it twice
        if not Event.objects.filter(kind=kind.name, data__day=day.isoformat()).exists():
            write_event(kind, day)


def forget_old(now: dt.datetime | None = None) -> None:
    """Forget events that are over and were kept long enough."""
    old = Event.objects.filter(at__lt=(now or timezone.now()) - KEPT)
    old.exclude(notices__state=Notice.State.WAITING).delete()
