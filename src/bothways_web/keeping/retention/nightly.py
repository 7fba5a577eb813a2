"""Each night what has been kept long enough goes; called by the clock, and done once a day."""

from __future__ import annotations

import datetime as dt
import logging
import time

from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils import timezone

from bothways_web.keeping.models import RetentionNight
from bothways_web.keeping.retention.kinds import KINDS
from bothways_web.keeping.retention.terms import days_of
from bothways_web.people.models import Organisation
from bothways_web.people.units import today
from bothways_web.people.zones import zone_of

#: Nothing goes before so many days after the first night: time to read the page and to choose other times.
NOTICE = 30
#: From this hour on, by the clock of the organisation.
HOUR = 3
_LOOK_EVERY = 300.0
_looked = [-_LOOK_EVERY]
log = logging.getLogger(__name__)


def begins_on() -> dt.date:
    """Return the first day on which something may go."""
    first = RetentionNight.objects.order_by("day").first()
    return (first.day if first else today()) + dt.timedelta(days=NOTICE)


def retention_tick() -> None:
    """Start the night where it is due; quick otherwise."""
    from bothways_web.keeping.jobs import retention_night

    if time.monotonic() - _looked[0] < _LOOK_EVERY:
        return
    _looked[0] = time.monotonic()
    now = timezone.now().astimezone(zone_of(Organisation.current().time_zone))
    if now.hour >= HOUR and not RetentionNight.objects.filter(day=today()).exists():
        try:
            with transaction.atomic():
                night = RetentionNight.objects.create(day=today())
        except IntegrityError:  # another clock was first
            return
        retention_night.enqueue(night.pk)


def do_night(night: RetentionNight) -> dict[str, int]:
    """Let go what is due, kind by kind; what fails is logged, and comes the next night."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    if night.day < begins_on():
        return {}
    gone: dict[str, int] = {}
    for kind in KINDS:
        try:
            count = kind.go(night.day - dt.timedelta(days=days_of(kind, night.day)))
        except Exception:
            log.exception("What was kept long enough could not go: %s", kind.name)
            continue
        if count:
            gone[kind.name] = count
    RetentionNight.objects.filter(pk=night.pk).update(gone=gone)
    return gone
