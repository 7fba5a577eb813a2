"""Who leaves, as groups only: retention and turnover, what it costs, reasons beside what leaders believe.

Nothing in this room takes, holds or returns something about one person: spells carry no names, and every result is a
table of groups. There is no function that scores or predicts, and none shall be added.
"""

from bothways.leaving.curve import Curves, kaplan_meier
from bothways.leaving.reading import read_spells
from bothways.leaving.retention import Retention, retention
from bothways.leaving.spells import Grouping, Spells
from bothways.leaving.summary import Leaving, summarise
from bothways.leaving.turnover import Turnover, turnover

__all__ = [
    "Curves",
    "Grouping",
    "Leaving",
    "Retention",
    "Spells",
    "Turnover",
    "kaplan_meier",
    "read_spells",
    "retention",
    "summarise",
    "turnover",
]
