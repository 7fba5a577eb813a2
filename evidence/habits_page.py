"""Writes docs/evidence/habits.md."""

from __future__ import annotations

import math
from typing import Any

from evidence.markdown import table

Row = dict[str, Any]


def page(commit: str, rows: list[Row]) -> str:
    """The page, from the rows of `evidence.habits.run_habits`."""
    runs = rows[0]["runs"]
    held = [one for row in rows for one in _where_planted(row) if not math.isnan(one)]
    misled, unlinked = rows[7], rows[11]
    return f"""# Habits that pay: does the range hold the planted gap?

Computed by `python evidence/run.py habits` on commit {commit}; {runs} simulated companies of each kind. Units have 8 to
60 people, of whom 30 to 100 % answer; units' shares of good answers differ with a standard deviation of 8 points (14
where they "differ more"). The planted gap between *daily* and *never* is 25 points, or none; levels between lie on a
line. Where *one role does it more*, that role answers 20 points better whatever it does.

*Raw*: the gap as it is. *Role*: among people of one role. *Within*: among people of one unit and role; where whole
units do alike there are none, and nothing is told. *Holds*: share of companies whose 95 % range holds the planted gap.
*Claims*: share whose range lies wholly on one side of none: power where a gap was planted, false alarms where none was.
*Off*: mean of what was found, less what was planted, in points. *Trend*: share whose range for the change a level holds
a third of the gap.

{_table(rows)}

## What it says

- Wherever the gap that is looked at is the planted one, ranges hold it in {_two(min(held))} to {_two(max(held))} of
  companies.
- Where one role does it more and is better off anyway, the raw gap is not the planted one: its range holds it in
  {_two(misled["raw_holds"])}, and where nothing was planted {_two(unlinked["raw_claims"])} of companies would be told
  of a gap that the habit has nothing to do with. Among people of one role it is right again. **What nobody measured is
  not taken out by anything**: for that the E-value says how strong it would have to be, and no more.
- Where whole units do alike and there are 20 of them, a gap of 25 points is seen in {_two(rows[4]["raw_claims"])} of
  companies; with 80 in {_two(rows[5]["raw_claims"])}.
"""


def _where_planted(row: Row) -> list[float]:
    """Return the shares that should be .95: all, but what one role does by itself to the raw gap and to the trend."""
    names = ["role_holds", "within_holds"] + (
        [] if "one role" in row["text"] else ["raw_holds", "trend_holds"]
    )
    return [row[name] for name in names]


def _table(rows: list[Row]) -> str:
    head = ["company", "units", "planted", "raw: holds", "claims", "off", "role: holds", "claims", "within: holds",
            "claims", "trend holds", "design effect"]  # fmt: skip
    return table(
        head,
        [
            [
                row["text"], str(row["units"]), f"{row['gap']:.0f}", _two(row["raw_holds"]), _two(row["raw_claims"]),
                f"{row['raw_bias']:.1f}", _two(row["role_holds"]), _two(row["role_claims"]), _two(row["within_holds"]),
                _two(row["within_claims"]), _two(row["trend_holds"]), f"{row['design_effect']:.1f}",
            ]
            for row in rows
        ],
    )  # fmt: skip


def _two(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.3f}".lstrip("0") if value < 1 else "1"
