"""Writes docs/evidence/cascade.md."""

from __future__ import annotations

from typing import Any

from evidence.markdown import table

Row = dict[str, Any]


def page(commit: str, rows: list[Row]) -> str:
    """The page, from the rows of `evidence.cascade.steps`."""
    quiet = [row for row in rows if not row["text"].startswith("a cascade") or "placebo" in row["text"]]
    return f"""# What spills over: is a planted cascade found, and nothing where there is none?

Computed by `python evidence/run.py cascade` on commit `{commit}`; {rows[0]["runs"]} simulated companies a row.
Providers serve clients; where a cascade is planted, service of a client is lower by .2 standard deviations, one
period after the overload of those who serve it was one standard deviation higher. *Placebo network given*: the
same companies, but each provider stands in the place of another. *A common shock*: all overload and service move
together in a period. *Own overload only*: what comes before service is the client's own overload, and providers
are overloaded at the same time. *Regions share shocks*: providers serve their own region, in which overload and
service move together.

*Providers first*: share of companies with that verdict. *Interval*, *placebo*: share in which that witness alone would
claim. *Holds*: share of 95 % intervals that hold the planted effect.

{_table(rows)}

## What it says

- Where nothing is planted, or another network is given than the one that serves, {_two(min(_claims(quiet)))} to
  {_two(max(_claims(quiet)))} of companies are told of a cascade. With {rows[0]["runs"]} companies a row, chance alone
  moves a share of .05 between .02 and .09.
- A planted cascade of .2 is found in {_two(rows[0]["provider_first"])} of companies of this size; in the others the
  answer is "cannot tell". Larger companies and longer panels are not on this page yet.
"""


def _claims(rows: list[Row]) -> list[float]:
    return [row["provider_first"] for row in rows]


def _table(rows: list[Row]) -> str:
    head = ["company", "providers x clients x periods", "providers first", "interval", "placebo", "no link",
            "cannot tell", "reverse p < .05", "own p < .05", "holds"]  # fmt: skip
    body = [
        [
            row["text"], f"{row['providers']} x {row['units']} x {row['periods']}", _two(row["provider_first"]),
            _two(row["interval"]), _two(row["placebo"]), _two(row["no_link"]), _two(row["cannot_tell"]),
            _two(row["reverse"]), _two(row["own"]), "–" if "placebo" in row["text"] else _two(row["holds"]),
        ]
        for row in rows
    ]  # fmt: skip
    return table(head, body)


def _two(value: float) -> str:
    return "1" if value == 1 else f"{value:.3f}".lstrip("0")
