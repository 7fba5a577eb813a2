"""Small panels whose truth is known."""

import numpy as np

PHI = np.array([[0.4, 0.1], [0.25, 0.3]])


def draw_panel(
    rng, n_units, periods, *, phi=PHI, noise=0.0, shared=0.0, holes=0.0, spread=None, rolling=False
):
    """Values (N, T, 2) and noise covariance (N, T, 2, 2) of a VAR(1) with unit and period effects.

    noise is the mean sampling variance (innovations have variance 1), shared its correlation between the two
    metrics; spread (T,) multiplies the innovations of each period; rolling spreads noise over two periods.
    """
    level = rng.normal(size=(n_units, 1, 2)) + rng.normal(size=(1, periods, 2))
    innovations = rng.normal(size=(n_units, periods + 20, 2))
    innovations[:, :, 1] += 0.3 * innovations[:, :, 0]
    if spread is not None:
        innovations[:, -periods:] *= np.asarray(spread)[None, :, None]
    state, states = np.zeros((n_units, 2)), []
    for t in range(periods + 20):
        state = state @ phi.T + innovations[:, t]
        states.append(state)
    values = np.stack(states[20:], axis=1) + level
    size = noise * (np.ones((n_units, periods)) if rolling else rng.uniform(0.3, 1.7, (n_units, periods)))
    covariance = size[:, :, None, None] * np.array([[1.0, shared], [shared, 1.0]])
    draws = (
        rng.normal(size=(n_units, periods + 1, 2))
        @ np.linalg.cholesky(np.array([[1.0, shared], [shared, 1.0]])).T
    )
    errors = (draws[:, 1:] + draws[:, :-1]) / np.sqrt(2) if rolling else draws[:, 1:]
    values = values + np.sqrt(size)[:, :, None] * errors
    return np.where((rng.random((n_units, periods)) >= holes)[:, :, None], values, np.nan), covariance


def draw_sides(rng, n_units, periods, p, q, *, noise=0.3):
    """x (N, T, p), y (N, T, q) and their noise variances, in units that differ by metric."""
    total = p + q
    phi = 0.4 * np.eye(total) + 0.04 * rng.normal(size=(total, total))
    state = rng.normal(size=(n_units, total))
    values = np.empty((n_units, periods, total))
    level = rng.normal(size=(n_units, total))
    for t in range(periods):
        state = state @ phi.T + rng.normal(size=(n_units, total)) + 0.3 * rng.normal(size=(n_units, 1))
        values[:, t] = state + level + rng.normal(size=total)
    variance = noise * rng.uniform(0.3, 1.7, values.shape)
    values = values + np.sqrt(variance) * rng.normal(size=values.shape)
    scale = rng.uniform(0.01, 100, total)
    values, variance = values * scale + 7, variance * scale**2
    return values[:, :, :p], values[:, :, p:], variance[:, :, :p], variance[:, :, p:]
