"""Attacks on what was published: would anybody be exposed?"""

from bothways.privacy.audit.algebra import Algebra, combine, sums_of
from bothways.privacy.audit.attack import Exposure, attack
from bothways.privacy.audit.audit import Audit, audit, write_audit
from bothways.privacy.audit.folder import Folder, read_folder
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
    "Audit",
    "Exposure",
    "Folder",
    "Link",
    "Publication",
    "Published",
    "attack",
    "audit",
    "combine",
    "exact",
    "level_of",
    "mean_of",
    "nps_of",
    "read_folder",
    "share_of",
    "sums_of",
    "write_audit",
]
