"""How much of the spread lies between teams: ICC(1) and ICC(2)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import fdtrc, fdtri

from bothways.errors import NotEnoughData
from bothways.measures.teams import Teams, gather_teams
from bothways.measures.words import Word, judge

Floats = npt.NDArray[np.float64]
TeamLabels = npt.ArrayLike | pd.Series


@dataclass(frozen=True)
class Icc:
    """ICC of one score over all teams.

    Attributes
    ----------
    check : {"icc1", "icc2"}
    value : float
        At most 1; below 0 where teams differ less than chance makes them. NaN where nothing varies.
    low, high : float
        Interval; NaN for the mixed-model variants.
    f, p : float
        F of the one-way analysis of variance and its p.
    k : float
        Team size that the formula takes.
    mean_size : float
        People per team.
    teams, n, left_out : int
    variant : str
        Which of the formulas.
    word : {"good", "weak", "cannot tell"}
        ICC(1): good when its interval lies above 0; ICC(2): from .70. "cannot tell" below 20 teams.
    """

    check: str
    value: float
    low: float
    high: float
    f: float
    p: float
    k: float
    mean_size: float
    teams: int
    n: int
    left_out: int
    variant: str
    word: Word


@dataclass(frozen=True)
class _Anova:
    between: float
    within: float
    f: float
    p: float
    f_low: float
    f_high: float
    groups: Teams


def icc1(
    answers: npt.ArrayLike,
    teams: TeamLabels,
    *,
    size: Literal["unequal", "mean"] = "unequal",
    level: float = 0.95,
) -> Icc:
    """Return ICC(1): the share of variance between teams, or the reliability of one answer.

    ``(MSB - MSW) / (MSB + (k - 1) MSW)`` from the one-way analysis of variance.

    Parameters
    ----------
    answers : array of float, shape (people,)
        People with a missing answer or team are left out; teams of one stay.
    teams : array of labels, shape (people,)
    size : {"unequal", "mean"}
        k: "unequal" ``(N - sum n^2 / N) / (G - 1)``; "mean" ``N / G``, as R's ``multilevel`` takes it. Equal
        where teams are of one size.
    level : float

    Returns
    -------
    Icc
        The interval is that of F, ``(F_L - 1) / (F_L + k - 1)``; exact for normal answers and teams of one
        size, close otherwise.

    Raises
    ------
    InputError
        ``answers`` and ``teams`` differ in length.
    NotEnoughData
        Fewer than two teams, or no team with two people.

    Notes
    -----
    P. E. Shrout, J. L. Fleiss (1979), Psychological Bulletin 86, 420-428; k: P. D. Bliese (2000).

    Examples
    --------
    >>> result = icc1([1, 2, 2, 4, 5, 4, 3, 3, 2.0], ["a"] * 3 + ["b"] * 3 + ["c"] * 3)
    >>> round(result.value, 4), round(result.f, 2), result.word
    (0.8364, 16.33, 'cannot tell')
    """
    table = _anova(answers, teams, level)
    n, mean_size = table.groups.code.size, _mean_size(table.groups)
    k = mean_size
    if size == "unequal":
        counts = table.groups.size
        k = float((n - (counts.astype(np.float64) ** 2).sum() / n) / (len(counts) - 1))
    value, low, high = (_share_between(f, k) for f in (table.f, table.f_low, table.f_high))
    word = judge("icc1", low, teams=len(table.groups.names))
    return _icc("icc1", (value, low, high), k, table, f"{size} size", word)


def icc2(
    answers: npt.ArrayLike,
    teams: TeamLabels,
    *,
    variant: Literal["anova", "mixed, each team", "mixed, mean size"] = "anova",
    level: float = 0.95,
) -> Icc:
    """Return ICC(2): the reliability of team means. It grows with team size.

    Parameters
    ----------
    answers, teams
        As in :func:`icc1`.
    variant : {"anova", "mixed, each team", "mixed, mean size"}
        "anova": ``(MSB - MSW) / MSB``. The mixed ones take the variance between teams, tau^2, and within,
        sigma^2, from a random-intercept model (REML): "mixed, each team" is the unweighted mean over teams of
        ``tau^2 / (tau^2 + sigma^2 / n_j)``, "mixed, mean size" the same formula at the mean size.
    level : float

    Returns
    -------
    Icc
        ``k`` is the mean size. Intervals for "anova" only: ``1 - 1 / F_L``.

    Raises
    ------
    InputError, NotEnoughData
        As in :func:`icc1`.

    Examples
    --------
    >>> result = icc2([1, 2, 2, 4, 5, 4, 3, 3, 2.0], ["a"] * 3 + ["b"] * 3 + ["c"] * 3)
    >>> round(result.value, 4)
    0.9388
    """
    table = _anova(answers, teams, level)
    groups, mean_size = table.groups, _mean_size(table.groups)
    if variant == "anova":
        value, low, high = (_mean_reliability(f) for f in (table.f, table.f_low, table.f_high))
    else:
        rho, low, high = _mixed_share(table), math.nan, math.nan
        sizes = groups.size if variant == "mixed, each team" else np.array([mean_size])
        value = float(np.mean(sizes * rho / (1 + (sizes - 1) * rho)))
    word = judge("icc2", value, teams=len(groups.names))
    return _icc("icc2", (value, low, high), mean_size, table, variant, word)


def _share_between(f: float, k: float) -> float:
    return 1.0 if math.isinf(f) else (f - 1) / (f + k - 1)


def _mean_reliability(f: float) -> float:
    return 1 - 1 / f if f > 0 else (-math.inf if f == 0 else math.nan)


def _mean_size(groups: Teams) -> float:
    return groups.code.size / len(groups.names)


def _icc(
    check: str, interval: tuple[float, float, float], k: float, table: _Anova, variant: str, word: Word
) -> Icc:
    value, low, high = interval
    groups = table.groups
    return Icc(
        check=check,
        value=value,
        low=low,
        high=high,
        f=table.f,
        p=table.p,
        k=k,
        mean_size=_mean_size(groups),
        teams=len(groups.names),
        n=int(groups.code.size),
        left_out=groups.left_out,
        variant=variant,
        word=word,
    )


def _anova(answers: npt.ArrayLike, teams: TeamLabels, level: float) -> _Anova:
    groups = gather_teams(np.asarray(answers, dtype=np.float64).reshape(-1), teams)
    n, count = groups.code.size, len(groups.names)
    if count < 2 or n <= count:
        raise NotEnoughData("ICC needs two teams or more, and a team with two people or more.")
    values = groups.table[:, 0] - groups.table[:, 0].mean()
    inside = groups.deviations(values)
    means = groups.team_sums(values) / groups.size
    between = float((groups.size * means**2).sum()) / (count - 1)
    within = float((inside**2).sum()) / (n - count)
    f = _ratio(between, within)
    degrees, tail = (count - 1, n - count), (1 - level) / 2
    return _Anova(
        between=between,
        within=within,
        f=f,
        p=float(fdtrc(*degrees, f)),
        f_low=f / float(fdtri(*degrees, 1 - tail)),
        f_high=f / float(fdtri(*degrees, tail)),
        groups=groups,
    )


def _ratio(between: float, within: float) -> float:
    if within > 1e-24:
        return between / within
    return math.inf if between > 1e-24 else math.nan


def _mixed_share(table: _Anova) -> float:
    """Return tau^2 / (tau^2 + sigma^2) of the random-intercept model, by REML."""
    from scipy.optimize import minimize_scalar

    groups = table.groups
    sizes = groups.size.astype(np.float64)
    n = groups.code.size
    means = groups.team_sums(groups.table[:, 0]) / sizes
    inside = table.within * (n - len(sizes))

    def misfit(rho: float) -> float:
        growth = 1 + sizes * rho / (1 - rho)
        weight = sizes / growth
        centre = (weight * means).sum() / weight.sum()
        rest = inside + (weight * (means - centre) ** 2).sum()
        return float((n - 1) * math.log(rest) + np.log(growth).sum() + math.log(weight.sum()))

    if math.isnan(table.f) or math.isinf(table.f):
        return math.nan if math.isnan(table.f) else 1.0
    best = minimize_scalar(misfit, bounds=(0.0, 1 - 1e-9), method="bounded", options={"xatol": 1e-12})
    return 0.0 if misfit(0.0) <= best.fun else float(best.x)
