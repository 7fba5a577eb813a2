"""Who was erased, as a list beside the backups: with it a backup that comes back brings none of them back.

It holds random numbers that stood beside the records and nowhere else. They lead to nobody but in a backup
of before the erasure, and there to a record that it is meant to find.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from bothways.errors import FileError
from bothways.formats.whole_files import beside
from bothways_web.keeping.models import ErasedKey
from bothways_web.keeping.personal.subject import Subject, subject_of_person, subject_of_user
from bothways_web.listen.models import Contact
from bothways_web.people.models import Person, User

NAME, FORM = "erased.json", 1
_LARGEST = 256 << 20
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ErasedList:
    """The numbers, and until when erasures are in it; ``None`` where nobody knows."""

    keys: frozenset[uuid.UUID]
    up_to: dt.datetime | None

    def with_those_of(self, other: ErasedList) -> ErasedList:
        """Return both together."""
        known = [one for one in (self.up_to, other.up_to) if one is not None]
        return ErasedList(self.keys | other.keys, max(known) if known else None)


NOBODY = ErasedList(frozenset(), None)


def keep_in_mind(subject: Subject) -> None:
    """Write down the numbers of somebody who is being erased, within the same transaction."""
    known = [one.erasure_key for one in (subject.person, subject.user, subject.contact) if one is not None]
    ErasedKey.objects.bulk_create([ErasedKey(key=key) for key in known], ignore_conflicts=True)


def own_list() -> ErasedList:
    """Return the list of this site as it is now."""
    now = timezone.now()
    return ErasedList(frozenset(ErasedKey.objects.values_list("key", flat=True)), now)


def read_list(path: Path) -> ErasedList:
    """Read a list.

    Raises
    ------
    FileError
        Where it is none.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError
        found = json.loads(path.read_text(encoding="utf-8"))
        if found["form"] != FORM:
            raise ValueError
        keys = frozenset(uuid.UUID(key) for key in found["keys"])
        return ErasedList(keys, dt.datetime.fromisoformat(found["up_to"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise FileError(
            "This is no list of erasures.",
            remedy="Name another copy of it; it is called erased.json and lies beside the backups.",
            file=path.name,
        ) from error


def write_list(path: Path, listed: ErasedList) -> None:
    """Write a list, with what stands there already; whole or not at all, readable by its owner.

    Raises
    ------
    FileError
        Where it cannot be written, or something else has its name.
    """
    if path.exists():
        listed = listed.with_those_of(read_list(path))
    up_to = listed.up_to.isoformat(timespec="seconds") if listed.up_to else None
    content = {"form": FORM, "up_to": up_to, "keys": sorted(map(str, listed.keys))}
    with beside(path) as place:
        place.touch(mode=0o600)
        place.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def keep_elsewhere() -> None:
    """Bring the list that BOTHWAYS_ERASED_LIST names up to date; what hinders it is logged, and told by the doctor."""
    if settings.ERASED_LIST is not None:
        try:
            write_list(settings.ERASED_LIST, own_list())
        except FileError as problem:
            logger.error("The list of erasures is not up to date: %s", problem)


def missing_elsewhere() -> int:
    """Return how many numbers of this site the list that BOTHWAYS_ERASED_LIST names lacks.

    Raises
    ------
    FileError
        Where it cannot be read.
    """
    path = settings.ERASED_LIST
    if path is None or (not path.exists() and not ErasedKey.objects.exists()):
        return 0
    return len(own_list().keys - read_list(path).keys)


def erased_people(keys: Iterable[uuid.UUID]) -> list[Subject]:
    """Return who of a list is here: people of the records, accounts without one, contacts."""
    wanted, size = sorted(keys), 500
    found: list[Subject] = []
    for start in range(0, len(wanted), size):
        part = wanted[start : start + size]
        people = list(Person.objects.filter(erasure_key__in=part).select_related("user"))
        held = {one.user_id for one in people}
        users = User.objects.filter(erasure_key__in=part).exclude(email__endswith="@erased.invalid")
        found += map(subject_of_person, people)
        found += [subject_of_user(user) for user in users if user.pk not in held]
        found += [Subject(contact=one) for one in Contact.objects.filter(erasure_key__in=part)]
    return found
