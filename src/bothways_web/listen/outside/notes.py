"""Notes of talks with customers: names, addresses and numbers are taken out before anything is stored."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from bothways.privacy.masking import MASK, masker
from bothways_web.listen.models import Contact, VoiceNote
from bothways_web.people.changes import record
from bothways_web.people.csv_files import as_csv
from bothways_web.people.models import Person, User
from bothways_web.people.units import below, current_tree

LONGEST = 20_000
#: What could be the number of a contact or the code of a person: it has a digit.
_CODE = re.compile(r"(?<!\w)(?=\S*\d)\w[\w./-]*\w|(?<!\w)\d(?!\w)")
_AT_ONCE = 400


def mask_note(text: str) -> str:
    """Return a text without names and codes that are known here, and without addresses, links and long numbers."""
    return masker_of_notes()([text])[0]


def masker_of_notes() -> Callable[[Sequence[str]], list[str]]:
    """Return :func:`mask_note` for many texts at a time, with names that are read once."""
    mask = masker(
        [
            *Person.objects.exclude(name="").values_list("name", flat=True),
            *User.objects.exclude(name="").values_list("name", flat=True),
        ]
    )

    def masked(texts: Sequence[str]) -> list[str]:
        known = _known(sorted({code for text in texts for code in _CODE.findall(text)}))
        return [mask(_CODE.sub(lambda code: MASK if code[0] in known else code[0], text)) for text in texts]

    return masked


def _known(codes: Sequence[str]) -> set[str]:
    """Return which codes are those of contacts or people."""
    known: set[str] = set()
    for start in range(0, len(codes), _AT_ONCE):
        some = codes[start : start + _AT_ONCE]
        known |= set(Contact.objects.filter(key__in=some).values_list("key", flat=True))
        known |= set(Person.objects.filter(code__in=some).values_list("code", flat=True))
    return known


def find_notes(
    *, unit: str = "", kind: str = "", first: dt.date | None = None, last: dt.date | None = None
) -> QuerySet[VoiceNote]:
    """Return notes by unit (with those below), kind of talk and days, newest first."""
    found = VoiceNote.objects.all()
    if unit:
        found = found.filter(unit__in=below(current_tree(), unit))
    if kind:
        found = found.filter(kind=kind)
    if first:
        found = found.filter(held_on__gte=first)
    if last:
        found = found.filter(held_on__lte=last)
    return found


@transaction.atomic
def save_note(note: VoiceNote, given: Mapping[str, Any], *, by: User) -> VoiceNote:
    """Write a note, masked whatever was looked at before."""
    new = note._state.adding
    for name, value in given.items():
        setattr(note, name, value)
    note.text = mask_note(note.text)
    if new:
        note.written_by = by
    note.save()
    record(by, "wrote note" if new else "changed note", note, unit=note.unit)
    return note


@transaction.atomic
def delete_note(note: VoiceNote, *, by: User) -> None:
    """Delete a note for good."""
    record(by, "deleted note", note, unit=note.unit)
    note.delete()


def notes_csv(notes: Iterable[VoiceNote]) -> bytes:
    """Return notes as CSV; cells that a spreadsheet would run are disarmed."""
    columns = ("day", "kind", "unit", "language", "text")
    rows = [(one.held_on.isoformat(), one.kind, one.unit, one.language, one.text) for one in notes]
    return as_csv(rows, columns)
