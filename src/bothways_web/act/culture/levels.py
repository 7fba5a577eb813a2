"""The levels of the culture path and the sentences of each strand, as a round asked them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from bothways.measures import Instrument
from bothways.measures.instrument import Text
from bothways_web.listen.models import Round
from bothways_web.listen.question_sets import in_language, instrument_of

#: The question set that is a path.
QUESTION_SET = "culture_maturity"


@dataclass(frozen=True)
class Level:
    """One level of the path: its number from 1, its name, what it means."""

    number: int
    name: str
    meaning: str = ""
    language: str = "en"


@dataclass(frozen=True)
class Sentence:
    """What one level of a strand looks like."""

    level: Level
    text: str
    language: str = "en"


def levels_of(asked: Round) -> tuple[Level, ...]:
    """Return the levels of a round's question set, lowest first."""
    instrument, page = instrument_of(asked), _page_language()
    return tuple(_level(one, page) for one in instrument.document.get("levels", ()))


def sentences_of(asked: Round) -> dict[str, tuple[Sentence, ...]]:
    """Return the sentences of each strand by its domain, lowest level first."""
    instrument, page = instrument_of(asked), _page_language()
    by_number = {one.number: one for one in levels_of(asked)}
    return {
        domain.id: tuple(
            Sentence(by_number[number], in_language(text, page), _language_of(text, page))
            for number, text in sorted(_anchors(instrument, domain.id).items())
            if number in by_number
        )
        for domain in instrument.domains
    }


def _anchors(instrument: Instrument, domain: str) -> Mapping[int, Text]:
    """Return the labels of the scale of a strand's question; a strand has one question."""
    return next((item.scale.anchors for item in instrument.items if item.domain == domain), {})


def _level(one: Mapping[str, Any], page: str) -> Level:
    label: Text = one["label"]
    return Level(
        int(one["level"]), in_language(label, page), str(one.get("meaning", "")), _language_of(label, page)
    )


def _page_language() -> str:
    return (get_language() or "en").split("-")[0]


def _language_of(text: Text, page: str) -> str:
    return page if page in text else "en"
