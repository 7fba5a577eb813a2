"""bothways leaving."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bothways.cli.app import app
from bothways.cli.options import Quiet, Sheet, names_of, refuse_unknown
from bothways.errors import InputError

if TYPE_CHECKING:
    from bothways.leaving.summary import Leaving


@app.command()
def leaving(
    people: Annotated[
        Path,
        typer.Argument(help="CSV, Parquet or XLSX, one row a person or spell: person, unit, start, end."),
    ],
    out: Annotated[Path, typer.Option(help="Folder for the results.")],
    by: Annotated[
        str | None,
        typer.Option(
            help="Columns that groups are made of, unit,role,site. Unit, role and tenure if not given."
        ),
    ] = None,
    columns: Annotated[
        str | None, typer.Option(help="What your columns mean, such as left=Attrition,tenure=YearsAtCompany.")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(help="Last day looked at, 2024-12-31. The latest day of the file if not given."),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--from", help="First day looked at, where the file begins at a day.")
    ] = None,
    step: Annotated[
        str | None, typer.Option(help="Step of tenure: month, quarter or year. By the file if not given.")
    ] = None,
    dates: Annotated[
        str | None, typer.Option(help="What 03/04/2024 means, where the file does not tell: dmy, mdy or iso.")
    ] = None,
    cost: Annotated[
        Path | None,
        typer.Option(help="YAML file of what it costs when somebody leaves; there are no defaults."),
    ] = None,
    sheet: Sheet = None,
    quiet: Quiet = False,
) -> None:
    """Tell who stays and who leaves, by tenure, quarter and group. Never a prediction for a person."""
    from bothways.leaving.cost import read_cost_model
    from bothways.leaving.fields import FIELDS
    from bothways.reports.placing import refuse_unwritable
    from bothways.tables import parse_columns

    refuse_unknown(step, (None, "month", "quarter", "year"), "--step")
    refuse_unknown(dates, (None, "dmy", "mdy", "iso"), "--dates")
    asked: dict[str, Any] = {
        "columns": parse_columns(columns, fields=FIELDS) if columns else None,
        "by": None if by is None else names_of(by),
        "as_of": _day(as_of, "--as-of"),
        "since": _day(since, "--from"),
        "dates": dates,
        "sheet": sheet,
    }
    refuse_unwritable(out)
    found = _look(people, asked, step, read_cost_model(cost) if cost else None, quiet=quiet)
    _tell(found, out, quiet=quiet)


def _day(text: str | None, option: str) -> dt.date | None:
    """Return the day that an option names."""
    try:
        return None if text is None else dt.date.fromisoformat(text.strip())
    except ValueError:
        raise InputError(f"{option} {text!r} is no day.", remedy="Write it like 2024-12-31.") from None


def _look(people: Path, asked: dict[str, Any], step: Any, cost: Any, *, quiet: bool) -> Leaving:
    from bothways.leaving import read_spells, summarise
    from bothways.reports.progress import progress

    with progress(sys.stderr, quiet=quiet) as report:
        spells = read_spells(people, **asked, progress=lambda name, rows: report(rows, 0, f"Reading {name}"))
        return summarise(spells, step=step, cost=cost)


def _tell(found: Leaving, out: Path, *, quiet: bool) -> None:
    from rich.console import Console

    from bothways.reports.leaving import FILES, PAGE, print_leaving, write_leaving

    older = [name for name in FILES if (out / name).exists()]
    tables = write_leaving(found, out)
    if quiet:
        return
    print_leaving(found, Console(highlight=False))
    print(f"Report: {out / PAGE}")
    print(f"Tables: {', '.join(str(path) for path in tables if path.name != PAGE)}")
    if older:
        print(f"Replaced in {out}: {', '.join(older)}", file=sys.stderr)
