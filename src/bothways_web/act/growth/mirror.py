"""The habits that somebody looks at for themselves, and an exercise for each. No answer ever comes here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language

from bothways.measures import load_instrument
from bothways.measures.instrument import Text

QUESTION_SET = "emotional_habits"


@dataclass(frozen=True)
class Habit:
    """One habit: its sentence, and a small exercise."""

    id: str
    text: str
    exercise: str


@dataclass(frozen=True)
class Block:
    """Habits that belong together; each block stands on the one before."""

    id: str
    name: str
    about: str
    habits: tuple[Habit, ...]


@dataclass(frozen=True)
class Mirror:
    """What stands on the page: an opening, words for how often, blocks; their language, and whether it was reviewed."""

    intro: str
    how_often: tuple[tuple[int, str], ...]
    blocks: tuple[Block, ...]
    language: str
    reviewed: bool


def mirror() -> Mirror:
    """Return the mirror in the language of the page, in English where it has no other."""
    instrument = load_instrument(QUESTION_SET)
    page = (get_language() or "en").split("-")[0]
    language = page if page in instrument.title else "en"
    texts: Mapping[str, Mapping[str, Text]] = instrument.document["rubric"]
    status = instrument.document["translations"].get(language, {"status": "reviewed"})["status"]
    blocks = tuple(
        Block(
            domain.id,
            domain.label[language],
            texts["blocks"][domain.id][language],
            tuple(
                Habit(item.id, item.text[language], texts["exercises"][item.id][language])
                for item in instrument.items
                if item.domain == domain.id
            ),
        )
        for domain in instrument.domains
    )
    scale = instrument.items[0].scale
    how_often = tuple((step, label[language]) for step, label in sorted(scale.anchors.items()))
    return Mirror(
        (instrument.intro or {}).get(language, ""), how_often, blocks, language, status == "reviewed"
    )
