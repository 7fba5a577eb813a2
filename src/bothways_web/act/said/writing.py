"""Writing under "You said, we did": drafts, publishing, correcting, withdrawing. No text goes to the change log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.act.models import Said
from bothways_web.act.said.reading import CORRECTED, log_name
from bothways_web.act.said.sources import Source, check_publishable
from bothways_web.listen.models import Problem
from bothways_web.listen.outside.notes import mask_note
from bothways_web.listen.problems import triage
from bothways_web.listen.problems.private_codes import number_from
from bothways_web.listen.problems.reporting import first_of_all
from bothways_web.people.changes import record
from bothways_web.people.models import User
from bothways_web.people.units import today

WRITTEN = ("voice", "you_said", "outcome", "we_did", "decided_by", "unit", "for_customers")


class Stale(InputError):
    """Somebody else has changed an entry since it was looked at."""


def begin_said(source: Source, given: Mapping[str, Any], key: bytes, *, by: User) -> Said:
    """Write a draft, once a form.

    Parameters
    ----------
    source : Source
    given : mapping
        The fields of :data:`WRITTEN`.
    key : bytes
        Of the form.
    by : User
    """
    number = number_from(key, "said")
    there = Said.objects.filter(pk=number).first()
    if there is not None:
        return there
    try:
        with transaction.atomic():
            made = Said(pk=number, by=by, **source.fields())
            _fill(made, given)
            made.save(force_insert=True)
            record(by, "wrote draft of you said, we did", log_name(made))
    except IntegrityError:  # the same form, sent twice at once
        return Said.objects.get(pk=number)
    return made


def change_said(said: Said, given: Mapping[str, Any], *, seen: int, by: User) -> Said:
    """Change a draft, or correct what is published.

    Raises
    ------
    Stale
        Where somebody else was first.
    InputError
        Where what is published would tell who reported.
    """
    with transaction.atomic():
        locked = _locked(said, seen)
        _fill(locked, given)
        if locked.published_on:
            check_publishable(locked)
        locked.version += 1
        locked.save()
        verb = CORRECTED if locked.published_on else "changed draft of you said, we did"
        record(by, verb, log_name(locked))
    return locked


def publish_said(said: Said, *, seen: int, by: User, answer_key: bytes | None = None) -> bool:
    """Let everybody read an entry from now on; return whether its problem was answered with the same words.

    Parameters
    ----------
    said : Said
    seen : int
        The version that was looked at.
    by : User
    answer_key : bytes, optional
        Of the form, where the problem is to be answered as well: then every reporter reads it, by account or by code.

    Raises
    ------
    Stale
        Where somebody else was first.
    InputError
        Where it would tell who reported.
    """
    with transaction.atomic():
        locked = _locked(said, seen)
        if locked.published_on:
            return False
        check_publishable(locked)
        locked.published_on, locked.version = today(), locked.version + 1
        locked.save(update_fields=["published_on", "version"])
        record(by, "published you said, we did", log_name(locked))
        if answer_key is None or locked.problem is None:
            return False
        return triage.answer(first_of_all(locked.problem), locked.we_did, answer_key, by=by)


def withdraw_said(said: Said, *, seen: int, by: User) -> None:
    """Take a published entry back: it is a draft again.

    Raises
    ------
    Stale
        Where somebody else was first.
    """
    with transaction.atomic():
        locked = _locked(said, seen)
        if locked.published_on is None:
            return
        locked.published_on, locked.version = None, locked.version + 1
        locked.save(update_fields=["published_on", "version"])
        record(by, "withdrew you said, we did", log_name(locked))


def delete_draft(said: Said, *, seen: int, by: User) -> None:
    """Delete an entry that nobody can read.

    Raises
    ------
    InputError
        Where it is published, or somebody else was first.
    """
    with transaction.atomic():
        locked = _locked(said, seen)
        if locked.published_on:
            raise InputError(_("This is published."), remedy=_("Withdraw it first."))
        record(by, "deleted draft of you said, we did", log_name(locked))
        locked.delete()


def answerable(said: Said) -> Problem | None:
    """Return the problem that publishing an entry may answer; through merges, the one that is looked after."""
    return first_of_all(said.problem) if said.problem and not said.published_on else None


def _fill(said: Said, given: Mapping[str, Any]) -> None:
    """Take over what was written; names of people are masked in what was said."""
    for name in WRITTEN:
        setattr(said, name, given[name])
    said.you_said = mask_note(said.you_said)


def _locked(said: Said, seen: int) -> Said:
    locked = Said.objects.select_for_update().filter(pk=said.pk).first()
    if locked is None or locked.version != seen:
        raise Stale(_("Somebody else has changed this entry meanwhile."), remedy=_("Look at it again."))
    return locked
