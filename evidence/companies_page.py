"""Sections of docs/evidence/change.md on whole companies and on looking more than once."""

from __future__ import annotations

from evidence.change_worlds import EFFECT
from evidence.companies import CLAIMS, FROZEN
from evidence.looks import LEVELS, SINCE
from evidence.markdown import chance, table, two
from evidence.pairs import Row

COMPANIES = """
## Whole companies, from answers on

{runs} companies of each size with a programme that helps and {runs} with one that does nothing, drawn by
[`draw_programme`](../reference/simulate.md#a-planted-programme). Teams have 12 seats; people come and go, some
teams open late or close early, and three in four people answer each of {periods} monthly rounds. They tick 1 to 5,
customers 0 to 10. Half of the teams begin, dealt by chance, over three months around the middle. The programme raises
one domain by {effect} of the standard deviation of a team's months, {truth:.1f} points of 100 as people tick, and not
by the same in each team. From there on it is the public path: `answers_to_moments`, `moments_to_panel`, `study`.

*Foretold*: share that the power analysis says would be called, from the rounds before the first start alone. It was
mended on earlier companies, where it foretold too much, and frozen at `{frozen}`; these companies are drawn from seeds
made of that.
*Decided*: helped, hurt or no difference, so that silence is no way to pass. *Coverage*: share of intervals that hold
what the programme brought. *Off*: mean error in points, of both kinds together. In brackets, what chance leaves open
(95 %, Wilson).

**A programme that helps**

"""

USELESS = """
**A programme that does nothing**

"""

PEERS = """
**Beside the familiar ways**: share with p < .05.

"""

LOOKS = """
## Looking more than once

A study may be looked at four times, at levels {levels}, which together stay under .05; the first look
that says helped, hurt or no difference stands. Companies as above, with six rounds before the middle start and looks
{since} rounds after it. Each look makes the panel anew from the answers given until then. {useless}
companies of each size with a programme that does nothing, {planted} with one that helps.

**A programme that does nothing**: helped or hurt by each look. *At any*: also where an earlier look had said no
difference. *Careless*: four looks at .05 each.

"""

LOOKS_PLANTED = """
**A programme that helps**: helped by each look. *All hold*: share of companies, of both kinds, in which the intervals
of all four looks hold what the programme brought.

"""

OTHERS = """
## Habits and cascades

The other two claims of this kind have pages of their own: whether the range of a gap holds a planted 25 points,
in [habits that pay](habits.md); whether a planted cascade is found and its placebo is not, in
[what spills over](cascade.md).
"""


def sections(companies: list[Row], looks: list[Row]) -> str:
    """Everything on companies, in the order of the page."""
    first, watched = companies[0], looks[0]
    truth = sum(row["truth"] for row in companies) / len(companies)
    intro = COMPANIES.format(
        runs=first["runs"], periods=first["periods"], effect=two(EFFECT), truth=truth, frozen=FROZEN
    )
    looked = LOOKS.format(
        levels=_listed([f"{level}".lstrip("0") for level in LEVELS]), since=_listed([str(one) for one in SINCE]),
        useless=watched["runs"], planted=watched["planted_runs"],
    )  # fmt: skip
    parts = [intro, planted_table(companies), USELESS, useless_table(companies), PEERS, peer_table(companies)]
    parts += [looked, looks_useless_table(looks), LOOKS_PLANTED, looks_planted_table(looks), OTHERS]
    return "".join(parts)


def decided(verdicts: dict[str, float]) -> float:
    """Share of all verdicts but "cannot tell"."""
    return 1 - verdicts["cannot_tell"]


def false_claims(row: Row) -> float:
    """Share of useless programmes that are called helped or hurt."""
    return float(sum(row["useless"][verdict] for verdict in CLAIMS))


def planted_table(rows: list[Row]) -> str:
    """Verdicts where the programme helps."""
    head = ["teams", "helped", "foretold", "hurt", "no difference", "cannot tell", "decided", "p < .05", "coverage",
            "off", "interval, points"]  # fmt: skip
    body = [
        [str(r["units"]), chance(r["planted"]["helped"], r["runs"]), two(r["expected"]),
         chance(r["planted"]["hurt"], r["runs"]), two(r["planted"]["no_difference"]), two(r["planted"]["cannot_tell"]),
         two(decided(r["planted"])), two(r["power"]), chance(r["coverage"], r["runs"]), f"{r['bias']:+.2f}",
         f"± {r['width'] / 2:.1f}"]
        for r in rows
    ]  # fmt: skip
    return table(head, body)


def useless_table(rows: list[Row]) -> str:
    """Verdicts where it does nothing."""
    head = ["teams", "helped or hurt", "helped", "hurt", "no difference", "cannot tell", "decided", "p < .05",
            "coverage"]  # fmt: skip
    body = [
        [str(r["units"]), chance(false_claims(r), r["runs"]), two(r["useless"]["helped"]), two(r["useless"]["hurt"]),
         chance(r["useless"]["no_difference"], r["runs"]), two(r["useless"]["cannot_tell"]), two(decided(r["useless"])),
         two(r["false_alarms"]), chance(r["coverage_useless"], r["runs"])]
        for r in rows
    ]  # fmt: skip
    return table(head, body)


def peer_table(rows: list[Row]) -> str:
    """The familiar ways on the same companies."""
    head = ["teams", "nothing happened: Bothways, verdicts", "Bothways, p", "two-way", "before and after",
            "it helps: Bothways, helped", "Bothways, p", "two-way", "before and after"]  # fmt: skip
    body = [
        [str(r["units"]), two(false_claims(r)), two(r["false_alarms"]), two(r["fixed"]), two(r["alone"]),
         two(r["planted"]["helped"]), two(r["power"]), two(r["fixed_power"]), two(r["alone_power"])]
        for r in rows
    ]  # fmt: skip
    return table(head, body)


def looks_useless_table(rows: list[Row]) -> str:
    """What looks say of programmes that do nothing."""
    head = ["teams", *(f"look {look + 1}" for look in range(len(LEVELS))), "at any", "no difference by the last",
            "cannot tell at the last", "careless", "careless, at any"]  # fmt: skip
    body = [
        [str(r["units"]), *map(two, r["false_claims"][:-1]), chance(r["false_claims"][-1], r["runs"]),
         chance(r["false_anywhere"], r["runs"]), two(r["useless"]["no_difference"][-1]),
         two(1 - sum(told[-1] for told in r["useless"].values())), two(r["careless"][-1]), two(r["careless_anywhere"])]
        for r in rows
    ]  # fmt: skip
    return table(head, body)


def looks_planted_table(rows: list[Row]) -> str:
    """What looks say of programmes that help."""
    head = ["teams", *(f"look {look + 1}" for look in range(len(LEVELS))), "hurt", "no difference by the last",
            "cannot tell at the last", "all hold"]  # fmt: skip
    body = [
        [str(r["units"]), *map(two, r["planted"]["helped"][:-1]),
         chance(r["planted"]["helped"][-1], r["planted_runs"]), chance(r["planted"]["hurt"][-1], r["planted_runs"]),
         two(r["planted"]["no_difference"][-1]), two(1 - sum(told[-1] for told in r["planted"].values())),
         chance(r["coverage"], r["runs"] + r["planted_runs"])]
        for r in rows
    ]  # fmt: skip
    return table(head, body)


def _listed(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}"
