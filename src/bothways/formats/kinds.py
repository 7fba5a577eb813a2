"""What kind of question a column of answers is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from bothways.formats.export import Kind, Question, Source
from bothways.formats.ladders import ladder_values
from bothways.tables.numbers import bare, is_missing, parse_number

#: A scale has at most so many steps; a choice at most so many options, each chosen more than once on average.
MOST_STEPS, MOST_OPTIONS = 11, 30


def question_of(source: Source, column_id: str, cells: Sequence[str]) -> Question:
    """Return a column as a question, its kind guessed from some of its cells where the format does not tell.

    Whole numbers from 0 to 10 are a scale, other numbers a number; words of a known ladder are a scale;
    few texts that come again and again are a single choice, cells such as ``2:3:5`` a multiple one; else text.
    """
    counts = Counter(cell.strip() for cell in cells if cell.strip() and cell not in source.missing)
    labels = dict(source.labels)
    answers = [cell for cell in counts if cell not in labels]
    values = ladder_values(labels.values() if labels and not answers else answers)
    kind = source.kind or _guess(counts, values, labels)
    if kind != "scale" or (labels and all(map(is_number, labels))):
        values = {}
    return Question(
        column_id,
        source.text or source.id,
        kind,
        labels=labels,
        values=values,
        missing=source.missing,
        group=source.group,
    )


def is_number(cell: str) -> bool:
    """Return whether a cell is a finite number; marks for missing are none."""
    number = parse_number(cell)
    return number is not None and math.isfinite(number)


def percent_or_number(cell: str, decimal: str = "point") -> float | None:
    """Return a cell as a number, NaN for marks of missing ("--", ". %"), None where it is neither.

    Examples
    --------
    >>> percent_or_number("45.2 %"), percent_or_number("619,947"), percent_or_number("45,2%", "comma")
    (45.2, 619947.0, 45.2)
    """
    if is_missing(bare(cell)) or not bare(cell).strip("%").strip():
        return math.nan
    number = parse_number(cell, "comma" if decimal == "comma" else "point")
    return number if number is None or math.isfinite(number) else None


def _guess(counts: Counter[str], values: dict[str, float], labels: dict[str, str]) -> Kind:
    """Return the kind by what the cells are."""
    numbers = [
        number for cell in counts if (number := parse_number(cell)) is not None and math.isfinite(number)
    ]
    if values:
        return "scale"
    if labels and all(map(is_number, labels)) and len(labels) >= 3:
        return "scale" if all(cell in labels or is_number(cell) for cell in counts) else "single"
    if labels:
        return "single"
    if counts and len(numbers) == len(counts):
        whole = all(number.is_integer() and 0 <= number <= 10 for number in numbers)
        return "scale" if whole and len(numbers) <= MOST_STEPS else "number"
    if counts and all(
        ":" in cell and all(map(str.isdigit, cell.split(":"))) for cell in counts if not is_number(cell)
    ):
        return "multiple"
    seldom = sum(counts.values()) < 2 * len(counts)
    return "text" if not counts or len(counts) > MOST_OPTIONS or seldom else "single"
