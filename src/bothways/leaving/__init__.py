"""Who leaves, as groups only: retention and turnover, what it costs, reasons beside what leaders believe.

Nothing in this room takes, holds or returns something about one person: spells carry no names, and every result is a
table of groups. There is no function that scores or predicts, and none shall be added.
"""

from bothways.leaving.cost import CostModel, Range, TurnoverCost, cost_of_turnover, read_cost_model
from bothways.leaving.curve import Curves, kaplan_meier
from bothways.leaving.from_released import Staying, leavers_between, staying
from bothways.leaving.reading import read_spells
from bothways.leaving.reasons import ReasonGaps, compare_reasons
from bothways.leaving.retention import Retention, retention
from bothways.leaving.spells import Grouping, Spells
from bothways.leaving.summary import Leaving, summarise
from bothways.leaving.turnover import Turnover, turnover

__all__ = [
    "CostModel",
    "Curves",
    "Grouping",
    "Leaving",
    "Range",
    "ReasonGaps",
    "Retention",
    "Spells",
    "Staying",
    "Turnover",
    "TurnoverCost",
    "compare_reasons",
    "cost_of_turnover",
    "kaplan_meier",
    "leavers_between",
    "read_cost_model",
    "read_spells",
    "retention",
    "staying",
    "summarise",
    "turnover",
]
