"""The numbers of shown groups, by the release table."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from bothways.privacy.groups import members, parse_group
from bothways.privacy.ledger.metric import COUNTED, Metric
from bothways.privacy.released import Released, _issue
from bothways.privacy.rollup import roll_up
from bothways.privacy.roster import Roster
from bothways.privacy.values import (
    Coded,
    band,
    code_mean,
    coding,
    distribution,
    interval,
    nps,
    pooled_spread,
    share,
)
from bothways.privacy.values.distribution import PEOPLE_NEEDED

Floats = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
PROMOTER, DETRACTOR = 9, 6


def release_values(
    name: str,
    metric: Metric,
    values: Floats,
    roster: Roster,
    groups: Sequence[str],
    *,
    floor: int,
) -> list[Released]:
    """Return one metric of the groups that are shown.

    Parameters
    ----------
    name : str
        The round.
    metric : Metric
    values : ndarray of float64, shape (people,)
        One of each respondent of the set, none missing.
    roster : Roster
        The respondents of the set.
    groups : sequence of str
        Canonical texts; all of them admitted or implied.
    floor : int

    Returns
    -------
    list of Released
        In the order of ``groups``. Intervals come from the round's pooled spread within atoms and the low
        end of the band; never from the group's own spread.
    """
    if not groups:
        return []
    atom = roll_up(roster.tree, roster.counts, floor=floor).atom[roster.unit]
    made = _counted if metric.kind in COUNTED else _averaged
    return made(name, metric, values, roster, groups, atom)


def _averaged(
    name: str, metric: Metric, values: Floats, roster: Roster, groups: Sequence[str], atom: IntArray
) -> list[Released]:
    """Return coded means."""
    spread = _spread(values, atom, metric.low, metric.high)
    rows = []
    for group in groups:
        people = members(parse_group(group), roster)
        n, step = len(people), metric.step or None
        shown = code_mean(float(values[people].sum()), n, low=metric.low, high=metric.high, step=step)
        decimals = coding(n, low=metric.low, high=metric.high, step=step).decimals
        n_band = band(n)
        shown = interval(
            shown, n_band=n_band, spread=spread, low=metric.low, high=metric.high, decimals=decimals
        )
        rows.append(_row(name, group, metric, n_band, shown))
        if metric.spread_out and n >= PEOPLE_NEEDED:
            rows.append(_distribution(name, group, metric, n_band, values[people]))
    return rows


def _distribution(name: str, group: str, metric: Metric, n_band: str, values: Floats) -> Released:
    """Return the shares of the answers, lowest first, as ``0|5|15|30|55``."""
    options = round((metric.high - metric.low) / metric.step) + 1
    places = np.rint((values - metric.low) / metric.step).astype(np.int64)
    counts = np.bincount(places, minlength=options).tolist()
    text = "|".join(one.text for one in distribution(counts, low=metric.low, high=metric.high))
    nan = math.nan
    return _issue(
        round=name, group=group, metric=metric.name, kind="distribution", n_band=n_band, value=nan, low=nan,
        high=nan, text=text,
    )  # fmt: skip


def _counted(
    name: str, metric: Metric, values: Floats, roster: Roster, groups: Sequence[str], atom: IntArray
) -> list[Released]:
    """Return shares and NPS from clipped atoms; a group that is no union of atoms has none."""
    if metric.kind == "nps":
        points = np.where(values >= PROMOTER, 1, np.where(values <= DETRACTOR, -1, 0))
        low = -100.0
    else:
        first, last = metric.favourable or (metric.low, metric.high)
        points, low = ((values >= first) & (values <= last)).astype(np.int64), 0.0
    sizes = np.bincount(atom)
    sums = np.rint(np.bincount(atom, weights=points)).astype(np.int64)
    spread = _spread(100.0 * points, atom, low, 100.0)
    rows = []
    for group in groups:
        people = members(parse_group(group), roster)
        inside = np.unique(atom[people])
        if sizes[inside].sum() != len(people):
            continue
        shown = (nps if metric.kind == "nps" else share)(sums[inside].tolist(), sizes[inside].tolist())
        n_band = band(len(people))
        shown = interval(shown, n_band=n_band, spread=spread, low=low, high=100.0, decimals=0)
        rows.append(_row(name, group, metric, n_band, shown))
    return rows


def _spread(values: Floats, atom: IntArray, low: float, high: float) -> float:
    """Return the round's spread of single values within atoms, coarsely."""
    sizes = np.bincount(atom)
    centre = np.bincount(atom, weights=values) / np.maximum(sizes, 1)
    squares = np.bincount(atom, weights=(values - centre[atom]) ** 2)
    return pooled_spread(squares.tolist(), sizes.tolist(), low=low, high=high)


def _row(name: str, group: str, metric: Metric, n_band: str, shown: Coded) -> Released:
    return _issue(
        round=name, group=group, metric=metric.name, kind=metric.kind, n_band=n_band, value=shown.value,
        low=shown.low, high=shown.high, text=shown.text,
    )  # fmt: skip
