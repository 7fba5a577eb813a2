"""A diagnosis in a terminal, readable in 80 columns."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bothways.privacy.diagnosis import Diagnosis, DomainNumber, UnitProfile
from bothways.reports.figures import count
from bothways.reports.teams.words import NEEDS, headline, looked_at, value

#: Rows of the table; units in the first and the last group are shown before others.
ROWS_SHOWN = 20
_LONGEST_NAME, _LONGEST_LABEL = 40, 18
_MARKS = {"worse": "-", "level": "", "better": "+"}


def print_diagnosis(diagnosis: Diagnosis, console: Console) -> None:
    """Print the headline, the groups of need and a table of units.

    Parameters
    ----------
    diagnosis : Diagnosis
    console : rich.console.Console
    """
    console.print(Text(headline(diagnosis), style="bold"))
    if diagnosis.company is None:
        return
    console.print(Text(looked_at(diagnosis)))
    for word, words in NEEDS.items():
        units = diagnosis.standing(word)
        names = (
            "" if word == "level" or not units else f": {', '.join(_plain(one.name) for one in units[:12])}"
        )
        more = f" and {len(units) - 12:,} more" if names and len(units) > 12 else ""
        if diagnosis.compared:
            console.print(Text(f"{words} ({len(units):,}){names}{more}"))
    console.print(_table(diagnosis))
    console.print(Text("+ better, - less good than the company. Units of one group are not ranked."))
    rest = len(diagnosis.profiles) - ROWS_SHOWN
    if rest > 0:
        console.print(Text(f"{count(rest, 'more unit')} in teams.csv and on the page."))


def _table(diagnosis: Diagnosis) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("Unit", overflow="fold")
    for domain in diagnosis.domains:
        table.add_column(_cut(_plain(domain.label), _LONGEST_LABEL), overflow="fold")
    for unit in _shown(diagnosis):
        table.add_row(Text(_cut(_plain(unit.name), _LONGEST_NAME)), *(_figure(one) for one in unit.numbers))
    return table


def _shown(diagnosis: Diagnosis) -> list[UnitProfile]:
    """The company, units that stand out, then others while there is room; each in the order of the tree."""
    out = {one.group for word in ("worse", "better") for one in diagnosis.compared if _is(one, word)}
    first = [one for one in diagnosis.profiles if one.group in out]
    others = [one for one in diagnosis.profiles if one.group not in out]
    chosen = {one.group for one in (first + others)[:ROWS_SHOWN]}
    company = [diagnosis.company] if diagnosis.company else []
    return [*company, *(one for one in diagnosis.profiles if one.group in chosen)]


def _is(unit: UnitProfile, word: str) -> bool:
    return unit.composite is not None and unit.composite.standing == word


def _figure(one: DomainNumber) -> Text:
    if one.shown is None:
        return Text("withheld")
    mark = _MARKS[one.against.standing] if one.against else ""
    return Text(f"{value(one.shown)} {mark}".rstrip())


def _plain(name: str) -> str:
    """A name that cannot steer the terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)


def _cut(name: str, longest: int) -> str:
    return name if len(name) <= longest else f"{name[: longest - 1]}…"
