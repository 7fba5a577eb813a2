"""One pair of metrics taken out of the Panel, with what is known of its noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.panel import Panel

Floats = NDArray[np.float64]
KNOWN, N_ONLY, UNKNOWN = "known", "n only", "unknown"


@dataclass(frozen=True)
class Series:
    """One metric.

    Attributes
    ----------
    name : str
    values, n, noise_variance : ndarray, shape (N, T)
        NaN where not observed or not known.
    noise : str
        "known", "n only" (the variance of one answer is not known) or "unknown".
    overlapping : bool
        True where the declared reference spans of neighbouring periods overlap (rolling windows).
    """

    name: str
    values: Floats
    n: Floats
    noise_variance: Floats
    noise: str
    overlapping: bool


def series(panel: Panel, metric: str) -> Series:
    """Take one metric out of the panel."""
    one = panel.data.sel(metric=metric)
    source = str(one["noise_source"].item())
    noise = {"n only": N_ONLY, "unknown": UNKNOWN}.get(source, KNOWN)
    values = one["value"].transpose("unit", "period").to_numpy()
    variance = one["noise_variance"].transpose("unit", "period").to_numpy()
    if noise == KNOWN and not np.isfinite(variance[np.isfinite(values)]).all():
        noise = UNKNOWN
    return Series(
        name=metric,
        values=np.asarray(values, dtype=float),
        n=np.asarray(one["n"].transpose("unit", "period").to_numpy(), dtype=float),
        noise_variance=np.asarray(variance, dtype=float),
        noise=noise,
        overlapping=_overlapping(one["reference_start"].to_numpy(), one["reference_end"].to_numpy()),
    )


def _overlapping(start: NDArray[np.datetime64], end: NDArray[np.datetime64]) -> bool:
    given = ~(np.isnat(start) | np.isnat(end))
    start, end = start[given], end[given]
    return bool((start[1:] <= end[:-1]).any())


def shared_noise(panel: Panel, first: str, second: str) -> Floats | None:
    """Sampling covariance of two metrics answered by the same people, shape (N, T); None where none is given."""
    table = panel.noise_covariance
    if not len(table):
        return None
    forward = (table["metric_a"] == first) & (table["metric_b"] == second)
    backward = (table["metric_a"] == second) & (table["metric_b"] == first)
    rows = table[forward | backward]
    if not len(rows):
        return None
    out = np.zeros((len(panel.units), len(panel.periods)))
    unit = {name: k for k, name in enumerate(panel.units)}
    period = {name: k for k, name in enumerate(panel.periods)}
    at = rows["unit"].astype(str).map(unit), rows["period"].astype(str).map(period)
    known = at[0].notna() & at[1].notna()
    out[at[0][known].astype(int), at[1][known].astype(int)] = rows["covariance"][known]
    return out


def stack(x: Series, y: Series, cross: Floats | None) -> tuple[Floats, Floats]:
    """Values (N, T, 2) and noise (N, T, 2, 2) of a pair; unknown noise counts as 0."""
    values = np.stack([x.values, y.values], axis=2)
    noise = np.zeros((*values.shape, 2))
    noise[..., 0, 0], noise[..., 1, 1] = x.noise_variance, y.noise_variance
    if cross is not None:
        noise[..., 0, 1] = noise[..., 1, 0] = cross
    return values, np.where(np.isfinite(noise), noise, 0.0)
