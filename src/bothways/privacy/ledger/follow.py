"""Following named respondents from round to round: whose answers stand behind the units of a round."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from bothways.errors import InputError
from bothways.privacy.groups import Group, members, parse_group
from bothways.privacy.ledger.course import Columns, Course, Way
from bothways.privacy.ledger.metric import RoundAnswers
from bothways.privacy.ledger.order import calendar_with, fresh_from, months_between
from bothways.privacy.ledger.record import Offer
from bothways.privacy.rollup import roll_up
from bothways.privacy.rounds import advance, begin_panels, confirm_panels
from bothways.privacy.tree import UnitTree

IntArray = npt.NDArray[np.int64]


def begin(
    answers: RoundAnswers, people: IntArray, offers: Sequence[Offer], *, way: Way, floor: int, key: bytes
) -> Course:
    """Return the course of questions after their first round.

    Parameters
    ----------
    answers : RoundAnswers
    people : ndarray of int64
        Respondents of these questions.
    offers : sequence of Offer
        What was decided about this round by itself.
    way : str
        How later rounds are to be decided.
    floor : int
    key : bytes
        Of the store.

    Returns
    -------
    Course
    """
    roster = answers.roster.part(people)
    shown = {offer.group: parse_group(offer.group) for offer in offers if offer.status != "withheld"}
    sets = {text: _columns(members(group, roster)) for text, group in shown.items()}
    sizes = (roster.people,) if "all" in sets else ()
    if way in ("whole", "others"):
        keys = _codes(answers, people, key) if way == "others" and is_named(answers) else ()
        return Course(way, answers.round, keys=keys, sizes=sizes)
    rolled = roll_up(roster.tree, roster.counts, floor=floor)
    atom = rolled.atom[roster.unit]
    atoms = [_columns(np.flatnonzero(atom == number)) for number in range(len(rolled.atoms))]
    teams = {
        sets[text]: tuple(sorted(group.units, key=roster.tree.place))
        for text, group in shown.items()
        if not group.attributes and _are_siblings(group.units, roster.tree)
    }
    seats = [roster.tree.units[place] for place in roster.unit.tolist()]
    panel = begin_panels(seats, atoms, teams, sets.values(), tree=roster.tree, k=floor)
    course = Course(way, answers.round, keys=_codes(answers, people, key), panel=panel, sizes=sizes)
    return replace(
        course,
        labels=_labels(course, answers, people, np.arange(len(people))),
        shown={text: sets[text] for text, group in shown.items() if not group.attributes},
        groups={text: sets[text] for text, group in shown.items() if group.attributes},
        told=tuple(text for text, group in shown.items() if group.attributes),
    )


def follow(
    course: Course, answers: RoundAnswers, people: IntArray, *, floor: int, key: bytes
) -> tuple[Course, tuple[Offer, ...]]:
    """Take a later round in.

    Parameters
    ----------
    course : Course
    answers : RoundAnswers
    people : ndarray of int64
        Respondents of these questions in this round.
    floor : int
        Not below that of the course.
    key : bytes

    Returns
    -------
    (Course, tuple of Offer)
        What is decided about units. Groups by attribute are decided by
        :func:`~bothways.privacy.ledger.grouping.decide_groups`.

    Raises
    ------
    PeriodError
        Where the round comes before the last one.

    Notes
    -----
    On the roster are all who answered within as many months as an answer stays fresh, in the unit of the latest
    answer. Rounds are counted on one by one where days name them, so that what is new is told apart; how old an answer
    is goes by the months of the calendar.
    """
    step, tree = months_between(course.last, answers.round), answers.roster.tree
    keys, columns = columns_of(course, answers, people, key)
    panel = confirm_panels(course.panel, k=max(floor, course.panel.k))
    month, before = panel.month + step, panel.counted
    calendar = calendar_with(course.calendar, panel.month, course.last, month, answers.round)
    oldest = max(panel.fresh_from, fresh_from(calendar, month, panel.stale))
    seats = {
        column: unit
        for column, (last, unit) in enumerate(zip(panel.answered, panel.places, strict=True))
        if last >= oldest and unit in tree.places
    }
    places = answers.roster.unit[people].tolist()
    now = {column: tree.units[place] for column, place in zip(columns.tolist(), places, strict=True)}
    panel, rows = advance(panel, month, seats | now, set(now), tree=tree, fresh_from=oldest)
    shown = {_text(one.units, tree): one.columns for one in rows}
    sizes = (*course.sizes, *([len(shown["all"])] if "all" in shown else []))
    after = replace(
        course, last=answers.round, rounds=course.rounds + 1, keys=keys, panel=panel, shown=shown, told=(),
        sizes=tuple(sorted(set(sizes))), calendar=tuple(one for one in calendar if one[0] >= oldest),
    )  # fmt: skip
    new = tuple(
        column
        for column, counting in sorted(after.months.items())
        if column >= len(before) or counting > before[column]
    )
    after = replace(after, labels=_labels(after, answers, people, columns), new=new)
    return after, _unit_offers(after, tree)


def learn_attributes(course: Course, answers: RoundAnswers, people: IntArray, key: bytes) -> Course:
    """Return a course with attributes of its latest round that were not handed in before."""
    if set(answers.roster.attributes) <= set(course.labels):
        return course
    _, columns = columns_of(course, answers, people, key)
    return replace(course, labels=_labels(course, answers, people, columns))


def is_named(answers: RoundAnswers) -> bool:
    """Return whether every respondent is named, so that people can be followed."""
    return answers.one_each and all(answers.people)


def columns_of(
    course: Course, answers: RoundAnswers, people: IntArray, key: bytes
) -> tuple[tuple[str, ...], IntArray]:
    """Return the codes of all columns, newcomers at the end, and the column of each respondent."""
    codes = _codes(answers, people, key)
    place = {code: column for column, code in enumerate(course.keys)}
    for code in codes:
        place.setdefault(code, len(place))
    return tuple(place), np.array([place[code] for code in codes], np.int64)


def _codes(answers: RoundAnswers, people: IntArray, key: bytes) -> tuple[str, ...]:
    """Return a keyed code for each respondent."""
    found = tuple(
        hmac.new(key, b"person" + answers.people[person].encode(), hashlib.sha256).hexdigest()[:32]
        for person in people.tolist()
    )
    if len(set(found)) < len(found):
        raise InputError(
            f"Somebody is named twice among the respondents of the round {answers.round!r}.",
            remedy="Hand in one answer a respondent, or leave out the promise of one row each.",
        )
    return found


def _columns(people: IntArray) -> Columns:
    return tuple(people.tolist())


def _are_siblings(units: tuple[str, ...], tree: UnitTree) -> bool:
    """Return whether units have nothing below them and the same unit above."""
    above = {tree.parents[tree.place(unit)] for unit in units}
    return len(above) == 1 and not any(tree.children(unit) for unit in units)


def _labels(
    course: Course, answers: RoundAnswers, people: IntArray, columns: IntArray
) -> dict[str, tuple[str | None, ...]]:
    """Return the attributes of all columns after a round, as given with the latest answer."""
    found = {}
    for name in dict.fromkeys((*course.labels, *answers.roster.attributes)):
        known = course.labels.get(name, ())
        labels = [*known, *[None] * (len(course.keys) - len(known))]
        if name in answers.roster.attributes:
            values, codes = answers.roster.attributes[name]
            for column, code in zip(columns.tolist(), codes[people].tolist(), strict=True):
                labels[column] = values[code] if code >= 0 else None
        found[name] = tuple(labels)
    return found


def _text(units: tuple[str, ...], tree: UnitTree) -> str:
    """Return the canonical text of units; a single root is the whole organisation."""
    return Group().text if not units or units == tuple(tree.roots) else Group(units=units).text


def _unit_offers(course: Course, tree: UnitTree) -> tuple[Offer, ...]:
    """Return what is shown, and each unit that is not shown by itself."""
    under = {
        unit: text for text in course.shown for unit in (parse_group(text).units if text != "all" else tree.roots)
    }  # fmt: skip
    order = sorted(
        course.shown, key=lambda text: min((tree.place(unit) for unit in parse_group(text).units), default=-1)
    )
    offers = [Offer(text, "admitted") for text in order]
    for unit in tree.units:
        text = Group(units=(unit,)).text
        if text not in course.shown:
            merged = under.get(unit)
            if merged == "all" and len(tree.roots) > 1:
                merged = None
            offers.append(Offer(text, "withheld", merged))
    return tuple(offers)
