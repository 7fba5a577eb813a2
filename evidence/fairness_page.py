"""docs/evidence/fairness.md: five ways to choose side by side, and what they do not tell."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from bothways.allocation.search import STEPS
from evidence.fairness import BACK, FIRST_SEED, LONG, MONTHS, SEEDS
from evidence.fairness_choosers import CHOOSERS
from evidence.fairness_gap import LONG_SEARCH
from evidence.markdown import table

Row = dict[str, Any]
Years = list[dict[str, Any]]
FIRST, *OTHERS = CHOOSERS
START, END = (str(month) for month in (min(MONTHS), max(MONTHS)))

HEAD = """# Fair shares over a year

Computed by `python evidence/run.py fairness` on commit `{commit}`: {seeds} years of each kind of unit, seeds from
{first}. Figures are the median over years, in brackets the middle 95 % of years.

**The year.** `bothways.simulate.draw_work_plan`: people offer 4 to 20 hours a month, have each of four skills by
chance (one is rare), are away three times for one to three weeks, one in ten also for ten weeks. Each week work
comes in by chance, of .5 to 12 hours (log-normal, median 1.5); half needs a skill, two in five pieces have a named
reporter, and some people report far more than others. Work that comes in makes up six tenths of all hours offered
if nobody were ever away, nine tenths where little room is left. People hand back a proposal with a chance of their
own (one in seven on average); it is proposed anew to others on the same day, twice at most. What is taken is done,
in the hours said. All of it is made up.

**Ways to choose.** Each keeps to skills, hand-backs and the room left this month, and gives a piece to who
volunteers for it. *Allocation*: `bothways.allocation.share_out`. *Lightest next*: each piece, as it came in, to who
has the smallest relative load, its reporter last; the same aim without the search. *Round-robin*: the first in line
who may do it; who does it goes to the end, a volunteer too, and who hands it back is first again. *Manager's
choice*: a model, by lot with a chance in proportion to 1 + hours carried lately: who said yes and did it is asked
again. It is not measured on managers. *By lot*: any who may do it, with the same chance. The last three do not look
at who reported: what falls on reporters is what chance brings, and a rule would spare them there too.

**Figures.** *Lately*: hours carried lately (half-life 60 days) over capacity, weeks away or not, which is what
allocation levels. *Since the start*: all hours of the year so far over the hours offered in the weeks when somebody
was there, which it does not look at. Loads are relative, so people with unequal room compare; but a piece of two
hours moves that of somebody with 4 hours a month five times as far as that of somebody with 20, so some unevenness
is left under any way. *Ratio*: largest to smallest load; ∞ where somebody carries nothing and somebody else
something, 1 where nobody carries anything; it counts as the largest of all in medians. *Spread*: standard deviation
over mean of the loads, each person alike. *More level*: years that end with the smaller spread. *Drift*: month {end}
less month {start} of the same year (0 from ∞ to ∞), below 0 if loads became more level. Chance evens out as hours add
up, by lot too: it is no merit of a way. *On their reporter*: of pieces done so far whose reporter is named and did
not volunteer, those that the reporter did. *Months that are full*: share of people's weeks in which nine tenths or
more of the last 30 days' room is taken. *Load after a long absence*: hours a week over capacity in the {back} weeks
after {away} or more away, over those of all people in all weeks they are there; of years with such an absence.
*Handed back*: of all proposals. *Left*: of all pieces or hours that came in, those that wait at the end of the year.
"""

GAP = """
## How near the best proposal

Cases as a unit may have them, with people who start from unequal loads and rooms. *Proved*: the library's own
search, of {steps:,} steps, ruled out every other proposal. All cases were searched again with {long:,} steps; where
that ended, its result is the best there is, and what is missed is counted: hours placed, with volunteers or with
reporters; the largest load; a later one. *Moves*: the first proposal with moves and swaps alone. That the search is
right is tested against every proposal there is, in `tests/allocation/test_sharing_best.py`. Where it proves, nothing
can be missed, so the last column tells of the {open} cases that were settled but not proved. Larger ones, such as
weeks of 40 people bring, are not measured.

"""


def page(commit: str, rows: list[Row]) -> str:
    """The page."""
    gaps, settings = [row for row in rows if row.get("gap")], [row for row in rows if not row.get("gap")]
    head = HEAD.format(
        commit=commit, seeds=SEEDS, first=FIRST_SEED, start=START, end=END, away=LONG, back=BACK
    )
    return "".join(
        [
            head,
            short(settings),
            *map(section, settings),
            GAP.format(steps=STEPS, long=LONG_SEARCH, open=settled_only(gaps)),
            gap_table(gaps),
        ]
    )


def short(settings: list[Row]) -> str:
    """The first table in sentences."""
    lines = [
        "**In short**, spread of loads since the start after twelve months / pieces that fell on their reporter:",
        "",
    ]
    for row in settings:
        parts = [
            f"{way} {middle(row['ways'][way], since)} / {middle(row['ways'][way], reported)}"
            for way in CHOOSERS
        ]
        lines.append(f"- {row['text']}: " + "; ".join(parts))
    return "\n" + "\n".join([*lines, "", beside_the_next(settings)]) + "\n"


def beside_the_next(rows: list[Row]) -> str:
    """Say in how many years the search ends more level than the same aim without it."""
    counts = {
        spread: ", ".join(str(more_level(row["ways"][FIRST], row["ways"][OTHERS[0]], spread)) for row in rows)
        for spread in ("spread_since", "spread")
    }
    return (
        "The most level proposals do not make the most level year: "
        f"allocation ends more level than {OTHERS[0]} since the\n"
        f"start in {counts['spread_since']} of {SEEDS} years, lately in {counts['spread']}."
    )


def since(year: Row) -> float:
    """Spread of loads since the start at the end of the year."""
    return float(year[END]["spread_since"])


def reported(year: Row) -> float:
    """Share of pieces with a named reporter that fell on them, over the year."""
    return float(year[END]["reported"])


def section(row: Row) -> str:
    """The tables of one kind of unit."""
    ways: dict[str, Years] = row["ways"]
    return (
        f"\n## {row['text'][0].upper()}{row['text'][1:]}\n\nLately:\n\n{load_table(ways, 'ratio', 'spread')}"
        f"\nSince the start:\n\n{load_table(ways, 'ratio_since', 'spread_since')}\n{rest_table(ways)}"
    )


def load_table(ways: dict[str, Years], ratio: str, spread: str) -> str:
    """Ratio and spread at each month, their drift, and who is more level in how many years."""
    head = ["way", *(f"ratio, month {month}" for month in MONTHS), "drift"]
    head += [*(f"spread, month {month}" for month in MONTHS), "drift", f"{FIRST} more level in"]
    rows = []
    for way, years in ways.items():
        cells = [way]
        for name in (ratio, spread):
            cells += [
                within(years, lambda year, at=str(month), name=name: year[at][name]) for month in MONTHS
            ]
            cells.append(within(years, lambda year, name=name: less(year[END][name], year[START][name])))
        cells.append(f"{more_level(ways[FIRST], years, spread)} of {len(years)}" if way != FIRST else "")
        rows.append(cells)
    return table(head, rows)


def more_level(first: Years, years: Years, spread: str) -> int:
    """Count years in which the first way ends with the smaller spread."""
    return sum(one[END][spread] < other[END][spread] for one, other in zip(first, years, strict=True))


def rest_table(ways: dict[str, Years]) -> str:
    """What else comes of each way."""
    head = [
        "way",
        *(f"on their reporter, month {month}" for month in MONTHS),
        "drift",
        "months that are full",
    ]
    head += ["load after a long absence", "handed back", "pieces left", "hours left"]
    rows = []
    for way, years in ways.items():
        cells = [within(years, lambda year, at=str(month): year[at]["reported"]) for month in MONTHS]
        cells.append(within(years, lambda year: year[END]["reported"] - year[START]["reported"]))
        names = ("full", "after_return", "handed_back", "pieces_left", "hours_left")
        cells += [within(years, lambda year, name=name: year[name]) for name in names]
        rows.append([way, *cells])
    return table(head, rows)


def gap_table(gaps: list[Row]) -> str:
    """How often the best is missed."""
    head = ["pieces, people", "cases", "proved", "settled by the long search"]
    head += [f"{way} miss: hours, largest, later" for way in ("moves", "the library")]
    rows = []
    for row in gaps:
        missed = [
            ", ".join(str(row[way][miss]) for miss in ("hours", "largest", "later"))
            for way in ("moves", "library")
        ]
        counts = [f"{row[name]:,}" for name in ("cases", "proved", "complete")]
        rows.append([f"{row['periods']}, {row['units']}", *counts, *missed])
    return table(head, rows)


def settled_only(gaps: list[Row]) -> int:
    """Count the cases in which something could be missed and would be seen."""
    return sum(row["complete"] - row["proved"] for row in gaps)


def less(one: float, other: float) -> float:
    """The difference; 0 between two that are infinite."""
    return 0.0 if one == other else one - other


def values(years: Years, measure: Callable[[Row], float]) -> list[float]:
    """What was measured in each year in which it could be, from small to large."""
    return sorted(value for value in map(measure, years) if not math.isnan(value))


def middle(years: Years, measure: Callable[[Row], float]) -> str:
    """The median."""
    found = values(years, measure)
    return told(found[len(found) // 2]) if found else "–"


def within(years: Years, measure: Callable[[Row], float]) -> str:
    """The median and the middle 95 %, of values that may be infinite."""
    found = values(years, measure)
    if not found:
        return "–"
    low, high = (found[round(part * (len(found) - 1))] for part in (0.025, 0.975))
    return f"{middle(years, measure)} ({told(low)} to {told(high)})"


def told(value: float) -> str:
    """Two decimals without the leading zero."""
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    text = f"{abs(value):.2f}"
    sign = "−" if value < 0 and float(text) else ""
    return sign + (text[1:] if text.startswith("0") else text)
