"""Numbers that cannot expose anyone: the ledger and what is Released."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bothways.privacy.answers import Answers, read_answers
    from bothways.privacy.groups import Group, parse_group
    from bothways.privacy.ledger import ImportedCell, ImportedMetric, Ledger, Metric, RoundAnswers
    from bothways.privacy.questions import Questions, instrument_questions, item_questions
    from bothways.privacy.released import Released, released_table
    from bothways.privacy.roster import Roster, make_roster
    from bothways.privacy.tree import UnitTree, make_tree, read_units

__all__ = [
    "Answers",
    "Group",
    "ImportedCell",
    "ImportedMetric",
    "Ledger",
    "Metric",
    "Questions",
    "Released",
    "Roster",
    "RoundAnswers",
    "UnitTree",
    "instrument_questions",
    "item_questions",
    "make_roster",
    "make_tree",
    "parse_group",
    "read_answers",
    "read_units",
    "released_table",
]

_MODULE_OF = {
    "Answers": "answers",
    "Group": "groups",
    "ImportedCell": "ledger",
    "ImportedMetric": "ledger",
    "Ledger": "ledger",
    "Metric": "ledger",
    "Questions": "questions",
    "Released": "released",
    "Roster": "roster",
    "RoundAnswers": "ledger",
    "UnitTree": "tree",
    "instrument_questions": "questions",
    "item_questions": "questions",
    "make_roster": "roster",
    "make_tree": "tree",
    "parse_group": "groups",
    "read_answers": "answers",
    "read_units": "tree",
    "released_table": "released",
}

if not TYPE_CHECKING:  # a type checker that sees this would accept any name

    def __getattr__(name):
        """Load a public name from its module on first use."""
        if name not in _MODULE_OF:
            raise AttributeError(f"module 'bothways.privacy' has no attribute {name!r}")
        return getattr(import_module(f"bothways.privacy.{_MODULE_OF[name]}"), name)
