"""Adding to a round: check that it is the same round, decide on new groups, add the new numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from bothways.errors import FileError, InputError
from bothways.privacy.ledger.across import (
    QUARTERLY,
    Asked,
    Desk,
    decide_set,
    decide_words,
    find_series,
    way_of,
)
from bothways.privacy.ledger.copies import refuse_copies
from bothways.privacy.ledger.course import Memory, Series
from bothways.privacy.ledger.digest import attribute_digest, metric_digest, roster_digest
from bothways.privacy.ledger.follow import columns_of
from bothways.privacy.ledger.kept import behind_panels, behind_respondents, keep_texts, take_answers
from bothways.privacy.ledger.metric import COUNTED, OF_RECORDS, Metric, RoundAnswers
from bothways.privacy.ledger.numbers import release_values
from bothways.privacy.ledger.record import Record, RoundRecord, snapshot
from bothways.privacy.released import Released
from bothways.privacy.roster import Roster

IntArray = npt.NDArray[np.int64]
Progress = Callable[[int, int, str], None]
#: Fewest people behind comments, themes and words of agreement.
WORD_FLOOR = 10
#: So many groups take long enough to tell how far they are.
LONG = 2_000
_LATE = "Late or corrected answers belong to the next round; hand in the file this round was released from."


def extend(
    record: Record,
    memory: Memory,
    answers: RoundAnswers,
    *,
    by: Sequence[str],
    k: int,
    key: bytes,
    progress: Progress | None = None,
) -> tuple[RoundRecord, Memory]:
    """Return a round with what these answers add to it; what it held before stays.

    Parameters
    ----------
    record : Record
    memory : dict of str to Series
        What is remembered of people from earlier rounds.
    answers : RoundAnswers
    by : sequence of str
    k : int
    key : bytes
        Of the store.
    progress : callable, optional

    Returns
    -------
    (RoundRecord, dict of str to Series)

    Raises
    ------
    InputError
        As :meth:`Ledger.release`.
    """
    one = open_round(record, answers, by=by, k=k, key=key)
    desk = Desk(answers, key, dict(memory))
    for metric in answers.metrics:
        people = np.flatnonzero(~np.isnan(answers.values[metric.name])).astype(np.int64)
        if not len(people):
            continue
        _refuse_other_definition(one, metric)
        _refuse_months(metric, answers.round)
        one = checked(one, f"metric:{metric.name}", metric_digest(key, answers, metric), answers.round)
        series = find_series(desk.memory, metric)
        _refuse_forgotten(record, series, metric, answers.round)
        if series and metric.name in one.metrics and series.course.last != answers.round:
            continue  # a round that others came after: it is read back, nothing is added
        report = _reporter(progress, answers.round, metric.name)
        one = _add_metric(one, desk, series, metric, people, by=by, progress=report)
        if metric.options:
            one = _add_agreement(one, desk, metric)
    if not answers.own_questions:
        refuse_copies({metric.name: answers.values[metric.name] for metric in answers.metrics})
    return one, desk.memory


def _add_metric(
    one: RoundRecord,
    desk: Desk,
    series: Series | None,
    metric: Metric,
    people: IntArray,
    *,
    by: Sequence[str],
    progress: Callable[[int, int], None] | None,
) -> RoundRecord:
    """Return the round with the groups and the values of a metric; the desk remembers them."""
    counted, answers = metric.kind in COUNTED, desk.answers
    asked = Asked(
        metric.name, people, metric.floor, () if counted else tuple(by), counted, progress,
        others_only=metric.kind in OF_RECORDS,
    )  # fmt: skip
    before = series.course if series else None
    one, course, number = decide_set(one, before, desk, asked, way=way_of(metric, answers))
    rule = {**asdict(metric), "columns": list(metric.columns), "set": number}
    one = replace(one, metrics={**one.metrics, metric.name: _plain(rule)})
    scale = (metric.low, metric.high, metric.step)
    if series:
        del desk.memory[_name(series)]
    columns = tuple(sorted({*(series.columns if series else ()), *metric.columns}))
    series = replace(series or Series(metric.name, columns, scale, course), course=course, columns=columns)
    followed = course.way == "panels"
    if followed and (before is None or before.last != answers.round or course.rounds == 1):
        _, places = columns_of(course, answers, people, desk.key)
        series = take_answers(series, answers.values[metric.name][people], places)
    groups = _without(one.released, metric.name, metric.kind, one.sets[number].shown)
    if followed and course.rounds > 1:
        behind = behind_panels(series, groups)
    else:
        floor = one.sets[number].floor
        behind = behind_respondents(
            answers, metric, people, groups, floor=floor, released=one.released
        )  # fmt: skip
    rows = release_values(answers.round, metric, behind, groups)
    desk.memory[_name(series)] = keep_texts(series, metric, rows) if followed else series
    return replace(one, released=(*one.released, *rows))


def open_round(
    record: Record, answers: RoundAnswers, *, by: Sequence[str], k: int, key: bytes
) -> RoundRecord:
    """Return the round that answers belong to, after making sure that they are the same ones."""
    name, tree = answers.round, answers.roster.tree
    digest = roster_digest(key, answers)
    units = None if snapshot(tree) == record.units else snapshot(tree)
    one = record.rounds.get(name) or RoundRecord(k, digest, answers.one_each, units=units)
    if one.imported:
        raise InputError(
            f"The round {name!r} holds imported aggregates, and the same people could be behind both.",
            remedy="Release answers as a round of another name, or leave them out.",
        )
    if one.units != units:
        raise InputError(
            f"The round {name!r} was released with another unit tree.",
            remedy="Hand in the units as they were then.",
        )
    if one.roster != digest:
        raise InputError(f"The round {name!r} was released with other respondents or units.", remedy=_LATE)
    if one.one_each != answers.one_each:
        raise InputError(
            f"The round {name!r} was released {'with' if one.one_each else 'without'} the promise that nobody "
            "answered twice.",
            remedy=f"Call it {'with' if one.one_each else 'without'} --one-row-each again.",
        )
    wanted = dict.fromkeys((*one.attributes, *by))
    missing = [attribute for attribute in wanted if attribute not in answers.roster.attributes]
    if missing:
        raise InputError(
            f"The attribute {missing[0]!r} is not among the answers, and groups of the round {name!r} need it.",
            remedy=f"Read the column {missing[0]!r} as well.",
        )
    for attribute in wanted:
        digest = attribute_digest(key, answers, attribute)
        one = checked(one, f"attribute:{attribute}", digest, name)
    return replace(one, floor=max(one.floor, k))


def _name(series: Series) -> str:
    """Return the name under which a series is remembered."""
    return "metric:" + "\x1f".join(series.columns)


def _add_agreement(one: RoundRecord, desk: Desk, metric: Metric) -> RoundRecord:
    """Return the round with words of agreement for units of 10 respondents and more."""
    from bothways.privacy.ledger.agreements import release_agreement

    answers, items = desk.answers, desk.answers.items[metric.name]
    there = ~np.isnan(answers.values[metric.name]) & ~np.isnan(items).any(axis=1)
    whole = np.flatnonzero(there).astype(np.int64)
    if not len(whole):
        return one
    asked = Asked(metric.name, whole, max(WORD_FLOOR, metric.floor), (), True)
    one, shown = decide_words(one, desk, asked, name=f"agreement:{metric.name}")
    groups = _without(one.released, metric.name, "agreement", shown)
    rows = release_agreement(answers.round, metric, items[whole], answers.roster.part(whole), groups)
    return replace(one, released=(*one.released, *rows))


def part_of(roster: Roster, people: npt.NDArray[np.int64]) -> Roster:
    """Return the roster of some of the respondents; attributes keep all their values."""
    return roster.part(people)


def _without(released: Sequence[Released], metric: str, kind: str, groups: Sequence[str]) -> tuple[str, ...]:
    """Return the groups that have no number of this metric and kind yet."""
    there = {row.group for row in released if row.metric == metric and row.kind == kind}
    return tuple(group for group in groups if group not in there)


def _refuse_other_definition(one: RoundRecord, metric: Metric) -> None:
    """Refuse a metric that was defined otherwise, or is made of a column that feeds another one."""
    for name, rule in one.metrics.items():
        if name == metric.name:
            mine = _plain({**asdict(metric), "columns": list(metric.columns), "set": rule["set"]})
            if mine != dict(rule):
                raise InputError(
                    f"The metric {name!r} was released as another kind or on another scale.",
                    remedy="One metric is one kind a round; keep it, or change it from the next round on.",
                )
            continue
        shared = sorted(set(rule["columns"]) & set(metric.columns))
        if shared:
            raise InputError(
                f"The column {shared[0]!r} was released in this round as {name!r}.",
                remedy="A column feeds one metric a round: items or domains, a mean or a share, never both.",
            )


def _refuse_forgotten(record: Record, series: Series | None, metric: Metric, name: str) -> None:
    """Refuse a later round of answers whose earlier rounds are not remembered."""
    earlier = (
        rule for round_name, each in record.rounds.items() if round_name != name for rule in each.metrics.values()
    )  # fmt: skip
    if series is None and any(set(rule["columns"]) & set(metric.columns) for rule in earlier):
        raise FileError(
            f"Of earlier rounds of the metric {metric.name!r} nothing is remembered, so no round can be added.",
            remedy="Put ledger.people back beside ledger.json, from the same backup.",
            file="ledger.people",
        )


def _refuse_months(metric: Metric, name: str) -> None:
    """Refuse records of people in bins shorter than a quarter: one leaver would be a step in them."""
    if metric.kind in QUARTERLY and not re.fullmatch(r"\d{4}-Q[1-4]", name):
        raise InputError(
            f"The metric {metric.name!r} is shown by the quarter, and {name!r} is none.",
            remedy="Put the records of a quarter together under a name such as 2024-Q1.",
        )


def checked(one: RoundRecord, what: str, digest: str, name: str) -> RoundRecord:
    """Return the round with a digest noted; refuse one that differs from what is noted."""
    if one.checks.get(what, digest) != digest:
        kind, _, column = what.partition(":")
        raise InputError(
            f"The {kind} {column!r} of the round {name!r} has changed since it was released.", remedy=_LATE
        )
    return replace(one, checks={**one.checks, what: digest})


def _plain(rule: Mapping[str, Any]) -> dict[str, Any]:
    """Return a definition as JSON gives it back."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in rule.items()}


def _reporter(progress: Progress | None, name: str, metric: str) -> Callable[[int, int], None] | None:
    """Return what is told about the groups of one set; short work is done before it could be read."""
    if progress is None:
        return None

    def report(done: int, total: int) -> None:
        if total >= LONG:
            progress(done, total, f"{name}: groups of {metric}")

    return report
