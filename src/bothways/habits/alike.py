"""The gap among people who are alike, and the trend over levels, each with a jackknife over units."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr, stdtrit

from bothways.habits.results import AdjustedGap, Trend

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
NAN = float("nan")


@dataclass(frozen=True)
class _Counts:
    """Answers and good answers of both groups: ``[n of most, good of most, n of least, good of least]``."""

    by_row: Floats  # (rows, 4): each unit in each stratum
    unit: Ints  # (rows,)
    stratum: Ints  # (rows,)

    @property
    def by_stratum(self) -> Floats:
        return _summed(self.by_row, self.stratum, int(self.stratum.max()) + 1)


def adjusted_gap(
    good: Floats, most: npt.NDArray[np.bool_], unit: Ints, stratum: Ints, *, by: tuple[str, ...], level: float
) -> AdjustedGap:
    """Return the gap with overlap weights: strata count by n1 n0 / (n1 + n0).

    With alike meaning "of one stratum", the propensity of the habit in a stratum is n1 / (n1 + n0), and the overlap
    weights of Li, Morgan and Zaslavsky (2018) make it the risk difference of Mantel and Haenszel. Its error comes from
    leaving out one unit at a time, with Student's t on units less one.

    Parameters
    ----------
    good : (n,) float
        1 or 0, people of the most and the least exposed group alone.
    most : (n,) bool
    unit, stratum : (n,) int
    by : tuple of str
        Columns that make the strata.
    level : float
    """
    counts = _count(good, most, unit, stratum)
    whole = counts.by_stratum
    both = (whole[:, 0] > 0) & (whole[:, 2] > 0)
    compared = float(whole[both][:, [0, 2]].sum() / len(good))
    if not both.any():
        return AdjustedGap(by, NAN, NAN, NAN, 0.0, NAN, NAN)
    parts = _parts(whole)
    total = parts.sum(0)
    without = _parts(whole[counts.stratum] - counts.by_row) - parts[counts.stratum]
    left = _left_out(total, without, counts.unit)
    gap = float(total[0] / total[3])
    # Units with few people of both groups tell little: of as many alike there would be fewer.
    pull = total[3] - left[:, 3]
    df = float(pull.sum() ** 2 / (pull @ pull)) - 1
    low, high = _interval(gap, _ratio(left[:, 0], left[:, 3]), level, df)
    there = whole[both]
    return AdjustedGap(
        by, 100 * gap, 100 * low, 100 * high, compared, total[1] / total[3], total[2] / total[3],
        people=(int(there[:, 0].sum()), int(there[:, 2].sum())),
        effective=(_kish(there[:, 0], there[:, 2]), _kish(there[:, 2], there[:, 0])),
    )  # fmt: skip


def trend(good: Floats, rank: Ints, unit: Ints, *, level: float) -> Trend:
    """Return the change of the share a level, by least squares, with a jackknife over units.

    Parameters
    ----------
    good : (n,) float
        1 or 0.
    rank : (n,) int
        Level of each person, from 0 for the least.
    unit : (n,) int
    level : float
    """
    one = np.column_stack([np.ones(len(good)), rank, good, rank**2, rank * good])
    by_unit = _summed(one, unit, int(unit.max()) + 1)
    by_unit = by_unit[by_unit[:, 0] > 0]
    total = by_unit.sum(0)
    slope = float(_slope(total[None])[0])
    left = _slope(total - by_unit)
    low, high = _interval(slope, left, level, len(left) - 1)
    return Trend(100 * slope, 100 * low, 100 * high, _p(slope, left))


def _slope(sums: Floats) -> Floats:
    n, x, y, xx, xy = sums.T
    return _ratio(n * xy - x * y, n * xx - x * x)


def _count(good: Floats, most: npt.NDArray[np.bool_], unit: Ints, stratum: Ints) -> _Counts:
    pairs, row = np.unique(np.column_stack([unit, stratum]), axis=0, return_inverse=True)
    one = np.column_stack([most, most * good, ~most, ~most * good]).astype(float)
    return _Counts(_summed(one, row.reshape(-1), len(pairs)), pairs[:, 0], pairs[:, 1])


def _parts(counts: Floats) -> Floats:
    """Return what a stratum adds: weighted gap, weighted shares of both groups, weight."""
    n1, x1, n0, x0 = counts.T
    n = np.maximum(n1 + n0, 1.0)
    first, second = x1 * n0 / n, x0 * n1 / n
    return np.column_stack([first - second, first, second, n1 * n0 / n])


def _kish(own: Floats, other: Floats) -> float:
    """Return the effective number of people of one group: each counts by the share of the other in the stratum."""
    weight = other / (own + other)
    return float((own @ weight) ** 2 / (own @ weight**2))


def _left_out(total: Floats, without: Floats, unit: Ints) -> Floats:
    """Return the sums with each unit left out; a unit changes each stratum that it has people in."""
    changes = _summed(without, unit, int(unit.max()) + 1)
    return total + changes[np.unique(unit)]


def _interval(value: float, left: Floats, level: float, df: float) -> tuple[float, float]:
    margin = float(stdtrit(df, (1 + level) / 2)) * _jackknife(value, left) if df > 0 else NAN
    return value - margin, value + margin


def _p(value: float, left: Floats) -> float:
    se = _jackknife(value, left)
    return float(2 * stdtr(len(left) - 1, -abs(value) / se)) if se > 0 else NAN


def _jackknife(value: float, left: Floats) -> float:
    """Return the error of a value from those with one unit left out each; NaN where it is not told."""
    units = len(left)
    if units < 2 or not np.isfinite(left).all():
        return NAN
    return math.sqrt((units - 1) / units * float(((left - value) ** 2).sum()))


def _ratio(above: Floats, below: Floats) -> Floats:
    out: Floats = np.full(len(above), NAN)
    np.divide(above, below, out=out, where=below > 1e-9)
    return out


def _summed(values: Floats, group: Ints, groups: int) -> Floats:
    return np.column_stack([np.bincount(group, weights=column, minlength=groups) for column in values.T])
