"""Writes docs/evidence/cascade.md."""

from __future__ import annotations

import math
from typing import Any

from evidence.markdown import table

Row = dict[str, Any]


def page(commit: str, rows: list[Row]) -> str:
    """The page, from the rows of `evidence.cascade.steps`."""
    quiet = [row for row in rows if not row["text"].startswith("a cascade") or "placebo" in row["text"]]
    fewest = min(row["runs"] for row in rows)
    low, high = (0.05 + sign * 1.96 * math.sqrt(0.05 * 0.95 / fewest) for sign in (-1, 1))
    return f"""# What spills over: is a planted cascade found, and nothing where there is none?

Computed by `python evidence/run.py cascade` on commit `{commit}`, of simulated companies.
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
  {_two(max(_claims(quiet)))} of companies are told of a cascade. With {fewest} companies a row, chance alone moves a
  share of .05 between {_two(low)} and {_two(high)}.
{_found(rows)}
- Where a fifth of the network is wrong, a cascade is found nearly as often, but its size is told as too small:
  intervals hold the planted effect in {_two(min(_holds(rows)))} to {_two(max(_holds(rows)))} of companies.
- Where regions share shocks and providers serve just their own region, each witness alone claims up to
  {_two(max(_alone(rows)))}; both together claim up to {_two(max(_both(rows)))}.
"""


def _found(rows: list[Row]) -> str:
    """What comes of a planted cascade, and of none, at each size."""
    out = []
    for planted in (row for row in rows if row["text"] == "a cascade of .2"):
        size = [planted[name] for name in ("providers", "units", "periods")]
        none = next(
            row
            for row in rows
            if row["text"] == "none" and [row[name] for name in ("providers", "units", "periods")] == size
        )
        out.append(
            f"- With {size[0]} providers, {size[1]} clients and {size[2]} periods, a planted cascade of .2 is found\n"
            f"  in {_two(planted['provider_first'])} of companies; in {_two(planted['cannot_tell'])} nobody can tell. "
            f"Where there is none,\n  {_two(none['no_link'])} are told that there is no link that matters."
        )
    return "\n".join(out)


def _holds(rows: list[Row]) -> list[float]:
    return [row["holds"] for row in rows if "wrong" in row["text"]]


def _alone(rows: list[Row]) -> list[float]:
    shared = [row for row in rows if row["text"].startswith("regions")]
    return [row[name] for row in shared for name in ("interval", "placebo")]


def _both(rows: list[Row]) -> list[float]:
    return [row["provider_first"] for row in rows if row["text"].startswith("regions")]


def _claims(rows: list[Row]) -> list[float]:
    return [row["provider_first"] for row in rows]


def _table(rows: list[Row]) -> str:
    head = ["company", "providers x clients x periods", "companies", "providers first", "interval", "placebo",
            "no link", "cannot tell", "reverse p < .05", "own p < .05", "holds"]  # fmt: skip
    body = [
        [
            row["text"], f"{row['providers']} x {row['units']} x {row['periods']}", str(row["runs"]),
            _two(row["provider_first"]), _two(row["interval"]), _two(row["placebo"]), _two(row["no_link"]),
            _two(row["cannot_tell"]), _two(row["reverse"]), _two(row["own"]),
            "–" if "placebo" in row["text"] else _two(row["holds"]),
        ]
        for row in rows
    ]  # fmt: skip
    return table(head, body)


def _two(value: float) -> str:
    return "1" if value == 1 else f"{value:.3f}".lstrip("0")
