"""Shares by level beside the means of the same answers: nobody's answer is settled by both together.

A mean says little of one answer, and so does a share of good answers; together they may say more. If a unit of five
is shown as "at most 1.8" and another as "at least 4.2", and three good answers are told of these ten, then nobody of
the first unit gave a good one. So shares are told only if, beside all means of the round, everybody may still have
given the lowest and the highest answer. Where that fails, they are moved towards the middle, step by step, until it
holds. The search looks at what is told alone, so that a share was moved cannot be seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bothways.privacy.groups import members, parse_group
from bothways.privacy.ledger.metric import Metric
from bothways.privacy.released import Released
from bothways.privacy.roster import Roster
from bothways.privacy.values import coding
from bothways.privacy.values.coding import text_range
from bothways.privacy.values.exposure import counts_told_as, share_in_steps

Floats = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
#: Up to so many respondents every answer is checked; beyond, steps of two and a half people stand alone.
CHECKED = 200
#: So many moves towards the middle are tried.
MOVES = 10


@dataclass(frozen=True)
class Level:
    """People with one level of a habit, and how many of them gave a good answer."""

    people: IntArray
    good: int


@dataclass(frozen=True)
class Beside:
    """What else is told of the same answers.

    Attributes
    ----------
    roster : Roster
    values : ndarray of float64, shape (n,)
    metric : Metric
    good : (float, float)
    means : sequence of Released
    shares : sequence of (ndarray of int64, str)
        People and shares of gaps that were told before.
    """

    roster: Roster
    values: Floats
    metric: Metric
    good: tuple[float, float]
    means: Sequence[Released]
    shares: Sequence[tuple[IntArray, str]]


def open_shares(levels: Sequence[Level], beside: Beside) -> list[int] | None:
    """Return the shares of levels as they may be told, in percent; None where none may, whatever they are.

    Parameters
    ----------
    levels : sequence of Level
        Disjoint, 25 people each and more.
    beside : Beside

    Returns
    -------
    list of int or None
    """
    true = [share_in_steps(one.good, len(one.people)) for one in levels]
    if beside.roster.people > CHECKED or not (len(beside.means) or len(beside.shares)):
        return true
    worlds = _worlds(levels, beside)
    tried: set[tuple[int, ...]] = set()
    for move in range(MOVES + 1):
        part = move / MOVES
        shares = tuple(
            share_in_steps(round(one.good + part * (len(one.people) / 2 - one.good)), len(one.people))
            for one in levels
        )
        if shares not in tried and worlds.leave_open(shares):
            return list(shares)
        tried.add(shares)
    return None


@dataclass(frozen=True)
class _Worlds:
    """People by the sets they are in: made-up answers are a sum and a count of good ones for each cell.

    Attributes
    ----------
    sizes : ndarray, shape (cells,)
    sums, counts : ndarray of bool, shape (means or shares, cells)
        Which cells each told mean, and each told share, speaks of; the last shares are those to be told.
    windows : ndarray, shape (means, 2)
        In steps of the scale.
    known : sequence of (int, int)
        Least and most good answers of shares that were told before.
    totals : sequence of int
        People behind each of the shares to be told.
    good, bad : (float, float)
        Least and largest good answer, and other answer, in steps.
    top : float
        The highest answer in steps.
    """

    sizes: Floats
    sums: npt.NDArray[np.bool_]
    counts: npt.NDArray[np.bool_]
    windows: Floats
    known: Sequence[tuple[int, int]]
    totals: Sequence[int]
    good: tuple[float, float]
    bad: tuple[float, float]
    top: float

    def leave_open(self, shares: Sequence[int]) -> bool:
        """Return whether everybody may have given the lowest and the highest answer."""
        ranges = [*self.known, *map(counts_told_as, shares, self.totals)]
        if any(first > last for first, last in ranges):
            return False
        limits = np.array(ranges, np.float64).reshape(-1, 2)
        return all(
            self._fits(limits, cell, end) for cell in range(len(self.sizes)) for end in (0.0, self.top)
        )

    def _fits(self, limits: Floats, cell: int, end: float) -> bool:
        """Return whether answers fit in which somebody of a cell gave one end of the scale."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        cells, is_good = len(self.sizes), float(self.good[0] <= end <= self.good[1])
        sizes = self.sizes.copy()
        sizes[cell] -= 1
        eye, none = np.eye(cells), np.zeros
        least = np.hstack([eye, (self.bad[0] - self.good[0]) * eye])  # sum >= bad n + (good - bad) count
        most = np.hstack([eye, (self.bad[1] - self.good[1]) * eye])
        sums = np.hstack([self.sums.astype(float), none((len(self.sums), cells))])
        counts = np.hstack([none((len(self.counts), cells)), self.counts.astype(float)])
        own_sum, own_count = end * self.sums[:, cell], is_good * self.counts[:, cell]
        rules = [
            LinearConstraint(least, lb=self.bad[0] * sizes),
            LinearConstraint(most, ub=self.bad[1] * sizes),
            LinearConstraint(counts, limits[:, 0] - own_count, limits[:, 1] - own_count),
        ]
        if len(self.sums):
            rules.append(LinearConstraint(sums, self.windows[:, 0] - own_sum, self.windows[:, 1] - own_sum))
        found = milp(
            none(2 * cells), constraints=rules, bounds=Bounds(0.0, np.concatenate([self.top * sizes, sizes])),
            integrality=np.concatenate([none(cells), np.ones(cells)]),
        )  # fmt: skip
        return bool(found.status == 0)


def _worlds(levels: Sequence[Level], beside: Beside) -> _Worlds:
    """Return the cells of people, and all that is told of them."""
    metric, n = beside.metric, beside.roster.people
    there = np.flatnonzero(~np.isnan(beside.values)).astype(np.int64)
    roster = beside.roster.part(there)
    sets = [there[members(parse_group(row.group), roster)] for row in beside.means]
    rules = [coding(len(one), low=metric.low, high=metric.high, step=metric.step or None) for one in sets]
    windows = [text_range(rule, row.text) for rule, row in zip(rules, beside.means, strict=True)]
    told = [people for people, _ in beside.shares] + [one.people for one in levels]
    member = np.array([np.isin(np.arange(n), people) for people in (*sets, *told)])[:, there]
    cells, sizes = np.unique(member, axis=1, return_counts=True)
    steps = coding(max(len(there), 5), low=metric.low, high=metric.high, step=metric.step or None)
    good, bad = _sides(beside, steps.step, float(steps.steps))
    return _Worlds(
        sizes.astype(float), cells[: len(sets)], cells[len(sets) :], np.array(windows, np.float64).reshape(-1, 2),
        [counts_told_as(int(text), len(people)) for people, text in beside.shares],
        [len(one.people) for one in levels], good, bad, float(steps.steps),
    )  # fmt: skip


def _sides(beside: Beside, step: float, top: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the least and the largest good answer, and other answer, in steps above the lowest one."""
    first, last = ((end - beside.metric.low) / step for end in beside.good)
    if last >= top - 1e-9:
        first = float(np.ceil(first - 1e-9))
        return (first, top), (0.0, first - 1)
    last = float(np.floor(last + 1e-9))
    return (0.0, last), (last + 1, top)
