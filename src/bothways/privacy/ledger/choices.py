"""Additional questions: how answers that count in no score are spread, for the whole organisation alone."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from bothways.errors import InputError
from bothways.privacy.ledger.across import Asked, Desk, decide_set, way_of
from bothways.privacy.ledger.choices_open import open_shares
from bothways.privacy.ledger.course import Memory, Series, Text
from bothways.privacy.ledger.digest import choices_digest
from bothways.privacy.ledger.extend import checked, open_round
from bothways.privacy.ledger.follow import columns_of
from bothways.privacy.ledger.metric import RoundAnswers
from bothways.privacy.ledger.record import Record, RoundRecord
from bothways.privacy.released import Released, _issue
from bothways.privacy.values import band, band_low, fill_choices
from bothways.privacy.values.distribution import PEOPLE_NEEDED

Marks = npt.NDArray[np.bool_]
WHOLE = "all"


@dataclass(frozen=True, eq=False)
class After:
    """The earlier question on whose answers people were asked another one.

    Attributes
    ----------
    question : str
    marks : ndarray of bool, shape (n, options)
        Which options each respondent chose there.
    leading : tuple of int
        Places of the options after which the other question was asked.
    most : int
        How many options one person could choose there.
    """

    question: str
    marks: Marks
    leading: tuple[int, ...]
    most: int = 1

    @property
    def condition(self) -> str:
        """The condition in words that a record can hold."""
        return f"{self.question}={','.join(map(str, sorted(self.leading)))}"


@dataclass(frozen=True, eq=False)
class Choices:
    """The answers to one additional question.

    Attributes
    ----------
    question : str
        Its name, the same in all rounds.
    marks : ndarray of bool, shape (n, options)
        Which options each respondent of the round chose; none for those who did not answer.
    most : int
        How many options one person could choose.
    after : After or None
        Who was asked; None for everybody.
    floor : int
        Fewest people that the instrument asks for; the ledger takes the stricter.
    """

    question: str
    marks: Marks
    most: int = 1
    after: After | None = None
    floor: int = 0


def release_choices(
    record: Record, memory: Memory, answers: RoundAnswers, choices: Choices, *, k: int, key: bytes
) -> tuple[RoundRecord, Memory]:
    """Return the round with the shares of one question; see :meth:`Ledger.release_choices`."""
    _refuse_misfit(answers, choices)
    one = open_round(record, answers, by=(), k=k, key=key)
    question, marks = choices.question, choices.marks
    _refuse_counted(one, question)
    decided = f"choices:{question}" in one.checks
    one = checked(one, f"choices:{question}", choices_digest(key, answers, question, marks), answers.round)
    condition = choices.after.condition if choices.after else ""
    one = checked(one, f"condition:{question}", condition, answers.round)
    if any(row.metric == question and row.kind == "distribution" for row in one.released):
        return one, memory
    people = np.flatnonzero(marks.any(axis=1)).astype(np.int64)
    known = memory.get(f"choices:{question}")
    late = decided and known is not None and known.course.last != answers.round
    floor = max(one.floor, choices.floor)
    if late or not _may_be_told(one, choices, len(people), len(marks), floor):
        return one, memory
    desk = Desk(answers, key, dict(memory))
    asked = Asked(question, people, choices.floor, (), True, whole_only=True)
    one, shown = _decide(one, desk, asked, decided=decided)
    text = _tell(desk, choices, people) if shown else None
    if text is None:
        return one, desk.memory
    row = _row(answers.round, question, band(len(people)), text)
    return replace(one, released=(*one.released, row)), desk.memory


def _decide(one: RoundRecord, desk: Desk, asked: Asked, *, decided: bool) -> tuple[RoundRecord, bool]:
    """Decide by who answered whether a question is told, beside all rounds before; returns whether it is."""
    name = f"choices:{asked.name}"
    known = desk.memory.get(name)
    course = known.course if known else None
    if decided and course is not None and course.way == "whole" and course.last == desk.answers.round:
        return one, False
    one, course, number = decide_set(one, course, desk, asked, way=way_of(None, desk.answers))
    before = known or Series("", (), (0.0, 0.0, 0.0), course)
    desk.memory[name] = replace(before, course=course)
    return one, WHOLE in one.sets[number].shown


def _tell(desk: Desk, choices: Choices, people: npt.NDArray[np.int64]) -> str | None:
    """Return what is told of the people who answered, and remember of whom it was told."""
    name = f"choices:{choices.question}"
    series, counts = desk.memory[name], choices.marks[people].sum(axis=0).tolist()
    columns: tuple[int, ...] = tuple(range(len(people)))
    if series.course.way == "certificate":
        _, places = columns_of(series.course, desk.answers, people, desk.key)
        columns = tuple(sorted(places.tolist()))
    earlier = series.texts if series.course.way == "certificate" else ()
    text = open_shares(counts, columns, most=choices.most, earlier=earlier)
    if text is not None and series.course.way == "certificate":
        told = Text(columns, (), text)
        desk.memory[name] = replace(series, texts=(*series.texts, told))
    return text


def _may_be_told(one: RoundRecord, choices: Choices, people: int, everybody: int, floor: int) -> bool:
    """Return whether so many answers may be told at all, before it is asked beside which others."""
    if people < max(PEOPLE_NEEDED, floor) or not 2 <= choices.marks.shape[1] < people:
        return False
    if choices.after is None:
        return True
    return _leaves_others(one, choices.after, people, everybody, floor) and _fits(choices.after, people)


def _leaves_others(one: RoundRecord, after: After, people: int, everybody: int, floor: int) -> bool:
    """Return whether at least ``floor`` people may have answered otherwise than what is told of one question says.

    That a question is told says that so many gave the answers before it. Of questions after other answers to the
    same one this adds up; after the same answers it does not.
    """
    told = {after.condition: band_low(band(people))}
    for row in one.released:
        condition = one.checks.get(f"condition:{row.metric}", "")
        if row.kind == "distribution" and condition.startswith(f"{after.question}="):
            told[condition] = max(told.get(condition, 0), band_low(row.n_band))
    return everybody - sum(told.values()) >= floor


def _fits(after: After, people: int) -> bool:
    """Return whether so many people fit beside the shares that are told of the question before.

    Before shares are told, people are moved to options that nobody chose. Had one of them answered the later question,
    it would show that somebody was moved.
    """
    there = after.marks.any(axis=1)
    counts, before = after.marks.sum(axis=0).tolist(), int(there.sum())
    if not 2 <= len(counts) < before:
        return False
    filled = fill_choices(counts, people=before, most=after.most)
    return people <= sum(filled[option] for option in set(after.leading))


def _refuse_misfit(answers: RoundAnswers, choices: Choices) -> None:
    """Refuse answers that are not those of the round, or of people who were not asked."""
    n, after = answers.roster.people, choices.after
    several = [choices.marks, *([after.marks] if after else [])]
    if any(marks.ndim != 2 or len(marks) != n or marks.dtype != np.bool_ for marks in several):
        raise InputError(
            f"The answers to {choices.question!r} and the respondents differ in number.",
            remedy="Give one row of marks a respondent.",
        )
    if (choices.marks.sum(axis=1) > choices.most).any():
        raise InputError(
            f"Somebody chose more than {choices.most} options of {choices.question!r}.",
            remedy="Say how many could be chosen.",
        )
    if after and (choices.marks.any(axis=1) & ~after.marks[:, list(after.leading)].any(axis=1)).any():
        raise InputError(
            f"Somebody answered {choices.question!r} without having been asked.",
            remedy="Leave out answers to questions that were hidden.",
        )


def _refuse_counted(one: RoundRecord, question: str) -> None:
    """Refuse a question that is released as a metric, or feeds one."""
    for name, rule in one.metrics.items():
        if question == name or question in rule["columns"]:
            raise InputError(
                f"{question!r} was released in this round as {name!r}.",
                remedy="Only answers that count in no number are told by their shares.",
            )


def _row(name: str, question: str, n_band: str, text: str) -> Released:
    nan = math.nan
    return _issue(
        round=name, group=WHOLE, metric=question, kind="distribution", n_band=n_band, value=nan, low=nan,
        high=nan, text=text,
    )  # fmt: skip
