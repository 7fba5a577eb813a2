"""The question set that a past survey asked: one that is there, or a new one made of the questions of the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways.formats import Question, WantedItem, propose_items
from bothways.measures import Instrument
from bothways.measures.instrument import SCORED_KINDS, Item
from bothways_web.listen.models import OwnSet, Pulse
from bothways_web.listen.past.looking import Looked
from bothways_web.listen.question_sets import in_language, of_occasions, offers
from bothways_web.listen.writing.draft import LONGEST_TEXT, Draft, empty_draft, put_question
from bothways_web.listen.writing.faults import faults_of
from bothways_web.listen.writing.scales import SCALES
from bothways_web.listen.writing.to_instrument import instrument_of_draft

#: The voice of each side.
VOICES: dict[str, str] = {Pulse.Side.EMPLOYEES: "employee", Pulse.Side.CUSTOMERS: "customer"}
NEW = "new"
_LANGUAGES = ("en", "de", "es")


@dataclass(frozen=True)
class SetOffer:
    """A question set that the file may hold answers to, with how many of its questions were found there."""

    instrument: Instrument
    title: str
    found: int
    asked: int


@dataclass(frozen=True)
class OwnQuestion:
    """A question of the file that a new set may ask: the scale it seems to be on, blank where none is like it."""

    place: int
    question: Question
    scale: str


def set_offers(side: str, looked: Looked) -> list[SetOffer]:
    """Return the sets of a side, those of which most was found first."""
    found = [
        SetOffer(
            one.instrument, one.title, len(match(one.instrument, looked)), len(counted_items(one.instrument))
        )
        for one in offers((VOICES[side],))
        if not of_occasions(one.instrument)
    ]
    return sorted(found, key=lambda one: -one.found / max(one.asked, 1))


def set_named(side: str, name: str) -> Instrument | None:
    """Return a set of a side by its id; ``None`` where there is none."""
    known = (one.instrument for one in offers((VOICES[side],)))
    return next((one for one in known if one.id == name and not of_occasions(one)), None)


def counted_items(instrument: Instrument) -> list[Item]:
    """Return the questions of a set that are answered on a scale."""
    return [item for item in instrument.items if item.scale.kind in SCORED_KINDS]


def wanted(item: Item, language: str = "en") -> WantedItem:
    """Return a question as it is looked for in a file."""
    labels = {
        text[code]: float(step)
        for step, text in item.scale.anchors.items()
        for code in _LANGUAGES
        if code in text
    }
    return WantedItem(item.id, in_language(item.text, language), item.scale.low, item.scale.high, labels)


def match(instrument: Instrument, looked: Looked) -> dict[str, str]:
    """Return question of the set -> column of the file, by name or by text in any language."""
    rest = [one for one in looked.questions if one.id not in (looked.unit, looked.period)]
    found: dict[str, str] = {}
    for code in _LANGUAGES:
        left = [wanted(item, code) for item in counted_items(instrument) if item.id not in found]
        if left:  # without anything that is looked for, every question would be one
            found |= {one.item: one.columns[0] for one in propose_items(rest, left)}
    taken = list(found.values())
    return {item: column for item, column in found.items() if taken.count(column) == 1}


def own_questions(looked: Looked) -> list[OwnQuestion]:
    """Return the questions of a file that a new set may ask."""
    found = []
    for place, one in enumerate(looked.questions):
        on_a_scale = one.kind in ("scale", "number", "single") and (one.values or one.id in looked.ends)
        if on_a_scale and one.id not in (looked.unit, looked.period):
            found.append(OwnQuestion(place, one, guess_scale(one, looked)))
    return found


def guess_scale(question: Question, looked: Looked) -> str:
    """Return the scale that a question seems to be on; blank where none is like it."""
    words = {word.casefold() for word in question.values}
    for name, scale in SCALES.items():
        for code in _LANGUAGES:
            if words and words <= {text[code].casefold() for text in scale.words.values()}:
                return name
    low, high = looked.ends.get(question.id, (0.0, 0.0))
    if question.values:
        low, high = min(question.values.values()), max(question.values.values())
    if low >= 1 and 2 < high <= 5:
        return "agree5"
    return "zero_ten" if low >= 0 and 5 < high <= 10 else ""


def new_set(
    title: str, chosen: Sequence[tuple[Question, str]], *, side: str, lineage: str, delicate: bool
) -> tuple[Draft, Instrument]:
    """Return a new set of questions of a file, each with its scale, as a draft and as an instrument.

    Raises
    ------
    InputError
        Where it could not be asked, as when two questions say the same.
    """
    language = get_language() or "en"
    draft = empty_draft(title[:LONGEST_TEXT], language, VOICES[side]) | {"delicate": delicate}
    for question, scale in chosen:
        text = " ".join((question.text or question.id).split())[:LONGEST_TEXT]
        draft = put_question(draft, "s1", None, {language: text}, scale, turned=False)
    faults = faults_of(draft)
    if faults:
        raise InputError(faults[0], remedy=_("Choose other questions, or make the set under Listen first."))
    return draft, instrument_of_draft(draft, f"own_{lineage}", 1)


def keep_set(document: Draft, instrument: str, **more: object) -> None:
    """Keep a new set as one that is ready to use, so that it can be asked here from now on."""
    lineage = instrument.removeprefix("own_")
    if not OwnSet.objects.filter(lineage=lineage).exists():
        OwnSet.objects.create(document=document, lineage=lineage, state=OwnSet.State.READY, **more)


def columns_of(instrument: Instrument, chosen: Sequence[tuple[Question, str]]) -> Mapping[str, str]:
    """Return question of a new set -> column of the file."""
    return {item.id: question.id for item, (question, _scale) in zip(instrument.items, chosen, strict=True)}
