"""Question sets that are offered, and what a round asks of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, Protocol, cast

from django.utils.translation import get_language

from bothways.errors import InputError
from bothways.measures import Instrument, instrument_ids, load_instrument, parse_instrument
from bothways.measures.instrument import Item
from bothways.privacy import Questions, instrument_questions
from bothways.privacy.diagnosis import DomainScale, instrument_domains
from bothways_web.listen.writing.own_sets import ready_instruments

Form = Literal["full", "short"]
_ASKED = ("ordinal", "numeric")
#: A place for a word that nobody fills in, such as the role of a trusted person.
_PLACE = re.compile(r"\{(?!unit\}|organisation\})")


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
    ready = [one for one in found if one.side in voices and one.text_clearance == "clear" and _askable(one)]
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
    """Return the questions in the order in which they are asked."""
    instrument = instrument_of(asked)
    if asked.form == "short" and instrument.short_form is not None:
        return tuple(instrument.item(name) for name in instrument.short_form.items)
    return tuple(item for item in instrument.items if item.scale.kind in _ASKED)


def questions_of(asked: Asked) -> Questions:
    """Return what is made of the answers."""
    return instrument_questions(instrument_of(asked), form=cast(Form, asked.form))


def domains_of(asked: Asked) -> tuple[DomainScale, ...]:
    """Return the domains as pages show them, in the language of the page."""
    instrument, language = instrument_of(asked), get_language() or "en"
    texts = (instrument.title, *(domain.label for domain in instrument.domains))
    labels = {text["en"]: in_language(text, language) for text in texts}
    found = instrument_domains(instrument, form=cast(Form, asked.form))
    return tuple(replace(one, label=labels.get(one.label, one.label)) for one in found)


def in_language(text: Mapping[str, str], language: str) -> str:
    """Return a text in a language, in English where it is not there."""
    return text.get(language) or text.get("en", "")


@lru_cache(maxsize=64)
def _parse(text: str) -> Instrument:
    return parse_instrument(text, "question set")


def _askable(instrument: Instrument) -> bool:
    """Return whether every scored question is answered on a scale and the set has a number of a person."""
    scored = [item for item in instrument.items if item.scored]
    if not scored or instrument.scoring is None or instrument.composition == "individual_only":
        return False
    kinds = {item.scale.kind for item in instrument.items}
    if not kinds <= {*_ASKED, "open_text"} or any(item.scale.kind not in _ASKED for item in scored):
        return False
    texts = [*instrument.document.get("intro", {}).values()]
    texts += [text for item in instrument.items for text in item.text.values()]
    if any(_PLACE.search(text) for text in texts):
        return False
    try:
        return bool(instrument_domains(instrument))
    except InputError:
        return False
