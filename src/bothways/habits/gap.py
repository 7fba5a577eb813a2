"""The gap between those who do a thing most and those who do it least."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from bothways.errors import ColumnError, InputError, NotEnoughData
from bothways.habits.alike import adjusted_gap, trend
from bothways.habits.results import AdjustedGap, ExposureGap, LevelShare, Trend
from bothways.habits.shares import newcombe, share_alone, share_by_unit
from bothways.habits.unmeasured import e_value, e_value_of_limit

NAN = float("nan")
Ints = npt.NDArray[np.int64]


def exposure_gap(
    people: pd.DataFrame,
    *,
    exposure: str,
    good: str,
    levels: Sequence[str],
    unit: str | None = None,
    alike: Sequence[Sequence[str]] = (),
    level: float = 0.95,
) -> ExposureGap:
    """Return how much more often people who do a thing most give a good answer than those who do it least.

    Parameters
    ----------
    people : pandas.DataFrame
        One row a person.
    exposure : str
        Column of how often; other values than ``levels`` are left out.
    good : str
        Column of whether the answer is good: boolean, or 0 and 1; missing ones are left out.
    levels : sequence of str
        From the least to the most, two or more.
    unit : str, optional
        Column of the unit, for errors that allow for people of one unit answering alike. Without it, every person
        counts as independent.
    alike : sequence of sequences of str
        For each, the gap is also told among people who are equal in these columns. Bin numbers, such as tenure,
        before; missing values count as a value.
    level : float
        Of all intervals, in (0, 1).

    Returns
    -------
    ExposureGap

    Raises
    ------
    ColumnError
        A column is not there.
    InputError
        Fewer than two levels, one twice, or values of ``good`` that are neither 0 nor 1.
    NotEnoughData
        Nobody at the highest or the lowest level.

    Notes
    -----
    Two answers of one person (the habit, and how they feel) may share that person's mood; a gap is therefore no effect.

    Examples
    --------
    >>> often, well = ["daily"] * 70 + ["never"] * 80, [1] * 56 + [0] * 14 + [1] * 48 + [0] * 32
    >>> people = pd.DataFrame({"how_often": often, "well": well})
    >>> found = exposure_gap(people, exposure="how_often", good="well", levels=["never", "daily"])
    >>> [round(one, 1) for one in (found.points, found.low, found.high)]
    [20.0, 5.2, 33.4]
    """
    _check(
        people, [exposure, good, *([unit] if unit else []), *(name for by in alike for name in by)], levels
    )
    found = people[people[exposure].isin(list(levels)) & people[good].notna()]
    answers = _answers(found[good], good)
    rank = np.asarray(found[exposure].map({name: place for place, name in enumerate(levels)}), dtype=np.int64)
    most, least = rank == len(levels) - 1, rank == 0
    if not most.any() or not least.any():
        raise NotEnoughData(f"Nobody with an answer says “{levels[-1 if not most.any() else 0]}”.")
    codes = (pd.factorize(found[unit], use_na_sentinel=False)[0] if unit else np.arange(len(found))).astype(
        np.int64
    )
    units = int(codes.max()) + 1
    whole = _design_effect(answers, rank, codes, units) if unit else 1.0
    there = [k for k in range(len(levels)) if (rank == k).any()]
    shares = [
        share_by_unit(answers[rank == k], codes[rank == k], units, otherwise=whole)
        if unit
        else share_alone(answers[rank == k])
        for k in there
    ]
    first, last = shares[0], shares[-1]
    low, high = newcombe(last, first, level=level)
    adjusted = _adjusted(found, answers, most, least, codes, alike, level)
    return ExposureGap(
        tuple(
            LevelShare(levels[k], one.n, one.value, *one.interval(level)) for k, one in zip(there, shares, strict=True)
        ),
        100 * (last.value - first.value), 100 * low, 100 * high, adjusted,
        trend(answers, rank, codes, level=level) if len(there) > 2 else Trend(NAN, NAN, NAN, NAN),
        *_unmeasured(adjusted, first.value, last.value, low, high), units if unit else 0, whole, level,
    )  # fmt: skip


def _check(people: pd.DataFrame, columns: Sequence[str], levels: Sequence[str]) -> None:
    for name in columns:
        if name not in people.columns:
            raise ColumnError(
                f"There is no column “{name}”.", remedy=f"Columns are {', '.join(map(str, people.columns))}."
            )
    if len(levels) < 2 or len(set(levels)) < len(levels):
        raise InputError(
            "A gap needs two different levels or more.", remedy="Name them from the least to the most."
        )


def _answers(column: pd.Series, name: str) -> npt.NDArray[np.float64]:
    answers = pd.to_numeric(column, errors="coerce").to_numpy(float)
    if not np.isin(answers, (0.0, 1.0)).all():
        raise InputError(
            f"Column “{name}” has values that are neither 0 nor 1.",
            remedy="Say for each person whether the answer is good: true or false, 1 or 0, or nothing.",
        )
    return answers


def _design_effect(answers: npt.NDArray[np.float64], rank: Ints, unit: Ints, units: int) -> float:
    """Return how many times variances are larger than without units, over all levels together."""
    larger = alone = 0.0
    for k in np.unique(rank):
        at = rank == k
        there = len(np.unique(unit[at]))
        p, n = float(answers[at].mean()), int(at.sum())
        pulls = np.bincount(unit[at], weights=answers[at] - p, minlength=units) / n
        if there > 1:
            larger += there / (there - 1) * float(pulls @ pulls)
            alone += p * (1 - p) / n
    return max(larger / alone, 1.0) if alone > 0 else 1.0


def _adjusted(
    found: pd.DataFrame,
    answers: npt.NDArray[np.float64],
    most: npt.NDArray[np.bool_],
    least: npt.NDArray[np.bool_],
    unit: Ints,
    alike: Sequence[Sequence[str]],
    level: float,
) -> tuple[AdjustedGap, ...]:
    ends = most | least
    people = found.loc[ends]
    groups = [people.groupby(list(by), dropna=False, observed=True).ngroup() for by in alike]
    strata = [np.asarray(one, dtype=np.int64) for one in groups]
    return tuple(
        adjusted_gap(answers[ends], most[ends], unit[ends], stratum, by=tuple(by), level=level)
        for by, stratum in zip(alike, strata, strict=True)
    )


def _unmeasured(
    adjusted: tuple[AdjustedGap, ...], least: float, most: float, low: float, high: float
) -> tuple[float, float]:
    """Return the E-values of the gap that is told with most care: the last adjusted one that speaks of the whole."""
    told = [one for one in adjusted if one.told]
    if told:
        one = told[-1]
        least, most, low, high = one.least, one.most, one.low / 100, one.high / 100
    ratio = most / least if least > 0 else (math.inf if most > 0 else NAN)
    return e_value(ratio), e_value_of_limit(least, low, high)
