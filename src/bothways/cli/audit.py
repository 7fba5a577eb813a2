"""bothways audit."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bothways.cli.app import app
from bothways.cli.options import Columns, EveryOption, Quiet, Sheet, instrument_of, refuse_unknown

if TYPE_CHECKING:
    from bothways.privacy import Questions
    from bothways.privacy.audit import Audit, Folder
    from bothways.reports.progress import Report


@app.command()
def audit(
    folder: Annotated[
        Path, typer.Argument(help="Folder with released.csv, and ledger.json where there is one.")
    ],
    answers: Annotated[Path, typer.Option(help="The answers it was made of: CSV, Parquet or XLSX.")],
    units: Annotated[
        Path | None, typer.Option(help="Table of units, where no ledger tells them: unit, parent.")
    ] = None,
    instrument: Annotated[
        str | None, typer.Option(help="Id of an instrument, or a YAML file, where metrics are its scores.")
    ] = None,
    scale: Annotated[
        str | None, typer.Option(help="Lowest and highest answer, such as 1..5, where no ledger tells.")
    ] = None,
    favourable: Annotated[
        str | None, typer.Option(help="Answers that a share counts, such as 4..5, where no ledger tells.")
    ] = None,
    k: Annotated[
        int | None, typer.Option(min=2, help="Fewest people of any combination; as promised, or 5.")
    ] = None,
    every: EveryOption = None,
    columns: Columns = None,
    sheet: Sheet = None,
    seconds: Annotated[float, typer.Option(min=1, help="Longest time for programming, each round.")] = 60.0,
    quiet: Quiet = False,
) -> None:
    """Attack released numbers as a colleague would who knows everything but the answers; exit code 1 if it works."""
    from bothways.privacy import read_units
    from bothways.privacy.audit import read_folder, write_audit
    from bothways.reports.progress import progress

    refuse_unknown(every, ("month", "quarter", None), "--every")
    shown = read_folder(folder, units=read_units(units) if units else None)
    questions = _questions(shown, instrument, scale, favourable)
    with progress(sys.stderr, quiet=quiet) as report:
        found = _attack(
            shown, questions, answers, k, seconds, report, columns=columns, every=every, sheet=sheet
        )
    path = write_audit(found, folder)
    if not quiet:
        _print(found)
        print(f"Audit: {path}")
    if found.found:
        raise typer.Exit(1)


def _attack(
    shown: Folder,
    questions: Questions,
    answers: Path,
    k: int | None,
    seconds: float,
    report: Report,
    *,
    columns: str | None,
    every: str | None,
    sheet: str | None,
) -> Audit:
    """Read the answers and attack."""
    from bothways.privacy import read_answers
    from bothways.privacy.answers import FIELDS
    from bothways.privacy.audit.audit import audit as attack
    from bothways.tables import parse_columns

    read = read_answers(
        answers,
        shown.tree,
        questions,
        by=shown.attributes,
        columns=parse_columns(columns, fields=FIELDS) if columns else None,
        rounds=shown.rounds,
        every=every,  # type: ignore[arg-type]  # checked before
        one_row_each=True,
        sheet=sheet,
        progress=lambda name, records: report(records, 0, f"Reading {name}"),
    )
    return attack(shown, read.rounds, k=k, seconds=seconds, progress=report)


def _questions(shown: Folder, instrument: str | None, scale: str | None, favourable: str | None) -> Questions:
    """Return what the numbers were made of."""
    from bothways.privacy.audit.asked import questions_of
    from bothways.privacy.questions import parse_scale

    return questions_of(
        shown,
        instrument=instrument_of(instrument) if instrument else None,
        scale=parse_scale(scale) if scale else None,
        favourable=parse_scale(favourable) if favourable else None,
    )


def _print(found: Audit) -> None:
    """Print what was found, counts only."""
    for one in found.rounds:
        it = one.exposure
        algebra = "complete" if it.algebra_complete else "not complete"
        bounds = "complete" if it.bounds_complete else f"{it.bounded:,} of {it.answers:,} settled"
        narrowest = "-" if it.narrowest != it.narrowest else f"{it.narrowest:.0%}"
        print(
            f"Round {one.round}: {it.numbers:,} numbers about {it.sets:,} groups, at least {one.k} people each"
        )
        for text, value, remark in (
            ("pairs of groups that differ by fewer", it.small_differences, "complete"),
            ("people isolated by combining numbers", it.isolated, algebra),
            (f"people in combinations of fewer than {one.k}", it.exposed, algebra),
            ("answers pinned to one value", it.pinned, bounds),
            ("answers told to be on one side of a line", it.settled, bounds),
            ("answers not open over the whole scale", it.narrowed, bounds),
            ("narrowest range of an answer, of the scale", narrowest, bounds),
            ("intervals that say more than their value", one.telling_intervals, "complete"),
        ):
            print(f"  {text:<44}{value:>9}  {remark}")
    for kind, rows in found.others.items():
        print(f"Not attacked: {rows:,} of the kind {kind}.")
    print("Somebody is exposed." if found.found else _verdict(found))


def _verdict(found: Audit) -> str:
    """Return what may be said where nothing was found."""
    if found.complete:
        return "Nobody is exposed by the numbers attacked: every attack was carried to its end."
    return "Nobody was found exposed; not every attack was carried to its end."
