"""Additional questions: answers that count in no number, handed to the ledger and read back as shares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext

from bothways.measures.instrument import SCORED_KINDS, Instrument, Item
from bothways.privacy import Ledger, RoundAnswers
from bothways.privacy.ledger import After, Choices
from bothways.privacy.questions import SENSITIVE_FLOOR
from bothways_web.listen.answering.kinds import choices, day_of, options
from bothways_web.listen.answering.ways import with_answers
from bothways_web.listen.archive import BETWEEN, file_of
from bothways_web.listen.ledgers import population_of, released_round
from bothways_web.listen.models import Round
from bothways_web.listen.question_sets import additional_items, in_language, instrument_of, items_of
from bothways_web.listen.same_questions import question_name

#: Numbers and days are told over so many ranges at most.
RANGES = 6


@dataclass(frozen=True)
class Share:
    """One answer to a question.

    Attributes
    ----------
    words : str
    share : int
        In percent of those who answered, in steps of 5.
    """

    words: str
    share: int


@dataclass(frozen=True)
class Told:
    """What is told of one additional question.

    Attributes
    ----------
    text : str
    kind : str
        Of its scale.
    some : bool
        Whether only some were asked.
    shares : tuple of Share
        Empty where nothing is told.
    band : str
        How many people answered it.
    """

    text: str
    kind: str
    some: bool = False
    shares: tuple[Share, ...] = ()
    band: str = ""


def release_additional(asked: Round, answers: RoundAnswers, ledger: Ledger) -> None:
    """Hand the answers to all additional questions of a round to the ledger.

    Answers stand in the round's file; a question that the file does not hold, as in one that was written before such
    questions could be asked, is left out.
    """
    import pyarrow.parquet as pq

    path, items = file_of(asked), {item.id: item for item in items_of(asked)}
    there = set(pq.read_schema(path).names)
    wanted = [item for item in additional_items(asked) if item.id in there]
    needed = {item.id for item in wanted} | {item.ask_if.item for item in wanted if item.ask_if}
    if not wanted or not needed <= there:
        return
    table = pq.read_table(path, columns=["respondent", *sorted(needed)]).to_pylist()
    found = {row["respondent"]: row for row in table}
    rows = [found[person] for person in answers.people]
    instrument = instrument_of(asked)
    for item in wanted:
        ledger.release_choices(answers, _choices(instrument, item, items, rows))


def told_of(asked: Round) -> list[Told]:
    """Return what was released of the additional questions of a round, in the language of the page."""
    found = released_round(population_of(asked.pulse), asked.ledger_name)
    rows = {row.metric: row for row in found.released if row.kind == "distribution"} if found else {}
    instrument, language, told = instrument_of(asked), get_language() or "en", []
    for item in additional_items(asked):
        row, words = rows.get(question_name(instrument, item)), answers_in_words(item, language)
        shares = row.text.split("|") if row else []
        fitting = tuple(
            Share(word, int(share)) for word, share in zip(words, shares, strict=bool(row)) if row
        )
        band = row.n_band if row else ""
        told.append(Told(_plain(item, language), item.scale.kind, item.ask_if is not None, fitting, band))
    return told


def answers_in_words(item: Item, language: str) -> list[str]:
    """Return the answers that shares are told of, in order; ranges of numbers and days."""
    kind = item.scale.kind
    if kind in SCORED_KINDS:
        return [words or str(value) for value, words in choices(item, language)]
    if kind in ("number", "date"):
        return [
            _end(first, kind) if first == last else f"{_end(first, kind)} – {_end(last, kind)}"
            for first, last in ranges_of(item)
        ]
    return [words for _name, words in options(item, language)]


def ranges_of(item: Item) -> list[tuple[int, int]]:
    """Return at most six ranges of whole numbers or days, as equal as can be, between the ends of the scale."""
    if item.scale.kind == "date":
        low, high = day_of(item.scale.first).toordinal(), day_of(item.scale.last).toordinal()
    else:
        low, high = int(item.scale.low or 0), int(item.scale.high or 0)
    parts = min(RANGES, high - low + 1)
    starts = [low + part * (high - low + 1) // parts for part in range(parts + 1)]
    return [(first, after - 1) for first, after in pairwise(starts)]


def _end(value: int, kind: str) -> str:
    if kind == "date":
        return date_format(dt.date.fromordinal(value), pgettext("date format", "j M Y"))
    return str(value)


def _plain(item: Item, language: str) -> str:
    """Return the words of a question; where an answer of each person would stand, there is none."""
    return with_answers(in_language(item.text, language), (), {}, language)


def _choices(
    instrument: Instrument, item: Item, items: Mapping[str, Item], rows: Sequence[Mapping[str, Any]]
) -> Choices:
    """Return the answers to one question as the ledger takes them."""
    floor = SENSITIVE_FLOOR if instrument.sensitivity == "high" else 0
    after = None
    if item.ask_if:
        before = items[item.ask_if.item]
        keys = _keys(before)
        after = After(
            question_name(instrument, before),
            _marks(before, rows),
            tuple(sorted(keys.index(answer) for answer in item.ask_if.answers)),
            _most(before),
        )
    return Choices(
        question_name(instrument, item), _marks(item, rows), _most(item), after,
        max(floor, instrument.min_group_floor or 0),
    )  # fmt: skip


def _most(item: Item) -> int:
    return item.choices_allowed if item.scale.kind == "multiple_choice" else 1


def _keys(item: Item) -> list[int | str]:
    """Return the steps or options of a question in order."""
    if item.scale.kind in SCORED_KINDS:
        return [value for value, _words in choices(item, "en")]
    return list(item.scale.options)


def _marks(item: Item, rows: Sequence[Mapping[str, Any]]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return which answers each respondent gave, of a ranking what came first."""
    kind, given = item.scale.kind, [row[item.id] for row in rows]
    if kind in ("number", "date"):
        starts = [first for first, _last in ranges_of(item)]
        places = [
            None if one is None else (day_of(one).toordinal() if kind == "date" else one) for one in given
        ]
        chosen = [
            [] if one is None else [int(np.searchsorted(starts, one, side="right")) - 1] for one in places
        ]
        width = len(starts)
    else:
        keys = {key: place for place, key in enumerate(_keys(item))}
        parts = [
            [] if one is None else str(one).split(BETWEEN) if isinstance(one, str) else [one] for one in given
        ]
        if kind == "ranking":
            parts = [one[:1] for one in parts]
        chosen, width = [[keys[part] for part in one] for one in parts], len(keys)
    marks = np.zeros((len(rows), width), bool)
    for person, places_of in enumerate(chosen):
        marks[person, places_of] = True
    return marks
