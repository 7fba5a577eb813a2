"""Closing a huddle: by hand, or by the clock where somebody forgot."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.act.models import Card, Huddle
from bothways_web.people.changes import record
from bothways_web.people.erasing import clear_traces
from bothways_web.people.models import User

#: A huddle that was left open is closed after this time.
LEFT_OPEN = dt.timedelta(hours=12)
State = Huddle.State


def was_used(huddle: Huddle) -> bool:
    """Return whether anything tells that people met: something was written down, looked at, or laid open."""
    told = huddle.reviewed_feedback or huddle.cards_open or bool(huddle.notes)
    return told or huddle.work.exists()


def close_huddle(huddle: Huddle, *, held: bool | None, by: User | None) -> bool:
    """Close a huddle; return whether it was closed now. Cards that were written for it are deleted.

    Parameters
    ----------
    huddle : Huddle
    held : bool or None
        Whether it was held; ``None`` where nobody says: it was, if anything tells so.
    by : User or None
        ``None`` for the clock.

    Raises
    ------
    InputError
        Where it is called not held although something was written down.
    """
    with transaction.atomic():
        locked = Huddle.objects.select_for_update(of=("self",)).select_related("unit").get(pk=huddle.pk)
        if locked.state != State.OPEN:
            return False
        used = was_used(locked)
        if held is False and used:
            raise InputError(
                _("Something was written down or looked at, so this huddle was held."),
                remedy=_("Close it, or take out what is not true."),
            )
        locked.state = State.HELD if held or (held is None and used) else State.CANCELLED
        locked.closed_at, locked.closed_by = timezone.now(), by
        locked.save(update_fields=["state", "closed_at", "closed_by"])
        if locked.cards.all().delete()[0]:
            transaction.on_commit(lambda: clear_traces(Card, tries=1))
        verb = "closed huddle" if locked.state == State.HELD else "closed huddle as not held"
        record(by, verb, locked, unit=locked.unit.code)
    return True


def close_left_open(now: dt.datetime | None = None) -> int:
    """Close huddles that were left open; return how many."""
    late = (now or timezone.now()) - LEFT_OPEN
    left = Huddle.objects.filter(state=State.OPEN, opened_at__lte=late)
    return sum(close_huddle(one, held=None, by=None) for one in left)
