"""Attacks on what was published: would anybody be exposed?"""

from bothways.privacy.audit.algebra import Algebra, combine, sums_of
from bothways.privacy.audit.attack import Exposure, attack
from bothways.privacy.audit.publications import (
    Link,
    Publication,
    Published,
    exact,
    level_of,
    mean_of,
    nps_of,
    share_of,
)

__all__ = [
    "Algebra",
    "Exposure",
    "Link",
    "Publication",
    "Published",
    "attack",
    "combine",
    "exact",
    "level_of",
    "mean_of",
    "nps_of",
    "share_of",
    "sums_of",
]
