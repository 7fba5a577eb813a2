"""Habits: how many of 100 give a good answer among people who do a thing often, and among those who never do."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from bothways.errors import InputError
from bothways.privacy.ledger.beside import admit, remember, told_before
from bothways.privacy.ledger.course import Memory
from bothways.privacy.ledger.digest import levels_digest, metric_digest
from bothways.privacy.ledger.extend import checked, open_round
from bothways.privacy.ledger.follow import is_named
from bothways.privacy.ledger.gaps_open import Beside, Level, open_shares
from bothways.privacy.ledger.metric import Metric, RoundAnswers
from bothways.privacy.ledger.record import Record, RoundRecord
from bothways.privacy.released import Released, _issue
from bothways.privacy.values import band
from bothways.privacy.values.exposure import (
    FEWEST_IN_LEVEL,
    range_of_gap,
    range_of_share,
    rounded_down,
    step_of,
)

IntArray = npt.NDArray[np.int64]
Figures = tuple[float, float, float]
#: A gap is told of 50 people and more, in each of both groups half of them.
PEOPLE_OF_A_GAP = 2 * FEWEST_IN_LEVEL
#: So many habits are told beside one outcome of one round: each is another cut of the same answers.
MOST_HABITS = 10


@dataclass(frozen=True)
class Alike:
    """The gap among people alike in some columns.

    Attributes
    ----------
    by : tuple of str
    points, low, high : float
        In percentage points.
    compared : float
        Share of people who have somebody alike, in [0, 1].
    people : (int, int)
        How many at the highest and at the lowest level have somebody alike; without that it is not told.
    effective : (float, float)
        Kish's effective number of these people by the weights that they have in the gap; likewise.
    """

    by: tuple[str, ...]
    points: float
    low: float
    high: float
    compared: float
    people: tuple[int, int] = (0, 0)
    effective: tuple[float, float] = (0.0, 0.0)

    @property
    def fewest(self) -> float:
        """How many people carry it at the end at which they are fewer; 0 where that is not known."""
        counts = (*self.people, *self.effective)
        return min(counts) if all(map(math.isfinite, counts)) else 0.0


@dataclass(frozen=True, eq=False)
class Exposure:
    """A habit beside an outcome, as it is offered to the ledger.

    Attributes
    ----------
    question : str
        Name of the question about the habit, the same in all rounds.
    outcome : str
        A metric of means of the round.
    level : ndarray of int64, shape (n,)
        How often each respondent does it, from 0 for the least; -1 where it is not known.
    levels : int
        Levels in all, 2 or more.
    good : (float, float)
        First and last value of the outcome that is a good answer; one of them is an end of its scale.
    alike : tuple of Alike
    trend : (float, float, float), optional
        Percentage points a level, with the range.
    design_effect : float
        How many times variances are larger because people of a unit answer alike.
    floor : int
        Fewest people that the instrument asks for.
    """

    question: str
    outcome: str
    level: IntArray
    levels: int
    good: tuple[float, float]
    alike: tuple[Alike, ...] = field(default=())
    trend: Figures | None = None
    design_effect: float = 1.0
    floor: int = 0

    @property
    def name(self) -> str:
        """Under which it is released."""
        return f"{self.question} / {self.outcome}"


def release_gap(
    record: Record, memory: Memory, answers: RoundAnswers, exposure: Exposure, *, k: int, key: bytes
) -> tuple[RoundRecord, Memory]:
    """Return the round with one gap; see :meth:`Ledger.release_gap`."""
    metric = _refuse_misfit(answers, exposure)
    one = open_round(record, answers, by=(), k=k, key=key)
    question, outcome = exposure.question, exposure.outcome
    if f"metric:{outcome}" not in one.checks:
        raise InputError(
            f"{outcome!r} is not released in the round {answers.round!r} yet, so nothing can be told beside it.",
            remedy="Release the round first.",
        )
    one = checked(one, f"metric:{outcome}", metric_digest(key, answers, metric), answers.round)
    one = checked(
        one, f"exposure:{question}", levels_digest(key, answers, question, exposure.level), answers.round
    )
    one = checked(one, f"good:{outcome}", "{} {}".format(*exposure.good), answers.round)
    decided = f"gap:{exposure.name}" in one.checks
    _refuse_more(one, exposure)
    one = checked(one, f"gap:{exposure.name}", str(exposure.levels), answers.round)
    if decided:
        return one, memory
    floor = max(one.floor, exposure.floor, metric.floor)
    groups = _groups(answers, exposure)
    fewest = max(FEWEST_IN_LEVEL, floor)
    places = [place for place, people in enumerate(groups) if len(people) >= fewest]
    if not {0, exposure.levels - 1} <= set(places) or _is_spread_out(one, outcome):
        return one, memory
    name, sets = f"gaps:{outcome}", [groups[place] for place in places]
    ends = [0, len(places) - 1]
    after, admitted = admit(memory, name, answers, sets, floor=floor, key=key, needed=ends)
    told = [place for place, shown in zip(places, admitted, strict=True) if shown]
    if not told:
        return one, memory
    shares = _shares(record, one, memory, answers, exposure, metric, [groups[place] for place in told], key)
    if shares is None:
        return one, memory
    shown = [(groups[place], str(share)) for place, share in zip(told, shares, strict=True)]
    after = remember(after, name, answers, shown, key=key)
    sizes = [len(groups[place]) for place in told]
    row = _row(answers.round, exposure, told, sizes, shares, fewest)
    return replace(one, released=(*one.released, row)), after


def _refuse_more(one: RoundRecord, exposure: Exposure) -> None:
    """Refuse an eleventh habit beside an outcome."""
    names = {
        name for name in one.checks if name.startswith("gap:") and name.endswith(f" / {exposure.outcome}")
    }
    if len(names | {f"gap:{exposure.name}"}) > MOST_HABITS:
        raise InputError(
            f"{MOST_HABITS} habits were looked at beside {exposure.outcome!r} in this round already.",
            remedy="Each is another cut of the same answers. Look at those, or wait for the next round.",
        )


def _groups(answers: RoundAnswers, exposure: Exposure) -> list[IntArray]:
    """Return the respondents of each level who answered the outcome as well."""
    there = ~np.isnan(answers.values[exposure.outcome])
    return [
        np.flatnonzero(there & (exposure.level == place)).astype(np.int64) for place in range(exposure.levels)
    ]


def _is_spread_out(one: RoundRecord, outcome: str) -> bool:
    """Return whether it is shown how the answers to an outcome are spread: beside that, counts would tell more."""
    return any(row.metric == outcome and row.kind == "distribution" for row in one.released)


def _shares(
    record: Record,
    one: RoundRecord,
    memory: Memory,
    answers: RoundAnswers,
    exposure: Exposure,
    metric: Metric,
    groups: Sequence[IntArray],
    key: bytes,
) -> list[int] | None:
    """Return the shares as they may be told beside the means of the round and earlier gaps; None for nothing."""
    values = answers.values[exposure.outcome]
    first, last = exposure.good
    good = (values >= first - 1e-9) & (values <= last + 1e-9)
    levels = [Level(people, int(good[people].sum())) for people in groups]
    first_round = next(
        (name for name, each in record.rounds.items() if metric.name in each.metrics), answers.round
    )
    own = first_round == answers.round  # later means are of panels
    rows = [row for row in one.released if (row.metric, row.kind) == (metric.name, "mean")] if own else []
    before = told_before(memory, f"gaps:{exposure.outcome}", answers, key=key)
    return open_shares(levels, Beside(answers.roster, values, metric, exposure.good, rows, before))


def _row(
    name: str,
    exposure: Exposure,
    told: Sequence[int],
    sizes: Sequence[int],
    shares: Sequence[int],
    fewest: int,
) -> Released:
    """Return a gap; all its figures come from the shares as they are told, or are as coarse as these."""
    effect = math.ceil(10 * max(exposure.design_effect, 1.0) - 1e-9) / 10
    ranges = [
        range_of_share(share, rounded_down(n), design_effect=effect)
        for share, n in zip(shares, sizes, strict=True)
    ]
    step = max(step_of(sizes[0]), step_of(sizes[-1]))
    low, high = range_of_gap(shares[-1], ranges[-1], shares[0], ranges[0])
    fields = {
        "levels": exposure.levels,
        "told": [
            {
                "level": place,
                "share": share,
                "low": math.floor(ends[0]),
                "high": math.ceil(ends[1]),
                "n": band(n),
            }
            for place, share, ends, n in zip(told, shares, ranges, sizes, strict=True)
        ],
        "good": list(exposure.good),
        "alike": [_alike(one, step) for one in exposure.alike if one.fewest >= fewest],
        "trend": _trend(exposure.trend, step, exposure.levels),
        "design_effect": effect,
        "step": step,
    }
    return _issue(
        round=name, group="all", metric=exposure.name, kind="gap", n_band=band(sum(sizes)),
        value=shares[-1] - shares[0], low=low, high=high, text=json.dumps(fields, sort_keys=True),
    )  # fmt: skip


def _alike(one: Alike, step: int) -> dict[str, Any]:
    """Return a gap among people alike, as coarse as the gap itself, and as what fewer people who carry it ask for."""
    compared, coarse = 5 * round(20 * one.compared), max(step, step_of(math.floor(one.fewest)))
    figures = _coarse((one.points, one.low, one.high), coarse)
    return {"by": list(one.by), "compared": compared, "step": coarse, **figures}


def _trend(figures: Figures | None, step: int, levels: int) -> Mapping[str, int | None] | None:
    """Return the change a level; between so many levels it moves as the gap does, by so much less."""
    return None if figures is None else _coarse(figures, max(1, round(step / (levels - 1))))


def _coarse(figures: Figures, step: int) -> dict[str, int | None]:
    """Return a figure in steps, its range outwards; nothing where one of them is not known."""
    if not all(map(math.isfinite, figures)):
        return {"points": None, "low": None, "high": None}
    points, low, high = figures
    return {
        "points": step * math.floor(points / step + 0.5),
        "low": max(-100, step * math.floor(low / step)),
        "high": min(100, step * math.ceil(high / step)),
    }


def _refuse_misfit(answers: RoundAnswers, exposure: Exposure) -> Metric:
    """Return the metric of the outcome; refuse what no rule is made for."""
    metric = next((one for one in answers.metrics if one.name == exposure.outcome), None)
    if metric is None or metric.kind != "mean":
        raise InputError(
            f"{exposure.outcome!r} is no mean of this round.",
            remedy="Take an outcome that is shown as a mean.",
        )
    if exposure.question in metric.columns:
        raise InputError(
            "The habit is a part of the outcome itself.", remedy="Take an outcome of other questions."
        )
    level, n = exposure.level, answers.roster.people
    if (
        level.shape != (n,)
        or exposure.levels < 2
        or (n and not -1 <= level.min() <= level.max() < exposure.levels)
    ):
        raise InputError("The levels do not fit the respondents.", remedy="Give one level a respondent.")
    first, last = exposure.good
    if not first <= last or (first > metric.low) == (last < metric.high):
        raise InputError(
            "Good answers are those from some value up to an end of the scale.",
            remedy="Name one end, not both.",
        )
    if not is_named(answers) or answers.others_each_round or answers.offered is not None:
        raise InputError(
            "A gap is told of confidential rounds alone, whose people are followed.", remedy="Leave it out."
        )
    return metric
