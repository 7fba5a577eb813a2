"""McDonald's omega from a one-factor model fitted by maximum likelihood."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from bothways.errors import InputError
from bothways.measures.answer_table import Answers, complete_answers
from bothways.measures.reliability import Reliability
from bothways.measures.words import judge

Floats = npt.NDArray[np.float64]
ROUNDS, TOLERANCE = 500, 1e-11
METHOD = "delta, on log(1 - omega)"


def omega_total(answers: Answers, *, level: float = 0.95) -> Reliability:
    """Return McDonald's omega of a scale whose items are already turned the same way.

    ``omega = (sum of loadings)^2 / ((sum of loadings)^2 + sum of unique variances)`` of a one-factor model of
    the covariances (not of polychoric correlations), fitted by normal maximum likelihood.

    Parameters
    ----------
    answers : DataFrame or array, shape (people, items)
        Reversed items turned; people with a missing answer are left out.
    level : float

    Returns
    -------
    Reliability
        ``se`` by the delta method from the expected information; the interval is formed for log(1 - omega),
        so that it stays below 1. Where no proper one-factor solution exists (an item that never varies, a
        unique variance at or below 0, no convergence) value and interval are NaN and the word is
        "cannot tell", as it is below 150 people.

    Raises
    ------
    InputError
        Fewer than three items: one factor cannot be told from two items, use :func:`spearman_brown`.
    NotEnoughData
        Fewer than two people answered every item.

    Notes
    -----
    R. P. McDonald (1999), Test Theory; T. Dunn, T. Baguley, V. Brunsden (2014), British J. of Psychology 105,
    399-412.
    Answers on few steps make the normal theory error too small or too large; the value itself is little hurt
    from five steps on.

    Examples
    --------
    >>> generator = np.random.default_rng(1)
    >>> factor = generator.normal(size=(400, 1))
    >>> result = omega_total(0.8 * factor + 0.6 * generator.normal(size=(400, 4)))
    >>> round(result.value, 2), result.word
    (0.86, 'good')
    """
    table, left_out = complete_answers(answers)
    n, items = table.shape
    if items < 3:
        raise InputError("Omega needs three items or more.", remedy="Use spearman_brown for two items.")
    value = se = low = high = math.nan
    fit = _one_factor(np.cov(table, rowvar=False, bias=True), n)
    if fit is not None:
        loadings, unique, covariance = fit
        value, se = _omega(loadings, unique, covariance)
        margin = float(ndtri(0.5 + level / 2)) * se / (1 - value)
        low, high = (1 - (1 - value) * math.exp(side * margin) for side in (1, -1))
    word = judge("omega_total", value, n=n)
    return Reliability("omega_total", value, low, high, se, n, left_out, items, METHOD, word)


def _omega(loadings: Floats, unique: Floats, covariance: Floats) -> tuple[float, float]:
    items = loadings.size
    common, error = float(loadings.sum()) ** 2, float(unique.sum())
    total = common + error
    gradient = np.concatenate(
        [
            np.full(items, 2 * loadings.sum() * error / total**2),
            np.full(items, -common / total**2),
        ]
    )
    return common / total, math.sqrt(max(0.0, float(gradient @ covariance @ gradient)))


def _one_factor(covariance: Floats, n: int) -> tuple[Floats, Floats, Floats] | None:
    """Fit one factor by Fisher scoring; None where there is no proper solution."""
    items = covariance.shape[0]
    scale = np.sqrt(np.diag(covariance))
    if (scale <= 1e-12).any():
        return None
    try:
        at = _scored(covariance / np.outer(scale, scale))
        if at is None or (at[items:] <= 1e-6).any():
            return None
        _, information = _score(at, covariance / np.outer(scale, scale))
        stretch = np.concatenate([scale, scale**2])
        spread = np.linalg.inv(information) / n * np.outer(stretch, stretch)
    except np.linalg.LinAlgError:
        return None
    return at[:items] * scale, at[items:] * scale**2, spread


def _scored(sample: Floats) -> Floats | None:
    """Return loadings and unique variances of a correlation matrix; None without convergence."""
    at = _start(sample)
    for _ in range(ROUNDS):
        score, information = _score(at, sample)
        step = np.asarray(np.linalg.solve(information, score), dtype=np.float64)
        at = _halved(at, step, sample)
        if float(np.abs(step).max()) < TOLERANCE:
            return at
    return None


def _start(sample: Floats) -> Floats:
    values, vectors = np.linalg.eigh(sample)
    first = vectors[:, -1] * math.sqrt(max(float(values[-1]) - 0.5, 0.1))
    first = first if first.sum() >= 0 else -first
    return np.concatenate([first, np.clip(1 - first**2, 0.1, 0.9)])


def _score(at: Floats, sample: Floats) -> tuple[Floats, Floats]:
    """Return gradient and expected information of the log-likelihood of one person."""
    items = sample.shape[0]
    loadings, unique = at[:items], at[items:]
    inverse = np.linalg.inv(np.outer(loadings, loadings) + np.diag(unique))
    gap = inverse @ sample @ inverse - inverse
    reach = inverse @ loadings
    score = np.concatenate([gap @ loadings, np.diag(gap) / 2])
    crossed = inverse * reach[np.newaxis, :]
    information = np.block(
        [
            [float(loadings @ reach) * inverse + np.outer(reach, reach), crossed],
            [crossed.T, inverse**2 / 2],
        ]
    )
    return score, information


def _halved(at: Floats, step: Floats, sample: Floats) -> Floats:
    """Take the step, halved until the fit does not get worse."""
    before, size = _misfit(at, sample), 1.0
    while size > 1e-6:
        after = at + size * step
        if _misfit(after, sample) <= before + 1e-13:
            return after
        size /= 2
    return at + size * step


def _misfit(at: Floats, sample: Floats) -> float:
    items = sample.shape[0]
    implied = np.outer(at[:items], at[:items]) + np.diag(at[items:])
    sign, logarithm = np.linalg.slogdet(implied)
    if sign <= 0 or (at[items:] < -1).any():
        return math.inf
    return float(logarithm + np.trace(np.linalg.solve(implied, sample)))
