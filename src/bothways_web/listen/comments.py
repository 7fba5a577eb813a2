"""Comments of a round: masked, read by a named person, and only then shown to groups of ten and more."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from bothways.errors import InputError
from bothways.privacy.masking import mask
from bothways_web.listen.archive import COMMENT, MAY_QUOTE, file_of, round_answers
from bothways_web.listen.ledgers import open_ledger, released_round
from bothways_web.listen.models import Round
from bothways_web.people.changes import record
from bothways_web.people.models import Person, User

QUESTION = "comment"
#: So many people must have answered before anybody reads a comment.
FEWEST = 10


@dataclass(frozen=True)
class Unread:
    """A comment that waits for its reader.

    Attributes
    ----------
    key : str
        Names it on the page; says nothing about who wrote it.
    text : str
        Masked.
    """

    key: str
    text: str


def waiting(asked: Round) -> list[Unread]:
    """Return the comments of a round that may be quoted and nobody has read yet, in no order that tells anything."""
    if asked.state != Round.State.RELEASED or not asked.comment or read_already(asked):
        return []
    texts = _texts(asked)
    if len(texts) < FEWEST:
        return []
    found = [Unread(_key(asked, place), text) for place, text in enumerate(texts) if text]
    return sorted(found, key=lambda one: one.key)


def read_already(asked: Round) -> bool:
    """Return whether somebody has read the comments of a round."""
    return bool(asked.comments_read_by)


@transaction.atomic
def release_comments(asked: Round, *, held_back: Collection[str], by: User) -> int:
    """Release the comments that somebody has read, without those held back; returns how many are shown somewhere.

    Raises
    ------
    InputError
        Where they were read already: what was not shown then is never added.
    """
    locked = Round.objects.select_for_update().get(pk=asked.pk)
    if read_already(locked) or locked.state != Round.State.RELEASED:
        raise InputError("The comments of this round were read already.", remedy="Look at the team pages.")
    reader = by.name or by.email
    texts = _texts(locked)
    shown = [
        text if text and _key(locked, place) not in held_back else None for place, text in enumerate(texts)
    ]
    released = 0
    if len(texts) >= FEWEST:
        answers = round_answers(locked)
        ledger = open_ledger("employees", answers.roster.tree)
        released = len(ledger.release_comments(answers, QUESTION, shown, reader=reader))
    Round.objects.filter(pk=locked.pk).update(comments_read_by=reader)
    record(by, "read comments", locked)
    return released


def shown_comments(asked: Round, group: str) -> list[str]:
    """Return the released comments of a group, in an order that tells nothing."""
    found = released_round("employees", asked.ledger_name)
    rows = found.released if found else ()
    return sorted(one.text for one in rows if one.kind == "comment" and one.group == group)


def _texts(asked: Round) -> list[str]:
    """Return the masked comment of each respondent in the ledger's order; blank where there is none to quote."""
    import pyarrow.parquet as pq

    path = file_of(asked)
    if not path.exists() or COMMENT not in pq.read_schema(path).names:
        return []
    table = pq.read_table(path, columns=["respondent", "unit", COMMENT, MAY_QUOTE]).to_pylist()
    names = list(Person.objects.exclude(name="").values_list("name", flat=True))
    found = {row["respondent"]: row for row in table}
    rows = [found[person] for person in round_answers(asked).people]
    return [mask(row[COMMENT] or "", names) if row[MAY_QUOTE] else "" for row in rows]


def _key(asked: Round, place: int) -> str:
    """Return what a comment is called on the page: the same each time, and in no order of people."""
    text = f"{settings.SECRET_KEY} comment {asked.pk} {place}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]
