"""Options that several commands have, and what their words mean."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bothways.errors import InputError

if TYPE_CHECKING:
    from bothways.measures import Instrument

Sensitive = Annotated[bool, typer.Option("--sensitive", help="Ask for 10 people behind each number.")]
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


def refuse_unknown(given: str | None, known: tuple[str | None, ...], option: str) -> None:
    """Refuse a word that an option does not know."""
    if given not in known:
        words = ", ".join(word for word in known if word)
        raise InputError(f"{option} {given!r} is not known.", remedy=f"Use one of {words}.")


def names_of(text: str) -> tuple[str, ...]:
    """Return names that stand between commas."""
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def instrument_of(name: str) -> Instrument:
    """Return an instrument of the library, or one of a YAML file."""
    from bothways.measures import load_instrument, read_instrument

    own = Path(name).suffix in {".yaml", ".yml"}
    return read_instrument(name) if own else load_instrument(name)
