"""bothways moments."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from bothways.cli.app import app
from bothways.cli.options import Quiet, instrument_of, names_of, refuse_unknown
from bothways.errors import InputError, NotEnoughData

if TYPE_CHECKING:
    from bothways.measures.scores import Score
    from bothways.panel.moments import Moments
    from bothways.panel.panel import Side

AnswersPath = Annotated[
    Path, typer.Argument(help="CSV, Parquet or a folder of bothways store: one row a response.")
]
SideOption = Annotated[str, typer.Option(help="Who answered: employee or customer.")]
Out = Annotated[Path, typer.Option(help="Folder for the files; made where it is missing.")]
InstrumentId = Annotated[str | None, typer.Option(help="Id of an instrument, or a YAML file of your own.")]
Items = Annotated[str | None, typer.Option(help="Item columns instead of an instrument, a,b,c.")]
Scale = Annotated[str | None, typer.Option(help="Lowest and highest answer of --items, such as 1..5.")]
Nps = Annotated[bool, typer.Option("--nps", help="Make an NPS of each of --items, from 0 to 10.")]
UnitColumn = Annotated[str, typer.Option(help="Column of the units.")]
PeriodColumn = Annotated[str, typer.Option(help="Column of the periods.")]
Respondent = Annotated[str, typer.Option(help="Column of respondents; nobody may answer twice in a cell.")]
Again = Annotated[bool, typer.Option("--again", help="People may answer several times in a unit and period.")]
Floor = Annotated[int, typer.Option(min=5, help="Fewest answers of a cell that is written, 5 or more.")]


@app.command()
def moments(
    answers: AnswersPath,
    side: SideOption,
    out: Out = Path("moments"),
    instrument: InstrumentId = None,
    items: Items = None,
    scale: Scale = None,
    nps: Nps = False,
    unit: UnitColumn = "unit",
    period: PeriodColumn = "period",
    respondent: Respondent = "respondent",
    again: Again = False,
    k: Floor = 5,
    quiet: Quiet = False,
) -> None:
    """Make the tables that bothways link reads of raw answers, on the engine of BOTHWAYS_ENGINE."""
    refuse_unknown(side, ("employee", "customer"), "--side")
    from bothways.panel.moments import answers_to_moments
    from bothways.reports.placing import refuse_unwritable

    voice = cast("Side", side)
    scores = _scores(instrument, items, scale, voice, nps=nps)
    refuse_unwritable(out)
    made = answers_to_moments(
        answers, items=scores, side=voice, unit=unit, period=period, respondent=None if again else respondent
    )
    files = _write(_of_enough(made, k), out)
    if not quiet:
        print(f"Metrics:    {files[0]}")
        print(f"Covariance: {files[1]} (for --covariance)")
        note = (
            "these numbers are for bothways link. They passed no ledger: keep them as you keep the answers."
        )
        print(f"Note: {note}", file=sys.stderr)


def _scores(
    instrument: str | None, items: str | None, scale: str | None, side: Side, *, nps: bool
) -> list[Score]:
    """Return what is asked for by --instrument, or by --items."""
    from bothways.measures.scores import Score, ScoreItem, score_columns
    from bothways.privacy.questions import parse_scale

    if (instrument is None) == (items is None):
        raise InputError(
            "Either an instrument or items are named.", remedy="Give --instrument ID, or --items a,b."
        )
    if instrument is not None:
        return list(score_columns(instrument_of(instrument)))
    none = float("nan")
    low, high = (0.0, 10.0) if nps else parse_scale(scale) if scale else (none, none)
    ends, rule, kind = ((-100.0, 100.0), "nps", "nps") if nps else ((low, high), "mean", "mean")
    return [
        Score(name, side, kind, rule, (ScoreItem(name, low, high, False),), (), (), 1, *ends, "higher")  # type: ignore[arg-type]
        for name in names_of(items or "")
    ]


def _of_enough(made: Moments, k: int) -> Moments:
    """Return moments without cells of fewer answers than the floor."""
    from dataclasses import replace

    each, pairs = made.moments, made.co_moments
    kept = each[each["n"] >= k].reset_index(drop=True)
    if kept.empty:
        raise NotEnoughData("No unit has enough answers in any period to be written.")
    return replace(made, moments=kept, co_moments=pairs[pairs["n"] >= k].reset_index(drop=True))


def _write(made: Moments, out: Path) -> tuple[Path, ...]:
    """Write both tables, or none."""
    from functools import partial

    from bothways.panel.moments_panel import moments_to_covariance, moments_to_tidy
    from bothways.reports.placing import place
    from bothways.tables import write_table

    tables = {"metrics.csv": moments_to_tidy(made), "covariance.csv": moments_to_covariance(made)}
    return place({name: partial(write_table, table) for name, table in tables.items()}, out)
