"""bothways store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bothways.cli.app import app
from bothways.cli.options import Quiet
from bothways.errors import InputError

AnswersFile = Annotated[
    Path | None,
    typer.Argument(help="CSV or Parquet, one row a response; none where something is taken out."),
]
Into = Annotated[Path, typer.Option(help="Folder of answers by period; made where it is missing.")]
Period = Annotated[str, typer.Option(help="Column of the periods, the same for everything in the folder.")]
Replace = Annotated[
    bool, typer.Option("--replace", help="Put periods in anew that are there already, each whole.")
]
TakeOut = Annotated[
    list[str] | None, typer.Option("--take-out", help="Period to take out for good; may be repeated.")
]


@app.command()
def store(
    into: Into,
    answers: AnswersFile = None,
    period: Period = "period",
    replace: Replace = False,
    take_out: TakeOut = None,
    quiet: Quiet = False,
) -> None:
    """Put answers into a folder by period, for moments and other commands to read."""
    if (answers is None) == (not take_out):
        raise InputError(
            "Either answers are put in or periods are taken out.",
            remedy="Name a file of answers, or --take-out a period.",
        )
    from bothways.panel import storing

    if answers is None:
        left = storing.take_out(into, take_out or [])
        lines = [f"Taken out: {', '.join(take_out or [])}", f"Left: {', '.join(left.parts) or 'nothing'}"]
    else:
        done = storing.put_answers(answers, into, period=period, again=replace)
        lines = [f"Added: {', '.join(done.added) or 'nothing'}"]
        lines += [f"Replaced: {', '.join(done.replaced)}"] if done.replaced else []
    if not quiet:
        print("\n".join([*lines, f"Folder: {into} (it holds raw answers: keep others out)"]))
