"""Habits that pay: how much more often people who do a thing give a good answer than those who never do."""

from bothways.habits.gap import exposure_gap
from bothways.habits.results import AdjustedGap, ExposureGap, LevelShare, Trend

__all__ = ["AdjustedGap", "ExposureGap", "LevelShare", "Trend", "exposure_gap"]
