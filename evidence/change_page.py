"""docs/evidence/change.md: what the simulated studies say."""

from __future__ import annotations

from evidence.change_worlds import EFFECT, FROZEN
from evidence.companies_goals import misses
from evidence.companies_page import sections
from evidence.markdown import chance, table, three, two
from evidence.pairs import Row

INTRO = """# Did it work? Worlds whose effect is known

Computed by `python evidence/run.py change` on commit `{commit}`. Estimator, tests and the rules of verdicts
were frozen at `{frozen}`; the worlds are drawn from seeds made of that commit, so no rule was chosen on them.
Earlier versions were tried on other seeds.

In each row {runs} worlds are drawn in which what some units begin raises the outcome by {effect} on average,
and as many in which it does nothing. The unit of everything is the standard deviation of what moves within a
unit from period to period. Sampling noise with a variance of .5 comes on top (reliability .67 within units),
own lag is .3, and units respond differently (sd a fifth of the effect), unless the row says otherwise.
*Coverage*: share of 95 % intervals that hold the truth, in all worlds. *False alarms*: p of .05 or less where
nothing happened. *False verdicts*: "helped" or "hurt" where nothing happened. *Power*: p of .05 or less where
there is an effect. *Helped*: that verdict, of all worlds with an effect; *foretold*: what the power analysis
says of these worlds from the time before the start. *No difference*: that verdict where nothing happened, with
the default bound of .4; *missed*: where there is an effect. With {runs} worlds of a kind, chance alone moves a
share of .05 between .02 and .09.

Further down: [whole companies](#whole-companies-from-answers-on), from what people tick to the verdict, and
[looking more than once](#looking-more-than-once).
"""

PRICE = """
## What caution costs

A verdict takes more than a small p. It must stand if both sides would have drifted apart in a straight line
anyway (see [how changes are judged](../reference/change.md)); otherwise the rows with drifts below would be
full of false verdicts, as two-way fixed effects are. The price is the distance between *power* and *helped*. A
verdict of "cannot tell" with a small p says what stands in its way:

"""

PEERS = """
## Beside the familiar ways

Share of worlds in which **nothing happened** and the method says p < .05. *Two-way*: regression on unit and
period means, errors clustered by unit. *Before and after*: the units that began against themselves, paired t.

"""

FEW = """
## Few units that began

One, three and six. Starts are dealt to units again; p cannot be smaller than one in the number of ways to deal
them.

"""

KINDS = """
## By kind of world

Drifts, early movement and dips break what every comparison before and after rests on. *Bias* is the mean error
of the estimate.

"""

SHORT = """
## Where it falls short

Rows that miss a goal: coverage outside .93 to .97, false verdicts over .05, wrong way over .01, *helped* more
than .10 under what was foretold; for companies, *helped* more than .05 over or under it. In brackets, what chance
leaves open (95 %); of companies it is said where a goal is missed by more than chance explains. Effects that grow from
nothing look like a drift and are called late.

"""


def page(commit: str, rows: list[Row], companies: list[Row], looks: list[Row]) -> str:
    """The whole page as Markdown."""
    plain = [row for row in rows if row["kind"] == "plain"]
    few = [row for row in rows if row["kind"].startswith("few")]
    kinds = [row for row in rows if row not in plain and row not in few]
    runs = sorted({row["runs"] for row in rows})
    told = str(runs[0]) if len(runs) == 1 else f"{runs[0]} to {runs[-1]}"
    intro = INTRO.format(commit=commit, frozen=FROZEN, runs=told, effect=two(EFFECT))
    parts = [
        intro,
        "\n## By size\n\n",
        verdict_table(plain),
        FEW,
        verdict_table(few),
        KINDS,
        verdict_table(kinds),
    ]
    parts += [overall(rows), PRICE, held_table(plain), PEERS, peer_table(rows)]
    parts += [sections(companies, looks), SHORT]
    missed = [*shortfalls(rows), *misses(companies, looks)] or ["- none"]
    parts.append("\n".join(missed) + "\n")
    return "".join(parts)


def name(row: Row) -> str:
    """A kind of world with what it means."""
    return f"{row['kind']} ({row['text']})" if row["text"] else row["kind"]


def size(row: Row) -> str:
    """Units that began of all, and periods."""
    return f"{row['began']} of {row['units']} x {row['periods']}"


def verdict_table(rows: list[Row]) -> str:
    """Everything about intervals and verdicts."""
    head = ["world", "began of units x periods", "coverage", "false alarms", "false verdicts", "power", "helped",
            "foretold", "hurt", "no difference", "missed", "bias"]  # fmt: skip
    body = [
        [name(r), size(r), two(r["coverage"]), three(r["false_alarms"]), three(r["false_claims"]), two(r["power"]),
         two(r["helped"]), two(r["expected"]), three(r["wrong_way"]), two(r["no_difference"]), two(r["missed"]),
         f"{r['bias']:+.2f}"]
        for r in rows
    ]  # fmt: skip
    return table(head, body)


def held_table(rows: list[Row]) -> str:
    """What stood in the way of a verdict, in worlds with an effect."""
    head = ["began of units x periods", "power", "helped", "interval holds 0", "drift in sight", "room for a drift",
            "last period before"]  # fmt: skip
    body = [
        [size(r), two(r["power"]), two(r["helped"]), two(r["held"]["open"]), two(r["held"]["trend"]),
         two(r["held"]["drift"]), two(r["held"]["late"])]
        for r in rows
    ]  # fmt: skip
    return table(head, body)


def peer_table(rows: list[Row]) -> str:
    """False alarms of each way to judge."""
    head = ["world", "began of units x periods", "Bothways: verdicts", "Bothways: p", "two-way", "before and after",
            "power: Bothways", "power: two-way"]  # fmt: skip
    body = [
        [name(r), size(r), two(r["false_claims"]), two(r["false_alarms"]), two(r["fixed"]), two(r["alone"]),
         two(r["power"]), two(r["fixed_power"])]
        for r in rows
    ]  # fmt: skip
    return table(head, body)


def overall(rows: list[Row]) -> str:
    """All rows together."""
    runs = sum(row["runs"] for row in rows)
    false = sum(row["false_claims"] * row["runs"] for row in rows)
    wrong = sum(row["wrong_way"] * row["runs"] for row in rows)
    return (
        f"\nAll worlds of this page together: false verdicts {three(false / runs)} of {runs:,} worlds in which nothing "
        f'happened, "hurt" {three(wrong / runs)} of {runs:,} with an effect for the better.\n'
    )


def shortfalls(rows: list[Row]) -> list[str]:
    """Every row that misses a goal, as a list."""
    out = []
    for r in rows:
        where = f"- {name(r)}, {size(r)}: "
        if not 0.93 <= round(r["coverage"], 3) <= 0.97:
            out.append(where + f"coverage {chance(r['coverage'], round(2 * r['runs'] * r['judged']))}")
        if r["false_claims"] > 0.05:
            out.append(where + f"false verdicts {chance(r['false_claims'], r['runs'])}")
        if r["wrong_way"] > 0.01:
            out.append(where + f"wrong way {chance(r['wrong_way'], r['runs'])}")
        if r["expected"] - r["helped"] > 0.10:
            out.append(where + f"helped {chance(r['helped'], r['runs'])}, foretold {two(r['expected'])}")
    return out
