"""The ledger: publish once, for the whole organisation, and never what tells too much."""

from bothways.privacy.ledger.choices import After, Choices
from bothways.privacy.ledger.follow import is_named
from bothways.privacy.ledger.gaps import Alike, Exposure
from bothways.privacy.ledger.imported_cells import ImportedCell, ImportedMetric
from bothways.privacy.ledger.ledger import Ledger
from bothways.privacy.ledger.metric import Metric, RoundAnswers
from bothways.privacy.ledger.store import FileStore, MemoryStore, Store

__all__ = [
    "After",
    "Alike",
    "Choices",
    "Exposure",
    "FileStore",
    "ImportedCell",
    "ImportedMetric",
    "Ledger",
    "MemoryStore",
    "Metric",
    "RoundAnswers",
    "Store",
    "is_named",
]
