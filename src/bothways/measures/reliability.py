"""Reliability of a scale: Cronbach's alpha, and Spearman-Brown for two items."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import fdtri, ndtri

from bothways.errors import InputError
from bothways.measures.answer_table import Answers, complete_answers, correlations
from bothways.measures.words import Word, judge

Floats = npt.NDArray[np.float64]
BOOTSTRAP_ROUNDS = 2000
CHUNK = 2_000_000


@dataclass(frozen=True)
class Reliability:
    """How reliable a scale is.

    Attributes
    ----------
    check : {"alpha", "omega_total", "spearman_brown"}
    value : float
        At most 1; negative where items contradict each other.
    low, high : float
        95 % interval by ``method``; NaN where it cannot be told.
    se : float
        Standard error where the method has one, else NaN.
    n : int
        People who answered every item.
    left_out : int
        People left out because an answer was missing.
    items : int
    method : str
        Name of the interval.
    word : {"good", "weak", "cannot tell"}
    """

    check: str
    value: float
    low: float
    high: float
    se: float
    n: int
    left_out: int
    items: int
    method: str
    word: Word


def cronbach_alpha(
    answers: Answers,
    *,
    interval: Literal["feldt", "bootstrap"] = "feldt",
    use: Literal["early", "comparing groups"] = "early",
    level: float = 0.95,
    seed: int = 0,
) -> Reliability:
    """Return Cronbach's alpha of a scale whose items are already turned the same way.

    ``alpha = k / (k - 1) * (1 - sum of item variances / variance of the sum)``.

    Parameters
    ----------
    answers : DataFrame or array, shape (people, items)
        Reversed items turned (:func:`score_items` does it); people with a missing answer are left out.
    interval : {"feldt", "bootstrap"}
        Feldt, Woodruff & Salih (1987): exact for normal, parallel items, ``1 - (1 - alpha) F`` with n - 1 and
        (n - 1)(k - 1) degrees of freedom. Bootstrap: percentiles of 2,000 resamples of people.
    use : {"early", "comparing groups"}
        Asks for .70 or .80 (Nunnally & Bernstein 1994).
    level : float
    seed : int
        Of the bootstrap.

    Returns
    -------
    Reliability
        "cannot tell" below 100 people or 3 items, or where nothing varies.

    Raises
    ------
    InputError
        Fewer than two items.
    NotEnoughData
        Fewer than two people answered every item.

    Examples
    --------
    >>> answers = np.array([[1, 2, 1], [2, 2, 3], [4, 5, 4], [3, 3, 4], [5, 4, 5.0]])
    >>> result = cronbach_alpha(answers)
    >>> round(result.value, 4), result.word
    (0.9364, 'cannot tell')
    """
    table, left_out = complete_answers(answers)
    n, items = table.shape
    value = float(_alpha(np.ones((1, n)), table)[0])
    tail = (1 - level) / 2
    if math.isnan(value):
        low = high = value
    elif interval == "feldt":
        degrees = n - 1, (n - 1) * (items - 1)
        low = 1 - (1 - value) * float(fdtri(*degrees, 1 - tail))
        high = 1 - (1 - value) * float(fdtri(*degrees, tail))
    else:
        low, high = np.nanquantile(_bootstrap(table, seed), [tail, 1 - tail])
    rule = "alpha" if use == "early" else "alpha, comparing groups"
    word = judge(rule, value, n=n) if items >= 3 else "cannot tell"
    method = "Feldt" if interval == "feldt" else "bootstrap, percentile"
    return Reliability("alpha", value, float(low), float(high), math.nan, n, left_out, items, method, word)


def spearman_brown(answers: Answers, *, level: float = 0.95) -> Reliability:
    """Return the reliability of two items: ``2 r / (1 + r)``.

    Parameters
    ----------
    answers : DataFrame or array, shape (people, 2)
        Turned the same way; people with a missing answer are left out.
    level : float

    Returns
    -------
    Reliability
        Interval: Fisher's z of r, put through the formula. "cannot tell" below 100 people.

    Raises
    ------
    InputError
        Not exactly two items.
    NotEnoughData
        Fewer than two people answered both.

    Notes
    -----
    R. Eisinga, M. te Grotenhuis, B. Pelzer (2013), Int. J. Public Health 58, 637-642.

    Examples
    --------
    >>> result = spearman_brown(np.array([[1, 2], [2, 1], [3, 3], [4, 5], [5, 4.0]]))
    >>> round(result.value, 4)
    0.8889
    """
    table, left_out = complete_answers(answers)
    n, items = table.shape
    if items != 2:
        raise InputError("Spearman-Brown here is for two items.", remedy="Use cronbach_alpha for more.")
    r = float(correlations(table)[0, 1])
    low = high = math.nan
    if n > 3 and abs(r) < 1:
        margin = float(ndtri(0.5 + level / 2)) / math.sqrt(n - 3)
        low, high = (math.tanh(math.atanh(r) + side * margin) for side in (-1, 1))
    value, low, high = (_stepped_up(x) for x in (r, low, high))
    return Reliability(
        "spearman_brown",
        value,
        low,
        high,
        math.nan,
        n,
        left_out,
        items,
        "Fisher z",
        judge("spearman_brown", value, n=n),
    )


def _stepped_up(r: float) -> float:
    return -math.inf if r == -1 else 2 * r / (1 + r)


def _alpha(weights: Floats, table: Floats) -> Floats:
    """Return alpha for each row of weights, shape (rounds, people); NaN where the sum never varies."""
    items = table.shape[1]
    centred = table - table.mean(axis=0)
    columns = np.column_stack([centred, centred.sum(axis=1)])
    size = weights.sum(axis=1, keepdims=True)
    means, squares = weights @ columns / size, weights @ columns**2 / size
    variance = squares - means**2
    parts, whole = variance[:, :-1].sum(axis=1), variance[:, -1]
    flat = whole <= 1e-12 * np.maximum(parts, 1e-300)
    return np.where(flat, np.nan, items / (items - 1) * (1 - parts / np.where(flat, 1.0, whole)))


def _bootstrap(table: Floats, seed: int) -> Floats:
    generator = np.random.default_rng(seed)
    n = table.shape[0]
    step = max(1, min(BOOTSTRAP_ROUNDS, CHUNK // n))
    rounds = [min(step, BOOTSTRAP_ROUNDS - start) for start in range(0, BOOTSTRAP_ROUNDS, step)]
    even = np.full(n, 1 / n)
    return np.concatenate(
        [_alpha(generator.multinomial(n, even, size=size).astype(np.float64), table) for size in rounds]
    )
