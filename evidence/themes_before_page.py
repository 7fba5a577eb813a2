"""Writes docs/evidence/themes-before.md."""

from __future__ import annotations

from typing import Any

from bothways.measures import share
from evidence.markdown import table, two
from evidence.themes_before import EFFECTS, KINDS, PERIODS, UNITS, Kind, name_of

Row = dict[str, Any]
VERDICTS = {
    "employee_leads": "employees first", "both_ways": "both ways", "customer_leads": "customers first",
    "no_link": "no link", "cannot_tell": "cannot tell", "not_estimable": "not enough",
}  # fmt: skip


def page(commits: str, rows: list[Row]) -> str:
    """The page, from the rows of `evidence.themes_before.steps`."""
    by_name = {row["text"]: row for row in rows}
    still = [(kind, by_name[name_of(kind, 0.0)]) for kind in KINDS]
    leading = [(kind, by_name[name_of(kind, EFFECTS[1])]) for kind in KINDS]
    by_cell = [
        (kind, by_name[name_of(kind, 0.0, by_cell=True)])
        for kind in KINDS
        if name_of(kind, 0.0, by_cell=True) in by_name
    ]
    return f"""# What themes come before: is the order right?

Computed by `python evidence/run.py themes-before` on commit {commits}.

{_noise(by_name["noise"]["rows"])}
{_worlds(still, leading)}
{_rules(still, by_cell)}"""


def _noise(rows: list[Row]) -> str:
    lines = [
        [f"{100 * row['share']:.0f} of 100", str(row["people"]), two(row["ours"]), two(row["wald"])]
        for row in rows
    ]
    low, high = min(row["ours"] for row in rows), max(row["ours"] for row in rows)
    return f"""## The noise of a share

Stated over true sampling variance, on average over cells of companies in which everybody writes on the theme with the
same chance: by the rule for percentages, which is used, and by the adjusted Wald interval of each cell alone.

{table(["write on it", "people", "stated over true", "adjusted Wald"], lines)}
- By the rule used: {two(low)} to {two(high)}. Where units differ it is right on average over units, not for each.
"""


def _worlds(still: list[tuple[Kind, Row]], leading: list[tuple[Kind, Row]]) -> str:
    head = ["company", *VERDICTS.values(), "p < .05 theme first", "p < .05 metric first"]
    claims = sum(_claims(row) for _, row in still)
    companies = sum(row["companies"] for _, row in still)
    found = sum(row["verdicts"].get("employee_leads", 0) for _, row in leading)
    return f"""## Companies

{UNITS} units, {PERIODS} months, one theme and one customer metric with a reliability of .8, drawn afresh. The state of
a unit moves the chance that its people write on the theme; a metric of customers follows it one month later or does
not. Verdicts are those of `bothways.link` at its defaults, two directions a company.

### Nothing comes before anything

{table(head, [_line(kind, row) for kind, row in still])}
- Companies with any claim, all false: {claims} of {companies}, {_of(claims, companies)}.
- p under .05, where chance gives .05: theme first {_tested(still, "forth")}, metric first {_tested(still, "back")}.

### The theme comes before the metric (.4 a month later, in innovations)

{table(head, [_line(kind, row) for kind, row in leading])}
- Companies told to be employees first: {_of(found, sum(row["companies"] for _, row in leading))}.
- The metric never comes first, and *both ways* is half wrong. That direction has p under .05 in
  {_tested(leading, "back")}, where chance gives .05. A share is no straight line of what moves it, which may be
  a part of any excess.
"""


def _tested(rows: list[tuple[Kind, Row]], way: str) -> str:
    return _of(sum(row[way] for _, row in rows), sum(row["tested"] for _, row in rows))


def _claims(row: Row) -> int:
    return sum(row["verdicts"].get(name, 0) for name in ("employee_leads", "both_ways", "customer_leads"))


def _line(kind: Kind, row: Row) -> list[str]:
    counts = [str(row["verdicts"].get(name, 0)) for name in VERDICTS]
    return [kind.text, *counts, *(f"{row[name]} of {row['tested']}" for name in ("forth", "back"))]


def _rules(still: list[tuple[Kind, Row]], by_cell: list[tuple[Kind, Row]]) -> str:
    ours = dict(still)
    lines = [
        [
            kind.text, *(_of(one["verdicts"].get("not_estimable", 0), one["companies"]) for one in (ours[kind], row)),
            *(_of(one["forth"] + one["back"], 2 * one["tested"]) for one in (ours[kind], row)),
        ]
        for kind, row in by_cell
    ]  # fmt: skip
    head = ["company", "not enough", "by the cell's own share", "p < .05", "by the cell's own share"]
    return f"""## Why the noise does not follow the cell

The companies in which nothing comes before anything, with the noise of each cell from its own share (adjusted Wald)
beside the rule used. A variance that moves with the share gives low shares the most weight, and the model finds that
the noise contradicts the data, or order where there is none.

{table(head, lines)}"""


def _of(count: int, n: int) -> str:
    told = share(count, n) if n else None
    return f"{two(count / n)} ({two(told.low / 100)} to {two(told.high / 100)})" if told else "–"
