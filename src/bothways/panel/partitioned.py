"""Cells of a folder of answers by period: each partition's are kept, and made anew only where it was rewritten."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from bothways.errors import CellError, FileError
from bothways.panel.answers_checks import without_row
from bothways.panel.moments_cells import CellRules, checked_cells
from bothways.tables import write_table
from bothways.tables.engine import EngineSetting, is_spark, open_engine, read_parquet
from bothways.tables.partitions import Partitions

if TYPE_CHECKING:
    import ibis.expr.types as ir

#: Folder of the cells that were made, beside the answers.
KEPT = "cells"
#: Counts changes of what a cell is: cells of another number are made anew.
VERSION = 1
#: Partitions that Spark takes in one job; DuckDB takes one at a time, to need the memory of one.
TOGETHER = 16


def partition_table(state: Partitions, backend: Any, periods: Sequence[str] | None = None) -> ir.Table:
    """Return the answers of some periods as one Ibis table.

    Parameters
    ----------
    state : Partitions
    backend : ibis backend
    periods : sequence of str, optional
        All where not given; at least one.

    Returns
    -------
    ibis table
        With every column of the folder; one that a partition does not have is missing there. Numbers and texts are
        brought to the type that holds both.

    Raises
    ------
    FileError
        Where the folder is empty, or a file of it is gone.
    """
    wanted = list(state.parts if periods is None else periods)
    if not wanted:
        raise FileError("There are no answers in this folder.", remedy="Put some in.", file=state.folder.name)
    alike: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for period in wanted:
        alike.setdefault(tuple(sorted(state.parts[period].columns.items())), []).append(period)
    made = [_as_common(state, _opened(state, backend, names)) for names in alike.values()]
    return made[0].union(*made[1:]) if len(made) > 1 else made[0]


def partition_cells(state: Partitions, rules: CellRules, backend: Any) -> pd.DataFrame:
    """Return the cells of a folder, of which only partitions are read whose cells are not kept.

    Parameters
    ----------
    state : Partitions
    rules : CellRules
        Its period must be the column by which the folder is divided, so that no cell lies in two partitions.
    backend : ibis backend

    Returns
    -------
    pandas.DataFrame
        As :func:`bothways.panel.moments_cells.checked_cells` of the whole.

    Raises
    ------
    FileError, ColumnError, CellError
    """
    if rules.period != state.period:
        raise FileError(
            f"This folder is divided by {state.period!r}.",
            remedy=f"Take {state.period!r} for the period.",
            file=state.folder.name,
        )
    kept = state.folder / KEPT / digest_of(rules)
    found = {period: _kept_cells(_place(state, kept, period)) for period in state.parts}
    missing = [period for period, cells in found.items() if cells is None]
    for together in _steps(missing, TOGETHER if is_spark(backend) else 1):
        for period, cells in _made(state, together, rules, backend):
            found[period] = cells
            with suppress(FileError, OSError):  # whoever may only read makes them anew each time
                kept.mkdir(parents=True, exist_ok=True)
                write_table(cells, _place(state, kept, period))
    there = [cells for cells in found.values() if cells is not None]
    if not there:
        partition_table(state, backend)  # says that the folder is empty
    return pd.concat(there, ignore_index=True)


def digest_of(rules: CellRules) -> str:
    """Return what cells of the same rules have in common."""
    told = (VERSION, rules.scores, rules.unit, rules.period, rules.respondent, rules.co_moments)
    return hashlib.sha256(f"{told!r} {sorted(rules.top_box.items())!r}".encode()).hexdigest()[:16]


def _place(state: Partitions, kept: Path, period: str) -> Path:
    return kept / f"{state.parts[period].token}.parquet"


def _kept_cells(path: Path) -> pd.DataFrame | None:
    """Return cells that were made of this state of the partition; ``None`` where there are none."""
    try:
        return pd.read_parquet(path)
    except Exception:  # not there, or damaged: both are made anew
        return None


def _steps(periods: Sequence[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(periods), size):
        yield list(periods[start : start + size])


def _made(
    state: Partitions, periods: Sequence[str], rules: CellRules, backend: Any
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the cells of some partitions; an error names the partition."""
    name = state.folder.name
    file = f"{name}/{periods[0]}" if len(periods) == 1 else name
    try:
        wide = checked_cells(partition_table(state, backend, periods), rules, backend, file=file)
    except CellError as problem:
        if not is_spark(backend):
            raise
        plain = open_engine(EngineSetting())  # rows of Spark have no order: DuckDB tells which one it is
        for period in periods:
            alone = partition_table(state, plain, [period])
            checked_cells(alone, rules, plain, file=f"{name}/{period}")
        raise without_row(problem) from None
    wide = wide.drop(columns="wrong", errors="ignore")
    for period in periods:
        yield period, wide[wide["period"] == period].sort_values("unit", ignore_index=True)


def _opened(state: Partitions, backend: Any, periods: Sequence[str]) -> ir.Table:
    paths = state.paths(periods)
    for path in paths:
        if not path.is_file():
            raise state.lost(str(path.relative_to(state.folder)))
    return read_parquet(backend, paths)


def _as_common(state: Partitions, table: ir.Table) -> ir.Table:
    """Return a table with every column of the folder, in its type."""
    import ibis
    import pyarrow as pa

    kinds = {name: ibis.dtype(pa.type_for_alias(kind)) for name, kind in state.columns.items()}
    return table.select(
        **{
            name: table[name].cast(kind) if name in table.columns else ibis.null(kind)
            for name, kind in kinds.items()
        }
    )
