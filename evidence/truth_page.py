"""docs/evidence/truth.md: what the simulations say."""

from __future__ import annotations

from bothways.measures import share
from evidence import first_version_page, power_page
from evidence.markdown import table, three, two
from evidence.pairs import Row
from evidence.worlds import FROZEN

#: Power and false alarms of a rough first version of the same likelihood at these sizes (effect .15, p by units alone
#: under .05), and how many worlds of its own they were read from: the bar to reach.
BAR = {
    (40, 12): (0.27, 0.02, 100), (40, 24): (0.55, 0.01, 100), (130, 6): (0.23, 0.08, 120),
    (130, 8): (0.38, 0.03, 120), (130, 12): (0.74, 0.07, 120), (130, 18): (0.93, 0.03, 120),
    (130, 24): (0.98, 0.08, 120), (300, 8): (0.82, 0.00, 100), (300, 12): (0.93, 0.10, 60),
    (300, 18): (1.0, 0.03, 60), (1000, 8): (1.0, 0.04, 24),
}  # fmt: skip

INTRO = """# Worlds whose truth is known

Computed by `make evidence` on commit `{commit}`. Estimator, tests and rules were frozen at `{frozen}`; the worlds
are drawn from seeds made of that commit, so no rule was chosen on them; earlier versions of the rules were tried on
other seeds.

A world has one employee metric x and one customer metric y in many units. In half of the worlds x leads y
(effect .15, one period later, nothing back), in the other half nothing leads. *False alarms*: share of raw
two-sided p under .05 among estimable directions in which nothing leads. *Coverage*: share of 95 % intervals that
hold the truth, both directions. *Power*: share of all linked worlds in which p of the true direction is under .05
(a refusal counts as a miss). *Employees first*, *wrong way*, *both ways*: verdicts in linked worlds, the pair on
its own being the family. *Any claim, none there*: verdicts in worlds without a link. All worlds are uneven unless
the row says otherwise: skewed shocks, a fresh start, units of very different size, 15 % holes in each metric,
20 % late entries, reliability about .6. From 24 periods on four lags are tested as well ([longer delays](delays.md)),
which costs power where a lead takes one period, as it does here: with one lag alone the rows of 24 periods had .53 and
1.00, and the monthly family .80.
"""

PEERS = """
## Beside the familiar methods

Share of worlds **without any link** in which a method says p < .05. For the fixed-effects regression with lagged
outcome (two-way effects, unit-clustered errors) power in the linked worlds stands beside it.
"""

FAMILIES = """
## Whole reports

Families of metrics that correlate with each other, through `read_panel` and `link`. *False discovery*: mean share of
false directions among those claimed at .05. *Power*: share of planted links claimed. *Employees first*: share of
planted links with that verdict. *Factors found*: share of families in which a common shock with unequal loadings
was shown and taken out.
"""


ANSWERS = """
## Noise that Bothways forms itself

Here the worlds draw single answers, and the file gives only what the row says; in linked worlds the effect is .3,
and the innovations of x and y correlate .6 in all of them, so that noise taken for signal would show as false leads.
"""


SHORT = """
## Where it falls short

Rows of this page that miss a goal: false alarms over .07, wrong way over .02, power under the bar, false discovery over
.05. In brackets, what chance leaves open (95 %), of the bar too: it was read from 24 to 120 worlds. Beside the first
version: power that is lower on the same worlds beyond chance.

"""


#: Under a section that stands as it was.
AS_IT_WAS = "*Drawn under earlier rules, and not yet again under those of this page.*"


def page(commit: str, rows: dict[str, list[Row] | None], *, earlier: str = "") -> str:
    """Return the whole page as Markdown.

    Parameters
    ----------
    commit : str
    rows : dict of str to list or None
        Of sizes, kinds, families, answers, first and power; ``None`` where a part is not there.
    earlier : str
        The page as it stands, of which sections are taken whose part is not there.
    """
    sizes, kinds, families, first = (rows[name] or [] for name in ("sizes", "kinds", "families", "first"))
    made = {
        "By size": (rows["sizes"], lambda: "\n## By size\n\n" + size_table(sizes)),
        "Beside the first version, world by world": (
            rows["first"],
            lambda: first_version_page.section(first),
        ),
        "By kind of world": (
            rows["kinds"],
            lambda: "\n## By kind of world\n\n" + kind_table(kinds) + overall(sizes + kinds),
        ),
        "Beside the familiar methods": (
            rows["kinds"] and rows["sizes"],
            lambda: PEERS + "\n" + peer_table(sizes + kinds),
        ),
        "Whole reports": (rows["families"], lambda: FAMILIES + "\n" + family_table(families)),
        "Noise that Bothways forms itself": (
            rows["answers"],
            lambda: ANSWERS + "\n" + answers_table(rows["answers"] or []),
        ),
        power_page.HEADING: (rows["power"], lambda: power_page.section(rows["power"] or [])),
    }
    parts = [INTRO.format(commit=commit, frozen=FROZEN)]
    parts += [make() if there else section_as_it_was(earlier, name) for name, (there, make) in made.items()]
    goalless = power_page.HEADING
    missing = [name for name, (there, _make) in made.items() if not there and name != goalless]
    parts += [SHORT, shortfalls(sizes, kinds, families, first)]
    parts += [f"\nNot in this list: {', '.join(missing)}.\n"] if missing else []
    return "".join(parts)


def section_as_it_was(page: str, heading: str) -> str:
    """Return a section of a page, with a line that says that it stands as it was; blank where it is not there."""
    _before, found, rest = page.partition(f"\n## {heading}\n")
    if not found:
        return ""
    body = rest.partition("\n## ")[0]
    note = "" if AS_IT_WAS in body else f"\n{AS_IT_WAS}\n"
    return f"{found}{note}{body}"


def size_table(rows: list[Row]) -> str:
    """Units x periods: everything, with the bar."""
    head = ["units", "periods", "runs", "estimable", "false alarms", "coverage", "power", "bar", "employees first",
            "wrong way", "both ways", "any claim, none there"]  # fmt: skip
    body = [
        [str(r["units"]), str(r["periods"]), str(r["runs"]), two(r["estimable"]), three(r["false_alarms"]),
         two(r["coverage"]), two(r["power"]), bar(r), two(r["leads"]), two(r["wrong_way"]),
         two(r["both_ways"]), two(r["claimed_none"])]
        for r in rows
    ]  # fmt: skip
    return table(head, body)


def kind_table(rows: list[Row]) -> str:
    """Every kind of world."""
    head = ["world", "units x periods", "estimable", "model widened", "false alarms", "coverage", "power",
            "employees first", "wrong way", "both ways", "any claim, none there"]  # fmt: skip
    body = [
        [f"{r['kind']} ({r['text']})", f"{r['units']} x {r['periods']}", two(r["estimable"]), two(r["extended"]),
         three(r["false_alarms"]), two(r["coverage"]), two(r["power"]), two(r["leads"]), two(r["wrong_way"]),
         two(r["both_ways"]), two(r["claimed_none"])]
        for r in rows
    ]  # fmt: skip
    return table(head, body)


def overall(rows: list[Row]) -> str:
    """All cells together."""
    tests = sum(r["tests"] for r in rows)
    alarms = sum(r["false_alarms"] * r["tests"] for r in rows if r["tests"]) / max(tests, 1)
    runs = sum(r["runs"] for r in rows)
    wrong = sum(r["wrong_way"] * r["runs"] for r in rows) / runs
    return (
        f"\nAll worlds of this page together: false alarms {three(alarms)} of {tests:,} tests, "
        f"wrong way {three(wrong)} of {runs:,} linked worlds.\n"
    )


def peer_table(rows: list[Row]) -> str:
    """False alarms of each method."""
    head = ["world", "units x periods", "Bothways", "pooled correlation", "lagged correlation", "fixed effects",
            "power: Bothways", "power: fixed effects"]  # fmt: skip
    body = [
        [r["kind"], f"{r['units']} x {r['periods']}", two(r["false_alarms"]), two(r["pooled"]), two(r["lagged"]),
         two(r["fixed"]), two(r["power"]), two(r["fixed_power"])]
        for r in rows
    ]  # fmt: skip
    return table(head, body)


def family_table(rows: list[Row]) -> str:
    """Every kind of family."""
    head = ["family", "units x periods", "families", "links", "false discovery", "any false claim", "raw p < .05",
            "power", "employees first", "wrong way", "factors found"]  # fmt: skip
    body = [
        [r["text"], f"{r['units']} x {r['periods']}", str(r["runs"]), str(r["links"]), three(r["fdr"]),
         two(r["any_false"]), three(r["raw"]), two(r["power"]), two(r["right"]), two(r["backwards"]), two(r["factors"])]
        for r in rows
    ]  # fmt: skip
    return table(head, body)


def answers_table(rows: list[Row]) -> str:
    """Every way to publish answers."""
    head = ["published", "units x periods", "runs", "estimable", "false alarms", "power", "employees first",
            "wrong way", "any claim, none there"]  # fmt: skip
    body = [
        [r["text"], f"{r['units']} x {r['periods']}", str(r["runs"]), two(r["estimable"]), three(r["false_alarms"]),
         two(r["power"]), two(r["leads"]), two(r["wrong_way"]), two(r["claimed_none"])]
        for r in rows
    ]  # fmt: skip
    return table(head, body)


def bar(row: Row) -> str:
    """Power to reach, and at which false alarms."""
    power, alarms, _ = BAR[row["units"], row["periods"]]
    return f"{two(power)} (at {two(alarms)})"


def chance(value: float, n: int) -> str:
    """A share of n with its 95 % interval."""
    score = share(round(value * n), n)
    return f"{two(value)} ({two(max(score.low / 100, 0))} to {two(min(score.high / 100, 1))})"


def shortfalls(sizes: list[Row], kinds: list[Row], families: list[Row], first: list[Row]) -> str:
    """Every row that misses a goal, as a list."""
    out = []
    for r in sizes + kinds:
        where = f"{r['kind']}, {r['units']} x {r['periods']}"
        if r["false_alarms"] > 0.07:
            out.append(f"- {where}: false alarms {chance(r['false_alarms'], r['tests'])}")
        if r["wrong_way"] > 0.02:
            out.append(f"- {where}: wrong way {chance(r['wrong_way'], r['runs'])}")
        goal, _, read_from = BAR.get((r["units"], r["periods"]), (0.0, 0.0, 1))
        if r["kind"] == "base" and r["power"] < goal:
            out.append(
                f"- {where}: power {chance(r['power'], r['runs'])} under the bar of {chance(goal, read_from)}"
            )
    for r in families:
        if r["fdr"] > 0.05:
            spread = f"{two(max(r['fdr'] - 2 * r['fdr_se'], 0))} to {two(r['fdr'] + 2 * r['fdr_se'])}"
            out.append(
                f"- family {r['text']}, {r['units']} x {r['periods']}: false discovery {three(r['fdr'])} ({spread})"
            )
    for r in first:
        if r["ours_alarms"] > 0.07:
            where = f"beside the first version, {r['kind']}, {r['units']} x {r['periods']}"
            out.append(f"- {where}: false alarms {chance(r['ours_alarms'], r['ours_tests'])}")
    out += [f"- {line}" for line in first_version_page.below(first)]
    return "\n".join(out or ["- none"]) + "\n"
