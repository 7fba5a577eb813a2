"""Making, changing, locking and continuing question sets of one's own."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from functools import lru_cache

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways.measures import Instrument, write_instrument
from bothways_web.listen.models import OwnSet, Pulse
from bothways_web.listen.writing.draft import Draft, as_now, questions_of
from bothways_web.listen.writing.faults import faults_of
from bothways_web.listen.writing.kinds import counts
from bothways_web.listen.writing.languages import compared_again
from bothways_web.listen.writing.paths import called
from bothways_web.listen.writing.reading import write_draft
from bothways_web.listen.writing.to_instrument import instrument_of_draft
from bothways_web.people.access import Right, Viewer
from bothways_web.people.changes import record
from bothways_web.people.models import User

logger = logging.getLogger(__name__)


class ChangedMeanwhileError(Exception):
    """Somebody else has changed the set since the page was loaded."""


def sets_for(viewer: Viewer) -> QuerySet[OwnSet]:
    """Return the sets that somebody may write: leads all of those whom they ask, managers those that they began."""
    of_customers = OwnSet.objects.filter(document__voice="customer")
    others = OwnSet.objects.exclude(pk__in=of_customers.values("pk"))
    if not viewer.may(Right.ROUNDS, "employees"):
        others = others.filter(created_by_id=viewer.user_id)
    return others | of_customers if viewer.may(Right.ROUNDS, "customers") else others


@transaction.atomic
def begin_set(document: Draft, *, by: User) -> OwnSet:
    """Begin a set with a document."""
    made = OwnSet.objects.create(document=document, created_by=by)
    record(by, "began question set", made)
    return made


def change_set(pk: int, seen: int, change: Callable[[Draft], Draft]) -> OwnSet:
    """Change a draft; a language of which a text changes is a draft again.

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
    return _changed(pk, seen, lambda old: compared_again(old, change(old)))


def take_back(pk: int, seen: int) -> OwnSet:
    """Take the last change back; doing it again brings the change back."""
    former = OwnSet.objects.values_list("former", flat=True).get(pk=pk)
    if former is None:
        raise InputError("Nothing was changed yet.", remedy="Go on writing.")
    return _changed(pk, seen, lambda _document: former)


@transaction.atomic
def _changed(pk: int, seen: int, change: Callable[[Draft], Draft]) -> OwnSet:
    """Keep a changed draft, and what it was before."""
    found = _locked(pk)
    if found.state != OwnSet.State.DRAFT:
        raise InputError("This set is locked.", remedy="Make a new version of it.")
    if found.edition != seen:
        raise ChangedMeanwhileError
    found.former, found.document = found.document, change(found.document)
    found.edition += 1
    found.save()
    return found


@transaction.atomic
def lock_set(pk: int, *, by: User) -> OwnSet:
    """Make a set ready to use; it never changes from then on. The version before it is not offered any more.

    Raises
    ------
    InputError
        Where something keeps it from being used.
    """
    found = _locked(pk)
    faults = faults_of_set(found)
    if found.state != OwnSet.State.DRAFT or faults:
        raise InputError(
            faults[0] if faults else "This set is locked already.", remedy="Look at the list below."
        )
    OwnSet.objects.filter(lineage=found.lineage, state=OwnSet.State.READY).update(state=OwnSet.State.ARCHIVED)
    found.state, found.former = OwnSet.State.READY, None
    found.save()
    record(by, "locked question set", found, version=found.version)
    return found


def faults_of_set(found: OwnSet) -> list[str]:
    """Return what keeps a set from being used, as sentences."""
    faults = faults_of(found.document)
    if found.follows and found.follows.document["delicate"] and not found.document["delicate"]:
        faults.append(_("The version before is delicate, so this one is as well: what was promised stays."))
    faults += _counted_otherwise(found)
    if not faults:
        try:
            instrument_of_draft(found.document, found.instrument_id, found.version)
        except InputError as error:
            faults.append(str(error))
    return faults


def _counted_otherwise(found: OwnSet) -> list[str]:
    """Return the questions that counted in a number when they were asked and now would not, or the other way round."""
    draft = as_now(found.document)
    now = {question["id"]: counts(question) for question in questions_of(draft)}
    before = {
        question["id"]: counts(question)
        for one in OwnSet.objects.filter(lineage=found.lineage, version__lt=found.version)
        if is_used(one)
        for question in questions_of(one.document)
    }
    words = _(
        "“%(question)s” was asked before, and would now count otherwise: whoever reads both could tell what somebody "
        "answered. Ask it as before, or write a new question."
    )
    changed = [name for name in now if name in before and before[name] != now[name]]
    return [words % {"question": called(draft, name)} for name in changed]


@transaction.atomic
def unlock_set(pk: int, *, by: User) -> OwnSet:
    """Go on writing a set that no survey has used yet."""
    found = _locked(pk)
    if found.state != OwnSet.State.READY or is_used(found):
        raise InputError("A survey uses this set.", remedy="Make a new version of it.")
    found.state = OwnSet.State.DRAFT
    found.save()
    record(by, "unlocked question set", found)
    return found


def is_used(found: OwnSet) -> bool:
    """Return whether a survey asks this very version."""
    if faults_of(found.document):
        return False
    made = instrument_of_draft(found.document, found.instrument_id, found.version)
    return Pulse.objects.filter(instrument=made.id, definition=write_instrument(made)).exists()


@transaction.atomic
def continue_set(pk: int, *, by: User) -> OwnSet:
    """Begin the next version of a locked set; surveys that use this one go on with it."""
    found = _locked(pk)
    newest = OwnSet.objects.filter(lineage=found.lineage).order_by("-version")[0]
    if newest.state == OwnSet.State.DRAFT or found.state == OwnSet.State.DRAFT:
        raise InputError("The next version is being written already.", remedy="Go on with that one.")
    made = OwnSet.objects.create(
        document=found.document, follows=found, version=newest.version + 1, lineage=found.lineage, created_by=by
    )  # fmt: skip
    record(by, "began question set", made, version=made.version)
    return made


def copy_set(pk: int, *, by: User) -> OwnSet:
    """Begin a set of its own with the questions of another one."""
    found = OwnSet.objects.get(pk=pk)
    return begin_set(as_now(found.document), by=by)


@transaction.atomic
def archive_set(pk: int, *, by: User, back: bool = False) -> OwnSet:
    """Offer a set no longer, or again; surveys that use it are not touched."""
    found = _locked(pk)
    wanted = (
        (OwnSet.State.ARCHIVED, OwnSet.State.READY) if back else (OwnSet.State.READY, OwnSet.State.ARCHIVED)
    )
    later = OwnSet.objects.filter(lineage=found.lineage, state=OwnSet.State.READY).exclude(pk=pk)
    if found.state != wanted[0] or (back and later.exists()):
        raise InputError(
            "This set is in another state by now, or another version of it is offered.",
            remedy="Load the page again.",
        )
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
        try:
            made = _made(write_draft(found.document), found.instrument_id, found.version)
        except InputError:
            logger.exception("The question set %s cannot be used", found.pk)
            continue
        yield made, found.document["language"]


@lru_cache(maxsize=64)
def _made(document: str, name: str, version: int) -> Instrument:
    return instrument_of_draft(json.loads(document), name, version)


def _locked(pk: int) -> OwnSet:
    return OwnSet.objects.select_for_update().get(pk=pk)
