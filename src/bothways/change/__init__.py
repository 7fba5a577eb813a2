"""Before and after a start, with units that had not begun beside: did it work?"""

from bothways.change.honest import Bounds
from bothways.change.power import SmallestEffect, smallest_effect
from bothways.change.result import Difference, Dose, Reach, Study
from bothways.change.study import study
from bothways.change.trends import Drift, EarlierTrend

__all__ = [
    "Bounds",
    "Difference",
    "Dose",
    "Drift",
    "EarlierTrend",
    "Reach",
    "SmallestEffect",
    "Study",
    "smallest_effect",
    "study",
]
