"""bothways teams."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bothways.cli.app import app
from bothways.errors import InputError

if TYPE_CHECKING:
    from bothways.measures import Instrument
    from bothways.privacy.diagnosis import Diagnosis, DomainScale, ReleasedRound


@app.command()
def teams(
    instrument: Annotated[
        str, typer.Option(help="Id of an instrument, or a YAML file of your own: its domains are shown.")
    ],
    out: Annotated[
        Path, typer.Option(help="Folder of the ledger; teams.csv and teams.html go there as well.")
    ],
    answers: Annotated[
        Path | None,
        typer.Argument(help="Answers, as for bothways release. Left out: what was released is read back."),
    ] = None,
    units: Annotated[
        Path | None, typer.Option(help="Table of units: unit, parent, and any of name, valid_from, valid_to.")
    ] = None,
    rounds: Annotated[
        list[str] | None,
        typer.Option(
            "--round", help="Round to release; may be repeated. The last one is shown. All if not given."
        ),
    ] = None,
    unit: Annotated[
        str | None, typer.Option(help="Code of a unit: a page of this unit and those below it.")
    ] = None,
    by: Annotated[str, typer.Option(help="Attribute columns that are released as well, role,tenure.")] = "",
    k: Annotated[int, typer.Option(help="Fewest people in any combination of what is shown, 5 or more.")] = 5,
    sensitive: Annotated[
        bool, typer.Option("--sensitive", help="Ask for 10 people behind each number.")
    ] = False,
    every: Annotated[
        str | None, typer.Option(help="Put days together into rounds: month or quarter.")
    ] = None,
    columns: Annotated[
        str | None, typer.Option(help="What your columns mean, such as unit=trust,round=wave.")
    ] = None,
    unit_columns: Annotated[
        str | None, typer.Option(help="The same for the units, such as unit=code,parent=above.")
    ] = None,
    one_row_each: Annotated[
        bool, typer.Option("--one-row-each", help="Nobody answered twice, though respondents are not named.")
    ] = False,
    sheet: Annotated[str | None, typer.Option(help="Sheet to read where a spreadsheet has several.")] = None,
    title: Annotated[str | None, typer.Option(help="Heading of the page.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print errors only.")] = False,
) -> None:
    """Show how units are: profiles, who needs help first, what changed. From released numbers alone."""
    from bothways.measures import load_instrument, read_instrument
    from bothways.privacy.diagnosis import instrument_domains, read_rounds
    from bothways.reports.placing import refuse_unwritable

    asked = read_instrument(instrument) if _is_file(instrument) else load_instrument(instrument)
    domains = instrument_domains(asked)
    refuse_unwritable(out)
    if answers is not None:
        _release(
            answers, units, asked, out,
            by=by, k=k, rounds=rounds or (), sensitive=sensitive, every=every, columns=columns,
            unit_columns=unit_columns, one_row_each=one_row_each, sheet=sheet, quiet=quiet,
        )  # fmt: skip
    now, before = _choose(read_rounds(out), domains, rounds or ())
    _show(now, before, domains, out, title or asked.title["en"], unit, quiet=quiet)


def _is_file(instrument: str) -> bool:
    return Path(instrument).suffix in {".yaml", ".yml"}


def _release(
    answers: Path,
    units: Path | None,
    instrument: Instrument,
    out: Path,
    *,
    by: str,
    k: int,
    rounds: Sequence[str],
    sensitive: bool,
    every: str | None,
    columns: str | None,
    unit_columns: str | None,
    one_row_each: bool,
    sheet: str | None,
    quiet: bool,
) -> None:
    """Release the domains of the rounds through the ledger in the folder."""
    from bothways.privacy import Ledger, instrument_questions, read_answers, read_units
    from bothways.privacy.answers import parse_fields
    from bothways.privacy.tree import UNIT_SYNONYMS
    from bothways.reports.progress import progress

    if units is None:
        raise InputError(
            "There are answers, and no units that they could belong to.",
            remedy="Give the table of units with --units, or leave the answers out to see what is released.",
        )
    if every not in ("month", "quarter", None):
        raise InputError(f"--every {every!r} is not known.", remedy="Use month or quarter.")
    attributes = tuple(dict.fromkeys(name.strip() for name in by.split(",") if name.strip()))
    fields = parse_fields(unit_columns, fields=UNIT_SYNONYMS) if unit_columns else None
    tree = read_units(units, columns=fields)
    ledger = Ledger(out, tree, k=k)
    with progress(sys.stderr, quiet=quiet) as report:
        read = read_answers(
            answers,
            tree,
            instrument_questions(instrument, sensitive=sensitive),
            by=attributes,
            also=ledger.attributes,
            columns=parse_fields(columns) if columns else None,
            rounds=rounds,
            every=every,  # type: ignore[arg-type]  # checked above
            one_row_each=one_row_each,
            sheet=sheet,
            progress=lambda name, records: report(records, 0, f"Reading {name}"),
        )
        for done, one in enumerate(read.rounds, start=1):
            ledger.release(one, by=attributes, progress=report)
            report(done, len(read.rounds), "Releasing rounds")
    ledger.write_tables(out)
    for note in () if quiet else read.notes:
        print(f"Note: {note}", file=sys.stderr)


def _choose(
    there: Sequence[ReleasedRound], domains: Sequence[DomainScale], wanted: Sequence[str]
) -> tuple[ReleasedRound, ReleasedRound | None]:
    """Return the round that is shown, and the one before it that holds the same instrument."""
    metrics = {domain.metric for domain in domains}
    missing = [name for name in wanted if name not in {one.name for one in there}]
    if missing:
        raise InputError(
            f"Nothing of the round {missing[0]!r} is released.",
            remedy=f"The rounds are {', '.join(one.name for one in there[-12:]) or 'none'}.",
        )
    told = [one for one in there if any(row.metric in metrics for row in one.released)]
    chosen = [one for one in there if one.name in wanted] if wanted else told or list(there)
    if not chosen:
        raise InputError("No round is released.", remedy="Hand in answers and units as well.")
    now = chosen[-1]
    earlier = [one for one in told if there.index(one) < there.index(now)]
    return now, earlier[-1] if earlier else None


def _show(
    now: ReleasedRound,
    before: ReleasedRound | None,
    domains: Sequence[DomainScale],
    out: Path,
    title: str,
    unit: str | None,
    *,
    quiet: bool,
) -> None:
    """Diagnose, write table and page, print."""
    from bothways.privacy.diagnosis import diagnose
    from bothways.reports.teams import write_teams

    found = diagnose(now, domains, before=before)
    table, page = write_teams(found, out, title=title, tree=now.tree, unit=unit)
    if not quiet:
        _print(found)
        print(f"Page:  {page} ({page.stat().st_size / 1e6:.1f} MB)")
        print(f"Table: {table}")


def _print(found: Diagnosis) -> None:
    from rich.console import Console

    from bothways.reports.teams import print_diagnosis

    print_diagnosis(found, Console(highlight=False))
