"""How units are, from released numbers alone: profiles, groups of need, change."""

from bothways.privacy.diagnosis.comparison import Comparison, Position, Standing, compare, standings
from bothways.privacy.diagnosis.diagnosis import Diagnosis, diagnose
from bothways.privacy.diagnosis.domains import DomainScale, instrument_domains
from bothways.privacy.diagnosis.profile import Change, DomainNumber, UnitProfile, WithheldUnit
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
    "compare",
    "diagnose",
    "instrument_domains",
    "read_rounds",
    "standings",
]
