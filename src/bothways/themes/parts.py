"""Texts as sums of themes: factors without negative numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from bothways.errors import InputError

Floats = npt.NDArray[np.float64]
#: Steps of the fit and of weighing texts; fixed for the latter, so that a text's weights hang on no other text.
FIT_STEPS, WEIGH_STEPS = 100, 40
_NEVER_ZERO = 1e-12
#: Tolerance of the fit; the rougher one finds the same numbers of themes in half of the time.
EXACT, ROUGH = 1e-3, 1e-2
#: A text that its themes tell less well speaks of something else.
LEAST_LIKE = 0.1


@dataclass(frozen=True)
class Method:
    """A way from vectors of texts to themes.

    Attributes
    ----------
    factor : callable
        Vectors (each times the root of its weight), number of themes, seed, directions to begin from or None ->
        directions, one row a theme; those begun from come first.
    rough : callable
        The same in less time and from no directions, to choose the number of themes.
    weigh : callable
        Vectors, directions -> weights (texts, themes) and likeness (texts,).
    least : float
        A text whose likeness is below speaks of something else.
    """

    factor: Callable[[Any, int, int, Floats | None], Floats]
    rough: Callable[[Any, int, int], Floats]
    weigh: Callable[[Any, Floats], tuple[Floats, Floats]]
    least: float


def require_sklearn() -> None:
    """Refuse to go on without scikit-learn.

    Raises
    ------
    InputError
    """
    try:
        import sklearn  # noqa: F401
    except ImportError:
        raise InputError(
            "Themes need scikit-learn, which is not installed.", remedy="Run: pip install bothways[themes]"
        ) from None


def factor(
    vectors: Any, themes: int, seed: int = 0, begin: Floats | None = None, *, tolerance: float = EXACT
) -> Floats:
    """Return themes as directions of words.

    Parameters
    ----------
    vectors : scipy.sparse.csr_array, shape (texts, words)
        Without negative numbers; a row times the root of a weight counts by that weight.
    themes : int
        At least 1.
    seed : int
        Of the start.
    begin : (at most themes, words) float, optional
        Directions of length 1 to begin from, as of an earlier round; they stay the first ones.
    tolerance : float
        Steps end when one changes so much less than the first.

    Returns
    -------
    ndarray of float, shape (themes, words)
        Each row of length 1, or all zeros where there are fewer directions than were asked for.

    Notes
    -----
    Non-negative matrix factorisation of the squared error, by scikit-learn: coordinate descent from the start of
    Boutsidis and Gallopoulos (2008) with zeros filled by the mean. Where it begins from directions, the others begin
    from those of the texts as far as the given ones do not tell them, each text times one minus its likeness.
    """
    if begin is not None and len(begin):
        weights, likeness = weigh_texts(vectors, begin)
        more = themes - len(begin)
        if more > 0:
            rest = factor(scaled(vectors, 1 - likeness), more, seed, tolerance=ROUGH)
            weights = np.hstack([weights, weigh_texts(vectors, rest)[0]])
            begin = np.vstack([begin, rest])
        return _descend(vectors, themes, seed, tolerance, "custom", {"W": weights, "H": begin})
    start = "nndsvda" if themes < min(vectors.shape) else "random"
    return _descend(vectors, themes, seed, tolerance, start, {})


def _descend(
    vectors: Any, themes: int, seed: int, tolerance: float, start: str, given: dict[str, Floats]
) -> Floats:
    import warnings

    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning

    model = NMF(themes, init=start, max_iter=FIT_STEPS, tol=tolerance, random_state=seed)
    filled = {name: np.ascontiguousarray(np.maximum(one, _NEVER_ZERO)) for name, one in given.items()}
    with (
        warnings.catch_warnings(),
        np.errstate(invalid="ignore"),
    ):  # a perfect fit has an error a little below zero
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit_transform(vectors, **filled)
    found: Floats = np.asarray(model.components_, np.float64)
    size = np.linalg.norm(found, axis=1, keepdims=True)
    return found / np.where(size > _NEVER_ZERO, size, 1.0)


def scaled(vectors: Any, factors: Floats) -> Any:
    """Return vectors with each row times a factor."""
    if isinstance(vectors, np.ndarray):
        return vectors * factors[:, None]
    out = vectors.copy()
    out.data = out.data * np.repeat(factors, np.diff(out.indptr))
    return out


def weigh_texts(vectors: Any, directions: Floats) -> tuple[Floats, Floats]:
    """Return how much of each theme a text holds, and how well its themes tell it.

    Parameters
    ----------
    vectors : scipy.sparse.csr_array, shape (texts, words)
    directions : (themes, words) float
        Rows of length 1.

    Returns
    -------
    weights : (texts, themes) float
        Non-negative least squares, ``min |x - w H|`` by 40 sweeps of coordinate descent from zero.
    likeness : (texts,) float
        Cosine of the text and its themes together, in [0, 1]; 0 for a text without known words.
    """
    inner = directions @ directions.T
    toward = np.asarray(vectors @ directions.T, np.float64)
    own = np.diag(inner).copy()
    weights = np.zeros_like(toward)
    there = np.flatnonzero(own > _NEVER_ZERO)
    for _ in range(WEIGH_STEPS):
        for one in there:
            step = (toward[:, one] - weights @ inner[:, one]) / own[one]
            weights[:, one] = np.maximum(weights[:, one] + step, 0.0)
    size = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", weights, inner, weights, optimize=True), 0.0))
    length = np.sqrt(np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel())
    below = size * length
    cosine = np.einsum("ij,ij->i", weights, toward) / np.where(below > _NEVER_ZERO, below, 1.0)
    return weights, np.clip(cosine, 0.0, 1.0)


#: Words of texts, as sums of themes.
BY_WORDS = Method(factor, partial(factor, tolerance=ROUGH), weigh_texts, LEAST_LIKE)
