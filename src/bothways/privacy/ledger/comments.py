"""Comments and themes: words of groups of ten respondents and more."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import SystemRandom

import numpy as np
import numpy.typing as npt

from bothways.errors import InputError
from bothways.privacy.groups import members, parse_group
from bothways.privacy.ledger.across import Asked, Desk, decide_words
from bothways.privacy.ledger.course import Memory
from bothways.privacy.ledger.extend import WORD_FLOOR, open_round
from bothways.privacy.ledger.metric import RoundAnswers
from bothways.privacy.ledger.record import Record, RoundRecord
from bothways.privacy.ledger.sets import offer_set
from bothways.privacy.released import Released, _issue
from bothways.privacy.rollup import roll_up
from bothways.privacy.values import band

#: Fewest people who wrote on a theme, and who did not, for its share to be told.
WRITERS = 5
#: A share of writers is told to so many points.
POINTS = 5


def release_comments(
    record: Record,
    answers: RoundAnswers,
    question: str,
    comments: Sequence[str | None],
    *,
    reader: str,
    k: int,
    key: bytes,
) -> RoundRecord:
    """Return the round with the comments of one question; see :meth:`Ledger.release_comments`."""
    if not reader.strip():
        raise InputError(
            "Nobody read these comments.", remedy="Name the person who read them before release."
        )
    if len(comments) != answers.roster.people:
        raise InputError(
            "Comments and respondents differ in number.", remedy="Give one comment or None a respondent."
        )
    one = open_round(record, answers, by=(), k=k, key=key)
    if any(row.kind == "comment" and row.metric == question for row in one.released):
        return one  # once released, nothing is added: a late comment would be known by being new
    one, shown, atom = _words(one, answers, key)
    rows: list[Released] = []
    for number in np.unique(atom):
        people = np.flatnonzero(atom == number)
        group = _smallest(shown, people)
        texts = [text for text in (comments[person] for person in people.tolist()) if text and text.strip()]
        SystemRandom().shuffle(texts)
        rows += [
            _word(answers.round, group, question, "comment", len(shown[group]), text)
            for text in texts
            if group
        ]
    return replace(one, released=(*one.released, *rows))


def release_themes(
    record: Record,
    memory: Memory,
    answers: RoundAnswers,
    themes: Mapping[str, npt.ArrayLike],
    *,
    k: int,
    key: bytes,
) -> tuple[RoundRecord, Memory]:
    """Return the round with shares of themes; see :meth:`Ledger.release_themes`."""
    one = open_round(record, answers, by=(), k=k, key=key)
    if any(row.kind == "theme" for row in one.released):
        return (
            one,
            memory,
        )  # once released, nothing is added: two rules that differ by one word would tell who wrote it
    desk = Desk(answers, key, dict(memory))
    everybody = np.arange(answers.roster.people, dtype=np.int64)
    fewest = max(one.floor, k, WRITERS)
    least = max(
        WORD_FLOOR, 2 * fewest
    )  # so that in each atom as many can have written as it takes, and as many not
    one, groups = decide_words(one, desk, Asked("", everybody, least, (), True), name="themes")
    if not groups:
        return one, desk.memory
    shown = {group: members(parse_group(group), answers.roster) for group in groups}
    atom = _atoms(answers, least)
    sizes = np.bincount(atom)
    atoms = {group: frozenset(np.unique(atom[people]).tolist()) for group, people in shown.items()}
    rows: list[Released] = []
    for theme, marks in themes.items():
        wrote = np.asarray(marks, dtype=bool)
        if wrote.shape != (answers.roster.people,):
            raise InputError(
                f"The theme {theme!r} and the respondents differ in number.", remedy="Give one mark each."
            )
        counted = np.bincount(atom, weights=wrote).astype(np.int64)
        writers = told_writers(np.minimum(counted, np.maximum(sizes - fewest, 0)), atoms, fewest)
        for group, people in shown.items():
            told = writers[group]
            share = POINTS * round(100 * told / len(people) / POINTS)
            rows.append(
                _word(answers.round, group, theme, "theme", len(people), str(share) if told else "few", share)
            )
    return replace(one, released=(*one.released, *rows)), desk.memory


def told_writers(
    counted: npt.NDArray[np.int64], atoms: Mapping[str, frozenset[int]], fewest: int = WRITERS
) -> dict[str, int]:
    """Return how many writers of each group are told, so that no difference of groups speaks of one to four.

    Parameters
    ----------
    counted : (atoms,) int
        Writers in each atom.
    atoms : mapping of str to frozenset of int
        Group -> the atoms that make it up.
    fewest : int
        Five, or more where the floor is higher.

    Returns
    -------
    dict of str to int
        Writers of atoms with ``fewest`` and more. Those of other atoms count together from the smallest group on in
        which they are so many, and in all groups around it.

    Examples
    --------
    >>> told_writers(np.array([3, 4, 9]), {"all": frozenset({0, 1, 2}), "a": frozenset({0}), "c": frozenset({2})})
    {'a': 0, 'c': 9, 'all': 16}
    """
    loose = {place: int(count) for place, count in enumerate(counted) if count < fewest}
    pools: list[tuple[frozenset[int], int]] = []
    told = {}
    for group, mine in sorted(atoms.items(), key=lambda each: (len(each[1]), each[0])):
        inside = frozenset(loose.keys() & mine)
        together = sum(loose[place] for place in inside)
        if together >= fewest:
            pools.append((inside, together))
            loose = {place: count for place, count in loose.items() if place not in inside}
        own = sum(int(counted[place]) for place in mine if counted[place] >= fewest)
        told[group] = own + sum(count for pool, count in pools if pool <= mine)
    return told


def _words(
    one: RoundRecord, answers: RoundAnswers, key: bytes
) -> tuple[RoundRecord, dict[str, npt.NDArray[np.int64]], npt.NDArray[np.int64]]:
    """Return the round with its offers for words, the shown groups with their people, and everybody's atom."""
    everybody = np.arange(answers.roster.people, dtype=np.int64)
    one, number = offer_set(one, answers, everybody, asked=WORD_FLOOR, by=(), units_only=True, key=key)
    each = one.sets[number]
    shown = {group: members(parse_group(group), answers.roster) for group in each.shown}
    return one, shown, _atoms(answers, each.floor)


def _atoms(answers: RoundAnswers, floor: int) -> npt.NDArray[np.int64]:
    """Return everybody's atom; one for all where one person could be behind many rows."""
    roster = answers.roster
    atom = roll_up(roster.tree, roster.counts, floor=floor).atom[roster.unit]
    return atom if answers.one_each else np.zeros(len(atom), np.int64)


def _smallest(shown: Mapping[str, npt.NDArray[np.int64]], people: npt.NDArray[np.int64]) -> str:
    """Return the smallest shown group that holds some people; blank where there is none."""
    holding = [group for group, inside in shown.items() if np.isin(people, inside).all()]
    return min(holding, key=lambda group: len(shown[group]), default="")


def _word(
    name: str, group: str, metric: str, kind: str, n: int, text: str, value: float = math.nan
) -> Released:
    return _issue(
        round=name, group=group, metric=metric, kind=kind, n_band=band(n), value=float(value), low=math.nan,
        high=math.nan, text=text,
    )  # fmt: skip
