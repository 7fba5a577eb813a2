"""How many themes there are: as many as come back when half of the texts are looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bothways.themes.parts import BY_WORDS, Method

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
#: Numbers of themes that are tried.
TRIED = (2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 18, 20, 23, 26, 30, 35, 40)
#: How often texts are halved, and the agreement from which on a theme speaks for its number.
HALVINGS, COMES_BACK = 5, 0.6
#: Themes of a number that is chosen agree at least so much on average, where any number does.
AGREE = 0.7
#: From the tenth number on, no larger ones are tried after so many in a row that agree less.
FIRST_TRIED, IN_A_ROW = 10, 4
#: For choosing, so many texts are enough; each theme needs so many.
LOOKED_AT, TEXTS_A_THEME = 8_000, 12
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Tried:
    """What one number of themes is worth.

    Attributes
    ----------
    themes : int
    agreement : float
        Mean kappa of the themes of both halves, in [-1, 1].
    gain, error : float
        Sum over themes of ``(kappa - 0.6) / 0.4``, mean and standard error over halvings.
    """

    themes: int
    agreement: float
    gain: float
    error: float


def try_numbers(
    vectors: Any,
    *,
    seed: int,
    progress: Progress,
    method: Method = BY_WORDS,
    tried: tuple[int, ...] = TRIED,
) -> tuple[Tried, ...]:
    """Return what each number of themes is worth.

    Parameters
    ----------
    vectors : scipy.sparse.csr_array, shape (texts, words)
        Each row times the root of its weight.
    seed : int
    progress : callable
    method : Method
    tried : tuple of int

    Returns
    -------
    tuple of Tried
        For those numbers for which each half has 12 texts a theme; empty where there are too few for two.

    Notes
    -----
    Texts are halved five times. Both halves are factored, and all texts are given their foremost theme by either
    half. Themes are matched so that the sum of Cohen's kappa (1960) of "this theme or not" is greatest. A number of
    themes gains ``(kappa - 0.6) / 0.4`` by each: themes that do not come back cost as much as others bring. After ten
    numbers, and four in a row that agree less than .7 on average, larger ones are not tried.
    """
    draw = np.random.default_rng([seed, 1])
    if vectors.shape[0] > LOOKED_AT:
        vectors = vectors[np.sort(draw.choice(vectors.shape[0], LOOKED_AT, replace=False))]
    texts = vectors.shape[0]
    numbers = [k for k in tried if enough_for(k, vectors)]
    halves = [draw.permutation(texts) for _ in range(HALVINGS)]
    out = []
    for done, k in enumerate(numbers):
        progress(done, len(numbers), "Choosing the number of themes")
        kappas = np.array([_agreement(vectors, order, k, seed, method) for order in halves])
        gains = ((kappas - COMES_BACK) / (1 - COMES_BACK)).sum(axis=1)
        error = float(gains.std(ddof=1) / np.sqrt(HALVINGS))
        out.append(Tried(k, float(kappas.mean()), float(gains.mean()), error))
        if len(out) >= FIRST_TRIED and all(one.agreement < AGREE for one in out[-IN_A_ROW:]):
            break
    return tuple(out)


def enough_for(themes: int, vectors: Any) -> bool:
    """Return whether each half of the texts has twelve a theme, and there are more words than themes."""
    return bool(2 * TEXTS_A_THEME * themes <= vectors.shape[0] and themes < vectors.shape[1])


def choose(tried: tuple[Tried, ...]) -> int:
    """Return the smallest number whose gain is within one standard error of the greatest.

    Parameters
    ----------
    tried : tuple of Tried

    Returns
    -------
    int
        Of the numbers whose themes agree at .7 or more on average. Where there is none, or none of them gains: the
        number with the highest agreement; 1 where nothing could be tried.

    Examples
    --------
    >>> choose((Tried(2, 0.9, 1.5, 0.1), Tried(5, 0.9, 4.0, 0.3), Tried(8, 0.8, 4.2, 0.4)))
    5
    """
    if not tried:
        return 1
    sure = [one for one in tried if one.agreement >= AGREE and one.gain > 0]
    if not sure:
        return max(tried, key=lambda one: one.agreement).themes
    best = max(sure, key=lambda one: one.gain)
    return next(one.themes for one in sure if one.gain >= best.gain - best.error)


def theme_agreement(vectors: Any, directions: Floats, *, seed: int, method: Method = BY_WORDS) -> Floats:
    """Return how well each theme comes back when half of the texts are looked at.

    Parameters
    ----------
    vectors : scipy.sparse.csr_array, shape (texts, words)
    directions : (themes, words) float
        Of the themes of all texts.
    seed : int
    method : Method

    Returns
    -------
    (themes,) float
        Mean over five halvings of Cohen's kappa between both halves, whose themes are each matched with those of all
        texts.
    """
    draw = np.random.default_rng([seed, 2])
    k = len(directions)
    if vectors.shape[0] > LOOKED_AT:
        vectors = vectors[np.sort(draw.choice(vectors.shape[0], LOOKED_AT, replace=False))]
    whole = foremost(*method.weigh(vectors, directions))
    kappas = []
    for _ in range(HALVINGS):
        sides = []
        for found in _halves(vectors, draw.permutation(vectors.shape[0]), k, seed, method):
            table = _kappas(whole, found, k)
            rows, columns = _best(table)
            renamed = np.append(rows[np.argsort(columns)], k)
            sides.append(renamed[found])
        kappas.append(np.diag(_kappas(sides[0], sides[1], k)))
    return np.asarray(np.mean(kappas, axis=0))


def _halves(vectors: Any, order: Ints, k: int, seed: int, method: Method) -> tuple[Ints, Ints]:
    """Return the foremost theme of every text by the themes of either half."""
    half = len(order) // 2
    first, second = (
        foremost(*method.weigh(vectors, method.rough(vectors[np.sort(part)], k, seed)))
        for part in (order[:half], order[half:])
    )
    return first, second


def _agreement(vectors: Any, order: Ints, k: int, seed: int, method: Method) -> Floats:
    """Return the kappa of each matched pair of themes."""
    return match_kappa(*_halves(vectors, order, k, seed, method), k)


def foremost(weights: Floats, likeness: Floats) -> Ints:
    """Return the theme that a text holds most of; the number of themes for a text that holds none."""
    top = weights.argmax(axis=1)
    return np.asarray(np.where(likeness > 0, top, weights.shape[1]), np.int64)


def match_kappa(first: Ints, second: Ints, k: int) -> Floats:
    """Return Cohen's kappa of the pairs of themes that agree best.

    Parameters
    ----------
    first, second : (texts,) int
        Theme of each text, 0 to ``k - 1``, or ``k`` for none.
    k : int

    Returns
    -------
    (k,) float
        In [-1, 1]; 0 where a theme has no text on either side.

    Examples
    --------
    >>> match_kappa(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]), 2).tolist()
    [1.0, 1.0]
    """
    table = _kappas(first, second, k)
    return np.asarray(table[_best(table)])


def _kappas(first: Ints, second: Ints, k: int) -> Floats:
    """Return the kappa of each pair of themes, (k, k)."""
    both = np.zeros((k + 1, k + 1))
    np.add.at(both, (first, second), 1 / len(first))
    a, b = both.sum(axis=1)[:k, None], both.sum(axis=0)[None, :k]
    same = 1 - a - b + 2 * both[:k, :k]
    chance = a * b + (1 - a) * (1 - b)
    return np.where(chance < 1 - 1e-12, (same - chance) / np.maximum(1 - chance, 1e-12), 0.0)


def _best(table: Floats) -> tuple[Ints, Ints]:
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(-table)
    return rows.astype(np.int64), columns.astype(np.int64)
