"""The answers of one question that count, or may come to count, from round to round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from bothways.privacy.groups import members, parse_group
from bothways.privacy.ledger.course import Series, Text
from bothways.privacy.ledger.decided import atoms_of
from bothways.privacy.ledger.metric import COUNTED, Metric, RoundAnswers
from bothways.privacy.ledger.numbers import Behind
from bothways.privacy.released import Released
from bothways.privacy.rollup import roll_up

IntArray = npt.NDArray[np.int64]


def take_answers(series: Series, values: npt.NDArray[np.float64], columns: IntArray) -> Series:
    """Return a series with the answers of a round, and without those that can count no more.

    Parameters
    ----------
    series : Series
        With the course of this round.
    values : ndarray of float64, shape (respondents,)
    columns : ndarray of int64, shape (respondents,)

    Returns
    -------
    Series
    """
    panel = series.course.panel
    latest = [*series.latest, *[None] * (len(panel.people) - len(series.latest))]
    before = [*series.counted, *[None] * (len(panel.people) - len(series.counted))]
    for column, value in zip(columns.tolist(), values.tolist(), strict=True):
        latest[column] = value
    months = series.course.months
    counted = [
        _counting(months.get(column), last, new, old)
        for column, (last, new, old) in enumerate(zip(panel.answered, latest, before, strict=True))
    ]
    kept = [
        value if last >= panel.fresh_from else None
        for value, last in zip(latest, panel.answered, strict=True)
    ]
    texts = tuple(
        one
        for one in series.texts
        if all(months.get(column) == month for column, month in zip(one.columns, one.months, strict=True))
    )
    return replace(series, latest=tuple(kept), counted=tuple(counted), texts=texts)


def _counting(month: int | None, last: int, latest: float | None, before: float | None) -> float | None:
    """Return the answer that counts: the latest one, or the one that counted before where it is older or kept."""
    if month is None:
        return None
    return latest if month == last and latest is not None else before


def keep_texts(series: Series, metric: Metric, rows: Sequence[Released]) -> Series:
    """Return a series that remembers new means, as long as the answers behind them count."""
    if metric.kind in COUNTED:
        return series
    months = series.course.months
    texts = list(series.texts)
    for row in rows:
        if row.kind != metric.kind:
            continue
        columns = series.course.columns_of(row.group)
        if all(column in months for column in columns):
            texts.append(Text(columns, tuple(months[column] for column in columns), row.text))
    return replace(series, texts=tuple(dict.fromkeys(texts)))


def behind_panels(series: Series, groups: Sequence[str]) -> Behind:
    """Return whose answers stand behind groups of the latest round of a series that is followed."""
    panels = series.course.panel.panels
    columns = np.array([column for panel in panels for column in panel.columns], np.int64)
    atom = np.repeat(np.arange(len(panels)), [len(panel.columns) for panel in panels])
    order = np.argsort(columns)
    columns, atom = columns[order], atom[order]
    values = np.array([series.counted[column] for column in columns.tolist()], np.float64)
    places = {
        group: np.searchsorted(columns, np.array(series.course.columns_of(group), np.int64))
        for group in groups
    }
    known = [(np.searchsorted(columns, np.array(one.columns, np.int64)), one.text) for one in series.texts]
    return Behind(values, atom, places, known)


def behind_respondents(
    answers: RoundAnswers,
    metric: Metric,
    people: IntArray,
    groups: Sequence[str],
    *,
    floor: int,
    released: Sequence[Released],
) -> Behind:
    """Return whose answers stand behind groups of a round that is made of its own respondents.

    Where groups were decided elsewhere, who is in none of them counts nowhere.
    """
    roster = answers.roster.part(people)
    if answers.offered is not None:
        mine = [row.group for row in released if (row.metric, row.kind) == (metric.name, metric.kind)]
        atom = atoms_of([*mine, *groups], roster)
        inside = np.flatnonzero(atom >= 0).astype(np.int64)
        people, roster, atom = people[inside], roster.part(inside), atom[inside]
    else:
        atom = roll_up(roster.tree, roster.counts, floor=floor).atom[roster.unit]
    known = [
        (members(parse_group(row.group), roster), row.text)
        for row in released
        if (row.metric, row.kind) == (metric.name, metric.kind)
    ]
    return Behind(
        answers.values[metric.name][people],
        atom,
        {group: members(parse_group(group), roster) for group in groups},
        known,
    )
