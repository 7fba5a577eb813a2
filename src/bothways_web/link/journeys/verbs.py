"""Making, changing, taking back, restoring and deleting journeys: each change is a version and a line of the log."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.link.journeys.document import Document
from bothways_web.link.models import Journey, JourneyVersion
from bothways_web.people.changes import record
from bothways_web.people.models import User


class ChangedMeanwhileError(Exception):
    """Somebody else has changed the journey since the page was loaded."""


class Deed(NamedTuple):
    """What is done to a journey, in the words of the change log, and to which stage."""

    verb: str
    stage: str = ""


@transaction.atomic
def begin_journey(document: Document, *, by: User) -> Journey:
    """Begin a journey with a document."""
    made = Journey.objects.create(document=document)
    _keep(made, Deed("began journey"), by)
    return made


@transaction.atomic
def change_journey(
    pk: int, seen: int, deed: Deed, change: Callable[[Document], Document], *, by: User
) -> Journey:
    """Change a journey; what changes nothing is no version.

    Parameters
    ----------
    pk : int
    seen : int
        The version that whoever changes it has seen.
    deed : Deed
    change : callable
    by : User

    Raises
    ------
    ChangedMeanwhileError
        Where another version is there; nothing is changed.
    InputError
        Where the change cannot be made.
    """
    found = Journey.objects.select_for_update().get(pk=pk)
    if found.version != seen:
        raise ChangedMeanwhileError
    changed = change(found.document)
    if changed != found.document:
        found.document = changed
        found.version += 1
        found.save()
        _keep(found, deed, by)
    return found


def take_back(pk: int, seen: int, *, by: User) -> Journey:
    """Take the last change back; doing it again brings the change back.

    Raises
    ------
    ChangedMeanwhileError, InputError
        Where another version is there, or there is nothing to take back.
    """
    before = JourneyVersion.objects.filter(journey=pk, number=seen - 1).first()
    if before is None:
        raise InputError(_("Nothing was changed yet."), remedy=_("Go on writing."))
    return change_journey(pk, seen, Deed("took back change of journey"), lambda _now: before.document, by=by)


def restore(version: JourneyVersion, seen: int, *, by: User) -> Journey:
    """Make an earlier version the newest one again; those between stay in the list."""
    deed = Deed("restored journey")
    return change_journey(version.journey_id, seen, deed, lambda _now: version.document, by=by)


@transaction.atomic
def delete_journey(pk: int, seen: int, *, by: User) -> None:
    """Delete a journey with its versions and pain points.

    Raises
    ------
    ChangedMeanwhileError
        Where another version is there; nothing is deleted.
    """
    found = Journey.objects.select_for_update().get(pk=pk)
    if found.version != seen:
        raise ChangedMeanwhileError
    record(by, "deleted journey", found)
    found.delete()


def _keep(journey: Journey, deed: Deed, by: User) -> None:
    """Keep a journey as it is now, and write the line of the log."""
    JourneyVersion.objects.create(
        journey=journey, number=journey.version, document=journey.document, verb=deed.verb, stage=deed.stage,
        by=by,
    )  # fmt: skip
    record(by, deed.verb, journey, version=journey.version, stage=deed.stage)
