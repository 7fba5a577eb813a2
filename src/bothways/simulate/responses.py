"""From what moves in the company to what people tick."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from bothways.panel.answers import DETRACTOR, PROMOTER
from bothways.simulate.plan import Question
from bothways.simulate.recipe import Floats
from bothways.simulate.staff import Staff

if TYPE_CHECKING:
    import pyarrow as pa

Ints = npt.NDArray[np.int_]
#: Shares of a person's spread: a lasting trait, a mood common to all answers of the day, the rest.
TRAIT, MOOD = 0.15, 0.30
ITEM_SD, BLANK = 0.8, 0.03
SHOCK, SEASON, LOADING_SD = 0.5, 0.4, 0.1
SILENT_MONTH = {"employee": 0.04, "customer": 0.02}
ANSWERS_A_MONTH = (25.0, 70.0)
ANSWERING = (0.5, 0.85)


def draw_levels(
    rng: np.random.Generator, questions: Sequence[Question], states: Floats, means: Floats, lift: Floats
) -> Floats:
    """Return where each unit stands each month, on the items' scales, (units, periods, metrics).

    Parameters
    ----------
    rng : numpy.random.Generator
    questions : sequence of Question
    states, means : (units, periods, metrics), (units, metrics) float
        Of variance 1.
    lift : (units, periods, metrics) float
        What programmes add, in standard deviations within units.
    """
    units, periods, k = states.shape
    common = 0.7 * rng.standard_normal((periods, 1)) + 0.7 * rng.standard_normal((periods, k))
    loading = 1 + LOADING_SD * rng.standard_normal((units, 1, 1))
    season = np.sin(2 * np.pi * (np.arange(periods)[:, None] / 12 + rng.random(k)))
    moving = states + lift + loading * SHOCK * common + SEASON * season
    level, within, between = (
        np.array([getattr(q, name) for q in questions]) for name in ("level", "within", "between")
    )
    levels: Floats = level + between * means[:, None] + within * moving
    return levels


def employee_responses(
    rng: np.random.Generator,
    questions: Sequence[Question],
    levels: Floats,
    staff: Staff,
    months: Sequence[str],
    answering: tuple[float, float] = ANSWERING,
) -> pa.Table:
    """Draw one response a person and month from those who answer: a share of a team, between these two."""
    teams = len(staff.teams)
    rate = rng.uniform(*answering, teams)[staff.seat_team]
    asked = rng.random((teams, len(months))) >= SILENT_MONTH["employee"]
    answered = (staff.seat_person >= 0) & (rng.random(staff.seat_person.shape) < rate[:, None])
    seat, month = np.nonzero(answered & asked[staff.seat_team])
    person, team = staff.seat_person[seat, month], staff.seat_team[seat]
    trait = rng.standard_normal((len(staff.people), len(questions)))
    who = staff.people["person"].to_numpy()[person]
    return _tick(rng, questions, levels[team, month], trait[person], who, team, month, staff, months)


def customer_responses(
    rng: np.random.Generator,
    questions: Sequence[Question],
    levels: Floats,
    staff: Staff,
    months: Sequence[str],
) -> pa.Table:
    """Draw one response a customer: 25 to 70 a unit and month on average, each customer once."""
    teams = len(staff.teams)
    low, high = ANSWERS_A_MONTH
    rate = low * (high / low) ** rng.random(teams)
    time = np.arange(len(months))
    open_now = (staff.opened[:, None] <= time) & (time < staff.closed[:, None])
    asked = open_now & (rng.random((teams, len(months))) >= SILENT_MONTH["customer"])
    count = rng.poisson(rate[:, None], asked.shape) * asked
    team, month = (np.repeat(index.ravel(), count.ravel()) for index in np.indices(asked.shape))
    width = len(str(len(team)))
    who = np.array([f"c{k + 1:0{width}d}" for k in range(len(team))], object)
    trait = rng.standard_normal((len(team), len(questions)))
    return _tick(rng, questions, levels[team, month], trait, who, team, month, staff, months)


def _tick(
    rng: np.random.Generator,
    questions: Sequence[Question],
    levels: Floats,
    trait: Floats,
    who: npt.NDArray[np.object_],
    team: Ints,
    month: Ints,
    staff: Staff,
    months: Sequence[str],
) -> pa.Table:
    """Return the table of answers: level plus person plus item, rounded to the scale, a few left blank."""
    import pyarrow as pa

    rows = len(who)
    mood = rng.standard_normal(rows)
    columns = {
        "respondent": pa.array(who),
        "unit": pa.array(np.array(staff.teams, object)[team]),
        "period": pa.array(np.array(months, object)[month]),
    }
    for k, question in enumerate(questions):
        turn = -1.0 if question.better == "lower" else 1.0  # a good mood lightens the workload
        rest = np.sqrt(1 - TRAIT - MOOD) * rng.standard_normal(rows)
        spread = np.sqrt(TRAIT) * trait[:, k] + turn * np.sqrt(MOOD) * mood + rest
        person = levels[:, k] + question.person * spread
        noise = ITEM_SD * question.person if len(question.items) > 1 else 0.0
        for item in question.items:
            ticked = np.round(person + noise * rng.standard_normal(rows)).clip(question.low, question.high)
            columns[item] = pa.array(ticked.astype(np.int8), mask=rng.random(rows) < BLANK)
    return pa.table(columns)


def expected_score(question: Question, levels: Floats) -> Floats:
    """Return the mean score that endless people would give where units stand at ``levels``, in units of the metric."""
    from scipy.special import ndtr

    ticks = np.arange(question.low, question.high + 1)
    sd = question.person * np.sqrt(1 + (ITEM_SD**2 if len(question.items) > 1 else 0))
    below = ndtr((ticks[:-1] + 0.5 - levels[..., None]) / sd)
    ends = np.zeros((*levels.shape, 1)), np.ones((*levels.shape, 1))
    share = np.diff(np.concatenate([ends[0], below, ends[1]], axis=-1), axis=-1)
    score: Floats = share @ _points(question, ticks)
    return score


def _points(question: Question, ticks: Ints) -> Floats:
    """Return what each tick adds to the metric."""
    if question.rule == "nps":
        return np.where(ticks >= PROMOTER, 100.0, np.where(ticks <= DETRACTOR, -100.0, 0.0))
    if question.rule == "share":
        return np.where(np.isin(ticks, question.answers), 100.0, 0.0)
    points: Floats = (ticks - question.low) * np.float64(100 / (question.high - question.low))
    return points
