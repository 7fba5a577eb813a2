"""A habit as pages show it: read back from the ledger, put into words here."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bothways.habits.unmeasured import e_value, e_value_of_limit
from bothways.privacy import Released
from bothways_web.listen.ledgers import released_round
from bothways_web.listen.models import Round
from bothways_web.listen.question_sets import instrument_of
from bothways_web.listen.same_questions import question_name
from bothways_web.verify.habits.asking import (
    HabitQuestion,
    Outcome,
    levels_of,
    outcomes,
    question_of,
    rounds_of,
)
from bothways_web.verify.models import Habit, HabitRun


@dataclass(frozen=True)
class LevelRow:
    """One level: what people answer, how many of 100 answer well, with its range and band."""

    label: str
    value: int
    low: int
    high: int
    band: str

    @property
    def note(self) -> str:
        """How many people are behind it."""
        return _("%(band)s people") % {"band": self.band.replace("-", "–")}


@dataclass(frozen=True)
class Figure:
    """A figure with its range, in percentage points."""

    points: int
    low: int
    high: int
    compared: int = 0
    within_unit: bool = False
    step: int = 0

    @property
    def is_told(self) -> bool:
        """Whether the range leaves out none."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Gap:
    """What was released of a habit and an outcome in one round."""

    released: Released
    rows: tuple[LevelRow, ...]
    gap: Figure
    alike: tuple[Figure, ...]
    trend: Figure | None
    design_effect: float
    step: int
    left_out: int

    @property
    def least(self) -> LevelRow:
        """Those who never do it."""
        return self.rows[0]

    @property
    def most(self) -> LevelRow:
        """Those who do it."""
        return self.rows[-1]

    @property
    def careful(self) -> Figure:
        """The gap that is told with most care: among people alike, where it is told."""
        return self.alike[-1] if self.alike else self.gap

    @property
    def unmeasured(self) -> tuple[float, float] | None:
        """E-values of the careful gap and of the end of its range nearer to none; none where they say nothing."""
        least, one = max(self.least.value, 1) / 100, self.careful
        ratio = max(least + one.points / 100, 0.01) / least
        told = e_value(ratio), e_value_of_limit(least, one.low / 100, one.high / 100)
        return told if all(map(math.isfinite, told)) else None


@dataclass(frozen=True)
class Named:
    """A habit with its words, which are of one round: the newest of its question set, or the one that was asked."""

    habit: Habit
    question: HabitQuestion
    outcome: Outcome
    asked: Round

    @property
    def often(self) -> str:
        """The answers of those who do it."""
        return self.question.words(self.habit.often)

    @property
    def never(self) -> str:
        """The answers of those who never do."""
        return self.question.words(self.habit.never)


def named(habit: Habit) -> Named | None:
    """Return a habit in words; none where its question set has no round any more."""
    found = (in_round(habit, asked) for asked in rounds_of(habit.instrument, habit.form))
    return next((one for one in found if one is not None), None)


def in_round(habit: Habit, asked: Round) -> Named | None:
    """Return a habit in the words of one round, whose answers may be others than today's; none if it is not asked."""
    item = next((one for one in instrument_of(asked).items if one.id == habit.question), None)
    outcome = next((one for one in outcomes(asked) if one.metric == habit.outcome), None)
    return None if item is None or outcome is None else Named(habit, question_of(item), outcome, asked)


def gap_of(habit: Habit, asked: Round) -> Gap | None:
    """Return what the ledger released of a habit in a round; none where nothing was."""
    found = in_round(habit, asked)
    there = released_round("employees", asked.ledger_name)
    instrument = instrument_of(asked)
    item = next((one for one in instrument.items if one.id == habit.question), None)
    if there is None or item is None or found is None:
        return None
    name = f"{question_name(instrument, item)} / {habit.outcome}"
    row = next((one for one in there.released if (one.kind, one.metric) == ("gap", name)), None)
    return None if row is None else _gap(row, found)


def _gap(row: Released, found: Named) -> Gap:
    told = json.loads(row.text)
    levels = levels_of(found.question, found.habit.often, found.habit.never)
    rows = tuple(
        LevelRow(
            found.question.words(levels[one["level"]]) if one["level"] < len(levels) else "",
            one["share"],
            one["low"],
            one["high"],
            one["n"],
        )
        for one in told["told"]
    )
    alike = tuple(
        Figure(one["points"], one["low"], one["high"], one["compared"], "unit" in one["by"], one["step"])
        for one in told["alike"] if one["points"] is not None
    )  # fmt: skip
    trend = told["trend"]
    return Gap(
        row, rows, Figure(round(row.value), round(row.low), round(row.high)), alike,
        Figure(**trend) if trend and trend["points"] is not None else None,
        told["design_effect"], told["step"], told["levels"] - len(rows),
    )  # fmt: skip


@dataclass(frozen=True)
class HabitRow:
    """A line of the list: a habit, its newest round, and what was told."""

    named: Named
    run: HabitRun | None
    gap: Gap | None


def habit_rows(habits: Sequence[Habit]) -> list[HabitRow]:
    """Return the lines of the list, by the words of the question and the outcome."""
    from bothways_web.wording import in_order

    rows = []
    for habit in habits:
        found = named(habit)
        if found is not None:
            run = habit.runs.select_related("round__pulse").order_by("-round__closes_at").first()
            rows.append(HabitRow(found, run, gap_of(habit, run.round) if run else None))
    return sorted(
        rows, key=lambda one: (in_order(one.named.question.text), in_order(one.named.outcome.label))
    )
