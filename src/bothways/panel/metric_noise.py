"""Scale and noise of a metric, where its name may say that it is a percentage."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from bothways.panel.noise import Noise, cell_noise, too_noisy
from bothways.panel.scale import Scale

Floats = npt.NDArray[np.float64]
#: Names that end like this say that the metric is a percentage.
PERCENT_NAMES = ("_pct", " pct", "percent", "percentage", "%", "(%)")
TOO_STEADY = (
    "changes less from period to period than a percentage of so few answers can: perhaps it is an average of "
    "several items, or nearly all people answered."
)


@dataclass(frozen=True)
class Judged:
    """What is known of one metric.

    Attributes
    ----------
    scale : Scale
        As declared, or as the name says.
    noise : Noise
    by_name : bool
        Whether it is taken as a percentage because of its name.
    """

    scale: Scale
    noise: Noise
    by_name: bool = False


def metric_noise(
    metric: str, scale: Scale, value: Floats, *, n: Floats, sd: Floats | None, given: Floats | None
) -> Judged:
    """Return scale and noise of a metric; parameters as in :func:`bothways.panel.noise.cell_noise`.

    A metric without a kind is a percentage if its name ends in pct, percent, percentage or %, no other scale
    is declared, its values lie in 0 to 100 and not all in 0 to 1, and it changes no less from period to
    period than percentages of so few answers must. A scale of 0 to 100 alone says nothing: indices have it
    too, and their noise is several times smaller.

    Examples
    --------
    >>> value, n = np.array([[70.0, 72.0]]), np.array([[40.0, 41.0]])
    >>> judged = metric_noise("trust_pct", Scale(), value, n=n, sd=None, given=None)
    >>> judged.scale.kind, judged.by_name
    ('percent', True)
    """
    noise = cell_noise(metric, scale, value, n=n, sd=sd, given=given)
    if scale.kind == "percent" and noise.source == "percent" and too_noisy(value, noise.variance):
        return Judged(scale, _told(noise, f"{metric} {TOO_STEADY} Its noise is overstated."))
    if not _called_percent(metric, scale):
        return Judged(scale, noise)
    low, high = float(np.nanmin(value)), float(np.nanmax(value))
    if low < 0 or high > 100 or high <= 1:
        why = f"{metric} is called a percentage but runs from {low:g} to {high:g}: it is not taken for one."
        return Judged(scale, _told(noise, why))
    percent = replace(scale, kind="percent", low=0.0, high=100.0)
    as_percent = cell_noise(metric, percent, value, n=n, sd=sd, given=given)
    if as_percent.source == "percent" and too_noisy(value, as_percent.variance):
        why = f"{metric} is called a percentage, but {TOO_STEADY} Its noise is not taken from its name."
        return Judged(scale, _told(noise, why))
    return Judged(percent, as_percent, by_name=True)


def _called_percent(metric: str, scale: Scale) -> bool:
    """Return whether only the name says what a metric is, and says percentage."""
    other_scale = scale.low not in {0.0} and not np.isnan(scale.low)
    other_scale |= scale.high not in {100.0} and not np.isnan(scale.high)
    return not scale.kind and not other_scale and metric.casefold().endswith(PERCENT_NAMES)


def _told(noise: Noise, note: str) -> Noise:
    """Return noise with one more note."""
    return replace(noise, notes=(*noise.notes, note))
