"""The section of docs/evidence/truth.md on power: what was tried, and what it brought."""

from __future__ import annotations

from evidence.markdown import table, three, two
from evidence.pairs import Row
from evidence.power_worlds import FROZEN, FROZEN_VERDICTS

HEADING = "Power: what was tried"
INTRO = f"""
## {HEADING}

Rules that might leave less open, each beside the one in force, on the same estimates. The rules on trial were fixed at
`{FROZEN}`, those for the last step at `{FROZEN_VERDICTS}`, and their worlds are drawn from seeds made of these commits.
None is in force. In brackets 95 % intervals of differences, the worlds (or families) drawn again with replacement; one
that holds 0 is a tie.
"""

BOUND = """
### From one claimed direction to "employees first": what any rule could do

A pair gives two deviates, estimate over error. Take them as normal and independent. A rule is a region of the plane; of
all regions that call one of two **equal** effects first no oftener than the rule in force (at the size and sign at
which that happens most), that claim no oftener where nothing leads, and that go the wrong way in at most 2 %, a linear
programme finds the one that calls a one-way effect of the given size first most often (each size for itself, so that no
single rule can have all of a column). *Errors spent*: the same if one of two equals may be called first in 10 % (each
name in 5 %) and anything where nothing leads in 5 %.

"""

VERDICTS = """
### The same step in worlds

*First*: employees first in worlds where x leads y. *Of equals*: one of the two called first although both lead equally
strongly (.15 and .15; .15 and -.15; .10 and .10). Cuts of all rules but the last are set in theory, so that the worst
share of equals is that of the rule in force. *Steeper gap*: deviate of the claimed direction less 1.25 times that of
the other. Claims of a pair on its own; what is negligible is left aside.

"""

ERRORS = """
### Errors that borrow from cells

The unit-clustered variance borrows degrees of freedom from the sum of squared innovation scores by cell, which has more
terms. *At equal false alarms*: power under the p that calls 5 % of the directions in which nothing leads.

"""

REPORTS = """
### Rules for whole reports

*False discovery* and *power* are those of the rule at its own level of .05; *at equal false discovery*: the most links
that one cut in the order of the rule finds where realised false discovery is .05. *Two stages*: Benjamini, Krieger and
Yekutieli; *weights*: from the other pairs of the same direction or metrics, the pair's own p left out; *shrunk to
related*: deviates drawn to the means of the other pairs of the same metrics, an order without a level of its own; *lent
by the family*: the unit part of each error borrows from cells as much as the family bears out.

"""


def section(rows: list[Row]) -> str:
    """The section, or what of it there is."""
    part = {
        name: [row for row in rows if row["part"] == name]
        for name in ("bound", "verdicts", "pairs", "reports")
    }
    return (
        INTRO
        + BOUND
        + "".join(bound_table(row["sizes"]) for row in part["bound"])
        + VERDICTS
        + verdict_table(part["verdicts"])
        + ERRORS
        + error_table(part["pairs"])
        + REPORTS
        + report_table(part["reports"])
    )


def bound_table(sizes: list[Row]) -> str:
    """Sizes of an effect, the rule in force, the best possible."""
    head = ["one-way effect, standard errors", "first: in force", "first: best of any rule", "errors spent"]
    return table(
        head, [[f"{r['size']:g}", three(r["in_force"]), three(r["best"]), three(r["spent"])] for r in sizes]
    )


def verdict_table(rows: list[Row]) -> str:
    """Every rule for the step to a verdict."""
    head = [
        "units x periods",
        "worlds each",
        "rule",
        "first",
        "wrong way",
        "of equals",
        "any first, none there",
    ]
    return table(
        head,
        [
            [where(row), str(row["runs"]), r["rule"], three(r["right"]), three(r["wrong"]),
             ", ".join(three(one) for one in r["equal"]), three(r["none"])]
            for row in rows for r in row["verdicts"]
        ],
    )  # fmt: skip


def error_table(rows: list[Row]) -> str:
    """Every error of a pair on its own."""
    head = [
        "world",
        "units x periods",
        "worlds each",
        "error",
        "false alarms",
        "power",
        "at equal false alarms",
        "difference",
    ]
    return table(
        head,
        [
            [row["kind"], where(row), str(row["runs"]), r["rule"], three(r["alarms"]), three(r["power"]),
             three(r["equal"]), gain(r)]
            for row in rows for r in row["errors"]
        ],
    )  # fmt: skip


def report_table(rows: list[Row]) -> str:
    """Every rule for a family."""
    head = ["family", "units x periods", "families", "links", "rule", "false discovery", "any false claim", "power",
            "at equal false discovery", "difference"]  # fmt: skip
    nothing = float("nan")
    return table(
        head,
        [
            [row["kind"], where(row), str(row["runs"]), str(row["links"]), r["rule"],
             three(r.get("fdr", nothing)), two(r.get("any_false", nothing)), three(r.get("power", nothing)),
             three(r["equal"]), gain(r)]
            for row in rows for r in row["rules"]
        ],
    )  # fmt: skip


def where(row: Row) -> str:
    """Units by periods."""
    return f"{row['units']} x {row['periods']}"


def gain(row: Row) -> str:
    """Difference to the rule in force with its interval; nothing for that rule itself."""
    if row["rule"] == "in force":
        return ""
    value, low, high = (row["gain"][name] for name in ("value", "low", "high"))
    return f"{signed(value)} ({signed(low)} to {signed(high)})"


def signed(value: float) -> str:
    """Three decimals with a sign; 0 for nothing."""
    text = three(abs(value))
    return "0" if text == ".000" else ("+" if value > 0 else "-") + text
