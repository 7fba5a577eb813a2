"""Writes docs/evidence/pairing.md."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from evidence.markdown import table
from evidence.pairing import COHORTS, DAY, FIRST_SEED, LATER, WAITING_DAYS, WAYS

Row = dict[str, Any]
#: Measure -> head of its column, decimals, and what a share is multiplied by.
MEASURES = {
    "total": ("total fit", 2, 1),
    "mean": ("fit a pair", 3, 1),
    "worst": ("worst fit", 3, 1),
    "without": ("without, %", 1, 100),
    "without_silent": ("without, of who asks for no topic, %", 1, 100),
    "without_longest": ("without, of who waits longest, %", 1, 100),
    "spread": ("spread of load", 3, 1),
}
LIBRARY, LATER_FREE, BY_WAITING, IN_TURN = WAYS
#: Times that cohorts are drawn again for an interval.
DRAWS = 2000


@dataclass(frozen=True)
class Mean:
    """A mean over cohorts with its 95 % interval; NaN where there is none."""

    value: float
    low: float
    high: float


def mean_of(values: list[float]) -> Mean:
    """Return the mean of the values that are there; the interval draws cohorts again with replacement."""
    kept = np.array([value for value in values if not math.isnan(value)])
    if len(kept) < 2:
        return Mean(math.nan, math.nan, math.nan)
    again = np.random.default_rng(1).integers(0, len(kept), (DRAWS, len(kept)))
    low, high = np.quantile(kept[again].mean(axis=1), [0.025, 0.975])
    return Mean(float(kept.mean()), float(low), float(high))


def page(commit: str, rows: list[Row]) -> str:
    """The page, from the rows of `evidence.pairing.run_pairing`."""
    return f"""# Mentors for new hires: what pairing gains

Computed by `python evidence/run.py pairing` on commit `{commit}`: {COHORTS} simulated cohorts of each kind, seeds from
{FIRST_SEED}. Figures are means over cohorts, in brackets their 95 % interval.

**Cohorts.** A company of 36 teams in 12 departments of 3 divisions, at four sites: two in one time zone of Europe, one
in the east of America, one in India; more than six in ten people of a division work at one site. 8 roles. New hires ask
for none to 3 of 12 topics, mentors offer 1 to 4. Most people speak English, most also the language of the site. Eight
in ten mentors are willing, with room for 1 to 3; three in ten lead their team or department. Working hours as clocks
stand on {DAY}. All of it is made up.

**Ways.** *Library*: `bothways.allocation.pair_mentors`; a mentor's second new hire costs {LATER:.2f}, the third twice
that. *Later places free*: the same without that cost. *Who waits longest first*: with `waiting_since`, each since one
of {WAITING_DAYS} days. *In turn*: each new hire, in the order of the table, takes the best mentor who still has a
place. All keep to who is willing, room, line and language.

**Figures.** *Total fit*: sum over the pairs, without what later places cost. *Worst fit*: smallest of a cohort's pairs.
*Without*: new hires without a mentor, of all, of those who ask for no topic, and of the quarter that waits longest.
*Spread of load*: standard deviation of the number of new hires over mentors who are willing. *Library less in turn*:
differences within the same cohort.

{"".join(_section(row) for row in rows)}## What it says

{_sayings(rows)}
"""


def _section(row: Row) -> str:
    head = ["way", *(head for head, _, _ in MEASURES.values())]
    lines = [
        [way, *(_told(name, [one[name] for one in row["ways"][way]]) for name in MEASURES)] for way in WAYS
    ]
    lines.append(["*library less in turn*", *(_told(name, _less(row, name)) for name in MEASURES)])
    title = f"{row['units']} new hires, {row['periods']} mentors: {row['text']}"
    return f"## {title}\n\n{table(head, lines)}\n"


def _less(row: Row, name: str, way: str = LIBRARY) -> list[float]:
    pairs = zip(row["ways"][way], row["ways"][IN_TURN], strict=True)
    return [one[name] - other[name] for one, other in pairs]


def _told(name: str, values: list[float]) -> str:
    _, decimals, times = MEASURES[name]
    found = mean_of(values)
    if math.isnan(found.value):
        return "–"
    value, low, high = (_figure(times * part, decimals) for part in (found.value, found.low, found.high))
    return f"{value} ({low} to {high})"


def _figure(value: float, decimals: int) -> str:
    """Return a number with a minus that is one, and none before zero."""
    text = f"{abs(value):.{decimals}f}"
    return f"−{text}" if value < 0 and float(text) else text


def _sayings(rows: list[Row]) -> str:
    """Return what follows, from the figures."""
    short = rows[2]
    fewer = [sum(value < -1e-9 for value in _less(row, "total")) for row in rows]
    unlike = [sum(value < -1e-9 for value in _less(row, "total", LATER_FREE)) for row in rows]
    gains = [100 * mean_of(_less(row, "total")).value / _mean(row, IN_TURN, "total") for row in rows]
    spare = [row for row in rows if "spare" in row["text"]]
    spreads = "; ".join(
        f"{_mean(row, LIBRARY, 'spread'):.2f} against {_mean(row, LATER_FREE, 'spread'):.2f}" for row in spare
    )
    cost = max(1 - _mean(row, LIBRARY, "total") / _mean(row, LATER_FREE, "total") for row in spare)
    silent, everybody, silent_in_turn = (
        f"{100 * _mean(short, way, name):.0f} %"
        for way, name in ((LIBRARY, "without_silent"), (LIBRARY, "without"), (IN_TURN, "without_silent"))
    )
    longest, longest_by_fit, silent_by_waiting = (
        f"{100 * _mean(short, way, name):.0f} %"
        for way, name in (
            (BY_WAITING, "without_longest"), (LIBRARY, "without_longest"), (BY_WAITING, "without_silent"),
        )
    )  # fmt: skip
    price = 100 * _price_of_waiting(short)
    cheap = 100 * max(map(_price_of_waiting, spare))
    cohorts = COHORTS * len(rows)
    return f"""- Pairing all at once gains {min(gains):.0f} to {max(gains):.0f} % of total fit over taking turns:
  little where places are to spare, most where they are short. In {sum(fewer)} of {cohorts} cohorts the total is
  smaller than in turn: the price of more pairs and of even loads. With later places free it is in {sum(unlike)}.
- The worst pair is better by {_range(rows, "worst")} on average: whoever comes last does not get what is left over.
- What later places cost makes loads more even where places are to spare (spread {spreads} without
  that cost), for {100 * cost:.1f} % of total fit at most. Where all places are taken it changes no load.
- **Where places are too few, fit decides who stays without.** Who asks for no topic fits less with everybody, and stays
  without in {silent} of cases, against {everybody} of all; in turn it is {silent_in_turn}, by their place in the table.
- **With `waiting_since` waiting decides it.** Where places are too few, of the quarter that waits longest {longest}
  stay without, against {longest_by_fit} where fit decides, and of those who ask for no topic {silent_by_waiting}. There
  are as many pairs, and their total fit is {price:.0f} % smaller: the price of that. Where places are to spare it
  costs {cheap:.1f} % at most. The app pairs this way.
- Nothing here is about whether mentors help: it is about the fit that was asked for."""


def _price_of_waiting(row: Row) -> float:
    return 1 - _mean(row, BY_WAITING, "total") / _mean(row, LIBRARY, "total")


def _mean(row: Row, way: str, name: str) -> float:
    return mean_of([one[name] for one in row["ways"][way]]).value


def _range(rows: list[Row], name: str) -> str:
    found = [mean_of(_less(row, name)).value for row in rows]
    return f"{min(found):.2f} to {max(found):.2f}"
