"""Making, changing, locking and continuing question sets of one's own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import lru_cache

from django.db import transaction
from django.db.models import QuerySet

from bothways.errors import InputError
from bothways.measures import Instrument
from bothways_web.listen.models import OwnSet, Pulse
from bothways_web.listen.writing.draft import Draft, read_draft, write_draft
from bothways_web.listen.writing.to_instrument import faults_of, instrument_of_draft
from bothways_web.people.access import Right, Viewer
from bothways_web.people.changes import record
from bothways_web.people.models import User


class ChangedMeanwhileError(Exception):
    """Somebody else has changed the set since the page was loaded."""


def sets_for(viewer: Viewer) -> QuerySet[OwnSet]:
    """Return the sets that somebody may write: people leads all, managers those that they began."""
    if viewer.may(Right.ROUNDS, "employees"):
        return OwnSet.objects.all()
    return OwnSet.objects.filter(created_by_id=viewer.user_id)


@transaction.atomic
def begin_set(document: Draft, *, by: User) -> OwnSet:
    """Begin a set with a document."""
    made = OwnSet.objects.create(document=document, created_by=by)
    record(by, "began question set", made)
    return made


@transaction.atomic
def change_set(pk: int, seen: int, change: Callable[[Draft], Draft]) -> OwnSet:
    """Change a draft.

    Parameters
    ----------
    pk : int
    seen : int
        The edition that whoever changes it has seen.
    change : callable

    Raises
    ------
    ChangedMeanwhileError
        Where another edition is there; nothing is changed.
    InputError
        Where the set is locked, or the change cannot be made.
    """
    found = _locked(pk)
    if found.state != OwnSet.State.DRAFT:
        raise InputError("This set is locked.", remedy="Make a new version of it.")
    if found.edition != seen:
        raise ChangedMeanwhileError
    found.former, found.document = found.document, change(found.document)
    found.edition += 1
    found.save()
    return found


def take_back(pk: int, seen: int) -> OwnSet:
    """Take the last change back; doing it again brings the change back."""
    former = OwnSet.objects.values_list("former", flat=True).get(pk=pk)
    if former is None:
        raise InputError("Nothing was changed yet.", remedy="Go on writing.")
    return change_set(pk, seen, lambda _document: former)


@transaction.atomic
def lock_set(pk: int, *, by: User) -> OwnSet:
    """Make a set ready to use; it never changes from then on.

    Raises
    ------
    InputError
        Where something keeps it from being used.
    """
    found = _locked(pk)
    faults = faults_of(found.document)
    if found.state != OwnSet.State.DRAFT or faults:
        raise InputError(
            faults[0] if faults else "This set is locked already.", remedy="Look at the list above."
        )
    found.state, found.former = OwnSet.State.READY, None
    found.save()
    record(by, "locked question set", found, version=found.version)
    return found


@transaction.atomic
def unlock_set(pk: int, *, by: User) -> OwnSet:
    """Go on writing a set that no survey has used yet."""
    found = _locked(pk)
    if found.state != OwnSet.State.READY or Pulse.objects.filter(instrument=found.instrument_id).exists():
        raise InputError("A survey uses this set.", remedy="Make a new version of it.")
    found.state = OwnSet.State.DRAFT
    found.save()
    record(by, "unlocked question set", found)
    return found


@transaction.atomic
def continue_set(pk: int, *, by: User) -> OwnSet:
    """Begin the next version of a locked set; surveys that use this one go on with it."""
    found = _locked(pk)
    made = OwnSet.objects.create(
        document=found.document, follows=found, version=found.version + 1, created_by=by
    )
    record(by, "began question set", made, version=made.version)
    return made


def copy_set(pk: int, *, by: User) -> OwnSet:
    """Begin a set of its own with the questions of another one."""
    found = OwnSet.objects.get(pk=pk)
    return begin_set(read_draft(write_draft(found.document).encode()), by=by)


@transaction.atomic
def archive_set(pk: int, *, by: User, back: bool = False) -> OwnSet:
    """Offer a set no longer, or again; surveys that use it are not touched."""
    found = _locked(pk)
    wanted = (
        (OwnSet.State.ARCHIVED, OwnSet.State.READY) if back else (OwnSet.State.READY, OwnSet.State.ARCHIVED)
    )
    if found.state != wanted[0]:
        raise InputError("This set is in another state by now.", remedy="Load the page again.")
    found.state = wanted[1]
    found.save()
    record(by, "took question set back" if back else "archived question set", found)
    return found


@transaction.atomic
def delete_draft(pk: int, *, by: User) -> None:
    """Delete a set that was never locked."""
    found = _locked(pk)
    if found.state != OwnSet.State.DRAFT or found.followers.exists():
        raise InputError("Only a set that is being written can be deleted.", remedy="Archive it.")
    record(by, "deleted question set", found)
    found.delete()


def ready_instruments() -> Iterator[tuple[Instrument, str]]:
    """Yield the instruments of all sets that are ready to use, newest first, with the language they are written in."""
    for found in OwnSet.objects.filter(state=OwnSet.State.READY):
        yield (
            _made(write_draft(found.document), found.instrument_id, found.version),
            found.document["language"],
        )


@lru_cache(maxsize=64)
def _made(document: str, name: str, version: int) -> Instrument:
    return instrument_of_draft(json.loads(document), name, version)


def _locked(pk: int) -> OwnSet:
    return OwnSet.objects.select_for_update().get(pk=pk)
