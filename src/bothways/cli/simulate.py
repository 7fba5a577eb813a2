"""bothways simulate."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bothways.cli.app import app


@app.command()
def simulate(
    shape: Annotated[str, typer.Argument(help="demo, small or large.")],
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same company.")],
    out: Annotated[Path, typer.Option(help="Folder for the company.")],
    quiet: Annotated[bool, typer.Option("--quiet", help="Print errors only.")] = False,
) -> None:
    """Simulate a company whose truth is known."""
    from bothways.reports.progress import progress
    from bothways.simulate import write_company

    with progress(sys.stderr, quiet=quiet) as report:
        write_company(shape, seed=seed, out=out, progress=report)
    if not quiet:
        print(f"Company: {out}")
