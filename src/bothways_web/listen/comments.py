"""Comments of a round: masked, read by a named person, and only then shown to groups of ten and more."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from bothways.errors import InputError
from bothways.privacy.masking import masker
from bothways_web.listen.archive import COMMENT, MAY_QUOTE, file_of, round_answers
from bothways_web.listen.ledgers import open_ledger, population_of, released_round
from bothways_web.listen.models import Round
from bothways_web.people.changes import record
from bothways_web.people.models import Organisation, Person, User

QUESTION = "comment"
#: So many people must have answered before anybody reads a comment; more where the floor is higher.
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


def fewest_of(asked: Round) -> int:
    """Return how many people must have answered a round before anybody reads its comments."""
    return max(FEWEST, asked.floor, Organisation.current().floor)


def waiting(asked: Round) -> list[Unread]:
    """Return the comments of a round that may be quoted and nobody has read yet, in no order that tells anything."""
    if asked.state != Round.State.RELEASED or not asked.comment or read_already(asked):
        return []
    texts = _texts(asked)
    if len(texts) < fewest_of(asked):
        return []
    return _sorted(asked, texts)


def read_already(asked: Round) -> bool:
    """Return whether somebody has read the comments of a round."""
    return bool(asked.comments_read_by)


def may_wait(asked: Round) -> bool:
    """Return whether comments may wait for a reader, as far as can be told without reading any."""
    import pyarrow.parquet as pq

    if asked.state != Round.State.RELEASED or not asked.comment or read_already(asked):
        return False
    path = file_of(asked)
    if not path.exists() or COMMENT not in pq.read_schema(path).names:
        return False
    table = pq.read_table(path, columns=[COMMENT, MAY_QUOTE])
    return len(table) >= fewest_of(asked) and any(
        quoted and text
        for text, quoted in zip(*(column.to_pylist() for column in table.columns), strict=True)
    )


def seal_of(comments: Iterable[Unread]) -> str:
    """Return what stands for comments as they were read: another one where any of them reads otherwise."""
    return hashlib.sha256(" ".join(one.key for one in comments).encode()).hexdigest()


@transaction.atomic
def release_comments(asked: Round, *, held_back: Collection[str], by: User, seal: str | None = None) -> int:
    """Release the comments that somebody has read, without those held back; returns how many are shown somewhere.

    Parameters
    ----------
    asked : Round
    held_back : collection of str
        Keys of comments that are never shown.
    by : User
    seal : str, optional
        Of the comments as they were read, see :func:`seal_of`.

    Raises
    ------
    InputError
        Where they were read already: what was not shown then is never added. Where they would read otherwise now,
        for example because a name that was masked is not known any more.
    """
    locked = Round.objects.select_related("pulse").select_for_update(of=("self",)).get(pk=asked.pk)
    if read_already(locked) or locked.state != Round.State.RELEASED:
        raise InputError("The comments of this round were read already.", remedy="Look at the team pages.")
    reader = by.name or by.email
    texts = _texts(locked)
    there = _sorted(locked, texts)
    if not set(held_back) <= {one.key for one in there} or (seal is not None and seal != seal_of(there)):
        raise InputError(
            "The comments have changed since you opened this page, and nothing was shown.",
            remedy="Read them once more.",
        )
    shown = [
        text if text and _key(locked, place, text) not in held_back else None
        for place, text in enumerate(texts)
    ]
    released = 0
    if len(texts) >= fewest_of(locked):
        answers = round_answers(locked)
        ledger = open_ledger(population_of(locked.pulse), answers.roster.tree)
        released = len(ledger.release_comments(answers, QUESTION, shown, reader=reader))
    Round.objects.filter(pk=locked.pk).update(comments_read_by=reader)
    record(by, "read comments", locked)
    return released


def shown_comments(asked: Round, group: str) -> list[str]:
    """Return the released comments of a group, in an order that tells nothing."""
    found = released_round(population_of(asked.pulse), asked.ledger_name)
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
    mask = masker(names)
    return [mask(row[COMMENT] or "") if row[MAY_QUOTE] else "" for row in rows]


def _sorted(asked: Round, texts: Sequence[str]) -> list[Unread]:
    """Return the comments that there are by their keys."""
    found = [Unread(_key(asked, place, text), text) for place, text in enumerate(texts) if text]
    return sorted(found, key=lambda one: one.key)


def _key(asked: Round, place: int, text: str) -> str:
    """Return what a comment is called on the page: the same as long as it reads the same, in no order of people."""
    named = f"{settings.SECRET_KEY} comment {asked.pk} {place} {text}"
    return hashlib.sha256(named.encode()).hexdigest()[:16]
