"""Sources: adding them, changing them and their secret, switching them on and off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.connect.models import Source
from bothways_web.connect.receivers import OVERLAP
from bothways_web.connect.signing import new_secret
from bothways_web.listen.pulses import may_run_pulse
from bothways_web.people.access import Viewer
from bothways_web.people.changes import record
from bothways_web.people.models import User
from bothways_web.people.units import today

#: What a yes to a source was said to: where one of these changes, it waits for another.
_AGREED = ("kind", "pulse", "asks", "low", "fields")
_FIELDS = ("name", "kind", "pulse", "asks", "low", "unit", "fields")


def address_of(source: Source) -> str:
    """Return where the other program sends its messages."""
    return settings.BASE_URL + reverse("told", args=[source.key])


@transaction.atomic
def add_source(given: Mapping[str, Any], *, by: User) -> Source:
    """Add a source; its secret is the other program's where that gave one, else one that is made here."""
    values = {name: given[name] for name in _FIELDS}
    made = Source.objects.create(**values, secret=given.get("secret") or new_secret(), made_by=by)
    record(by, "added source", made)
    return made


@transaction.atomic
def change_source(source: Source, given: Mapping[str, Any], *, by: User) -> None:
    """Change what is done with what a source tells; a secret is changed where one is given."""
    locked = Source.objects.select_for_update().get(pk=source.pk)
    if any(getattr(locked, name) != given[name] for name in _AGREED):
        Source.objects.filter(pk=source.pk).update(agreed_on=None)
    for name in _FIELDS:
        setattr(locked, name, given[name])
    locked.save(update_fields=_FIELDS)
    if given.get("secret"):
        _change_secret(locked, given["secret"])
    record(by, "changed source", locked)


@transaction.atomic
def renew_secret(source: Source, *, by: User) -> str:
    """Make a new secret and return it; for a day the one before is believed beside it."""
    locked = Source.objects.select_for_update().get(pk=source.pk)
    _change_secret(locked, new_secret())
    record(by, "made a new secret of source", locked)
    return locked.secret


def _change_secret(locked: Source, secret: str) -> None:
    locked.former_secret, locked.former_until = locked.secret, timezone.now() + OVERLAP
    locked.secret = secret
    locked.save(update_fields=["secret", "former_secret", "former_until"])


@transaction.atomic
def switch_source(source: Source, *, on: bool, by: User) -> None:
    """Switch a source on or off; while it is off nothing is at its address.

    Raises
    ------
    InputError
        Where it has no secret: it is in no archive of the site.
    """
    if on and not source.secret:
        raise InputError(_("This source has no secret."), remedy=_("Make a new one first."))
    if Source.objects.filter(pk=source.pk).exclude(is_on=on).update(is_on=on):
        record(by, "switched source on" if on else "switched source off", source)


def sources_of(viewer: Viewer) -> list[Source]:
    """Return the sources of surveys that somebody may run, those that wait for a yes first."""
    found = Source.objects.select_related("pulse__audience").order_by("agreed_on", "name", "pk")
    mine = [one for one in found if may_run_pulse(viewer, one.pulse)]
    return sorted(mine, key=lambda one: one.agreed_on is not None)


@transaction.atomic
def agree(source: Source, *, agrees: bool, by: User) -> None:
    """Say that a source is heard, or is not heard any more; for whoever may run its survey."""
    waiting = Source.objects.filter(pk=source.pk, agreed_on__isnull=agrees)
    if waiting.update(agreed_on=today() if agrees else None):
        record(by, "agreed to source" if agrees else "agreed to source no more", source)


@transaction.atomic
def delete_source(source: Source, *, by: User) -> None:
    """Delete a source with its secret and its log."""
    record(by, "deleted source", source)
    Source.objects.filter(pk=source.pk).delete()
