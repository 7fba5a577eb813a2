"""bothways teams."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bothways.cli.app import app
from bothways.cli.options import (
    Columns,
    EveryOption,
    Floor,
    OneRowEach,
    OthersEachRound,
    Quiet,
    Rounds,
    Sensitive,
    Sheet,
    UnitColumns,
    instrument_of,
)
from bothways.cli.releasing import Source, release_files
from bothways.errors import InputError

if TYPE_CHECKING:
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
    rounds: Rounds = None,
    unit: Annotated[
        str | None, typer.Option(help="Code of a unit: a page of this unit and those below it.")
    ] = None,
    by: Annotated[str, typer.Option(help="Attribute columns that are released as well, role,tenure.")] = "",
    k: Floor = 5,
    sensitive: Sensitive = False,
    every: EveryOption = None,
    columns: Columns = None,
    unit_columns: UnitColumns = None,
    one_row_each: OneRowEach = False,
    others_each_round: OthersEachRound = False,
    sheet: Sheet = None,
    title: Annotated[str | None, typer.Option(help="Heading of the page.")] = None,
    quiet: Quiet = False,
) -> None:
    """Show how units are: profiles, who needs help first, what changed. From released numbers alone."""
    from bothways.privacy import instrument_questions
    from bothways.privacy.diagnosis import instrument_domains, read_rounds
    from bothways.reports.placing import refuse_unwritable

    asked = instrument_of(instrument)
    domains = instrument_domains(asked)
    refuse_unwritable(out)
    if answers is not None:
        source = Source(
            answers, _needed(units), by, k, tuple(rounds or ()), every, columns, unit_columns,
            one_row_each=one_row_each, others_each_round=others_each_round, sheet=sheet,
        )  # fmt: skip
        release_files(source, instrument_questions(asked, sensitive=sensitive), out, quiet=quiet)
    now, before = _choose(read_rounds(out), domains, rounds or ())
    _show(now, before, domains, out, title or asked.title["en"], unit, quiet=quiet)


def _needed(units: Path | None) -> Path:
    """Return the table of units, without which answers belong nowhere."""
    if units is None:
        raise InputError(
            "There are answers, and no units that they could belong to.",
            remedy="Give the table of units with --units, or leave the answers out to see what is released.",
        )
    return units


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
