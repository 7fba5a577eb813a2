"""Sampling noise of means whose respondents' spread is not known: E13."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.errors import InputError

Array = NDArray[np.float64]


@dataclass(frozen=True)
class NoiseScale:
    """Variance of one answer, or covariance of two answers of one person, from how noise falls with n.

    Attributes
    ----------
    kappa : float
        V_it = kappa / n_it, in squared units of the values. NaN where it cannot be told. A variance that came
        out negative is set to 0.
    se : float
        Unit-clustered standard error of the estimate, before it was set to 0. Refer it to t(units - 1).
    raw : float
        The estimate as it came out.
    clipped : bool
        True where a negative variance was set to 0.
    units, differences : int
        Units and one-step differences used.
    reason : str
        Why ``kappa`` is NaN or was clipped; "" otherwise.
    """

    kappa: float
    se: float
    raw: float
    clipped: bool
    units: int
    differences: int
    reason: str


def noise_scale(
    values: Array,
    n: Array,
    *,
    other: Array | None = None,
    other_n: Array | None = None,
    overlap: Array | None = None,
    unit_effects: bool = True,
) -> NoiseScale:
    """Estimate kappa in V_it = kappa / n_it from one-step differences.

    (w_it - w_i,t-1)^2, both centred by period, is regressed on 1/n_it + 1/n_i,t-1: sampling noise falls with
    n, true change does not. With ``other``, the product of the two metrics' differences is regressed instead:
    their sampling covariance is kappa overlap / (n other_n), or kappa / n where the same people gave both.

    Parameters
    ----------
    values : ndarray, (N, T)
        Means by unit and period; NaN for holes.
    n : ndarray, (N, T)
        Answers behind each mean, above 0 wherever there is a value.
    other, other_n : ndarray, (N, T), optional
        A second metric of the same people, with its own n (``n`` if not given).
    overlap : ndarray, (N, T), optional
        People who gave both; the smaller n if not given.
    unit_effects : bool
        Let true change differ by unit. Needed if volatility may depend on size; costs precision, since kappa
        then rests on changes of n within units alone.

    Returns
    -------
    NoiseScale
        NaN, and why, where n does not vary enough to tell noise from change.

    Raises
    ------
    InputError
        Shapes that do not fit, or an n of 0 or less, or none, behind a value.

    Notes
    -----
    Add (d beta / d kappa)^2 se^2 to the variance of whatever rests on kappa.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(3)
    >>> n = rng.integers(5, 200, size=(300, 12)).astype(float)
    >>> level = rng.normal(7, 0.5, size=(300, 1))
    >>> means = level + rng.normal(size=n.shape) * 2 / np.sqrt(n)
    >>> scale = noise_scale(means, n)
    >>> bool(abs(scale.kappa - 4) < 3 * scale.se), scale.clipped
    (True, False)
    """
    left = _cells(values, n)
    right = left if other is None else _cells(other, n if other_n is None else other_n)
    if left[0].shape != right[0].shape:
        raise InputError("The two metrics differ in shape.", remedy="Hand in the same units and periods.")
    inverse = _inverse_n(left, right, overlap, same=other is None)
    cell = np.isfinite(left[0]) & np.isfinite(right[0]) & np.isfinite(inverse)
    step = cell[:, 1:] & cell[:, :-1]
    product = _differences(left[0], step) * _differences(right[0], step)
    driver = np.where(step, inverse[:, 1:] + inverse[:, :-1], 0.0)
    return _regress(product, driver, step, unit_effects=unit_effects, variance=other is None)


def _cells(values: Array, n: Array) -> tuple[Array, Array]:
    values, n = np.asarray(values, dtype=float), np.asarray(n, dtype=float)
    if values.ndim != 2 or values.shape != n.shape:
        raise InputError(
            f"Values have shape {values.shape}, n has {n.shape}.", remedy="Hand in units x periods twice."
        )
    if not (n[np.isfinite(values)] > 0).all() or np.isinf(n).any():
        raise InputError("A value has no n, or an n that is not above 0.", remedy="Leave such cells empty.")
    return values, n


def _inverse_n(
    left: tuple[Array, Array], right: tuple[Array, Array], overlap: Array | None, *, same: bool
) -> Array:
    """What kappa is multiplied by in each cell; NaN in holes, 0 where nobody gave both."""
    held = np.isfinite(left[0]) & np.isfinite(right[0])
    first, second = np.where(held, left[1], np.nan), np.where(held, right[1], np.nan)
    if same:
        return np.asarray(1 / first)
    both = np.fmin(first, second) if overlap is None else np.where(held, overlap, np.nan)
    return np.asarray(both / (first * second))


def _differences(values: Array, step: NDArray[np.bool_]) -> Array:
    """One-step differences, centred by period; 0 where there is none."""
    change = np.where(step, np.diff(values, axis=1), 0.0)
    mean = change.sum(0) / np.maximum(step.sum(0), 1)
    return np.where(step, change - mean, 0.0)


def _regress(
    product: Array, driver: Array, step: NDArray[np.bool_], *, unit_effects: bool, variance: bool
) -> NoiseScale:
    units, count = int(step.any(1).sum()), int(step.sum())

    def nothing(reason: str) -> NoiseScale:
        return NoiseScale(np.nan, np.nan, np.nan, False, units, count, reason)

    if units < 2 or count < 4:
        return nothing("There are too few pairs of neighbouring cells.")
    stacked = np.stack([driver, product], axis=2)
    left, right = np.moveaxis(_without_effects(stacked, step, unit_effects=unit_effects), 2, 0)
    spread = float((left**2).sum())
    if spread <= 1e-16 * float((driver**2).sum()) * count:
        within = " within units" if unit_effects else ""
        return nothing(f"n does not vary{within}, so sampling noise cannot be told from true change.")
    raw = float((left * right).sum() / spread)
    influence = (left * (right - raw * left)).sum(1) / spread
    se = float(np.sqrt((influence**2).sum() * units / (units - 1)))
    clipped = variance and raw < 0
    reason = (
        "The estimate was negative and set to 0: noise is small, or n says little about it."
        if clipped
        else ""
    )
    return NoiseScale(0.0 if clipped else raw, se, raw, clipped, units, count, reason)


def _without_effects(values: Array, step: NDArray[np.bool_], *, unit_effects: bool) -> Array:
    """Residuals after period effects, and unit effects if asked, on the observed steps (N, n, m)."""
    used = step.astype(float)[:, :, None]
    if not unit_effects:
        return np.asarray(used * (values - (used * values).sum(0) / np.maximum(used.sum(0), 1)))
    count = np.maximum(used.sum(1, keepdims=True), 1)

    def within(part: Array) -> Array:
        return np.asarray(used * (part - (used * part).sum(1, keepdims=True) / count))

    flat = used[:, :, 0]
    graph = np.diag(flat.sum(0)) - flat.T @ (flat / count[:, :, 0])
    effects = np.linalg.pinv(graph, rcond=1e-10, hermitian=True) @ within(values).sum(0)
    return within(values - effects)
