"""Claims among many directions: false discovery rate over the family of a report."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def adjusted(p: Floats) -> Floats:
    """Benjamini-Hochberg adjusted p values.

    Parameters
    ----------
    p : ndarray, shape (k,)
        In [0, 1]; NaN marks directions that are not part of the family and stays NaN.

    Returns
    -------
    ndarray, shape (k,)
        q_(i) = min over j >= i of p_(j) m / j, at most 1: claiming all q <= a keeps the expected share of false
        claims at or under a (Benjamini and Hochberg 1995).

    Examples
    --------
    >>> adjusted(np.array([0.01, 0.04, np.nan, 0.03])).round(3)
    array([0.03, 0.04,  nan, 0.04])
    """
    p = np.asarray(p, dtype=float)
    out = np.full(p.shape, np.nan)
    inside = np.flatnonzero(np.isfinite(p))
    order = inside[np.argsort(p[inside], kind="stable")]
    m = len(order)
    if m:
        raw = p[order] * m / np.arange(1, m + 1)
        out[order] = np.minimum(np.minimum.accumulate(raw[::-1])[::-1], 1.0)
    return out
