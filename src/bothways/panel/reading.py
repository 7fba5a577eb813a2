"""Two tidy tables to a Panel."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from bothways.errors import ColumnError, InputError
from bothways.panel.assemble import assemble
from bothways.panel.covariance import read_covariance
from bothways.panel.frequency import settle_frequency
from bothways.panel.panel import Panel
from bothways.panel.placement import place_cells, refuse_doubled
from bothways.panel.tidy import Cells, read_cells
from bothways.tables.columns import COVARIANCE_SYNONYMS, SYNONYMS, plain
from bothways.tables.gather import Progress
from bothways.tables.reading import read_table
from bothways.tables.table import Table

SIDES = ("employees", "customers", "covariance")


def read_panel(
    employees: Any,
    customers: Any,
    *,
    columns: Mapping[str, str] | Mapping[str, Mapping[str, str]] | None = None,
    covariance: Any = None,
    sheet: str | Mapping[str, str] | None = None,
    placement: bool = True,
    progress: Progress | None = None,
) -> Panel:
    """Read employee metrics and customer metrics into a Panel.

    Parameters
    ----------
    employees, customers : path or table
        Tidy metrics, one row a cell: CSV, XLSX, Parquet, or a pandas, polars or Arrow table with the columns
        unit, period, metric, value, and any of n, noise_variance, sd, kind, low, high, better,
        reference_start, reference_end. ``docs/reference/tidy-metrics.md`` says what each means.
    columns : mapping, optional
        Field -> column of the file, where the names are not understood by themselves. One mapping is used for
        each table that has the column; or one mapping for each of "employees", "customers", "covariance".
    covariance : path or table, optional
        Sampling covariances of two values given by the same people: unit, period, metric_a, metric_b,
        covariance.
    sheet : str or mapping, optional
        Sheet of XLSX files that have several; one for all, or one for each of the three tables.
    placement : bool
        Move each cell with a reference span to the period in which the midpoint of the span lies.
    progress : callable, optional
        Called with the name of the table and the number of records read so far.

    Returns
    -------
    Panel
        Rows without a value are holes. Units that are on one side only are kept. ``notes`` tells what was
        found, assumed and moved.

    Raises
    ------
    InputError
        FileError, ColumnError, CellError or PeriodError; each names file, row, column and remedy.

    Examples
    --------
    >>> import pandas as pd
    >>> employees = pd.DataFrame({"team": ["a", "b"], "year": 2024, "kpi": "trust", "score": [3.9, 4.2]})
    >>> customers = pd.DataFrame({"store": ["a", "b"], "year": 2024, "kpi": "nps", "score": [31, 35]})
    >>> panel = read_panel(employees, customers)
    >>> panel.units, panel.periods, panel.metrics("customer")
    (['a', 'b'], ['2024'], ['nps'])
    """
    sources = {"employees": employees, "customers": customers}
    if covariance is not None:
        sources["covariance"] = covariance
    _refuse_same_file(employees, customers, sheet)
    sheets = _sheets(sources, sheet)
    names = _names(sources)
    tables = {
        side: read_table(source, sheet=sheets.get(side), name=names[side]) for side, source in sources.items()
    }
    mappings = _mappings(tables, columns)
    first = read_cells(tables["employees"], "employee", columns=mappings["employees"], progress=progress)
    second = read_cells(tables["customers"], "customer", columns=mappings["customers"], progress=progress)
    for cells in (first, second):
        _refuse_nothing(cells)
    _refuse_shared_metric(first, second)
    frequency, first, second, notes = settle_frequency(first, second)
    for cells in (first, second):
        refuse_doubled(cells, frequency)
    if placement:
        first, moves = place_cells(first, frequency)
        second, more = place_cells(second, frequency)
        notes = (*notes, *moves, *more)
        for cells in (first, second):
            refuse_doubled(cells, frequency)
    return assemble(
        first,
        second,
        frequency,
        notes=(*first.notes, *second.notes, *notes),
        covariance=None
        if covariance is None
        else lambda grid: read_covariance(tables["covariance"], grid, columns=mappings["covariance"]),
    )


def _names(sources: Mapping[str, Any]) -> dict[str, str]:
    """Return what errors call each table: its file, with its folder where two files are called the same."""
    files = {side: Path(source) for side, source in sources.items() if isinstance(source, str | PathLike)}
    called = [path.name for path in files.values()]
    names = {side: f"the {side} table" for side in sources}
    for side, path in files.items():
        names[side] = path.name if called.count(path.name) == 1 else str(path)
    return names


def _refuse_same_file(employees: Any, customers: Any, sheet: str | Mapping[str, str] | None) -> None:
    """Refuse one file for both sides, unless two of its sheets may be meant."""
    paths = [Path(source) for source in (employees, customers) if isinstance(source, str | PathLike)]
    if len(paths) == 2 and paths[0] == paths[1] and not isinstance(sheet, Mapping):
        raise InputError(
            "The same file is named for employees and for customers.",
            remedy="Name two files, with the metrics of one side in each.",
            file=paths[0].name,
        )


def _sheets(sources: Mapping[str, Any], sheet: str | Mapping[str, str] | None) -> dict[str, str]:
    """Return the sheet of each table; one name for all is for the spreadsheets among them."""
    if sheet is None:
        return {}
    if not isinstance(sheet, str):
        _refuse_unknown(_mapping(sheet, "sheet"))
        return dict(sheet)
    spreadsheets = [
        name
        for name, source in sources.items()
        if isinstance(source, str | PathLike) and Path(source).suffix.lower() in {".xlsx", ".xlsm"}
    ]
    if not spreadsheets:
        raise InputError(
            f"The sheet {sheet!r} is named, but no file is an XLSX file.", remedy="Leave the sheet out."
        )
    return dict.fromkeys(spreadsheets, sheet)


def _mapping(given: Any, option: str) -> Mapping[str, Any]:
    """Return what was handed in as a mapping."""
    if isinstance(given, Mapping):
        return given
    example = "{'unit': 'trust'}" if option == "columns" else "{'employees': 'Metrics'}"
    raise InputError(
        f"{option} is a mapping, not an object of type {type(given).__name__}.",
        remedy=f"Write for example {option}={example}.",
    )


def _refuse_unknown(names: Mapping[str, Any]) -> None:
    """Refuse a mapping by table that names something else."""
    for name in names:
        if name not in SIDES:
            raise InputError(f"There is no table {name!r}.", remedy=f"The tables are {', '.join(SIDES)}.")


def _mappings(
    tables: Mapping[str, Table], columns: Mapping[str, str] | Mapping[str, Mapping[str, str]] | None
) -> dict[str, dict[str, str]]:
    """Return the mapping of columns for each table."""
    found: dict[str, dict[str, str]] = {name: {} for name in SIDES}
    for field, column in _mapping(columns or {}, "columns").items():
        if not isinstance(column, str):
            _refuse_unknown({field: column})
            found[field].update(column)
            continue
        having = [name for name, table in tables.items() if plain(column) in map(plain, table.header)]
        if not having:
            headers = "; ".join(f"{table.name}: {', '.join(table.header[:12])}" for table in tables.values())
            raise ColumnError(f"No table has a column {column!r} ({headers}).", remedy="Name one of these.")
        for name in having:
            fields = COVARIANCE_SYNONYMS if name == "covariance" else SYNONYMS
            if field in fields or field not in {*SYNONYMS, *COVARIANCE_SYNONYMS}:
                found[name][field] = column  # an unknown field is refused where columns are found
    return found


def _refuse_nothing(cells: Cells) -> None:
    """Refuse a side without a single value."""
    if not len(cells.value):
        raise cells.columns.error(
            ColumnError,
            "There is not a single value.",
            remedy="Name the right column with --columns value=NAME. "
            "Where a spreadsheet has formulas there, open it and save it again.",
            field="value",
            record=None,
        )


def _refuse_shared_metric(employees: Cells, customers: Cells) -> None:
    """Refuse a metric name that is on both sides."""
    shared = [name for name in customers.metrics if name in set(employees.metrics)]
    if shared:
        text = customers.columns.texts["metric"]
        raise customers.columns.error(
            ColumnError,
            f"The metric {shared[0]!r} is also in {employees.name}: each metric belongs to one side.",
            remedy="Rename it in one of the two files.",
            field="metric",
            record=int(np.argmax(text.codes == text.names.index(shared[0]))),
        )
