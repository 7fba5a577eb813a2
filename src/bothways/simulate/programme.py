"""A company in which some teams begin a programme, and what it brings is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from bothways.errors import InputError
from bothways.measures.scores import Score
from bothways.simulate import responses
from bothways.simulate.plan import LEADS, QUESTIONS, TRAPS, Question, Shape
from bothways.simulate.recipe import Floats
from bothways.simulate.staff import Ints, Staff, draw_staff
from bothways.simulate.system import build_system, draw_system

if TYPE_CHECKING:
    from collections.abc import Collection

    import pyarrow as pa

#: How far the share who answer differs between teams, either way.
EITHER_WAY = 0.1
FEWEST_PERIODS = 6


@dataclass(frozen=True)
class ProgrammeCompany:
    """A company, its answers, and what the programme brought.

    Attributes
    ----------
    units, people : pandas.DataFrame
        As in the files of :func:`bothways.simulate.write_company`.
    employee_answers, customer_answers : pyarrow.Table
        One row a response.
    employee_scores, customer_scores : tuple of Score
        How metrics are made of the answers.
    months : tuple of str
    metric : str
        What the programme is meant to raise.
    starts : dict of str to str
        Team to the month in which it began; teams that never begin are not in it.
    truth : float
        What having begun brings on average over teams and months from the start on, in units of the metric.
    """

    units: pd.DataFrame
    people: pd.DataFrame
    employee_answers: pa.Table
    customer_answers: pa.Table
    employee_scores: tuple[Score, ...]
    customer_scores: tuple[Score, ...]
    months: tuple[str, ...]
    metric: str
    starts: dict[str, str]
    truth: float


def draw_programme(
    rng: np.random.Generator,
    *,
    units: int,
    periods: int,
    effect: float,
    metric: str = "learning",
    differs: float = 0.2,
    share: float = 0.5,
    first: int | None = None,
    waves: int = 3,
    people: int = 12,
    answering: float = 0.75,
    asked: Collection[str] | None = None,
) -> ProgrammeCompany:
    """Draw a company in which some teams begin a programme, dealt by chance.

    Parameters
    ----------
    rng : numpy.random.Generator
        The same state draws the same people, moods and starts, whatever the effect.
    units, periods : int
        Teams, at least 2, and months, at least 6.
    effect : float
        Added from the start on, in standard deviations of a team's months about its own mean; 0 for a programme that
        does nothing.
    metric : str
        What it adds to, one of the example company's metrics.
    differs : float
        Standard deviation over teams of what it brings, as a share of the effect.
    share : float
        Of teams that begin, over 0 and under 1.
    first : int, optional
        Month of the first start, counted from 0; without it starts lie around the middle.
    waves : int
        Starts are spread over so many months in a row.
    people : int
        Seats of each team; some are vacant for a while.
    answering : float
        Share of people who answer a month, on average; teams differ by .1 either way.
    asked : collection of str, optional
        Metrics that are asked about; all without it.

    Returns
    -------
    ProgrammeCompany

    Raises
    ------
    InputError
        For a metric that is not there or not asked about, or numbers out of range.

    Examples
    --------
    >>> import numpy as np
    >>> company = draw_programme(np.random.default_rng(1), units=20, periods=12, effect=0.6)
    >>> len(company.starts), sorted(set(company.starts.values())), round(company.truth, 1)
    (10, ['2024-06', '2024-07', '2024-08'], 5.1)
    """
    begins = periods // 2 - waves // 2 if first is None else first
    questions = _questions(metric, asked)
    _check(units, periods, share=share, begins=begins, waves=waves, people=people, answering=answering)
    size = _shape(units, periods, people)
    months = tuple(str(m) for m in pd.period_range(size.first_month, periods=periods, freq="M"))
    staff = draw_staff(rng, size)
    starts = _draw_starts(rng, units, max(1, round(share * units)), begins, waves)
    brings = effect * (1 + differs * rng.standard_normal(units))
    states, means = draw_system(rng, build_system(QUESTIONS, LEADS, TRAPS), units=units, periods=periods)
    lift, k = np.zeros_like(states), [q.metric for q in QUESTIONS].index(metric)
    began = np.arange(periods) >= starts[:, None]
    lift[..., k] = np.where(began, brings[:, None], 0.0)
    levels = responses.draw_levels(rng, QUESTIONS, states, means, lift)
    answers = _answers(rng, questions, levels, staff, months, answering)
    return ProgrammeCompany(
        staff.units, staff.people, *answers, *_scores(questions), months, metric,
        {staff.teams[i]: months[starts[i]] for i in np.flatnonzero(starts < periods)},
        _truth(QUESTIONS[k], levels[..., k], QUESTIONS[k].within * lift[..., k], began, staff),
    )  # fmt: skip


def _questions(metric: str, asked: Collection[str] | None) -> tuple[Question, ...]:
    """Return what is asked, in the order of the plan."""
    names = [question.metric for question in QUESTIONS]
    wanted = set(names if asked is None else asked)
    missing = sorted(({metric} | wanted) - set(names)) or sorted({metric} - wanted)
    if missing:
        raise InputError(f"Nobody is asked about {missing[0]!r}.", remedy=f"Choose from {', '.join(names)}.")
    found = tuple(question for question in QUESTIONS if question.metric in wanted)
    if {question.side for question in found} != {"employee", "customer"}:
        raise InputError(
            "One side is asked nothing.", remedy="Name a metric of employees and one of customers."
        )
    return found


def _check(
    units: int, periods: int, *, share: float, begins: int, waves: int, people: int, answering: float
) -> None:
    if units < 2 or people < 1 or periods < FEWEST_PERIODS:
        raise InputError(
            "The company is too small.",
            remedy=f"Take two units, one person and {FEWEST_PERIODS} periods or more.",
        )
    if not 0 < share < 1 or round(share * units) >= units:
        raise InputError("Some teams begin and some do not.", remedy="Give a share between 0 and 1.")
    if waves < 1 or begins < 1 or begins + waves > periods:
        raise InputError(
            "A start lies outside the months.", remedy="Begin after the first and before the last."
        )
    if not EITHER_WAY < answering <= 1 - EITHER_WAY:
        raise InputError(
            "The share who answer is out of range.", remedy=f"Stay {EITHER_WAY} away from 0 and 1."
        )


def _shape(units: int, periods: int, people: int) -> Shape:
    """Return the shape: about seven teams a site, and two to four divisions."""
    divisions = min(4, max(2, units // 20))
    return Shape(
        units=units, periods=periods, divisions=divisions, sites=max(divisions, units // 7), comments=0,
        smallest=people, largest=people,
    )  # fmt: skip


def _draw_starts(rng: np.random.Generator, units: int, count: int, begins: int, waves: int) -> Ints:
    """Deal starts to teams, wave after wave; a month far away for those that never begin."""
    starts = np.full(units, np.iinfo(np.int64).max)
    starts[rng.permutation(units)[:count]] = begins + np.arange(count) % waves
    return starts


def _answers(
    rng: np.random.Generator,
    questions: tuple[Question, ...],
    levels: Floats,
    staff: Staff,
    months: tuple[str, ...],
    answering: float,
) -> tuple[pa.Table, pa.Table]:
    """Draw the answers of employees and of customers."""
    place = {question.metric: k for k, question in enumerate(QUESTIONS)}
    sides = [[q for q in questions if q.side == side] for side in ("employee", "customer")]
    ours, theirs = (levels[..., [place[q.metric] for q in side]] for side in sides)
    between = (answering - EITHER_WAY, answering + EITHER_WAY)
    return (
        responses.employee_responses(rng, sides[0], ours, staff, months, between),
        responses.customer_responses(rng, sides[1], theirs, staff, months),
    )


def _scores(questions: tuple[Question, ...]) -> tuple[tuple[Score, ...], tuple[Score, ...]]:
    employee, customer = (
        tuple(q.score for q in questions if q.side == side) for side in ("employee", "customer")
    )
    return employee, customer


def _truth(
    question: Question, levels: Floats, added: Floats, began: npt.NDArray[np.bool_], staff: Staff
) -> float:
    """Return the mean of what was added, as it shows in scores, over teams that were there before they began."""
    time = np.arange(levels.shape[1])
    there = (staff.opened[:, None] <= time) & (time < staff.closed[:, None])
    counted = there & began & (there & ~began).any(1, keepdims=True)
    gained = responses.expected_score(question, levels) - responses.expected_score(question, levels - added)
    return float(gained[counted].mean())
