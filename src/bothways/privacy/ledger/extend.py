"""Adding to a round: check that it is the same round, decide on new groups, add the new numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from bothways.errors import InputError
from bothways.privacy.ledger.digest import attribute_digest, metric_digest, roster_digest, set_digest
from bothways.privacy.ledger.metric import COUNTED, Metric, RoundAnswers
from bothways.privacy.ledger.record import Offer, Record, RoundRecord, SetRecord
from bothways.privacy.released import Released
from bothways.privacy.roster import Roster

IntArray = npt.NDArray[np.int64]
Progress = Callable[[int, int, str], None]
#: Fewest people behind comments, themes and words of agreement.
WORD_FLOOR = 10
#: Kinds that come from personnel records.
QUARTERLY = ("turnover", "retention", "hours")
#: So many groups take long enough to tell how far they are.
LONG = 2_000
_LATE = "Late or corrected answers belong to the next round; hand in the file this round was released from."


def extend(
    record: Record,
    answers: RoundAnswers,
    *,
    by: Sequence[str],
    k: int,
    key: bytes,
    progress: Progress | None = None,
) -> RoundRecord:
    """Return a round with what these answers add to it; what it held before stays.

    Parameters
    ----------
    record : Record
    answers : RoundAnswers
    by : sequence of str
    k : int
    key : bytes
        Of the store.
    progress : callable, optional

    Returns
    -------
    RoundRecord

    Raises
    ------
    InputError
        As :meth:`Ledger.release`.
    """
    one = open_round(record, answers, by=by, k=k, key=key)
    for metric in answers.metrics:
        people = np.flatnonzero(~np.isnan(answers.values[metric.name])).astype(np.int64)
        if not len(people):
            continue
        _refuse_other_definition(one, metric)
        _refuse_months(metric, answers.round)
        one = _checked(one, f"metric:{metric.name}", metric_digest(key, answers, metric), answers.round)
        counted = metric.kind in COUNTED
        one, number = offer_set(
            one, answers, people, asked=metric.floor, by=() if counted else by, units_only=counted, key=key,
            progress=_reporter(progress, answers.round, metric.name),
        )  # fmt: skip
        rule = {**asdict(metric), "columns": list(metric.columns), "set": number}
        one = replace(one, metrics={**one.metrics, metric.name: _plain(rule)})
        one = _add_values(one, answers, metric, people, number)
        if metric.options:
            one = _add_agreement(one, answers, metric, people, key=key)
    return one


def open_round(
    record: Record, answers: RoundAnswers, *, by: Sequence[str], k: int, key: bytes
) -> RoundRecord:
    """Return the round that answers belong to, after making sure that they are the same ones."""
    from bothways.privacy.ledger.ledger import snapshot

    name, tree = answers.round, answers.roster.tree
    digest = roster_digest(key, answers)
    units = None if snapshot(tree) == record.units else snapshot(tree)
    one = record.rounds.get(name) or RoundRecord(k, digest, answers.one_each, units=units)
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
        one = _checked(one, f"attribute:{attribute}", digest, name)
    return replace(one, floor=max(one.floor, k))


def offer_set(
    one: RoundRecord,
    answers: RoundAnswers,
    people: IntArray,
    *,
    asked: int,
    by: Sequence[str],
    units_only: bool,
    key: bytes,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[RoundRecord, str]:
    """Decide on the groups of a set of respondents, continuing what was decided before.

    Returns
    -------
    (RoundRecord, str)
        The round, and the number of the set in it. The same respondents, asked for the same floor, are one
        set. One whose floor was raised since takes new groups only if all its old ones satisfy the new floor.
    """
    from bothways.privacy.ledger.offers import decide

    check = set_digest(key, answers, people)
    wanted, floor = (check, units_only, asked), max(one.floor, asked)
    same = (
        number for number, each in one.sets.items() if (each.check, each.units_only, each.asked) == wanted
    )
    number = next(same, str(len(one.sets) + 1))
    known: tuple[Offer, ...] = one.sets[number].offers if number in one.sets else ()
    offers = decide(
        part_of(answers.roster, people),
        floor=floor,
        by=by,
        known=known,
        whole_only=not answers.one_each,
        progress=progress,
    )
    made = SetRecord(floor, asked, units_only, check, offers)
    return replace(one, sets={**one.sets, number: made}), number


def part_of(roster: Roster, people: IntArray) -> Roster:
    """Return the roster of some of the respondents; attributes keep all their values."""
    attributes = {name: (values, codes[people]) for name, (values, codes) in roster.attributes.items()}
    return Roster(roster.tree, roster.unit[people], attributes)


def _add_values(
    one: RoundRecord, answers: RoundAnswers, metric: Metric, people: IntArray, number: str
) -> RoundRecord:
    """Return the round with the values of groups that have none yet."""
    from bothways.privacy.ledger.numbers import release_values

    groups = _without(one.released, metric.name, metric.kind, one.sets[number].shown)
    rows = release_values(
        answers.round,
        metric,
        answers.values[metric.name][people],
        part_of(answers.roster, people),
        groups,
        floor=one.sets[number].floor,
        known={
            row.group: row.text
            for row in one.released
            if (row.metric, row.kind) == (metric.name, metric.kind)
        },
    )
    return replace(one, released=(*one.released, *rows))


def _add_agreement(
    one: RoundRecord, answers: RoundAnswers, metric: Metric, people: IntArray, *, key: bytes
) -> RoundRecord:
    """Return the round with words of agreement for units of 10 respondents and more."""
    from bothways.privacy.ledger.agreements import release_agreement

    items = answers.items[metric.name]
    whole = people[~np.isnan(items[people]).any(axis=1)]
    if not len(whole):
        return one
    asked = max(WORD_FLOOR, metric.floor)
    one, number = offer_set(one, answers, whole, asked=asked, by=(), units_only=True, key=key)
    groups = _without(one.released, metric.name, "agreement", one.sets[number].shown)
    roster = part_of(answers.roster, whole)
    rows = release_agreement(answers.round, metric, items[whole], roster, groups)
    return replace(one, released=(*one.released, *rows))


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


def _refuse_months(metric: Metric, name: str) -> None:
    """Refuse records of people in bins shorter than a quarter: one leaver would be a step in them."""
    if metric.kind in QUARTERLY and not re.fullmatch(r"\d{4}-Q[1-4]", name):
        raise InputError(
            f"The metric {metric.name!r} is shown by the quarter, and {name!r} is none.",
            remedy="Put the records of a quarter together under a name such as 2024-Q1.",
        )


def _checked(one: RoundRecord, what: str, digest: str, name: str) -> RoundRecord:
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
