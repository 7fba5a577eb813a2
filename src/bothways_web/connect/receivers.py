"""Receivers: adding them, changing their secret, switching them on and off, trying them, sending again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.connect.events import KINDS, TEST
from bothways_web.connect.models import Notice, Receiver
from bothways_web.connect.outbox import write_event
from bothways_web.connect.sending import Outcome, send_now
from bothways_web.connect.signing import new_secret
from bothways_web.listen import allowance
from bothways_web.people.changes import record
from bothways_web.people.models import User

#: How long a secret signs beside the one that follows it.
OVERLAP = dt.timedelta(days=1)
MOST = 20
#: So many tests may somebody send in an hour.
MOST_TESTS, HOUR = 20, 3600


@dataclass(frozen=True)
class Wanted:
    """A receiver as somebody wants it."""

    name: str
    address: str
    events: Collection[str]

    def in_order(self) -> list[str]:
        """Return the events in the order of the list."""
        return [one.name for one in KINDS if one.name in self.events]


@transaction.atomic
def add_receiver(wanted: Wanted, *, by: User) -> Receiver:
    """Add a receiver with a secret of its own.

    Raises
    ------
    InputError
        Where there are many already.
    """
    if Receiver.objects.count() >= MOST:
        raise InputError(
            _("There are %(most)s receivers already.") % {"most": MOST},
            remedy=_("Delete one that is not used."),
        )
    made = Receiver.objects.create(
        name=wanted.name, address=wanted.address, events=wanted.in_order(), secret=new_secret(), made_by=by
    )
    record(by, "added receiver", made, events=", ".join(made.events))
    return made


@transaction.atomic
def change_receiver(receiver: Receiver, wanted: Wanted, *, by: User) -> None:
    """Change name, address or events; what waits goes to the new address."""
    locked = Receiver.objects.select_for_update().get(pk=receiver.pk)
    locked.name, locked.address, locked.events = wanted.name, wanted.address, wanted.in_order()
    locked.save(update_fields=["name", "address", "events"])
    record(by, "changed receiver", locked, events=", ".join(locked.events))


@transaction.atomic
def renew_secret(receiver: Receiver, *, by: User) -> str:
    """Make a new secret and return it; for a day the one before signs beside it."""
    locked = Receiver.objects.select_for_update().get(pk=receiver.pk)
    locked.former_secret, locked.former_until = locked.secret, timezone.now() + OVERLAP
    locked.secret = new_secret()
    locked.save(update_fields=["secret", "former_secret", "former_until"])
    record(by, "made a new secret of receiver", locked)
    return locked.secret


@transaction.atomic
def switch_receiver(receiver: Receiver, *, on: bool, by: User) -> None:
    """Switch a receiver on or off; what waited when it was switched off is given up.

    Raises
    ------
    InputError
        Where it has no secret or no address: they are in no archive of the site.
    """
    if on and not (receiver.secret and receiver.address):
        raise InputError(
            _("This receiver has no secret or no address."),
            remedy=_("Enter the address and make a new secret first."),
        )
    state = Receiver.State.ON if on else Receiver.State.OFF
    found = Receiver.objects.filter(pk=receiver.pk).exclude(state=state)
    if not found.update(state=state, failing_since=None):
        return
    if not on:
        waiting = Notice.objects.filter(receiver=receiver, state=Notice.State.WAITING)
        waiting.update(state=Notice.State.GIVEN_UP)
    record(by, "switched receiver on" if on else "switched receiver off", receiver)


@transaction.atomic
def delete_receiver(receiver: Receiver, *, by: User) -> None:
    """Delete a receiver with its secret and its log."""
    record(by, "deleted receiver", receiver)
    Receiver.objects.filter(pk=receiver.pk).delete()


def send_test(receiver: Receiver, *, by: User) -> Outcome:
    """Send a test at once and return what became of it; it is tried once.

    Raises
    ------
    InputError
        Where somebody tried too often.
    """
    if not allowance.take("webhook test", by.pk, most=MOST_TESTS, seconds=HOUR):
        raise InputError(_("Twenty tests an hour are enough."), remedy=_("Try again later."))
    event = write_event(TEST, None, to=[receiver])
    notice = Notice.objects.select_related("receiver", "event").get(receiver=receiver, event=event)
    outcome = send_now(notice)
    Notice.objects.filter(pk=notice.pk, state=Notice.State.WAITING).update(state=Notice.State.GIVEN_UP)
    return outcome


def send_again(receiver: Receiver, *, by: User, number: int | None = None) -> int:
    """Let one notice, or all that were not taken, be tried again as if for the first time; return how many.

    One that was taken can be sent again as well: its id is the same, so that the receiver can tell.

    Raises
    ------
    InputError
        Where the receiver is switched off.
    """
    again = Q(state=Notice.State.GIVEN_UP)
    if number is not None:
        again = Q(pk=number) & ~Q(state=Notice.State.WAITING)
    with transaction.atomic():
        locked = Receiver.objects.select_for_update().get(pk=receiver.pk)
        if locked.state != Receiver.State.ON:
            raise InputError(_("This receiver is switched off."), remedy=_("Switch it on first."))
        found = Notice.objects.filter(again, receiver=locked)
        if number is None:
            found = found.exclude(event__kind=TEST.name)
        count = found.update(
            state=Notice.State.WAITING, attempts=0, due_at=timezone.now(), problem="", status=None
        )
        if count:
            record(by, "sent notices again", locked, count=count)
    return count


def failed_notices(receiver: Receiver) -> QuerySet[Notice]:
    """Return what can be sent again all at once."""
    return receiver.notices.filter(state=Notice.State.GIVEN_UP).exclude(event__kind=TEST.name)
