"""Deciding on a round beside all rounds before it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from bothways.errors import InputError
from bothways.privacy.groups import members, parse_group
from bothways.privacy.ledger.course import Course, Memory, Series, Way
from bothways.privacy.ledger.digest import set_digest
from bothways.privacy.ledger.follow import begin, columns_of, follow, is_named, learn_attributes
from bothways.privacy.ledger.grouping import decide_groups
from bothways.privacy.ledger.metric import Metric, RoundAnswers
from bothways.privacy.ledger.order import months_between
from bothways.privacy.ledger.record import Offer, RoundRecord, SetRecord
from bothways.privacy.ledger.renewed import ToldNow
from bothways.privacy.ledger.sets import offer_set
from bothways.privacy.rounds import History, blocks_of, division_of

IntArray = npt.NDArray[np.int64]
#: Kinds that come from personnel records: what somebody did in one quarter says nothing of the next.
QUARTERLY = ("turnover", "retention", "hours")


@dataclass
class Desk:
    """What the questions of one call share while they are decided; never handed out.

    Questions with the same respondents in all rounds share one course, which is decided once.
    """

    answers: RoundAnswers
    key: bytes
    memory: Memory
    decided: dict[tuple[Any, ...], tuple[Course, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """One set of respondents, and what is asked for them."""

    name: str
    people: IntArray
    floor: int
    by: tuple[str, ...]
    units_only: bool
    progress: Callable[[int, int], None] | None = None
    whole_only: bool = False
    #: Told in a later round only where at least k people changed: the same people are not told again.
    others_only: bool = False


def find_series(memory: Memory, metric: Metric) -> Series | None:
    """Return what is remembered of a metric's answers; refuse one that is made of them in another way.

    Raises
    ------
    InputError
    """
    found = [one for one in memory.values() if one.metric and set(one.columns) & set(metric.columns)]
    for one in found:
        same = one.metric == metric.name or set(one.columns) == set(metric.columns)
        if len(found) > 1 or not same or one.scale != (metric.low, metric.high, metric.step):
            column = sorted(set(one.columns) & set(metric.columns))[0]
            raise InputError(
                f"The column {column!r} was released in an earlier round as {one.metric!r}, in another way.",
                remedy="Keep items, domains and scales as they were, or name a new question anew.",
            )
    return found[0] if found else None


def decide_set(
    one: RoundRecord, course: Course | None, desk: Desk, asked: Asked, *, way: Way
) -> tuple[RoundRecord, Course, str]:
    """Decide on the groups of one set of respondents, beside all that was shown of it.

    Parameters
    ----------
    one : RoundRecord
        The round so far.
    course : Course or None
        What was shown before; None for the first round.
    desk : Desk
    asked : Asked
    way : str
        How a survey that begins now is decided.

    Returns
    -------
    (RoundRecord, Course, str)
        The round with the set, the course after it, and the number of the set.
    """
    name = desk.answers.round
    _refuse_other_promise(course, desk.answers)
    digest = set_digest(desk.key, desk.answers, asked.people)
    seen = (digest, asked.floor, asked.by, asked.units_only, asked.whole_only, asked.others_only, way)
    token = (None if course is None else id(course), *seen)
    if token in desk.decided:
        after, number = desk.decided[token]
        return one, after, number
    if course is None or course.way == "others" or (course.last == name and course.rounds == 1):
        one, number = _offer(one, desk, asked)
        after = _after_first(course, desk, asked, one.sets[number], way)
    elif course.way == "whole" or not is_named(desk.answers):
        one, after, number = _whole(one, course, desk, asked)
    elif course.way == "certificate":
        one, after, number = _admitted(one, course, desk, asked)
    else:
        one, after, number = _followed(one, course, desk, asked)
    desk.decided[token] = after, number
    return one, after, number


def decide_words(
    one: RoundRecord, desk: Desk, asked: Asked, *, name: str
) -> tuple[RoundRecord, tuple[str, ...]]:
    """Decide on the groups of which words are told: of agreement, of themes.

    They are made of the respondents of this round alone. In later rounds a group is told only if the certificate over
    all rounds admits it; where nobody can be followed, none is.

    Returns
    -------
    (RoundRecord, tuple of str)
        The round, and the groups.
    """
    known = desk.memory.get(name)
    course = known.course if known else None
    again = course is not None and course.last == desk.answers.round and course.rounds == 1
    if (
        course
        and not again
        and course.way != "others"
        and not (course.way == "certificate" and is_named(desk.answers))
    ):
        _refuse_other_promise(course, desk.answers)
        return one, ()
    way: Way = way_of(None, desk.answers)
    one, course, number = decide_set(one, course, desk, asked, way=way)
    desk.memory[name] = Series("", (), (0.0, 0.0, 0.0), course)
    return one, one.sets[number].shown


def way_of(metric: Metric | None, answers: RoundAnswers) -> Way:
    """Return how a metric, or words where there is none, that begins with this round is decided in later ones."""
    if answers.others_each_round:
        return "others"
    if not is_named(answers):
        return "whole"
    return "certificate" if metric is None or metric.kind in QUARTERLY else "panels"


def _offer(one: RoundRecord, desk: Desk, asked: Asked, *, mark: str = "") -> tuple[RoundRecord, str]:
    """Decide on a round by itself."""
    return offer_set(
        one, desk.answers, asked.people, asked=asked.floor, by=asked.by, units_only=asked.units_only,
        whole_only=asked.whole_only, key=desk.key, mark=mark, progress=asked.progress,
    )  # fmt: skip


def _after_first(course: Course | None, desk: Desk, asked: Asked, decided: SetRecord, way: Way) -> Course:
    """Return the course after a round that was decided by itself."""
    after = begin(
        desk.answers, asked.people, decided.offers, way=way, floor=decided.floor, key=desk.key
    )  # fmt: skip
    if course is None or course.way != "others":
        return after
    if course.last == desk.answers.round:
        return course
    again = set(course.keys) & set(after.keys)
    if again:
        raise InputError(
            f"Somebody who answered in the round {desk.answers.round!r} answered in an earlier one as well.",
            remedy="Leave out the promise that each round asks other people, from the first round on.",
        )
    return replace(after, keys=(*course.keys, *after.keys), rounds=course.rounds + 1)


def _followed(one: RoundRecord, course: Course, desk: Desk, asked: Asked) -> tuple[RoundRecord, Course, str]:
    """Take in a later round of people who are followed, or add groups to it."""
    tree = desk.answers.roster.tree
    floor = max(one.floor, asked.floor)
    if course.last == desk.answers.round:
        number = str(one.metrics[asked.name]["set"])
        after, offers = course, one.sets[number].offers
        if floor > course.panel.k:  # raised since: nothing new beside groups that may break it
            return one, course, number
        after = learn_attributes(course, desk.answers, asked.people, desk.key)
    else:
        number = str(len(one.sets) + 1)
        after, offers = follow(course, desk.answers, asked.people, floor=floor, key=desk.key)
    by = () if asked.units_only else asked.by
    after, offers = decide_groups(after, tree, by, offers)
    return _with_set(one, number, desk, asked, after, offers), after, number


def _admitted(one: RoundRecord, course: Course, desk: Desk, asked: Asked) -> tuple[RoundRecord, Course, str]:
    """Decide on a round by itself, then withhold what the certificate over all rounds denies."""
    again = course.last == desk.answers.round
    step = 0 if again else months_between(course.last, desk.answers.round)
    told = _told(one, asked) if again else ()
    one, number = _offer(one, desk, asked, mark="across:")
    after, offers = _admit(
        course, desk, asked, one.sets[number].offers, floor=one.sets[number].floor, told=told
    )
    panel = replace(after.panel, month=after.panel.month + step)
    after = replace(after, last=desk.answers.round, rounds=after.rounds + (step > 0), panel=panel)
    return replace(one, sets={**one.sets, number: replace(one.sets[number], offers=offers)}), after, number


def _told(one: RoundRecord, asked: Asked) -> tuple[str, ...]:
    """Return the groups that a round tells already."""
    rule = one.metrics.get(asked.name)
    return one.sets[str(rule["set"])].shown if rule else ()


def _admit(
    course: Course, desk: Desk, asked: Asked, offers: Sequence[Offer], *, floor: int, told: Collection[str]
) -> tuple[Course, tuple[Offer, ...]]:
    """Withhold of a round what the certificate over all rounds denies; ``told`` are groups that it tells already."""
    keys, columns = columns_of(course, desk.answers, asked.people, desk.key)
    roster = desk.answers.roster.part(asked.people)
    panel = course.panel
    homes = [*panel.homes, *[""] * (len(keys) - len(panel.homes))]
    for column, place in zip(columns.tolist(), roster.unit.tolist(), strict=True):
        homes[column] = homes[column] or division_of(roster.tree.units[place], roster.tree)
    k = max(floor, panel.k)
    history = History(len(keys), panel.admitted, k=k, blocks=blocks_of(tuple(homes)))
    now, found = ToldNow(roster) if asked.others_only else None, []
    for offer in offers:
        if offer.status != "withheld":
            group = members(parse_group(offer.group), roster)
            # Where the same people are told again, that alone would say that nobody came or left. But what this round
            # tells already, group by group, may be told together.
            free = now is None or offer.group in told or now.holds(group)
            admits = history.admits if free else history.admits_others
            if not admits(tuple(np.sort(columns[group]).tolist())):
                offer = replace(offer, status="withheld")
            elif now is not None:
                now.take(group)
        found.append(offer)
    there = {offer.group for offer in found if offer.status != "withheld"}
    found = [one if one.merged_into in there else replace(one, merged_into=None) for one in found]
    people = tuple(range(len(keys)))
    after = replace(panel, k=k, people=people, homes=tuple(homes), admitted=history.admitted)
    return replace(course, keys=keys, panel=after), tuple(found)


def _whole(one: RoundRecord, course: Course, desk: Desk, asked: Asked) -> tuple[RoundRecord, Course, str]:
    """Show the whole organisation at most: nobody can be followed."""
    if course.last == desk.answers.round:
        return one, course, str(one.metrics[asked.name]["set"])
    months_between(course.last, desk.answers.round)
    floor, people = max(one.floor, asked.floor, course.panel.k), len(asked.people)
    shown = people >= floor and not any(0 < abs(people - size) < floor for size in course.sizes)
    offers = (Offer("all", "admitted" if shown else "withheld"),)
    sizes = tuple(sorted({*course.sizes, *([people] if shown else [])}))
    after = Course("whole", desk.answers.round, rounds=course.rounds + 1, sizes=sizes)
    after = replace(after, panel=replace(after.panel, k=floor))
    number = str(len(one.sets) + 1)
    return _with_set(one, number, desk, asked, after, offers), after, number


def _with_set(
    one: RoundRecord, number: str, desk: Desk, asked: Asked, course: Course, offers: Sequence[Offer]
) -> RoundRecord:
    """Return the round with a set that was decided beside earlier rounds, and is no other question's."""
    check = f"series:{set_digest(desk.key, desk.answers, asked.people)}"
    made = SetRecord(course.panel.k, asked.floor, asked.units_only, check, tuple(offers))
    return replace(one, sets={**one.sets, number: made})


def _refuse_other_promise(course: Course | None, answers: RoundAnswers) -> None:
    """Refuse a promise about who is asked that changes from one round to the next."""
    if course is not None and (course.way == "others") != answers.others_each_round:
        word = "with" if course.way == "others" else "without"
        raise InputError(
            f"Earlier rounds were released {word} the promise that each round asks other people.",
            remedy=f"Release the round {answers.round!r} {word} --others-each-round as well.",
        )
