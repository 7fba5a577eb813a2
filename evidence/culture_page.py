"""Writes docs/evidence/culture.md."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bothways.privacy.values.bands import band, band_low
from evidence.culture import COMPANIES, DEPARTMENTS, FIRST_SEED, PATH, RESPONSE, TEAMS
from evidence.markdown import table

Row = dict[str, Any]
BANDS = tuple(band(n) for n in (5, 10, 20, 50, 100))
#: The share of "one level" that may be wrong.
GOAL = 0.05


class Placed:
    """One group and strand: what was told, and what is true."""

    def __init__(self, one: list[Any]) -> None:
        self.band, self.levels, self.truth, self.asked, self.median, self.low, self.high = one

    @property
    def covered(self) -> bool:
        """Whether the range holds the true mean."""
        return bool(self.low <= self.truth <= self.high)

    @property
    def one(self) -> bool:
        """Whether one level is told."""
        return len(self.levels) == 1

    def is_right(self, mean: float) -> bool:
        """Whether the level that a mean is nearest to is among those told; on a border either is right."""
        nearest = min(abs(level - mean) for level in PATH)
        return any(abs(abs(level - mean) - nearest) < 1e-9 for level in self.levels)

    @property
    def truly_right(self) -> bool:
        """Whether the level of the true mean is told."""
        return self.is_right(self.truth)

    @property
    def median_right(self) -> bool:
        """Whether the level that the middle person of all asked would choose is told."""
        return self.median in self.levels


def page(commit: str, rows: list[Row]) -> str:
    """The page, from the rows of `evidence.culture.run_culture`."""
    read = {row["text"]: [Placed(one) for one in row["placed"]] for row in rows}
    return f"""# The culture path: how often a placement is right

Computed by `python evidence/run.py culture` on commit `{commit}`: {COMPANIES} simulated companies of each kind, seeds
from {FIRST_SEED}. All of it is made up; no real organisation has been placed with a known truth.

**Companies.** {TEAMS} teams in {DEPARTMENTS} departments, of 5 to 160 people; {100 * RESPONSE:.0f} % answer. On each of
the six strands a team has a place; each person sees it a little differently and chooses the nearest of the five
sentences. The true mean is that of the levels which people of the team would choose.

**Placement.** Answers pass the real ledger (`Ledger.release`): small teams are withheld or shown together, means are
coded, ranges come from the band and the round's pooled spread. What is released is placed by
`bothways.measures.place_on_path`: every level that the 95 % range is nearest to. *One level*: nearest to one alone.

**Goal.** Of the groups for which one level is told, at most {100 * GOAL:.0f} % stand on another.

## Worlds

{_worlds(read)}
*Range holds it*: the true mean lies in the 95 % range. *One, wrong*: of those with one level, the true mean is nearest
to another. *Told, wrong*: of all, the level of the true mean is not among those told. *Middle person elsewhere*: of
those with one level, the middle person of everybody asked would choose another level.

## By how many answered, where teams differ

{_bands(next(iter(read.values())))}
## What it says

{_sayings(read)}
"""


def _share(found: list[Placed], is_it: Callable[[Placed], bool]) -> float:
    return sum(map(is_it, found)) / len(found) if found else float("nan")


def _percent(found: list[Placed], is_it: Callable[[Placed], bool]) -> str:
    return f"{100 * _share(found, is_it):.1f}" if found else "–"


def _columns(found: list[Placed]) -> list[str]:
    ones = [one for one in found if one.one]
    return [
        f"{len(found)}",
        _percent(found, lambda one: one.covered),
        _percent(found, lambda one: one.one),
        _percent(found, lambda one: len(one.levels) == 2),
        _percent(found, lambda one: len(one.levels) > 2),
        _percent(ones, lambda one: not one.truly_right),
        _percent(found, lambda one: not one.truly_right),
        _percent(ones, lambda one: not one.median_right),
    ]


_HEAD = [
    "placed", "range holds it, %", "one level, %", "two, %", "more, %", "one, wrong, %", "told, wrong, %",
    "middle person elsewhere, %",
]  # fmt: skip


def _worlds(read: dict[str, list[Placed]]) -> str:
    return table(["world", *_HEAD], [[text, *_columns(found)] for text, found in read.items()])


def _bands(found: list[Placed]) -> str:
    lines = [[name, *_columns([one for one in found if one.band == name])] for name in BANDS]
    return table(["people who answered", *_HEAD], lines)


def _wrong(found: list[Placed]) -> float:
    return _share([one for one in found if one.one], lambda one: not one.truly_right)


def _sayings(read: dict[str, list[Placed]]) -> str:
    wrong = {text: _wrong(found) for text, found in read.items()}
    missed = [text for text, part in wrong.items() if part > GOAL]
    covered = {text: _share(found, lambda one: one.covered) for text, found in read.items()}
    first_text, first = next(iter(read.items()))
    small = [one for one in first if band_low(one.band) < 20]
    divided = [one for one in read["every team divided"] if one.one]
    most = f"one level is told and wrong in {100 * max(wrong.values()):.1f} % at most"
    goal = f"The goal is met in all {len(read)} worlds: {most}."
    if missed:
        told = "; ".join(f"{text} ({100 * wrong[text]:.1f} %)" for text in missed)
        goal = f"The goal is missed in {len(missed)} of {len(read)} worlds: {told}."
    lowest = min(covered, key=lambda text: covered[text])
    more = "people who see it further on answer more"
    return f"""- {goal}
- The range holds the true mean in {100 * covered[lowest]:.1f} % or more (least: {lowest}). It is wider than it
  has to be, since it goes by the low end of the band, so that it tells nobody how many answered.
- Where fewer than 20 people answered, one level is told in {_percent(small, lambda one: one.one)} % and three or more
  in {_percent(small, lambda one: len(one.levels) > 2)} %. A small team learns that nobody can tell, and that is all
  its answers can say.
- **A mean can lie where nobody stands.** Where every team is divided, the middle person of all asked would choose
  another level in {_percent(divided, lambda one: not one.median_right)} % of the groups for which one level is told. No
  number that is released of a small group can see that; the page says so and asks people to talk about it.
- Where people who see their team further on answer more, the range holds the true mean in {100 * covered[more]:.1f} %
  and one level is wrong in {100 * wrong[more]:.1f} %, against {100 * covered[first_text]:.1f} % and
  {100 * wrong[first_text]:.1f} % where all answer alike. No range knows of those who did not answer.
- Rounds after the first are made of panels and were not simulated here.
- Nothing here is about whether the order of the sentences is right, or whether a further level is better for
  customers."""
