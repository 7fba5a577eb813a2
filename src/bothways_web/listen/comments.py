"""Words of a round, its comment and its text questions: masked, read, and only then shown to groups of ten and more."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways.privacy.masking import masker
from bothways_web.listen.answering.kinds import tick_of
from bothways_web.listen.answering.ways import with_answers
from bothways_web.listen.archive import COMMENT, MAY_QUOTE, file_of, round_answers
from bothways_web.listen.ledgers import open_ledger, population_of, released_round
from bothways_web.listen.models import Round
from bothways_web.listen.question_sets import in_language, instrument_of, text_items
from bothways_web.listen.same_questions import question_name
from bothways_web.people.changes import record
from bothways_web.people.models import Organisation, Person, User

QUESTION = "comment"
#: So many people must have answered before anybody reads a comment; more where the floor is higher.
FEWEST = 10


@dataclass(frozen=True)
class Question:
    """What people answered in words.

    Attributes
    ----------
    name : str
        Under which the ledger releases its answers.
    heading : str
        In the language of the page.
    column, tick : str
        Columns of the round's file: the words, and whether they may be quoted.
    """

    name: str
    heading: str
    column: str
    tick: str


@dataclass(frozen=True)
class Unread:
    """A comment that waits for its reader.

    Attributes
    ----------
    key : str
        Names it on the page; says nothing about who wrote it.
    text : str
        Masked.
    heading : str
        The question that it answers.
    """

    key: str
    text: str
    heading: str = ""


#: Each question with the text of each respondent.
Texts = Sequence[tuple[Question, Sequence[str]]]


def questions_in_words(asked: Round) -> list[Question]:
    """Return the questions of a round that are answered in words, in the order in which they are asked."""
    instrument, language = instrument_of(asked), get_language() or "en"
    found = [
        Question(
            question_name(instrument, item),
            with_answers(in_language(item.text, language), (), {}, language),
            item.id,
            tick_of(item),
        )
        for item in text_items(asked)
    ]
    if asked.comment:
        heading = _("Is anything in the way of good service?")
        found.append(Question(QUESTION, heading, COMMENT, MAY_QUOTE))
    return found


def fewest_of(asked: Round) -> int:
    """Return how many people must have answered a round before anybody reads its comments."""
    return max(FEWEST, asked.floor, Organisation.current().floor)


def waiting(asked: Round) -> list[Unread]:
    """Return the comments of a round that may be quoted and nobody has read yet, in no order that tells anything."""
    if asked.state != Round.State.RELEASED or read_already(asked):
        return []
    return _there(asked, _texts(asked))


def read_already(asked: Round) -> bool:
    """Return whether somebody has read the comments of a round."""
    return bool(asked.comments_read_by)


def may_wait(asked: Round) -> bool:
    """Return whether comments may wait for a reader, as far as can be told without reading any."""
    import pyarrow.parquet as pq

    if asked.state != Round.State.RELEASED or read_already(asked):
        return False
    path, questions = file_of(asked), kept_questions(asked)
    if not questions:
        return False
    columns = [name for one in questions for name in (one.column, one.tick)]
    rows = pq.read_table(path, columns=columns).to_pylist()
    return len(rows) >= fewest_of(asked) and any(
        row[one.tick] and row[one.column] for row in rows for one in questions
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
    there = _there(locked, texts)
    if not set(held_back) <= {one.key for one in there} or (seal is not None and seal != seal_of(there)):
        raise InputError(
            "The comments have changed since you opened this page, and nothing was shown.",
            remedy="Read them once more.",
        )
    released = _release(locked, texts, set(held_back), reader=reader) if there else 0
    Round.objects.filter(pk=locked.pk).update(comments_read_by=reader)
    record(by, "read comments", locked)
    return released


def shown_comments(asked: Round, group: str, question: str = QUESTION) -> list[str]:
    """Return the released comments of a group on one question, in an order that tells nothing."""
    found = released_round(population_of(asked.pulse), asked.ledger_name)
    rows = found.released if found else ()
    return sorted(
        one.text for one in rows if one.kind == "comment" and one.group == group and one.metric == question
    )


def shown_words(asked: Round, group: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return each question that is answered in words, with the released answers of a group."""
    return tuple(
        (one.heading, tuple(shown_comments(asked, group, one.name))) for one in questions_in_words(asked)
    )


def _release(asked: Round, texts: Texts, held_back: Collection[str], *, reader: str) -> int:
    """Release what somebody has read of all questions in one step; returns how many texts are shown somewhere."""
    answers, released = round_answers(asked), 0
    ledger = open_ledger(population_of(asked.pulse), answers.roster.tree)
    with ledger.together():
        for question, written in texts:
            shown = [
                text if text and _key(asked, question, place, text) not in held_back else None
                for place, text in enumerate(written)
            ]
            released += len(ledger.release_comments(answers, question.name, shown, reader=reader))
    return released


def kept_questions(asked: Round) -> list[Question]:
    """Return the questions whose answers the file of a round holds."""
    import pyarrow.parquet as pq

    path = file_of(asked)
    there = set(pq.read_schema(path).names) if path.exists() else set()
    return [one for one in questions_in_words(asked) if {one.column, one.tick} <= there]


def _texts(asked: Round) -> Texts:
    """Return the masked texts of each question, in the ledger's order of people; blank where there is none to quote."""
    import pyarrow.parquet as pq

    questions = kept_questions(asked)
    if not questions:
        return []
    columns = [name for one in questions for name in (one.column, one.tick)]
    table = pq.read_table(file_of(asked), columns=["respondent", *columns]).to_pylist()
    names = list(Person.objects.exclude(name="").values_list("name", flat=True))
    found = {row["respondent"]: row for row in table}
    rows = [found[person] for person in round_answers(asked).people]
    mask = masker(names)
    return [
        (one, [mask(row[one.column] or "") if row[one.tick] else "" for row in rows]) for one in questions
    ]


def _there(asked: Round, texts: Texts) -> list[Unread]:
    """Return the texts that there are by their keys, question by question; none where too few people answered."""
    found: list[Unread] = []
    for question, written in texts:
        if len(written) < fewest_of(asked):
            continue
        unread = [
            Unread(_key(asked, question, place, text), text, question.heading)
            for place, text in enumerate(written)
            if text
        ]
        found += sorted(unread, key=lambda one: one.key)
    return found


def _key(asked: Round, question: Question, place: int, text: str) -> str:
    """Return what a text is called on the page: the same as long as it reads the same, in no order of people."""
    named = f"{settings.SECRET_KEY} {question.name} {asked.pk} {place} {text}"
    return hashlib.sha256(named.encode()).hexdigest()[:16]
