"""bothways release."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bothways.cli.app import app
from bothways.errors import InputError

if TYPE_CHECKING:
    from bothways.privacy import Answers, Ledger, Questions


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
Sensitive = Annotated[bool, typer.Option("--sensitive", help="Ask for 10 people behind each number.")]
Distributions = Annotated[
    bool, typer.Option("--distributions", help="Show how answers to --items are spread in groups of 50.")
]
By = Annotated[str, typer.Option(help="Attribute columns, role,tenure.")]
Floor = Annotated[int, typer.Option(help="Fewest people in any combination of what is shown, 5 or more.")]
Rounds = Annotated[
    list[str] | None, typer.Option("--round", help="Round to release; may be repeated. All if not given.")
]
EveryOption = Annotated[str | None, typer.Option(help="Put days together into rounds: month or quarter.")]
Columns = Annotated[str | None, typer.Option(help="What your columns mean, such as unit=trust,round=wave.")]
UnitColumns = Annotated[
    str | None, typer.Option(help="The same for the units, such as unit=code,parent=above.")
]
OneRowEach = Annotated[
    bool, typer.Option("--one-row-each", help="Nobody answered twice, though respondents are not named.")
]
OthersEachRound = Annotated[
    bool, typer.Option("--others-each-round", help="Nobody answers in two rounds: customers after a visit.")
]
Sheet = Annotated[str | None, typer.Option(help="Sheet to read where a spreadsheet has several.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print errors only.")]


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
    from bothways.privacy import Ledger, read_answers, read_units
    from bothways.privacy.answers import parse_fields
    from bothways.privacy.tree import UNIT_SYNONYMS
    from bothways.reports.placing import refuse_unwritable
    from bothways.reports.progress import progress

    _one_of(kind, ("mean", "share", "nps"), "--kind")
    _one_of(every, ("month", "quarter", None), "--every")
    asked = {"sensitive": sensitive, "spread_out": distributions}
    questions = _questions(instrument, items, scale, kind, favourable, **asked)
    attributes = _names(by)
    refuse_unwritable(out)
    unit_fields = parse_fields(unit_columns, fields=UNIT_SYNONYMS) if unit_columns else None
    tree = read_units(units, columns=unit_fields)
    ledger = Ledger(out, tree, k=k)
    with progress(sys.stderr, quiet=quiet) as report:
        read = read_answers(
            answers,
            tree,
            questions,
            by=attributes,
            also=ledger.attributes,
            columns=parse_fields(columns) if columns else None,
            rounds=rounds or (),
            every=every,  # type: ignore[arg-type]  # checked above
            one_row_each=one_row_each,
            sheet=sheet,
            progress=lambda name, records: report(records, 0, f"Reading {name}"),
        )
        taken = [replace(one, others_each_round=others_each_round) for one in read.rounds]
        for done, one in enumerate(taken, start=1):
            ledger.release(one, by=attributes, progress=report)
            report(done, len(read.rounds), "Releasing rounds")
    files = ledger.write_tables(out)
    if not quiet:
        _print(ledger, replace(read, rounds=tuple(taken)))
        _print_files(files, out)


def _print_files(files: tuple[Path, ...], out: Path) -> None:
    """Print what the files are."""
    print(f"Released: {files[0]}")
    print(f"Withheld: {files[1]}")
    print(
        f"Ledger:   {out / 'ledger.json'} (keep it, with ledger.key and ledger.people, which are not for publishing)"
    )


def _one_of(given: str | None, known: tuple[str | None, ...], option: str) -> None:
    """Refuse a word that an option does not know."""
    if given not in known:
        words = ", ".join(word for word in known if word)
        raise InputError(f"{option} {given!r} is not known.", remedy=f"Use one of {words}.")


def _names(text: str) -> tuple[str, ...]:
    """Return names that stand between commas."""
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


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
    from bothways.measures import load_instrument, read_instrument
    from bothways.privacy.questions import instrument_questions, item_questions, parse_scale

    if (instrument is None) == (items is None):
        raise InputError(
            "Either an instrument or items are released.",
            remedy="Give --instrument ID, or --items a,b --scale 1..5.",
        )
    if instrument is not None:
        own = Path(instrument).suffix in {".yaml", ".yml"}
        found = read_instrument(instrument) if own else load_instrument(instrument)
        if spread_out:
            raise InputError("Domains have no distribution.", remedy="Name --items, or leave it out.")
        return instrument_questions(found, kind=kind, sensitive=sensitive)
    if scale is None:
        raise InputError("The items have no scale.", remedy="Give it with --scale, for example --scale 1..5.")
    low, high = parse_scale(scale)
    counted = parse_scale(favourable) if favourable else None
    return item_questions(
        _names(items or ""),
        low=low,
        high=high,
        kind=kind,
        favourable=counted,
        sensitive=sensitive,
        spread_out=spread_out,
    )


def _print(ledger: Ledger, read: Answers) -> None:
    """Print how many of the staff are served by their own unit, by a merged one, or only further up."""
    from bothways.privacy.answers import shares_served

    for note in (*read.notes, *_notes_on_rounds(ledger, read)):
        print(f"Note: {note}", file=sys.stderr)
    print(f"{'round':<20}{'groups':>8}   respondents whose unit is shown: alone  merged  only above")
    for one in read.rounds:
        groups = len({row.group for row in ledger.released([one.round])})
        shares = [f"{share} %" for share in shares_served(ledger.places_shown(one.round), one.roster)]
        print(f"{one.round[:19]:<20}{groups:>8}{'':>36}{shares[0]:>6}{shares[1]:>8}{shares[2]:>12}")


def _notes_on_rounds(ledger: Ledger, read: Answers) -> list[str]:
    """Return what the reader must be told about numbers of later rounds."""
    from bothways.privacy.ledger import is_named

    asked_again = [
        one for one in read.rounds if ledger.rounds.index(one.round) > 0 and not one.others_each_round
    ]
    if not asked_again:
        return []
    if not all(is_named(one) for one in read.rounds):
        return [
            "Respondents are not named in every round, so nobody can be followed: from the second round on the whole "
            "organisation is shown at most. If each round asks other people, say so with --others-each-round."
        ]
    return [
        "From the second round on a number is made of the latest answers of the people behind it, who change by none "
        "or by five and more."
    ]
