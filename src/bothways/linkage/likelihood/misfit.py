"""Does the model describe these series? Score tests of what it leaves out.

Each test asks whether one extension of the model would raise the likelihood, without fitting it: the scores of its
parameters at zero, with what the fitted parameters explain taken out, compared with their spread over units.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from bothways.linkage.likelihood.dense import DenseEngine
from bothways.linkage.likelihood.estimate import Estimate
from bothways.linkage.likelihood.inference import stable_inverse
from bothways.linkage.likelihood.model import Model, embed
from bothways.linkage.likelihood.problem import Floats, Problem

#: Extension -> what it is called in sentences.
EXTENSIONS = {
    "seasons": "units have seasons of their own",
    "trends": "unit means drift",
    "memory": "what moves a metric lasts longer than one period",
    "varying": "the size of the changes differs from period to period",
    "noise_lag": "sampling noise carries over from one period to the next",
    "noise_scale": "the stated sampling noise does not fit the data",
    "white": "the values hold more period-to-period noise than was stated",
    "delays": "what comes first takes longer than one period",
}
BLOCK = {"seasons": "season", "trends": "trend"}  # else the block is named like the extension
LEADING = {"trends": 3}  # slope variances alone: covariances with the intercept mean nothing without them


@dataclass(frozen=True)
class Misfit:
    """One score test: p in [0, 1] of the hypothesis that the extension is not needed, and the statistic by df."""

    extension: str
    p: float
    statistic: float


def candidates(problem: Problem, model: Model, *, seasons: int, noise: bool = True) -> list[str]:
    """Extensions that can be told from the model on this panel.

    Parameters
    ----------
    problem : Problem
    model : Model
        What is fitted already.
    seasons : int
        Periods per cycle where at least three cycles are at hand, else 0.
    noise : bool
        Whether the noise is stated, so that it can be tested.
    """
    T = problem.periods
    spread = np.einsum("itkk->k", problem.noise)
    noisy = bool((spread > 0).all())
    out = []
    if seasons and not model.seasons:
        out.append("seasons")
    if T >= 5 and not model.trends:
        out.append("trends")
    if T >= 8 and not model.memory:
        out.append("memory")
    if noise and T >= 5 and noisy and not model.noise_lag:
        out.append("noise_lag")
    if noise and T >= 5 and noisy and not (model.noise_scale or model.white):
        out.append("noise_scale")
    if noise and T >= 5 and not noisy and not model.white:
        out.append("white")
    if T >= 8 and problem.units >= 4 * T and not model.varying:
        out.append("varying")
    return out


def extend(model: Model, extension: str, *, seasons: int) -> Model:
    """The model with one extension more."""
    if extension == "seasons":
        return replace(model, seasons=seasons)
    changes: dict[str, bool] = {extension: True}
    return replace(model, **changes)


def misfits(found: Estimate, *, seasons: int = 0, noise: bool = True) -> list[Misfit]:
    """Score tests of every extension that can be told from the model, smallest p first."""
    names = candidates(found.problem, found.model, seasons=seasons, noise=noise)
    if not names:
        return []
    wide = found.model
    for name in names:
        wide = extend(wide, name, seasons=seasons)
    theta = embed(found.fit.theta, found.model, wide)
    units = DenseEngine(found.problem, wide).unit_scores(theta, found.fit.means)
    base = _base(found.model, wide)
    tests = []
    for name in names:
        block = wide.blocks[BLOCK.get(name, name)]
        new = np.arange(block.start, block.start + LEADING.get(name, block.stop - block.start))
        test = drift_test if name == "trends" else score_test
        tests.append(Misfit(name, *test(units.scores, units.information, base, new)))
    return sorted(tests, key=lambda test: (test.p, -test.statistic))


def next_lags(found: Estimate) -> dict[int, float]:
    """Score test of each crossed effect one lag beyond the model's, by its place in Phi: p in [0, 1].

    Place 2 is employee -> customer, place 1 customer -> employee. A claimed lead whose *reverse* needs another lag
    fails the placebo; one whose own direction needs it is slower than the model has it.
    """
    if found.problem.periods < 5:
        return {}
    model = found.model
    wide = replace(model, lags=model.lags + 1, memory=False)
    units = DenseEngine(found.problem, wide).unit_scores(embed(found.fit.theta, model, wide), found.fit.means)
    base, at = _base(replace(model, memory=False), wide), wide.lag_places(wide.lags).start
    if model.memory:
        base = np.r_[base, at, at + 3]
    return {k: score_test(units.scores, units.information, base, np.array([at + k]))[0] for k in (1, 2)}


def _base(model: Model, wide: Model) -> NDArray[np.int_]:
    """Positions in the wide model of the parameters that are fitted."""
    at = list(range(13))
    for name, block in model.blocks.items():
        begin = wide.blocks[name].start
        at += list(range(begin, begin + block.stop - block.start))
    return np.array(at)


def score_test(
    scores: Floats, information: Floats, base: NDArray[np.int_], new: NDArray[np.int_]
) -> tuple[float, float]:
    """Robust score test of parameters at zero: p in [0, 1] and the F statistic.

    Parameters
    ----------
    scores : ndarray, shape (N, p)
        By unit.
    information : ndarray, shape (p, p)
    base, new : ndarray of int
        Positions of the fitted and of the tested parameters.
    """
    effective = _effective(scores, information, base, new)
    total, spread = effective.sum(axis=0), effective.T @ effective
    N, rank = len(scores), int(np.linalg.matrix_rank(spread, hermitian=True))
    if rank == 0 or rank + 5 >= N:
        return 1.0, 0.0
    statistic = float(total @ np.linalg.pinv(spread, hermitian=True) @ total) * (N - rank) / (rank * N)
    return float(stats.f.sf(statistic, rank, N - rank)), statistic


def drift_test(
    scores: Floats, information: Floats, base: NDArray[np.int_], new: NDArray[np.int_]
) -> tuple[float, float]:
    """Robust score test of a 2 x 2 covariance of slopes at zero, against slopes that vary.

    Variances are not negative, so it is one-sided, in two directions: slopes of both metrics that go together, and
    slopes that go opposite ways. P is twice the smaller of the two, the statistic the square of its t.

    Parameters
    ----------
    scores, information, base
        As in :func:`score_test`.
    new : ndarray of int
        Positions of the slopes' variance of the first metric, their covariance, their variance of the second metric.
    """
    effective = _effective(scores, information, base, new)
    N, tests = len(scores), [(1.0, 0.0)]
    for direction in (np.array([1.0, 1.0, 1.0]), np.array([1.0, -1.0, 1.0])):
        along = effective @ direction
        spread = float((along**2).sum())
        if spread > 0 and N > 6:
            t = float(along.sum() / np.sqrt(spread) * np.sqrt((N - 1) / N))
            tests.append((float(2 * stats.t.sf(t, N - 1)), t**2))
    return min(tests)


def _effective(scores: Floats, information: Floats, base: NDArray[np.int_], new: NDArray[np.int_]) -> Floats:
    """Scores of new parameters, with what the fitted ones explain taken out, by unit."""
    explained = stable_inverse(information[np.ix_(base, base)]) @ information[np.ix_(base, new)]
    return np.asarray(scores[:, new] - scores[:, base] @ explained)


def sensitivity_to_noise(found: Estimate) -> Floats:
    """How far the fitted parameters move per relative change of each metric's noise, shape (p, 2).

    Implicit differentiation of the score equations: d theta / d kappa = -I_oo^-1 I_ok.
    """
    wide = replace(found.model, noise_scale=True)
    theta = embed(found.fit.theta, found.model, wide)
    information = DenseEngine(found.problem, wide).unit_scores(theta, found.fit.means).information
    base, block = _base(found.model, wide), wide.blocks["noise_scale"]
    new = np.arange(block.start, block.stop)
    return np.asarray(-stable_inverse(information[np.ix_(base, base)]) @ information[np.ix_(base, new)])
