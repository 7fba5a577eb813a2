"""The numbers of shown groups, by the release table."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bothways.privacy.ledger.leavers import open_counts
from bothways.privacy.ledger.metric import COUNTED, OF_RECORDS, Metric
from bothways.privacy.ledger.openness import open_texts
from bothways.privacy.released import Released, _issue
from bothways.privacy.values import (
    Coded,
    band,
    coding,
    distribution,
    interval,
    nps,
    pooled_spread,
    share,
    share_of,
)
from bothways.privacy.values.distribution import PEOPLE_NEEDED

Floats = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
PROMOTER, DETRACTOR = 9, 6


@dataclass(frozen=True)
class Behind:
    """Whose answers stand behind the groups of a round.

    Attributes
    ----------
    values : ndarray of float64, shape (people,)
        One of each person who counts, none missing.
    atom : ndarray of int64, shape (people,)
        The smallest set of units that each is shown with.
    sets : mapping of str to ndarray of int64
        Group -> the people behind it.
    known : sequence of (ndarray of int64, str)
        People and text of each number that was released before and speaks of these same answers.
    """

    values: Floats
    atom: IntArray
    sets: Mapping[str, IntArray]
    known: Sequence[tuple[IntArray, str]] = ()


def release_values(name: str, metric: Metric, behind: Behind, groups: Sequence[str]) -> list[Released]:
    """Return one metric of the groups that are shown.

    Parameters
    ----------
    name : str
        The round.
    metric : Metric
    behind : Behind
    groups : sequence of str
        Canonical texts; all of them admitted or implied.

    Returns
    -------
    list of Released
        In the order of ``groups``. Intervals come from the round's pooled spread within atoms and the low
        end of the band; never from the group's own spread.
    """
    if not groups:
        return []
    if metric.kind in COUNTED:
        return _counted(name, metric, behind, groups)
    return _averaged(name, metric, behind, groups)


def _averaged(name: str, metric: Metric, behind: Behind, groups: Sequence[str]) -> list[Released]:
    """Return coded means that leave every answer open beside those that are known already."""
    low, high, values = metric.low, metric.high, behind.values
    spread = _spread(values, behind.atom, low, high)
    sets = [*(people for people, _ in behind.known), *(behind.sets[group] for group in groups)]
    rules = [coding(len(people), low=low, high=high, step=metric.step or None) for people in sets]
    totals = [
        round((float(values[people].sum()) - len(people) * low) / rule.step)
        for people, rule in zip(sets, rules, strict=True)
    ]
    fixed = [*(text for _, text in behind.known), *[None] * len(groups)]
    texts = open_texts(sets, totals, rules, atom=behind.atom, fixed=fixed)[len(behind.known) :]
    rows = []
    for group, text, rule in zip(groups, texts, rules[len(behind.known) :], strict=True):
        people = behind.sets[group]
        n_band, coded = band(len(people)), Coded(text, float(text.lstrip("<>=")))
        coded = interval(coded, n_band=n_band, spread=spread, low=low, high=high, decimals=rule.decimals)
        rows.append(_row(name, group, metric, n_band, coded))
        if metric.spread_out and len(people) >= PEOPLE_NEEDED:
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


def _counted(name: str, metric: Metric, behind: Behind, groups: Sequence[str]) -> list[Released]:
    """Return shares and NPS from clipped atoms; a group that is no union of atoms has none."""
    if metric.kind in OF_RECORDS:
        return _of_records(name, metric, behind, groups)
    values, atom = behind.values, behind.atom
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
        people = behind.sets[group]
        inside = np.unique(atom[people])
        if sizes[inside].sum() != len(people):
            continue
        shown = (nps if metric.kind == "nps" else share)(sums[inside].tolist(), sizes[inside].tolist())
        n_band = band(len(people))
        shown = interval(shown, n_band=n_band, spread=spread, low=low, high=100.0, decimals=0)
        rows.append(_row(name, group, metric, n_band, shown))
    return rows


def _of_records(name: str, metric: Metric, behind: Behind, groups: Sequence[str]) -> list[Released]:
    """Return shares of people whose records say that something happened, each group near to its own count."""
    first, last = metric.favourable or (metric.low, metric.high)
    happened = (behind.values >= first) & (behind.values <= last)
    sizes = np.bincount(behind.atom)
    whole = [
        group
        for group in groups
        if sizes[np.unique(behind.atom[behind.sets[group]])].sum() == len(behind.sets[group])
    ]
    counts = open_counts([behind.sets[group] for group in whole], behind.atom, happened)
    spread = _spread(np.where(happened, 100.0, 0.0), behind.atom, 0.0, 100.0)
    rows = []
    for group, count in zip(whole, counts, strict=True):
        people = len(behind.sets[group])
        n_band = band(people)
        shown = interval(
            share_of(count, people), n_band=n_band, spread=spread, low=0.0, high=100.0, decimals=0
        )
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
