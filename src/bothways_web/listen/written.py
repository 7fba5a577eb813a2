"""Everything that was written in a round, for themes alone: masked, and never shown as it is."""

from __future__ import annotations

from dataclasses import dataclass

from bothways.privacy import RoundAnswers
from bothways.privacy.masking import masker
from bothways_web.listen.archive import file_of, round_answers
from bothways_web.listen.comments import kept_questions
from bothways_web.listen.models import Round
from bothways_web.people.models import Person


@dataclass(frozen=True)
class Written:
    """What the respondents of a round wrote.

    Attributes
    ----------
    answers : RoundAnswers
        As the ledger takes them.
    people : tuple of str
        Codes of respondents, in the order of the ledger.
    units : tuple of str
        Their units.
    texts : tuple of str
        All that each wrote, one paragraph a question; blank where nothing.
    """

    answers: RoundAnswers
    people: tuple[str, ...]
    units: tuple[str, ...]
    texts: tuple[str, ...]


def has_words(asked: Round) -> bool:
    """Return whether the file of a round has columns of words."""
    return bool(kept_questions(asked))


def written_in(asked: Round) -> Written:
    """Return what was written in a round that has words, whether it may be quoted or not."""
    import pyarrow.parquet as pq

    columns = [one.column for one in kept_questions(asked)]
    rows = pq.read_table(file_of(asked), columns=["respondent", "unit", *columns]).to_pylist()
    found = {row["respondent"]: row for row in rows}
    answers = round_answers(asked)
    ordered = [found[person] for person in answers.people]
    mask = masker(Person.objects.exclude(name="").values_list("name", flat=True))
    texts = ("\n".join(filter(None, (row[name] for name in columns))) for row in ordered)
    return Written(
        answers, tuple(answers.people), tuple(row["unit"] or "" for row in ordered), tuple(map(mask, texts))
    )
