"""What a few people expect, as a word: what more than half of them chose, or that they differ."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from bothways.errors import InputError
from bothways.privacy.ledger.beside import admit
from bothways.privacy.ledger.choices import Choices
from bothways.privacy.ledger.course import Memory
from bothways.privacy.ledger.digest import choices_digest
from bothways.privacy.ledger.extend import checked, open_round
from bothways.privacy.ledger.follow import is_named
from bothways.privacy.ledger.metric import RoundAnswers
from bothways.privacy.ledger.record import Record, RoundRecord
from bothways.privacy.released import _issue
from bothways.privacy.values import band

#: Said where no option was chosen by more than half.
DIFFER = "differ"


def release_leaning(
    record: Record, memory: Memory, answers: RoundAnswers, choices: Choices, *, k: int, key: bytes
) -> tuple[RoundRecord, Memory]:
    """Return the round with the word of one question; see :meth:`Ledger.release_leaning`."""
    _refuse_misfit(answers, choices)
    one = open_round(record, answers, by=(), k=k, key=key)
    question, marks = choices.question, choices.marks
    name = f"leaning:{question}"
    decided = name in one.checks
    one = checked(one, name, choices_digest(key, answers, question, marks), answers.round)
    people = np.flatnonzero(marks.any(axis=1)).astype(np.int64)
    floor = max(one.floor, choices.floor)
    if decided or len(people) < floor:
        return one, memory
    memory, [shown] = admit(memory, name, answers, [people], floor=floor, key=key, needed=[0])
    if not shown:
        return one, memory
    nan = math.nan
    row = _issue(
        round=answers.round, group="all", metric=question, kind="leaning", n_band=band(len(people)), value=nan,
        low=nan, high=nan, text=leaning(marks[people].sum(axis=0).tolist()),
    )  # fmt: skip
    return replace(one, released=(*one.released, row)), memory


def leaning(counts: list[int]) -> str:
    """Return the place of the option that more than half chose, as a text, or that they differ.

    Examples
    --------
    >>> leaning([3, 1, 1]), leaning([2, 2, 0]), leaning([0, 5, 0])
    ('0', 'differ', '1')
    """
    most = max(range(len(counts)), key=lambda option: counts[option])
    return str(most) if 2 * counts[most] > sum(counts) else DIFFER


def _refuse_misfit(answers: RoundAnswers, choices: Choices) -> None:
    """Refuse what no rule is made for."""
    marks = choices.marks
    if (
        marks.ndim != 2
        or len(marks) != answers.roster.people
        or marks.dtype != np.bool_
        or marks.shape[1] < 3
    ):
        raise InputError(
            f"The answers to {choices.question!r} do not fit the respondents.",
            remedy="Give one row of marks a respondent, and three options or more.",
        )
    if choices.after is not None or choices.most != 1 or (marks.sum(axis=1) > 1).any():
        raise InputError(
            f"{choices.question!r} is no question of one choice that everybody was asked.",
            remedy="Only such a question is told by a word.",
        )
    if not is_named(answers) or answers.others_each_round:
        raise InputError(
            "Without names, people cannot be followed from round to round.", remedy="Name the respondents."
        )
