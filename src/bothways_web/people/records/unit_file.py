"""A file of units: its rows as spans, and what is wrong with them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bothways.privacy.tree import UNIT_SYNONYMS
from bothways_web.people.models import UnitSpan
from bothways_web.people.records.cells import RecordCells
from bothways_web.people.records.unit_tree import Span, check_tree

LONGEST = {"unit": 60, "parent": 60, "name": 120}
SYNONYMS = UNIT_SYNONYMS


def read_spans(cells: RecordCells) -> list[Span]:
    """Return the rows that can be read as spans; the others are complained about."""
    found = []
    for record in cells.filled():
        told = len(cells.problems)
        for field, longest in LONGEST.items():
            cells.check_text(record, field, longest)
        unit = cells.at("unit", record)
        if not unit:
            cells.complain(record, "unit", _("The unit has no code."), _("Fill it in, or take the row out."))
        start, end = cells.day("valid_from", record), cells.day("valid_to", record)
        if start and end and end < start:
            cells.complain(
                record, "valid_to", _("The last day comes before the first one."), _("Swap or correct them.")
            )
        if len(cells.problems) == told:
            parent, name = cells.at("parent", record) or None, cells.at("name", record) or unit
            found.append(Span(unit, parent, name, start, end, record))
    return found


def known_spans() -> list[Span]:
    """Return the spans in the records."""
    rows = UnitSpan.objects.values_list("unit__code", "parent__code", "name", "valid_from", "valid_to")
    return [Span(*row) for row in rows]


def check_spans(cells: RecordCells, spans: list[Span], kept: list[Span]) -> None:
    """Complain about what would be no tree together with the spans that stay."""
    faulty = {cells.at("unit", problem.record) for problem in cells.problems}

    def complain(record: int, field: str, what: str, remedy: str) -> None:
        # A parent whose own row is faulty is complained about there, not once more at each of its children.
        if field != "parent" or cells.at("parent", record) not in faulty:
            cells.complain(record, field, what, remedy)

    check_tree([*kept, *spans], complain)
