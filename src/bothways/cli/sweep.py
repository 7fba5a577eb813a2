"""bothways sweep."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bothways.cli.app import app


@app.command()
def sweep(
    employees: Annotated[Path, typer.Argument(help="Employee metrics: CSV, Parquet or XLSX.")],
    customers: Annotated[Path, typer.Argument(help="Customer metrics: CSV, Parquet or XLSX.")],
    out: Annotated[Path, typer.Option(help="Folder for the table.")] = Path("sweep"),
    lags: Annotated[str, typer.Option(help="Periods from driver to outcome, such as 1-6 or 1,3,12.")] = "1-3",
    columns: Annotated[
        str | None, typer.Option(help="What your columns mean, such as unit=trust,period=year.")
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="Sheet to read from a spreadsheet.")] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Threads; all processors by default.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print errors only.")] = False,
) -> None:
    """Regress every pair at every lag both ways, with unit and period effects: a table for analysts, no findings."""
    wanted = _lags(lags)
    from bothways.linkage import sweep as sweep_panel
    from bothways.panel import read_panel
    from bothways.reports.outputs import write_sweep
    from bothways.reports.placing import refuse_unwritable
    from bothways.reports.progress import progress
    from bothways.tables import parse_columns

    refuse_unwritable(out)
    mapping = parse_columns(columns) if columns else None
    with progress(sys.stderr, quiet=quiet) as report:
        panel = read_panel(
            employees,
            customers,
            columns=mapping,
            sheet=sheet,
            progress=lambda name, records: report(records, 0, f"Reading {name}"),
        )
        found = sweep_panel(panel, lags=wanted, threads=jobs, progress=report)
    files = write_sweep(found, out)
    if not quiet:
        told = int(found.table["estimate"].notna().sum())
        print(
            f"{len(found.table):,} regressions, {told:,} of them could be estimated; a lag is one {found.frequency}."
        )
        print("They show what goes together later, not what leads what: for that, bothways link.")
        print(f"Tables: {', '.join(str(path) for path in files)}")


def _lags(words: str) -> list[int]:
    """Return the lags that are asked for, sorted, each once."""
    found: set[int] = set()
    for part in words.split(","):
        first, dash, last = part.strip().partition("-")
        last = last if dash else first
        if not (first.isdecimal() and last.isdecimal()):
            raise typer.BadParameter(f"'{part.strip()}' in --lags is no lag: write 1-6 or 1,3,12.")
        found |= set(range(int(first), int(last) + 1))
    if not found or min(found) < 1:
        raise typer.BadParameter("A lag in --lags is at least 1, and the first of a range comes first.")
    return sorted(found)
