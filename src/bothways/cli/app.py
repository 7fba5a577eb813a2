"""The command that all others hang on."""

from __future__ import annotations

from typing import Annotated

import typer

from bothways import __version__

app = typer.Typer(
    name="bothways",
    help="Find which part of the employee experience leads which customer outcome.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    no_args_is_help=True,
)


def _say_version(asked: bool) -> None:
    if asked:
        print(f"bothways {__version__}")
        raise typer.Exit


@app.callback()
def bothways(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Find which part of the employee experience leads which customer outcome."""


@app.command()
def version() -> None:
    """Print the version."""
    print(f"bothways {__version__}")
