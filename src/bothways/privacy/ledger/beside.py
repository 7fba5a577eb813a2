"""Sets of people of one round, admitted together beside all that was shown of the same answers in any round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from bothways.privacy.ledger.course import Course, Memory, Series, Text
from bothways.privacy.ledger.follow import columns_of
from bothways.privacy.ledger.metric import RoundAnswers
from bothways.privacy.rounds import History, blocks_of, division_of, start_panels

IntArray = npt.NDArray[np.int64]


def admit(
    memory: Memory,
    name: str,
    answers: RoundAnswers,
    sets: Sequence[IntArray],
    *,
    floor: int,
    key: bytes,
    needed: Sequence[int],
) -> tuple[Memory, list[bool]]:
    """Offer sets of respondents to the certificate that holds all sets of a name, of all rounds.

    Parameters
    ----------
    memory : dict of str to Series
    name : str
        Under which the sets are remembered.
    answers : RoundAnswers
        Of a round whose respondents are named.
    sets : sequence of ndarray of int64
        Places of respondents.
    floor : int
    key : bytes
    needed : sequence of int
        Which sets have to be admitted; where one is not, none is, and nothing is remembered of the others.

    Returns
    -------
    (dict of str to Series, list of bool)
        What is remembered now, and which sets are admitted.
    """
    known = memory.get(name)
    course = known.course if known else Course("certificate", answers.round, panel=start_panels(k=floor))
    everybody = np.arange(answers.roster.people)
    keys, columns = columns_of(course, answers, everybody, key)
    homes = _homes(course, answers, columns, len(keys))
    panel, k = course.panel, max(floor, course.panel.k)
    history = History(len(keys), panel.admitted, k=k, blocks=blocks_of(homes))
    admitted = [history.admits(tuple(np.sort(columns[people]).tolist())) for people in sets]
    if not all(admitted[place] for place in needed):
        return memory, [False] * len(sets)
    people = tuple(range(len(keys)))
    panel = replace(panel, k=k, people=people, homes=homes, admitted=history.admitted)
    after = replace(course, keys=keys, panel=panel, last=max(course.last, answers.round))
    before = known or Series("", (), (0.0, 0.0, 0.0), course)
    return {**memory, name: replace(before, course=after)}, admitted


def remember(
    memory: Memory, name: str, answers: RoundAnswers, told: Sequence[tuple[IntArray, str]], *, key: bytes
) -> Memory:
    """Return what is remembered with texts that were told of sets of respondents of a round."""
    series = memory[name]
    _, columns = columns_of(series.course, answers, np.arange(answers.roster.people), key)
    texts = tuple(
        Text(tuple(np.sort(columns[people]).tolist()), (), f"{answers.round}\t{text}")
        for people, text in told
    )
    return {**memory, name: replace(series, texts=(*series.texts, *texts))}


def told_before(
    memory: Memory, name: str, answers: RoundAnswers, *, key: bytes
) -> list[tuple[IntArray, str]]:
    """Return the sets of respondents of this round of which something was told, and what."""
    series = memory.get(name)
    if series is None:
        return []
    _, columns = columns_of(series.course, answers, np.arange(answers.roster.people), key)
    found = []
    for one in series.texts:
        name_of_round, _, text = one.text.partition("\t")
        if name_of_round == answers.round:
            found.append((np.flatnonzero(np.isin(columns, one.columns)).astype(np.int64), text))
    return found


def _homes(course: Course, answers: RoundAnswers, columns: IntArray, people: int) -> tuple[str, ...]:
    """Return the division in which each person was first seen; it makes the certificate quick."""
    roster, tree = answers.roster, answers.roster.tree
    homes = [*course.panel.homes, *[""] * (people - len(course.panel.homes))]
    for column, place in zip(columns.tolist(), roster.unit.tolist(), strict=True):
        homes[column] = homes[column] or division_of(tree.units[place], tree)
    return tuple(homes)
