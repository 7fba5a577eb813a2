"""bothways release."""

from __future__ import annotations

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
    names_of,
    refuse_unknown,
)
from bothways.cli.releasing import Done, Source, release_files
from bothways.errors import InputError

if TYPE_CHECKING:
    from bothways.privacy import Questions


AnswersFile = Annotated[
    Path, typer.Argument(help="CSV, Parquet or XLSX, one row a response: respondent, unit, round, items.")
]
UnitsFile = Annotated[
    Path, typer.Option(help="Table of units: unit, parent, and any of name, valid_from, valid_to.")
]
Out = Annotated[Path, typer.Option(help="Folder of the ledger; one for an organisation, kept for good.")]
InstrumentId = Annotated[
    str | None,
    typer.Option(help="Id of an instrument, or a YAML file of your own: its domains are released."),
]
Items = Annotated[str | None, typer.Option(help="Item columns instead of an instrument, a,b,c.")]
Scale = Annotated[str | None, typer.Option(help="Lowest and highest answer of --items, such as 1..5.")]
Kind = Annotated[str, typer.Option(help="mean, share or nps; one of them for an item and round.")]
Favourable = Annotated[str | None, typer.Option(help="Answers that a share counts, such as 4..5.")]
Distributions = Annotated[
    bool, typer.Option("--distributions", help="Show how answers to --items are spread in groups of 50.")
]
By = Annotated[str, typer.Option(help="Attribute columns, role,tenure.")]


@app.command()
def release(
    answers: AnswersFile,
    units: UnitsFile,
    out: Out,
    instrument: InstrumentId = None,
    items: Items = None,
    scale: Scale = None,
    kind: Kind = "mean",
    favourable: Favourable = None,
    sensitive: Sensitive = False,
    distributions: Distributions = False,
    by: By = "",
    k: Floor = 5,
    rounds: Rounds = None,
    every: EveryOption = None,
    columns: Columns = None,
    unit_columns: UnitColumns = None,
    one_row_each: OneRowEach = False,
    others_each_round: OthersEachRound = False,
    sheet: Sheet = None,
    quiet: Quiet = False,
) -> None:
    """Release numbers about groups of people, checked against everything released before."""
    from bothways.reports.placing import refuse_unwritable

    refuse_unknown(kind, ("mean", "share", "nps"), "--kind")
    asked = {"sensitive": sensitive, "spread_out": distributions}
    questions = _questions(instrument, items, scale, kind, favourable, **asked)
    refuse_unwritable(out)
    source = Source(
        answers, units, by, k, tuple(rounds or ()), every, columns, unit_columns,
        one_row_each=one_row_each, others_each_round=others_each_round, sheet=sheet,
    )  # fmt: skip
    done = release_files(source, questions, out, quiet=quiet)
    if not quiet:
        _print(done)
        _print_files(done.files, out)


def _print_files(files: tuple[Path, ...], out: Path) -> None:
    """Print what the files are."""
    print(f"Released: {files[0]}")
    print(f"Withheld: {files[1]}")
    print(
        f"Ledger:   {out / 'ledger.json'} (keep it, with ledger.key and ledger.people, which are not for publishing)"
    )


def _questions(
    instrument: str | None,
    items: str | None,
    scale: str | None,
    kind: str,
    favourable: str | None,
    *,
    sensitive: bool,
    spread_out: bool,
) -> Questions:
    """Return what is asked for by --instrument, or by --items and --scale."""
    from bothways.privacy.questions import instrument_questions, item_questions, parse_scale

    if (instrument is None) == (items is None):
        raise InputError(
            "Either an instrument or items are released.",
            remedy="Give --instrument ID, or --items a,b --scale 1..5.",
        )
    if instrument is not None:
        if spread_out:
            raise InputError("Domains have no distribution.", remedy="Name --items, or leave it out.")
        return instrument_questions(instrument_of(instrument), kind=kind, sensitive=sensitive)
    if scale is None:
        raise InputError("The items have no scale.", remedy="Give it with --scale, for example --scale 1..5.")
    low, high = parse_scale(scale)
    counted = parse_scale(favourable) if favourable else None
    return item_questions(
        names_of(items or ""),
        low=low,
        high=high,
        kind=kind,
        favourable=counted,
        sensitive=sensitive,
        spread_out=spread_out,
    )


def _print(done: Done) -> None:
    """Print how many of the staff are served by their own unit, by a merged one, or only further up."""
    from bothways.privacy.answers import shares_served

    print(f"{'round':<20}{'groups':>8}   respondents whose unit is shown: alone  merged  only above")
    for one in done.read.rounds:
        groups = len({row.group for row in done.ledger.released([one.round])})
        places = done.ledger.places_shown(one.round)
        shares = [f"{share} %" for share in shares_served(places, one.roster)]
        print(f"{one.round[:19]:<20}{groups:>8}{'':>36}{shares[0]:>6}{shares[1]:>8}{shares[2]:>12}")
