"""Who stays and who leaves in a terminal, readable in 80 columns."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bothways.leaving.summary import Leaving
from bothways.reports.leaving.words import (
    headline,
    limits,
    money,
    of_whole,
    per_hundred,
    percent,
    records,
    span,
    tenure_words,
)

#: Rows of a table that are printed; the files hold all.
ROWS_SHOWN = 12


def print_leaving(leaving: Leaving, console: Console) -> None:
    """Print the retention of the whole, its turnover, and what was assumed.

    Parameters
    ----------
    leaving : Leaving
    console : rich.console.Console
    """
    console.print(Text(headline(leaving), style="bold"))
    console.print(_retention(leaving))
    if len(leaving.turnover.table):
        console.print(_turnover(leaving))
    if leaving.cost is not None:
        total = of_whole(leaving.cost.table).iloc[-1]
        words = money(total["low"], total["high"], leaving.cost.model.currency)
        console.print(Text(f"{total['left']:,} who left have cost {words}, by your model."))
    groups = len(leaving.groups) - 1
    if groups:
        console.print(Text(f"{groups:,} more groups are in retention.csv and report.html."))
    for note in leaving.assumptions:
        console.print(Text(f"- {_plain(note)}"))


def _retention(leaving: Leaving) -> Table:
    rows = of_whole(leaving.retention.table)
    table = _table(tenure_words(leaving.retention), "at risk", "left", "stay to the end", "95% interval")
    for row in records(rows.head(ROWS_SHOWN)):
        table.add_row(
            span(row["from"], row["to"]), f"{row['at_risk']:,}", f"{row['left']:,}", percent(row["retention"]),
            limits(row["low"], row["high"]),
        )  # fmt: skip
    if len(rows) > ROWS_SHOWN:
        table.add_row(f"... {len(rows) - ROWS_SHOWN} more", "", "", "", "")
    return table


def _turnover(leaving: Leaving) -> Table:
    rows = of_whole(leaving.turnover.table)
    table = _table("From", "headcount", "left", "per 100 a year", "95% interval")
    for row in records(rows.tail(ROWS_SHOWN)):
        table.add_row(
            row["from"], f"{row['headcount']:,.1f}", f"{row['left']:,}", per_hundred(row["turnover"]),
            f"{per_hundred(row['low'])} to {per_hundred(row['high'])}",
        )  # fmt: skip
    return table


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column(first)
    for name in others:
        table.add_column(name, justify="right")
    return table


def _plain(text: str) -> str:
    """A text that cannot steer the terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)
