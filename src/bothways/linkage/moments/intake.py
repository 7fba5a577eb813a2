"""Checks at the edge of the moments estimator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from bothways.errors import InputError

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Pair:
    """One pair, ready to be fitted: values (N, T, 2), noise or None, joint mask (N, T)."""

    values: Array
    noise: Array | None
    mask: NDArray[np.bool_]


def check_pair(
    values: Array,
    noise: Array | None,
    season: NDArray[np.int_] | None,
    weights: Array | str | None,
    noise_lags: Array | None,
) -> Pair:
    """Refuse what does not fit together; holes get zero noise."""
    values = np.asarray(values, dtype=float)
    if values.ndim != 3 or values.shape[2] != 2:
        raise InputError(
            f"The values of a pair have shape {values.shape}.", remedy="Hand in units x periods x 2 metrics."
        )
    n_units, periods, _ = values.shape
    if periods < 3:
        raise InputError(f"There are {periods} periods.", remedy="Moments need at least three.")
    if np.isinf(values).any():
        refuse_infinite()
    mask: NDArray[np.bool_] = np.asarray(np.isfinite(values).all(2))
    check_season(season, periods)
    check_weights(weights, n_units)
    if noise_lags is not None and np.shape(noise_lags)[1:] != (n_units, periods, 2, 2):
        raise InputError(
            f"noise_lags has shape {np.shape(noise_lags)}.",
            remedy=f"Hand in L x {n_units} x {periods} x 2 x 2 autocovariances.",
        )
    if noise is None:
        return Pair(values, None, mask)
    noise = np.asarray(noise, dtype=float)
    if noise.shape != (n_units, periods, 2, 2):
        raise InputError(
            f"The noise has shape {noise.shape}.",
            remedy=f"Hand in {n_units} x {periods} x 2 x 2 sampling covariances.",
        )
    cells = np.where(mask[:, :, None, None], noise, 0.0)
    variances = np.einsum("itaa->ita", cells)
    if not (np.isfinite(variances) & (variances >= 0)).all():
        refuse_noise()
    if not np.isfinite(cells).all():
        raise InputError("A noise covariance is missing.", remedy="Give 0 where different people answered.")
    return Pair(values, cells, mask)


def refuse_infinite() -> NoReturn:
    """An infinite value; NaN is a hole."""
    raise InputError("A value is infinite.", remedy="Leave the cell empty (NaN) if it is not known.")


def refuse_noise() -> NoReturn:
    """A sampling variance that is missing or negative where there is a value."""
    raise InputError(
        "The sampling variance of an observed cell is missing or negative.",
        remedy="Give a squared standard error for every cell, estimate it by noise_scale, or give no noise.",
    )


def check_season(season: NDArray[np.int_] | None, periods: int) -> None:
    """Refuse seasons that are not one label a period."""
    if season is not None and np.shape(season) != (periods,):
        raise InputError(
            f"There are {np.size(season)} season labels.", remedy=f"Give one for each of {periods}."
        )


def check_weights(weights: Array | str | None, n_units: int) -> None:
    """Refuse weights that are not one positive number a unit, or an unknown rule."""
    if weights is None or isinstance(weights, str):
        if weights not in (None, "noise"):
            raise InputError(f"Unknown weights {weights!r}.", remedy='Use "noise", numbers or None.')
        return
    weights = np.asarray(weights, dtype=float)
    if weights.shape != (n_units,) or not (np.isfinite(weights) & (weights > 0)).all():
        raise InputError("The unit weights do not fit.", remedy=f"Give {n_units} positive finite numbers.")


def check_many(
    x: Array,
    y: Array,
    x_noise: Array | None,
    y_noise: Array | None,
    season: NDArray[np.int_] | None,
    weights: Array | str | None,
) -> tuple[Array, Array, Array | None, Array | None]:
    """Refuse sides that do not fit together; arrays come back contiguous."""
    x, y = (np.ascontiguousarray(side, dtype=float) for side in (x, y))
    if x.ndim != 3 or y.ndim != 3 or x.shape[:2] != y.shape[:2]:
        raise InputError(
            f"The two sides have shapes {x.shape} and {y.shape}.",
            remedy="Hand in units x periods x metrics, the same units and periods on both sides.",
        )
    if x.shape[1] < 3:
        raise InputError(f"There are {x.shape[1]} periods.", remedy="Moments need at least three.")
    check_season(season, x.shape[1])
    check_weights(weights, len(x))
    return x, y, _side_noise(x, x_noise), _side_noise(y, y_noise)


def _side_noise(values: Array, noise: Array | None) -> Array | None:
    if noise is None:
        return None
    noise = np.asarray(noise, dtype=float)
    if noise.shape != values.shape:
        raise InputError(
            f"The noise has shape {noise.shape}, the values {values.shape}.",
            remedy="Hand in one sampling variance a value.",
        )
    return np.ascontiguousarray(noise)
