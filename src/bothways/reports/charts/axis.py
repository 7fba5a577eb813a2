"""The axis that all rows of a chart share."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from bothways.linkage.findings import Effect

#: Width of a row in drawing units; it scales with the page.
WIDTH = 280.0
_MARGIN = 16.0


@dataclass(frozen=True)
class Axis:
    """A symmetric axis around zero.

    Attributes
    ----------
    reach : float
        Value at the right end; the left end is its negative.
    """

    reach: float

    def x(self, value: float) -> float:
        """Drawing position of a value, kept inside the axis."""
        inside = max(-self.reach, min(self.reach, value))
        return _MARGIN + (inside + self.reach) / (2 * self.reach) * (WIDTH - 2 * _MARGIN)

    def holds(self, value: float) -> bool:
        """Whether a value lies on the axis."""
        return -self.reach <= value <= self.reach

    @property
    def ticks(self) -> tuple[float, ...]:
        """Five ticks: both ends, both halves, zero."""
        return (-self.reach, -self.reach / 2, 0.0, self.reach / 2, self.reach)


def shared_axis(effects: Iterable[Effect], *, at_most: float = 1.0) -> Axis:
    """The smallest round axis that holds every range, up to a limit.

    Parameters
    ----------
    effects : iterable of Effect
        Standardised effects; those that could not be estimated are skipped.
    at_most : float
        Largest reach; ranges beyond it are drawn with an arrow at the end.

    Returns
    -------
    Axis
        Reach .2, .4, .6 or 1, whatever holds all; .2 where nothing could be estimated.

    Examples
    --------
    >>> shared_axis([Effect(effect=0.1, low=-0.05, high=0.25)]).reach
    0.4
    """
    ends = [abs(end) for effect in effects for end in (effect.low, effect.high) if math.isfinite(end)]
    widest = max(ends, default=0.0)
    return Axis(next((reach for reach in (0.2, 0.4, 0.6) if widest <= reach), at_most))
