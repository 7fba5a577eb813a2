"""From files of answers through the ledger: what the commands release and teams both do."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bothways.cli.options import names_of, refuse_unknown

if TYPE_CHECKING:
    from bothways.privacy import Answers, Ledger, Questions


@dataclass(frozen=True)
class Source:
    """Where the answers are and how they are read: options of the command line."""

    answers: Path
    units: Path
    by: str = ""
    k: int = 5
    rounds: tuple[str, ...] = ()
    every: str | None = None
    columns: str | None = None
    unit_columns: str | None = None
    one_row_each: bool = False
    others_each_round: bool = False
    sheet: str | None = None


@dataclass(frozen=True)
class Done:
    """What a release left behind."""

    ledger: Ledger
    read: Answers
    files: tuple[Path, ...]


def release_files(source: Source, questions: Questions, out: Path, *, quiet: bool) -> Done:
    """Release the rounds of a file through the ledger in a folder, and say what the reader must be told."""
    from bothways.privacy import Ledger, read_answers, read_units
    from bothways.privacy.answers import FIELDS
    from bothways.privacy.tree import UNIT_SYNONYMS
    from bothways.reports.progress import progress
    from bothways.tables import parse_columns

    refuse_unknown(source.every, ("month", "quarter", None), "--every")
    attributes = names_of(source.by)
    unit_fields = parse_columns(source.unit_columns, fields=UNIT_SYNONYMS) if source.unit_columns else None
    tree = read_units(source.units, columns=unit_fields)
    ledger = Ledger(out, tree, k=source.k)
    with progress(sys.stderr, quiet=quiet) as report:
        read = read_answers(
            source.answers,
            tree,
            questions,
            by=attributes,
            also=ledger.attributes,
            columns=parse_columns(source.columns, fields=FIELDS) if source.columns else None,
            rounds=source.rounds,
            every=source.every,  # type: ignore[arg-type]  # checked above
            one_row_each=source.one_row_each,
            sheet=source.sheet,
            progress=lambda name, records: report(records, 0, f"Reading {name}"),
        )
        taken = tuple(replace(one, others_each_round=source.others_each_round) for one in read.rounds)
        for done, one in enumerate(taken, start=1):
            ledger.release(one, by=attributes, progress=report)
            report(done, len(taken), "Releasing rounds")
    read = replace(read, rounds=taken)
    files = ledger.write_tables(out)
    for note in () if quiet else (*read.notes, *_notes_on_rounds(ledger, read)):
        print(f"Note: {note}", file=sys.stderr)
    return Done(ledger, read, files)


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
