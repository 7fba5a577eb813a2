"""Do units share shocks that they feel unequally? One number from the innovations of a fitted pair.

A shock that unit i feels l_i times as strongly as others leaves l_i f_s in its innovations of column s (a metric in a
period). Products of two columns then have a mean of f_s f_t over units, of either sign; round a triangle of three
columns the signs cancel, and the product of three such means is positive. Without common shocks innovations of
different periods are uncorrelated and units are independent, so that it is zero.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from bothways.linkage.likelihood.problem import Floats


def common_shock_p(innovations: Floats) -> float:
    """P that units share no shocks, against shocks that they feel unequally; 1 under three periods.

    Parameters
    ----------
    innovations : ndarray, shape (N, T, 2)
        Whitened: mean 0 and variance 1 where the model holds, uncorrelated over periods and metrics; 0 where not
        observed.

    Returns
    -------
    float
        One-sided, normal. With z_is the innovations, U is the sum of z_is z_it z_jt z_ju z_ku z_ks over all columns
        s, t, u of three different periods and three different units i, j, k; its variance without common shocks is six
        times the sum of B_st B_tu B_us, B_st = sum_i z_is^2 z_it^2.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> alone, shock, loading = rng.normal(size=(150, 10, 2)), rng.normal(size=(10, 2)), rng.normal(size=150)
    >>> common_shock_p(alone) > 0.05, common_shock_p(alone + 0.5 * loading[:, None, None] * shock) < 1e-6
    (True, True)
    """
    N, T, _ = innovations.shape
    z = innovations.reshape(N, 2 * T)
    apart = np.kron(1.0 - np.eye(T), np.ones((2, 2)))
    square = z**2
    products, sizes = (z.T @ z) * apart, (square.T @ square) * apart
    variance = 6 * float(((sizes @ sizes) * sizes).sum())
    if variance <= 0:
        return 1.0
    by_period = square.reshape(N, T, 2).sum(axis=2)
    others = (
        z * by_period.sum(axis=1, keepdims=True)
    ).T @ z  # third column in any period but those of the two
    own = (z * np.repeat(by_period, 2, axis=1)).T @ z
    two_equal = float((((others - own - own.T) * apart) * products).sum())
    three_equal = float(_triples(by_period).sum())
    total = float(((products @ products) * products).sum()) - 3 * two_equal + 2 * three_equal
    return float(stats.norm.sf(total / np.sqrt(variance)))


def _triples(values: Floats) -> Floats:
    """Sum over ordered triples of different entries of their product, row by row."""
    first, second, third = ((values**power).sum(axis=1) for power in (1, 2, 3))
    return np.asarray(first**3 - 3 * first * second + 2 * third)
