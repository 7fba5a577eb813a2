"""The part of docs/evidence/truth.md that sets Bothways beside the first version."""

from __future__ import annotations

from evidence.markdown import table, three
from evidence.pairs import Row

INTRO = """
## Beside the first version, world by world

The bar was read from a rough first version of the likelihood, in 24 to 120 worlds, with p by units alone; the p it
recommends is two-way. Here both run on the same fresh worlds, drawn by its generator from seeds made of the frozen
commit. *Unequal loadings*: common shocks that units feel unequally, sd .5. A refusal counts as a miss; false alarms are
among the directions that a method estimates. In brackets 95 % intervals of differences on the same worlds; one
that holds 0 is a tie.

### At p under .05
"""

EQUAL = """
### At equal false alarms

Each method calls a direction under the p at which it would call 5 % of the directions of these worlds in which nothing
leads: what is left is how well it tells links from luck. Intervals draw the worlds again with replacement.
"""


def section(rows: list[Row]) -> str:
    """Both tables; what falls short is listed at the end of the page."""
    return "".join([INTRO, "\n", raw_table(rows), EQUAL, "\n", adjusted_table(rows)])


def raw_table(rows: list[Row]) -> str:
    """Power and false alarms as they are."""
    head = ["world", "units x periods", "runs", "power: Bothways", "first, p by units", "difference",
            "first, two-way p", "difference", "false alarms: Bothways", "first, p by units",
            "first, two-way p"]  # fmt: skip
    body = [
        [r["kind"], f"{r['units']} x {r['periods']}", str(r["runs"]), three(r["ours_power"]), three(r["units_power"]),
         gap(r["units_gap"]), three(r["two_way_power"]), gap(r["two_way_gap"]), three(r["ours_alarms"]),
         three(r["units_alarms"]), three(r["two_way_alarms"])]
        for r in rows
    ]  # fmt: skip
    return table(head, body)


def adjusted_table(rows: list[Row]) -> str:
    """Power where every method has 5 % false alarms."""
    head = ["world", "units x periods", "power: Bothways", "first, p by units", "difference", "first, two-way p",
            "difference"]  # fmt: skip
    body = [
        [r["kind"], f"{r['units']} x {r['periods']}", three(r["ours_adjusted"]), three(r["units_adjusted"]),
         gap(r["units_gap_adjusted"]), three(r["two_way_adjusted"]), gap(r["two_way_gap_adjusted"])]
        for r in rows
    ]  # fmt: skip
    return table(head, body)


def gap(difference: dict[str, float]) -> str:
    """A difference with its interval, signed."""
    return f"{signed(difference['value'])} ({signed(difference['low'])} to {signed(difference['high'])})"


def signed(value: float) -> str:
    """Three decimals with a sign, without the leading zero."""
    text = three(abs(value))
    if text == ".000":
        return "0"
    return ("-" if value < 0 else "+") + text


NAMES = {"units": "its p by units", "two_way": "its two-way p"}
WHERE = {"gap": "at p under .05", "gap_adjusted": "at equal false alarms"}


def below(rows: list[Row]) -> list[str]:
    """Where Bothways has less power than the first version beyond chance, as sentences."""
    return [
        f"beside the first version, {r['kind']}, {r['units']} x {r['periods']}: power {where} {gap(r[f'{who}_{key}'])} "
        f"against {name}, false alarms {three(r['ours_alarms'])} against {three(r[f'{who}_alarms'])}"
        for r in rows
        for who, name in NAMES.items()
        for key, where in WHERE.items()
        if r[f"{who}_{key}"]["high"] < 0
    ]
