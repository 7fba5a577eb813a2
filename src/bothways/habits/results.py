"""What is said of a habit: shares by how often, the gap, the gap among alike people, the trend."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import pandas as pd

NAN = float("nan")
#: Under this share of people who have somebody alike in the other group, the adjusted gap speaks of too few.
FEWEST_COMPARED = 0.25


@dataclass(frozen=True)
class LevelShare:
    """Share of good answers among people with one level of a habit.

    Attributes
    ----------
    level : str
    n : int
        People with an answer.
    share, low, high : float
        In [0, 1], with a Wilson interval whose n is divided by the design effect of units.
    """

    level: str
    n: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class AdjustedGap:
    """The gap among people alike in unit, role, tenure or whatever else was named.

    Attributes
    ----------
    by : tuple of str
        Columns in which people are alike.
    points, low, high : float
        In percentage points; NaN where nobody can be compared.
    compared : float
        Share of the people of both groups who have somebody alike in the other group, in [0, 1].
    most, least : float
        Shares of good answers of both groups, weighted alike, in [0, 1].
    people : (int, int)
        How many of the most and of the least exposed group have somebody alike in the other one.
    effective : (float, float)
        Kish's effective number of these people: how many equal ones would carry as much of the gap.
    """

    by: tuple[str, ...]
    points: float
    low: float
    high: float
    compared: float
    most: float
    least: float
    people: tuple[int, int] = (0, 0)
    effective: tuple[float, float] = (0.0, 0.0)

    @property
    def told(self) -> bool:
        """Whether enough people have somebody alike for the gap to speak of the whole."""
        return math.isfinite(self.low) and self.compared >= FEWEST_COMPARED


@dataclass(frozen=True)
class Trend:
    """Change of the share from one level to the next: least squares over levels numbered 0, 1, 2, ...

    Attributes
    ----------
    points, low, high : float
        Percentage points a level.
    p : float
        Two-sided, of no change.
    """

    points: float
    low: float
    high: float
    p: float


@dataclass(frozen=True)
class ExposureGap:
    """How often people who do a thing give a good answer, beside those who do it least.

    Attributes
    ----------
    levels : tuple of LevelShare
        From least to most.
    points, low, high : float
        Share of the most exposed minus share of the least exposed, in percentage points.
    adjusted : tuple of AdjustedGap
        The same among people who are alike, one for each set of columns that was asked for.
    trend : Trend
        Over all levels; NaN with two.
    e_value, e_value_limit : float
        At least 1: how strongly, as a risk ratio, something unmeasured would have to go with both the habit and the
        answer to make the gap, or the end of its interval that is nearer to none, by itself.
    units : int
        Units that answers come from; 0 where none were named.
    design_effect : float
        How many times the variance is larger than without units, at least 1.
    level : float
        Of all intervals, in (0, 1).
    """

    levels: tuple[LevelShare, ...]
    points: float
    low: float
    high: float
    adjusted: tuple[AdjustedGap, ...]
    trend: Trend
    e_value: float
    e_value_limit: float
    units: int
    design_effect: float
    level: float = 0.95

    @property
    def table(self) -> pd.DataFrame:
        """One row a level: ``level, n, share, low, high``."""
        return pd.DataFrame([dataclasses.asdict(one) for one in self.levels])

    @property
    def sentence(self) -> str:
        """What may be said, with the interval, and without a cause."""
        least, most = self.levels[0], self.levels[-1]
        return (
            f"Good answers: {100 * most.share:.0f} of 100 among “{most.level}”, {100 * least.share:.0f} of 100 among "
            f"“{least.level}”: a gap of {self.points:.0f} points ({self.low:.0f} to {self.high:.0f})."
        )

    @property
    def caution(self) -> str:
        """What the gap is not, and what could make it by itself."""
        told = (
            f"Something that nobody measured, which goes with both by a risk ratio of {self.e_value:.1f}, could make "
            f"the whole gap; of {self.e_value_limit:.1f}, could make what is left at the end of its range."
            if self.e_value_limit > 1
            else "The range includes no gap at all."
        )
        return (
            "A gap between people who do a thing and people who do not is no proof that doing it changes answers: "
            f"teams that are well may simply find time for it. {told}"
        )
