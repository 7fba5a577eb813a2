"""Question sets that are offered, and what a round asks of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, Protocol, cast

from django.utils.translation import get_language

from bothways.errors import InputError
from bothways.measures import Instrument, instrument_ids, load_instrument, parse_instrument, score_columns
from bothways.measures.instrument import CHOICE_KINDS, PIPE, SCORED_KINDS, Item
from bothways.privacy import Questions, instrument_questions
from bothways.privacy.diagnosis import DomainScale, instrument_domains
from bothways_web.listen.writing.own_sets import ready_instruments

Form = Literal["full", "short"]
#: Kinds of questions that can be asked on screen, and in a sealed round.
ASKED = (*SCORED_KINDS, *CHOICE_KINDS, "number", "date", "open_text")
#: Places for words: those that every round fills in, and those of what happened to one person.
_FILLED, _OF_OCCASIONS = ("unit", "organisation"), ("touchpoint", "date")
#: Who answers sets that are asked of each person when the day has come.
_ONE_BY_ONE = ("leaver", "candidate", "new employee")
_PLACE = re.compile(r"\{([^{}]*)\}")


class Asked(Protocol):
    """A pulse or a round."""

    definition: str
    form: str


@dataclass(frozen=True)
class Offer:
    """A question set that can be launched as it is.

    Attributes
    ----------
    instrument : Instrument
    minutes : int
        About how long answering takes.
    has_short : bool
    language : str
        In which it was written.
    """

    instrument: Instrument
    minutes: int
    has_short: bool
    language: str = "en"

    @property
    def title(self) -> str:
        """The title in the language of the page."""
        return in_language(self.instrument.title, get_language() or "en")


def offers(voices: Collection[str] = ("employee",)) -> tuple[Offer, ...]:
    """Return the question sets of some voices that are ready to use: own ones, then those offered at first in front."""
    found = [load_instrument(name) for name in instrument_ids()]
    ready = [one for one in found if one.side in voices and one.text_clearance == "clear" and is_askable(one)]
    ready.sort(key=lambda one: (not one.default_on, one.title["en"]))
    own = [
        Offer(one, minutes(len(one.items)), False, language)
        for one, language in ready_instruments()
        if one.side in voices
    ]
    shipped = [
        Offer(one, minutes(len(one.items)), bool(one.short_form and one.short_form.min_answered))
        for one in ready
    ]
    return (*own, *shipped)


def minutes(questions: int) -> int:
    """Return about how many minutes some questions take: ten seconds each."""
    return max(1, round(questions / 6))


def instrument_of(asked: Asked) -> Instrument:
    """Return the instrument of a pulse or a round as it was frozen."""
    return _parse(asked.definition)


def items_of(asked: Asked) -> tuple[Item, ...]:
    """Return the questions in the order in which they are asked, those that only some are asked among them."""
    instrument = instrument_of(asked)
    if asked.form == "short" and instrument.short_form is not None:
        return tuple(instrument.item(name) for name in instrument.short_form.items)
    kinds = SCORED_KINDS if getattr(asked, "mode", "") == "sealed" else ASKED
    return tuple(item for item in instrument.items if item.scale.kind in kinds)


def additional_items(asked: Asked) -> tuple[Item, ...]:
    """Return the questions of a pulse or a round that count in no number, without texts."""
    counted = {column for metric in questions_of(asked).metrics for column in metric.columns}
    return tuple(
        item for item in items_of(asked) if item.id not in counted and item.scale.kind != "open_text"
    )


def text_items(asked: Asked) -> tuple[Item, ...]:
    """Return the questions of a pulse or a round that are answered in words."""
    return tuple(item for item in items_of(asked) if item.scale.kind == "open_text")


def questions_of(asked: Asked) -> Questions:
    """Return what is made of the answers; no number where no question is on a scale that everybody is asked."""
    instrument = instrument_of(asked)
    if not instrument.scored_items:
        return Questions((), (), {})
    return instrument_questions(instrument, kind=kind_shown(instrument), form=cast(Form, asked.form))


def kind_shown(instrument: Instrument) -> str:
    """Return how a number is told: of customers who are asked one question as they are used to, NPS or a share."""
    if instrument.side != "customer" or len(instrument.scored_items) != 1:
        return "mean"
    rules = {score.rule for score in score_columns(instrument)}
    return next((kind for kind in ("nps", "share") if kind in rules), "mean")


def domains_of(asked: Asked) -> tuple[DomainScale, ...]:
    """Return the domains as pages show them, in the language of the page."""
    instrument, language = instrument_of(asked), get_language() or "en"
    if not instrument.scored_items:
        return ()
    texts = (
        instrument.title, *(domain.label for domain in instrument.domains), *(item.text for item in instrument.items)
    )  # fmt: skip
    labels = {text["en"]: in_language(text, language) for text in texts}
    found = instrument_domains(instrument, form=cast(Form, asked.form))
    return tuple(replace(one, label=labels.get(one.label, one.label)) for one in found)


def in_language(text: Mapping[str, str], language: str) -> str:
    """Return a text in a language, in English where it is not there."""
    return text.get(language) or text.get("en", "")


@lru_cache(maxsize=64)
def _parse(text: str) -> Instrument:
    return parse_instrument(text, "question set")


def is_askable(instrument: Instrument) -> bool:
    """Return whether every question can be asked on screen and the set has a number of a person."""
    scored = [item for item in instrument.items if item.scored]
    if not scored or instrument.scoring is None or instrument.is_for_oneself:
        return False
    if any(item.scale.kind not in ASKED or item.scale.options_from for item in instrument.items):
        return False
    if not _places(instrument) <= {*_FILLED, *_OF_OCCASIONS}:
        return False
    try:
        return bool(instrument_domains(instrument))
    except InputError:
        return False


def of_occasions(instrument: Instrument) -> bool:
    """Return whether a set asks about what happened to one person: something that no round by the calendar knows."""
    alone = str(instrument.document.get("respondent", "")).startswith(_ONE_BY_ONE)
    return alone or bool(_places(instrument) & set(_OF_OCCASIONS))


def _places(instrument: Instrument) -> set[str]:
    """Return the names of the places for words in the texts of a set."""
    texts = [*instrument.document.get("intro", {}).values()]
    texts += [text for item in instrument.items for text in item.text.values()]
    return {name for text in texts for name in _PLACE.findall(PIPE.sub("", text))}
