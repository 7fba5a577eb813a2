"""bothways convert."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bothways.cli.app import app
from bothways.cli.options import Quiet, Sheet, instrument_of
from bothways.errors import FileError, InputError

if TYPE_CHECKING:
    from bothways.formats import Converted, Export, Mapping, WantedItem

#: Questions that are listed when a file is looked at.
LISTED = 60


@app.command()
def convert(
    file: Annotated[Path, typer.Argument(help="Export of a survey tool, or any table of responses.")],
    out: Annotated[Path | None, typer.Option(help="File for the answers, .parquet or .csv.")] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(help="JSON file: what columns mean, or how a workbook is laid out. Or proposed."),
    ] = None,
    format: Annotated[
        str | None, typer.Option(help="Format of the file. Found by its content if not given.")
    ] = None,
    instrument: Annotated[
        str | None, typer.Option(help="Id or YAML file of an instrument whose items are looked for.")
    ] = None,
    rejected: Annotated[
        Path | None, typer.Option(help="CSV file for rows that are wrong, to be sent again.")
    ] = None,
    keep: Annotated[
        list[str] | None, typer.Option(help="Identifying column to keep, or respondent; may be repeated.")
    ] = None,
    header_row: Annotated[
        int | None,
        typer.Option(min=1, help="Row of the header, as a spreadsheet counts. Found if not given."),
    ] = None,
    sheet: Sheet = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write nothing: print what was found, and the mapping as JSON.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Turn an export of a survey tool into answers that the other commands read."""
    from bothways.formats import convert_export, read_export
    from bothways.formats.rejected_files import is_sent_again
    from bothways.reports.progress import progress

    _refuse_places(file, mapping, out, rejected, dry_run)
    if mapping is not None and _is_layout(mapping):
        _lay_out(file, mapping, out, rejected, dry_run=dry_run, quiet=quiet)
        return
    given = _read_mapping(mapping) if mapping else None
    if given is not None and is_sent_again(file, sheet):
        given = replace(given, format="table", sheet="", header_row=0, header_rows=1)
    how = _how(given, format, sheet, header_row, tuple(keep or ()))
    export = read_export(
        file, how["format"] or None, keep=how["keep"], sheet=how["sheet"] or None,
        header_row=how["header_row"] or None, header_rows=given.header_rows if given else 1,
    )  # fmt: skip
    if not quiet:
        _describe(export, dry_run)
    used = replace(given or _proposed(export, instrument), **{**how, "format": export.format})
    with progress(sys.stderr, quiet=quiet) as report:
        done = convert_export(
            export,
            used,
            out=None if dry_run else out,
            rejected=None if dry_run else rejected,
            progress=lambda responses: report(responses, 0, f"Reading {export.name}"),
        )
    _tell(done, out, rejected, dry_run=dry_run, quiet=quiet)
    if dry_run:
        print(used.to_json(), end="")


def _refuse_places(
    file: Path, mapping: Path | None, out: Path | None, rejected: Path | None, dry_run: bool
) -> None:
    """Refuse to write nowhere, over a file that is read, or over what is no file of rejected rows."""
    from bothways.formats.rejected_files import refuse_other_file, refuse_same_file

    if out is None and not dry_run:
        raise InputError("There is no file to write to.", remedy="Name one with --out, or add --dry-run.")
    refuse_same_file((out, rejected), (file, mapping))
    if rejected is not None:
        refuse_other_file(rejected)


def _is_layout(path: Path) -> bool:
    """Return whether a file says how a workbook is laid out."""
    from bothways.formats.wide import is_layout

    try:
        return is_layout(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return False


def _lay_out(
    file: Path, layout: Path, out: Path | None, rejected: Path | None, *, dry_run: bool, quiet: bool
) -> None:
    """Turn a workbook of which one row holds several values into tidy metrics."""
    from bothways.formats.wide import Layout, lay_out, tidy_table, write_wrong
    from bothways.tables import write_table

    said = Layout.from_json(layout.read_text(encoding="utf-8-sig"))
    tidy = lay_out(file, said)
    for one in tidy.wrong[:20]:
        print(f"{one.sheet} row {one.row}: {one.reason}".strip(), file=sys.stderr)
    if out is not None and not dry_run:
        write_table(tidy_table(tidy, said).to_pandas(), out)
    if rejected is not None and not dry_run:
        write_wrong(tidy.wrong, rejected)
    if not quiet:
        found = f"{len(tidy.rows):,} values, {tidy.blank:,} suppressed or blank, {len(tidy.wrong):,} wrong"
        print(f"{len(tidy.sheets)} sheets: {found}.", file=sys.stderr if dry_run else sys.stdout)


def _read_mapping(path: Path) -> Mapping:
    """Return the mapping of a file."""
    from bothways.formats import Mapping

    try:
        return Mapping.from_json(path.read_text(encoding="utf-8-sig"))
    except InputError as error:
        raise InputError(error.what, remedy=error.remedy, file=path.name) from error
    except (OSError, ValueError) as error:
        raise FileError("The mapping cannot be read.", remedy="Check the path.", file=path.name) from error


def _how(
    given: Mapping | None,
    format: str | None,
    sheet: str | None,
    header_row: int | None,
    keep: tuple[str, ...],
) -> dict[str, Any]:
    """Return how the file is read: options go before the mapping."""
    return {
        "format": format or (given.format if given else ""),
        "sheet": sheet or (given.sheet if given else ""),
        "header_row": header_row or (given.header_row if given else 0),
        "keep": tuple(dict.fromkeys((*(given.keep if given else ()), *keep))),
    }


def _proposed(export: Export, instrument: str | None) -> Mapping:
    """Return a proposal."""
    from bothways.formats import propose

    return propose(export, _items_of(instrument) if instrument else ())


def _items_of(name: str) -> tuple[WantedItem, ...]:
    """Return the items of an instrument."""
    from bothways.formats import WantedItem

    return tuple(
        WantedItem(
            item.id,
            item.text.get("en", ""),
            item.scale.low,
            item.scale.high,
            {word: float(step) for step, words in item.scale.anchors.items() for word in words.values()},
        )
        for item in instrument_of(name).items
    )


def _describe(export: Export, dry_run: bool) -> None:
    """Say on stderr what the file holds."""
    print(f"{export.name}: {export.format}, {len(export.questions)} questions.", file=sys.stderr)
    for question in export.questions[:LISTED] if dry_run else ():
        text = " ".join(question.text.split())[:60]
        print(f"  {question.id[:20]:<20} {question.kind:<11} {text}", file=sys.stderr)
    if export.dropped:
        print(f"Note: left out, as it tells who somebody is: {', '.join(export.dropped)}", file=sys.stderr)
    for note in export.notes:
        print(f"Note: {note}", file=sys.stderr)


def _tell(done: Converted, out: Path | None, rejected: Path | None, *, dry_run: bool, quiet: bool) -> None:
    """Say what became of the responses; rejected rows are told even where nothing else is."""
    for row, reason in done.first:
        print(f"Row {row}: {reason}", file=sys.stderr)
    if done.rejected > len(done.first):
        print(f"... and {done.rejected - len(done.first):,} rows more.", file=sys.stderr)
    if quiet:
        return
    stream = sys.stderr if dry_run else sys.stdout
    print(
        f"{done.responses:,} responses: {done.taken:,} taken, {done.unfinished:,} unfinished, "
        f"{done.rejected:,} rejected.",
        file=stream,
    )
    if not dry_run:
        print(f"Answers:  {out}")
        if rejected is not None and done.rejected:
            print(f"Rejected: {rejected}")
