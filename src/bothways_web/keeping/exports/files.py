"""A file of released numbers, in one of the forms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bothways.errors import InputError
from bothways.formats.writing import WRITERS, Variable, write_qualtrics
from bothways_web.keeping.exports import rows as tidy
from bothways_web.keeping.exports.reach import Reach
from bothways_web.keeping.exports.rows import Chosen

if TYPE_CHECKING:
    import pandas as pd

    from bothways_web.link.findings import RunFindings

WIDE_ENDING, SPSS_ENDING = ".qualtrics.csv", ".sav"
Told = Callable[[int, int], object]


def ending_of(name: str) -> str:
    """Return the ending of a file name by which its form is told.

    Raises
    ------
    InputError
        Where no form has it.
    """
    found = next((ending for ending in WRITERS if name.lower().endswith(ending)), None)
    if found is None:
        raise InputError(
            "This ending is none of an export.", remedy=f"Choose one of {', '.join(WRITERS)}.", file=name
        )
    return found


def write_numbers(
    path: Path,
    ending: str,
    reach: Reach,
    chosen: Chosen,
    open_names: frozenset[str | None] | None,
    *,
    told: Told = max,
) -> int:
    """Write released numbers and return how many rows the file has.

    Raises
    ------
    InputError
        Where there is nothing to write, or the file cannot be written.
    """
    found = list(tidy.released_rows(reach, chosen, open_names))
    if not found:
        raise InputError(
            "Nothing was released that fits.", remedy="Choose other numbers, or wait for a round."
        )
    words = tidy.Words(found)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)

    def tell(count: int) -> object:
        return told(count, len(found))

    if ending == WIDE_ENDING:
        return write_qualtrics(
            tidy.wide_rows(found, words), tidy.wide_variables(found, words), path, told=tell
        )
    coded = ending == SPSS_ENDING
    rows = (tidy.tidy_row(population, row, words, coded=coded) for population, row in found)
    return WRITERS[ending](rows, tidy.TIDY, path, told=tell)


def write_findings(path: Path, ending: str, found: RunFindings, *, methods: bool) -> int:
    """Write the table of findings and return how many rows it has; nothing but what its page shows.

    Raises
    ------
    InputError
        For the wide form, which is about groups.
    """
    from bothways_web.link.table import findings_frame

    if ending == WIDE_ENDING:
        raise InputError("Findings have no groups.", remedy="Choose another form for findings.")
    table = findings_frame(found, methods=methods)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return WRITERS[ending](_rows_of(table), [_variable(table, name) for name in table.columns], path)


def _variable(table: pd.DataFrame, name: str) -> Variable:
    import pandas as pd

    kind = table[name].dtype
    return Variable(name, number=pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind))


def _rows_of(table: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    for row in table.itertuples(index=False, name=None):
        yield tuple(
            cell if isinstance(cell, int | float | str) or cell is None else str(cell) for cell in row
        )
