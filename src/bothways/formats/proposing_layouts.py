"""A layout proposed from what the sheets of a workbook hold."""

from __future__ import annotations

from bothways.formats.layouts import Layout
from bothways.formats.sheets import Sheet
from bothways.tables.columns import SYNONYMS, plain
from bothways.tables.numbers import parse_number

#: Names of columns, without case and punctuation, that mostly count answers.
_SIZES = (
    "n",
    "responses",
    "respondents",
    "answers",
    "itemresponsetotal",
    "base",
    "count",
    "participantstotal",
)
_UNITS = ("unit", *SYNONYMS["unit"], "agency", "department", "division", "organisation", "organization")


def propose_layout(sheets: list[Sheet], *, period: str = "") -> Layout | None:
    """Propose how a workbook is laid out; None where no sheet has a column of units and one of numbers.

    The columns are those that most sheets share. Of shares of answers the favourable ones are proposed where they
    are known ("Strongly Agree", "Agree").
    """
    counted: dict[tuple[str, ...], list[Sheet]] = {}
    for sheet in sheets:
        counted.setdefault(sheet.header, []).append(sheet)
    for header, alike in sorted(counted.items(), key=lambda each: -len(each[1])):
        unit = next((column for name in _UNITS for column in header if plain(column) == plain(name)), "")
        numbers = [column for column in header if column != unit and _is_numeric(column, header, alike[0])]
        size = next((column for column in numbers if plain(column).strip("0123456789") in _SIZES), "")
        values = [column for column in numbers if column != size]
        if not unit or not values:
            continue
        good = [column for column in values if plain(column) in _FAVOURABLE]
        when = next(
            (column for column in header if plain(column) in ("period", "year", "quarter", "month")), ""
        )
        chosen = good or [column for column in values if column != when]
        alike = [one for one in sheets if {unit, *chosen, *filter(None, [size, when])} <= {*one.header}]
        return Layout(
            unit, tuple(chosen), tuple(sheet.title for sheet in alike if sheet.title),
            "metric" if len(alike) > 1 else "", "sum" if good else "each", period=when,
            period_value="" if when else period or "?", n=size, metric=alike[0].title or "value",
            left_out=tuple(sorted({row[0].strip() for one in alike for row in one.rows if row and _is_total(row[0])})),
            kind="percent" if _are_percents(values, header, alike[0]) else "",
            low=0 if _are_percents(values, header, alike[0]) else None,
            high=100 if _are_percents(values, header, alike[0]) else None,
        )  # fmt: skip
    return None


_FAVOURABLE = (
    "stronglyagree",
    "agree",
    "verysatisfied",
    "satisfied",
    "verygood",
    "good",
    "always",
    "mostofthetime",
)
_TOTALS = ("allresponses", "total", "overall", "all", "governmentwide", "average", "insgesamt", "gesamt")


def _is_total(text: str) -> bool:
    return plain(text) in _TOTALS


def _is_numeric(column: str, header: tuple[str, ...], sheet: Sheet) -> bool:
    """Return whether most filled cells of a column are numbers."""
    cells = _cells(column, header, sheet)
    return bool(cells) and 2 * sum(parse_number(cell) is not None for cell in cells) > len(cells)


def _are_percents(columns: list[str], header: tuple[str, ...], sheet: Sheet) -> bool:
    cells = [cell for column in columns for cell in _cells(column, header, sheet)]
    return bool(cells) and 2 * sum(cell.endswith("%") for cell in cells) > len(cells)


def _cells(column: str, header: tuple[str, ...], sheet: Sheet) -> list[str]:
    place = header.index(column)
    return [text for row in sheet.rows if place < len(row) and (text := row[place].strip())]
