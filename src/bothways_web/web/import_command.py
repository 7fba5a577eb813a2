"""``bothways import``: answers of past surveys, or a workbook of metrics, into the app."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from bothways_web.web.commands import SETTINGS, _set_up


def import_answers(
    file: Annotated[Path, typer.Argument(help="Export of a survey tool, or any table of responses.")],
    by: Annotated[
        str, typer.Option(help="E-mail address of the account that brings it: a people or CX lead.")
    ],
    side: Annotated[str, typer.Option(help="Whose answers: employees or customers.")] = "employees",
    mapping: Annotated[
        Path | None,
        typer.Option(help="JSON file that says what the columns mean. As the last time if not given."),
    ] = None,
    instrument: Annotated[str, typer.Option(help="Id of the question set that was answered.")] = "",
    title: Annotated[str, typer.Option(help="What the survey was called.")] = "",
    audience: Annotated[str, typer.Option(help="Code of the unit of which it speaks.")] = "",
    rejected: Annotated[Path | None, typer.Option(help="CSV file for rows that are wrong.")] = None,
    valid_rows: Annotated[
        bool, typer.Option("--valid-rows", help="Import the valid rows where others are wrong.")
    ] = False,
    release: Annotated[bool, typer.Option("--release", help="Release the results; then they stay.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Import nothing: say what would be.")] = False,
    layout: Annotated[
        Path | None,
        typer.Option(
            help="JSON file that says how a workbook of metrics is laid out; no answers are imported."
        ),
    ] = None,
    period: Annotated[str, typer.Option(help="Period of all values; with --layout.")] = "",
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace earlier values of the same metrics; with --layout.")
    ] = False,
) -> None:
    """Bring answers of past surveys, or metrics with --layout; they can be undone on the pages until they are used."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    _set_up()
    if layout is not None:
        from bothways_web.link import bringing_files

        said = bringing_files.Wishes(by, layout, side, period, valid_rows, replace, dry_run)
        raise typer.Exit(0 if bringing_files.bring_metrics(file, said, print) else 1)
    from bothways_web.listen.past.bringing import Wishes, bring

    wishes = Wishes(by, side, instrument, title, audience, mapping, rejected, valid_rows, dry_run, release)
    raise typer.Exit(0 if bring(file, wishes, print) else 1)
