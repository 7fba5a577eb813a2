"""Writes docs/evidence/committee.md."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np

from evidence.committee import COMPANIES, DRAWS, FEWEST, FIRST_SEED, PEER, TRIES
from evidence.markdown import table

Row = dict[str, Any]
WAYS = {"library": "library", "greedy": "most urgent group first", "blind": "by trying"}
#: A chance is a whole number of a million tickets, of which each panel loses less than one.
ROUNDING = 1e-4


def page(commit: str, rows: list[Row]) -> str:
    """The page, from the rows of `evidence.committee.run_committee`."""
    found = rows[0]["companies"]
    peer = json.loads(PEER.read_text(encoding="utf-8"))
    moved = sum(one["moved"] > 0 for one in found)
    return f"""# A committee drawn by lot: how even the chances are

Computed by `python evidence/run.py committee` on commit `{commit}`: {COMPANIES} simulated companies, seeds from
{FIRST_SEED}.

**Companies.** {_span(found, "workforce")} people at 3 to 6 sites, in 4 to 7 roles, with 4 steps of time there.
Groups are of unlike sizes, and some are far more willing than others: {_span(found, "pool")} people are willing, for
{_span(found, "seats")} seats. Quotas are the shares of the whole workforce, rounded down and up; groups under five
count together. In {moved} companies the pool could not meet them, and the nearest that it can were taken. All of it is
made up.

**Ways.** *Library*: `bothways.allocation.make_lottery`. *Most urgent group first*: the group with most seats to fill
beside its people still there gives somebody by lot, then the next one, and the whole begins anew where it ends in a
corner; so stratified draws are done by hand. Its chances are counted over {DRAWS:,} draws. *By trying*: panels are
drawn blindly until one meets all quotas, up to {TRIES:,} of them.

**Figures.** *Lowest chance*: of the person of the pool who is least likely to be drawn, also as a share of the even
chance (seats by pool). *Gini*: 0 where all chances are the same. Each is the middle of all companies, with the range
of the middle nine in ten.

{_table(found)}
## What it says

{_sayings(found, peer)}
"""


def _table(found: list[Row]) -> str:
    head = ["way", "lowest chance, % of even", "lowest chance, %", "highest chance, %", "Gini", "companies"]
    lines = []
    for key, name in WAYS.items():
        told = [one[key] for one in found if "gini" in one[key]]
        if not told:
            lines.append([name, "–", "–", "–", "–", "0"])
            continue
        lines.append([
            name,
            _told(told, lambda one: 100 * one["lowest_of_even"], 0),
            _told(told, lambda one: 100 * one["lowest"], 1),
            _told(told, lambda one: 100 * one["highest"], 0),
            _told(told, lambda one: one["gini"], 2),
            str(len(told)),
        ])  # fmt: skip
    return table(head, lines)


def _sayings(found: list[Row], peer: Row) -> str:
    met = sum(one["library"]["met"] == 1 for one in found)
    better = sum(one["library"]["lowest"] > one["greedy"]["lowest"] for one in found)
    zero = sum(one["greedy"]["lowest"] < 1 / DRAWS for one in found)
    never = sum(one["blind"]["found"] == 0 for one in found)
    rare = sum(one["blind"]["found"] < FEWEST for one in found)
    tries = np.quantile([one["greedy"]["tries"] for one in found], [0.5, 1.0])
    seconds = np.quantile([one["seconds"] for one in found], [0.5, 1.0])
    lowest = {int(seed): value for seed, value in peer["lowest"].items()}
    short = [lowest[one["seed"]] - one["library"]["lowest"] for one in found]
    same = sum(gap <= ROUNDING for gap in short)
    reached = sum(one["library"]["lowest"] > 0 for one in found)
    return f"""- **Quotas**: in {met} of {COMPANIES} companies all of 100 draws meet every quota. They cannot do
  otherwise: only panels that meet them have tickets.
- **Chances**: the lowest chance is higher than with the most urgent group first in {better} of {COMPANIES} companies.
  That way somebody has less than one chance in {DRAWS:,} in {zero} of them. The library leaves nobody without one in
  {reached}; in the others some people are on no panel that meets the quotas, so no way can draw them.
- **As even as another engine**: {peer["engine"]}, reaches the same lowest chance in {same} of
  {COMPANIES} companies, to within {ROUNDING:g} (largest shortfall {max(short):.6f}). Beyond the lowest chance that
  method leaves the others as they come; ours raises the second lowest too, and so on. Its own leximin needs a solver
  that is sold, so it is not set beside ours.
- **By trying** finds fewer than {FEWEST} panels in {TRIES:,} tries in {rare} companies, and none at all in {never}.
- **Time**: {seconds[0]:.1f} s a company in the middle, {seconds[1]:.1f} s at most, on a machine that did other work
  too. The most urgent group first needs {tries[0]:.2f} tries a panel in the middle, {tries[1]:.2f} at most.
- What no way can mend: where a group is few among the willing and many in the workforce, its people have higher
  chances. The remedy is to ask more of them, not another draw."""


def _span(found: list[Row], name: str) -> str:
    values = [one[name] for one in found]
    return f"{min(values)} to {max(values)}"


def _told(rows: list[Row], read: Callable[[Row], float], decimals: int) -> str:
    low, middle, high = np.quantile([read(one) for one in rows], [0.05, 0.5, 0.95])
    return f"{middle:.{decimals}f} ({low:.{decimals}f} to {high:.{decimals}f})"
