"""bothways themes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bothways.cli.app import app
from bothways.cli.options import Quiet, Sheet, refuse_unknown
from bothways.cli.themes_files import tables_of, tell, writers_of
from bothways.errors import InputError

if TYPE_CHECKING:
    from bothways.themes import Comments, OwnTheme, Precedence, Themes

Customers = Annotated[
    Path | None,
    typer.Option(help="Customer metrics by unit and period: which of them themes of employees come before."),
]
CustomerColumns = Annotated[
    str | None, typer.Option(help="What columns of the customer metrics mean, such as unit=store.")
]
CustomerSheet = Annotated[
    str | None, typer.Option(help="Sheet of the customer metrics where a spreadsheet has several.")
]


@app.command()
def themes(
    comments: Annotated[
        Path,
        typer.Argument(help="CSV, Parquet or XLSX, one row a comment: text, side, unit, period, respondent."),
    ],
    out: Annotated[Path, typer.Option(help="Folder for the results.")],
    columns: Annotated[
        str | None, typer.Option(help="What your columns mean, such as text=Verbatim,unit=Branch.")
    ] = None,
    side: Annotated[
        str | None, typer.Option(help="Who wrote all of it, where no column says so: employee or customer.")
    ] = None,
    every: Annotated[
        str, typer.Option(help="What dates are put together into: week, month, quarter, year.")
    ] = "month",
    number: Annotated[
        int | None, typer.Option(help="Themes to look for. Chosen from the comments if not given.")
    ] = None,
    earlier: Annotated[
        Path | None, typer.Option(help="themes.json of an earlier run, whose themes keep ids and names.")
    ] = None,
    lists: Annotated[
        Path | None, typer.Option(help="YAML file of your own themes: a name, and its phrases.")
    ] = None,
    model: Annotated[
        Path | None, typer.Option(help="Folder of a language model on this machine; nothing is fetched.")
    ] = None,
    customers: Customers = None,
    customer_columns: CustomerColumns = None,
    customer_sheet: CustomerSheet = None,
    sheet: Sheet = None,
    quiet: Quiet = False,
) -> None:
    """Tell what comments are about, by whom, what one side has not said, and what that comes before."""
    from bothways.reports.placing import place, refuse_unwritable
    from bothways.tables import parse_columns
    from bothways.themes import local_encoder, read_themes
    from bothways.themes.comments import FIELDS

    refuse_unknown(side, (None, "employee", "customer"), "--side")
    refuse_unknown(every, ("week", "month", "quarter", "year"), "--every")
    reading = {
        "columns": parse_columns(columns, fields=FIELDS) if columns else None,
        "side": side, "every": every, "sheet": sheet,
    }  # fmt: skip
    fitting = {
        "number": number,
        "lists": read_lists(lists) if lists else (),
        "earlier": read_themes(earlier) if earlier else None,
        "encoder": local_encoder(model) if model else None,
    }
    beside = metrics_of(customers, customer_columns, customer_sheet)
    refuse_unwritable(out)
    read, found, precedence = _look(comments, reading, fitting, beside, quiet=quiet)
    tables = tables_of(read, found)
    files = place(writers_of(found, tables, precedence), out)
    if not quiet:
        tell(found, tables, precedence, files)


def metrics_of(customers: Path | None, columns: str | None, sheet: str | None) -> dict[str, Any] | None:
    """Return where customer metrics are and how they are read; nothing where none are given."""
    from bothways.tables import parse_columns

    if customers is None:
        if columns or sheet:
            raise InputError(
                "Columns or a sheet of customer metrics are named, but no file.",
                remedy="Name the file with --customers.",
            )
        return None
    return {
        "customers": customers, "columns": parse_columns(columns) if columns else None, "sheet": sheet,
    }  # fmt: skip


def read_lists(path: Path) -> tuple[OwnTheme, ...]:
    """Read own themes: a YAML mapping of names to phrases."""
    import yaml

    from bothways.themes import OwnTheme

    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        told = None
    good = isinstance(told, dict) and all(
        isinstance(name, str) and isinstance(phrases, list) and all(isinstance(one, str) for one in phrases)
        for name, phrases in told.items()
    )
    if not good:
        raise InputError(
            "This is no file of themes of your own.",
            remedy="Write YAML such as: Parking: [parking, car park*]",
            file=path.name,
        )
    return tuple(OwnTheme(name, tuple(phrases)) for name, phrases in told.items())


def _look(
    path: Path,
    reading: dict[str, Any],
    fitting: dict[str, Any],
    beside: dict[str, Any] | None,
    *,
    quiet: bool,
) -> tuple[Comments, Themes, Precedence | None]:
    from bothways.reports.progress import progress
    from bothways.themes import fit_themes, precede, read_comments
    from bothways.themes.preceding import refuse_unlinkable

    with progress(sys.stderr, quiet=quiet) as report:
        read = read_comments(path, **reading, progress=lambda name, rows: report(rows, 0, f"Reading {name}"))
        if beside:  # what cannot be linked is said before minutes are spent
            refuse_unlinkable(read, **beside)
        found = fit_themes(read, **fitting, progress=report)
        return read, found, precede(read, found, **beside, progress=report) if beside else None
