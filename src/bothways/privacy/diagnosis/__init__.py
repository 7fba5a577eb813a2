"""How units are, from released numbers alone: profiles, groups of need, change."""

from bothways.privacy.diagnosis.comparison import (
    Comparison,
    Position,
    Standing,
    compare,
    position,
    standings,
)
from bothways.privacy.diagnosis.diagnosis import Diagnosis, diagnose
from bothways.privacy.diagnosis.domains import DomainScale, instrument_domains
from bothways.privacy.diagnosis.profile import (
    Change,
    DomainNumber,
    UnitProfile,
    WithheldUnit,
    change_since,
)
from bothways.privacy.diagnosis.reading import ReleasedRound, read_rounds

__all__ = [
    "Change",
    "Comparison",
    "Diagnosis",
    "DomainNumber",
    "DomainScale",
    "Position",
    "ReleasedRound",
    "Standing",
    "UnitProfile",
    "WithheldUnit",
    "change_since",
    "compare",
    "diagnose",
    "instrument_domains",
    "position",
    "read_rounds",
    "standings",
]
