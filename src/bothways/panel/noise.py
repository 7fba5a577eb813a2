"""Sampling noise of each cell: what is known of it, and from where."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bothways.panel.moments_noise import pooled_variance
from bothways.panel.panel import NoiseSource
from bothways.panel.scale import Scale

Floats = npt.NDArray[np.float64]
#: From what is known best to what is known least.
ORDER: tuple[NoiseSource, ...] = ("given", "sd", "percent", "count", "n only", "unknown")
#: Fewer one-step changes than this say nothing about noise.
FEWEST_CHANGES = 30


@dataclass(frozen=True)
class Noise:
    """Sampling noise of one metric.

    Attributes
    ----------
    variance : numpy.ndarray of float64, shape (units, periods)
        Sampling variance of the value, in its own units squared; NaN where there is no cell, and everywhere
        where the source is "n only" or "unknown".
    source : str
        The weakest rule that a cell of the metric needed.
    notes : tuple of str
    lacking : tuple of (int, int)
        Unit and period of each cell for whose sake what other cells say of noise is not used.
    """

    variance: Floats
    source: NoiseSource
    notes: tuple[str, ...] = ()
    lacking: tuple[tuple[int, int], ...] = ()


def cell_noise(
    metric: str,
    scale: Scale,
    value: Floats,
    *,
    n: Floats,
    sd: Floats | None = None,
    given: Floats | None = None,
) -> Noise:
    """Return the sampling noise of a metric's cells.

    Parameters
    ----------
    metric : str
        Its name, for notes.
    scale : Scale
    value : numpy.ndarray of float64, shape (units, periods)
        NaN where there is no cell.
    n, sd, given : numpy.ndarray of float64, shape (units, periods)
        Answers behind the value, standard deviation of one answer, and sampling variance of the value; NaN
        where not known.

    Returns
    -------
    Noise

    Notes
    -----
    Each cell takes the first rule whose inputs it has:

    1. ``noise_variance`` as given.
    2. sd: the variance of one answer, pooled over the unit's cells and shrunk to the metric's
       (:func:`bothways.panel.moments_noise.pooled_variance`), over n. A cell of one answer needs no sd.
    3. kind ``percent``: with p = (value - low) / (high - low), the variance of one answer
       (high - low)^2 n p (1 - p) / (n - 1), pooled over the metric with weights n - 1, over n. Where all cells are
       0 % or 100 %, the largest is taken to be half an answer away from it: nobody is exact because all agree.
    4. kind ``count``: the mean number of events of the metric (Poisson), at least one half. Counts of units of very
       different size belong in a rate.

    Never the cell's own spread: it moves with the cell's own error (a share of 90 % by luck has a small p (1 - p)), so
    lucky cells would get the most weight, and links would be found where there are none.

    For other kinds the variance cannot be told from value and n: a mean says nothing of the spread of
    answers, an NPS of 0 can be all passives or half promoters, a rate hides its exposure. Then the variance
    of one answer is left to be estimated from one-step changes ("n only"), or noise is "unknown" where n is
    too. Upper bounds are never used.

    Noise is known for a metric only if every cell has one: otherwise the whole metric is "n only" or
    "unknown", because cells that stand for nothing but themselves would get weights of two kinds.

    Examples
    --------
    >>> import numpy as np
    >>> share = cell_noise("x", Scale("percent", 0, 100), np.array([[50.0, 50.0]]), n=np.array([[26.0, 51.0]]))
    >>> share.source, share.variance.round(1).tolist()
    ('percent', [[98.7, 50.3]])
    """
    valued = np.isfinite(value)
    variance = np.full(value.shape, np.nan)
    used: list[NoiseSource] = []
    rules: list[tuple[NoiseSource, Floats | None]] = [
        ("given", given),
        ("sd", None if sd is None else _from_sd(valued, n, sd)),
        ("percent", _from_share(scale, value, n) if scale.kind == "percent" else None),
        ("count", _from_count(value) if scale.kind == "count" else None),
    ]
    for source, candidate in rules:
        if candidate is None:
            continue
        take = valued & np.isnan(variance) & np.isfinite(candidate)
        if take.any():
            variance[take] = candidate[take]
            used.append(source)
    return _judge(metric, scale, valued, n, variance, used)


def _judge(
    metric: str,
    scale: Scale,
    valued: npt.NDArray[np.bool_],
    n: Floats,
    variance: Floats,
    used: list[NoiseSource],
) -> Noise:
    """Return the noise of a metric: known for all cells or for none."""
    without = valued & np.isnan(variance)
    if not without.any():
        notes = (
            (f"The noise of {metric} comes from several rules: {', '.join(used)}.",) if len(used) > 1 else ()
        )
        return Noise(variance, used[-1], notes)
    nameless = valued & np.isnan(n)
    source: NoiseSource = "unknown" if nameless.any() else "n only"
    nowhere = np.full(variance.shape, np.nan)
    cells = int(valued.sum())
    if used:
        return Noise(
            nowhere,
            source,
            (
                f"{int(without.sum())} of {cells} cells of {metric} have no noise variance, so that of the "
                "others is not used; give it for all cells or leave these out.",
            ),
            _places(without),
        )
    missing = int(nameless.sum())
    if 0 < missing < cells:
        told = f"{missing} of {cells} cells of {metric} have no n, so its noise is unknown."
        return Noise(nowhere, source, (told,), _places(nameless))
    return Noise(nowhere, source)


def _places(cells: npt.NDArray[np.bool_]) -> tuple[tuple[int, int], ...]:
    """Return unit and period of each cell."""
    return tuple((int(unit), int(period)) for unit, period in np.argwhere(cells))


def _from_sd(valued: npt.NDArray[np.bool_], n: Floats, sd: Floats) -> Floats:
    """Return the pooled variance of one answer over n; NaN where a cell lacks n, or sd of several answers."""
    out = np.full(valued.shape, np.nan)
    known = valued & (n >= 1) & (np.isfinite(sd) | (n == 1))
    if known.any():
        units = np.broadcast_to(np.arange(len(valued))[:, None], valued.shape)
        _, unit = np.unique(units[known], return_inverse=True)
        out[known] = pooled_variance(sd[known] ** 2, n[known], unit) / n[known]
    return out


def _from_share(scale: Scale, value: Floats, n: Floats) -> Floats:
    """Return the variance of a share on its scale: that of one answer, pooled over the metric, over n."""
    width = scale.high - scale.low
    share = np.clip((value - scale.low) / width, 0.0, 1.0)
    weight = np.where(np.isfinite(value) & (n > 1), n - 1, 0.0)
    if not weight.any():
        return np.full(value.shape, np.nan)
    mixed = np.where(weight > 0, n * share * (1 - share), 0.0).sum()
    least = 0.5 * (1 - 0.5 / n[weight > 0].max())
    one = max(mixed, least) / weight.sum()
    return np.asarray(width**2 * one / np.where(n >= 1, n, np.nan))


def _from_count(value: Floats) -> Floats:
    """Return the variance of a count of events (Poisson): the mean of the metric, at least one half."""
    seen = np.isfinite(value)
    mean = float(value[seen].mean()) if seen.any() else np.nan
    return np.where(seen, max(mean, 0.5), np.nan)


def too_noisy(value: Floats, variance: Floats) -> bool:
    """Return whether a noise variance is larger than the changes from period to period allow.

    Under pure noise, changes between neighbouring periods have variance V_t + V_t+1; anything real adds to
    it. So the mean of (change - its period's mean)^2 / (V_t + V_t+1) over N changes is at least 1, up to
    chance: its standard error is at most sqrt(4.5 / N) (kurtosis 4; neighbouring changes share a cell, which
    adds half). A mean three of these below 1 contradicts the variance. This happens where a "percentage" is
    an average of several items, or where nearly all people answered.

    Parameters
    ----------
    value, variance : numpy.ndarray of float64, shape (units, periods)

    Examples
    --------
    >>> import numpy as np
    >>> steady = np.tile([[50.0], [60.0]], (100, 8)) + np.random.default_rng(1).normal(size=(200, 8))
    >>> too_noisy(steady, np.full((200, 8), 1.0)), too_noisy(steady, np.full((200, 8), 4.0))
    (False, True)
    """
    change = np.diff(value, axis=1)
    expected = variance[:, 1:] + variance[:, :-1]
    joint = np.isfinite(change) & (expected > 0)
    many = joint.sum(axis=0)
    degrees = int(many.sum() - (many > 0).sum())
    if degrees < FEWEST_CHANGES:
        return False
    mean = np.where(joint, change, 0.0).sum(axis=0) / np.maximum(many, 1)
    ratio = float(
        (np.where(joint, (change - mean) ** 2, 0.0) / np.where(joint, expected, 1.0)).sum() / degrees
    )
    return ratio < 1 - 3 * math.sqrt(4.5 / degrees)
