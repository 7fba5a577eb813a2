"""Findings in a terminal, readable in 80 columns."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bothways.linkage.findings import Effect, Finding, Findings
from bothways.reports.figures import count, number
from bothways.reports.order import by_association, by_state, is_claim
from bothways.reports.settling import true_minus
from bothways.reports.summary import false_alarms, headline, looked_at, summarise
from bothways.reports.truth import RIGHT, Truth, compare, tally
from bothways.reports.words import ORDER_NOT_CAUSE, ORDER_WORDS, state

#: Rows of the table; claims, and with a truth what was planted, are always shown.
ROWS_SHOWN = 12
_LONGEST_NAME = 66
#: Letters of a name on one line, where figures stand in two or three columns beside it.
_WIDE, _NARROW = 42, 22


def print_findings(findings: Findings, console: Console, *, truth: Truth | None = None) -> None:
    """Print headline, table and false alarms.

    Parameters
    ----------
    findings : Findings
    console : rich.console.Console
    truth : Truth, optional
        What was planted: stands beside each finding.
    """
    summary = summarise(findings)
    console.print(Text(headline(summary), style="bold"))
    if summary.why_none:
        console.print(Text(true_minus(summary.why_none)))
    console.print(Text(looked_at(summary)))
    console.print(Text(false_alarms(summary)))
    only_together = summary.pairs and summary.by_state["not_estimable"] == summary.pairs and truth is None
    shown = by_association(findings)[:ROWS_SHOWN] if only_together else _shown(findings, truth)
    if shown and only_together:
        console.print(Text("\nWhat goes together in the same period (association only):", style="bold"))
    if shown:
        console.print(_associations(shown) if only_together else _table(shown, truth))
    rest = len(findings.pairs) - len(shown)
    if rest:
        words = count(rest, "more pair" if shown else "pair")
        console.print(
            Text(f"{words} {'stands' if rest == 1 else 'stand'} in findings.csv and in the report.")
        )
    if summary.claims:
        console.print(Text(ORDER_NOT_CAUSE))
    if truth is not None:
        console.print(Text(tally(findings, truth), style="bold"))


def _shown(findings: Findings, truth: Truth | None) -> list[Finding]:
    """What must be seen first, then the others while there is room."""
    ordered = [placed.finding for group in by_state(findings).values() for placed in group]
    first = [pair for pair in ordered if _must_be_seen(pair, truth)]
    others = [pair for pair in ordered if not _must_be_seen(pair, truth)]
    return first + others[: max(0, ROWS_SHOWN - len(first))]


def _must_be_seen(finding: Finding, truth: Truth | None) -> bool:
    return is_claim(finding) or (truth is not None and compare(finding, truth).outcome != RIGHT)


def _pair_table() -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 1, 0), header_style="bold")
    table.add_column("Employees / customers", overflow="fold")
    return table


def _associations(pairs: Iterable[Finding]) -> Table:
    table = _pair_table()
    table.add_column("Between units (r)", no_wrap=True)
    table.add_column("Within units (r)", no_wrap=True)
    for pair in pairs:
        between, within = (number(r, 2, sign=True) for r in (pair.between_r, pair.within_r))
        table.add_row(_names(pair, _WIDE), between, within)
    return table


def _table(pairs: Iterable[Finding], truth: Truth | None) -> Table:
    table = _pair_table()
    table.add_column("What we can say", min_width=22, overflow="fold")
    table.add_column("Employees first", min_width=14, no_wrap=True)
    table.add_column("Customers first", min_width=14, no_wrap=True)
    for pair in pairs:
        table.add_row(
            _names(pair, _NARROW),
            _verdict(pair, truth),
            _effect(pair.employee_to_customer),
            _effect(pair.customer_to_employee),
        )
    return table


def _names(pair: Finding, width: int) -> Text:
    names = (pair.employee_metric, pair.customer_metric)
    return Text("\n".join("\n  ".join(_broken(_name(name), width)) for name in names))


def _broken(name: str, width: int) -> list[str]:
    """A name in lines that end behind a blank, hyphen or underscore where there is one."""
    lines = [""]
    for part in re.findall(r"[^ _-]*[ _-]?", name):
        if lines[-1] and len(lines[-1] + part.rstrip()) > width:
            lines.append("")
        lines[-1] += part
    return lines


def _name(metric: str) -> str:
    """A name that cannot steer the terminal, cut where it is very long."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in metric)
    return shown if len(shown) <= _LONGEST_NAME else f"{shown[: _LONGEST_NAME - 1]}…"


def _verdict(finding: Finding, truth: Truth | None) -> Text:
    shown = state(finding)
    words = f"{shown.glyph} {shown.word}"
    if finding.verdict in ORDER_WORDS:
        words += f"\n  {ORDER_WORDS[finding.verdict]}"
    if is_claim(finding) and finding.within > 1:
        words += f"\n  within {finding.within} periods"
    if truth is not None:
        beside = compare(finding, truth)
        words += f"\nTruth: {beside.planted}\n{beside.outcome.capitalize()}"
        words += f" ({beside.size})" if beside.size else ""
    return Text(words)


def _effect(effect: Effect) -> Text:
    if not math.isfinite(effect.effect):
        return Text("not estimated")
    low, high = number(effect.low, 2, sign=True), number(effect.high, 2, sign=True)
    return Text(f"{number(effect.effect, 2, sign=True)}\n{low} to {high}")
