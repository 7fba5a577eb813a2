"""The question set that a past survey asked: one that is there, or a new one made of the questions of the file."""

from __future__ import annotations

from dataclasses import dataclass

from bothways.formats import WantedItem, propose_items
from bothways.measures import Instrument
from bothways.measures.instrument import SCORED_KINDS, Item
from bothways_web.listen.models import Pulse
from bothways_web.listen.past.looking import Looked
from bothways_web.listen.question_sets import in_language, of_occasions, offers

#: The voice of each side.
VOICES: dict[str, str] = {Pulse.Side.EMPLOYEES: "employee", Pulse.Side.CUSTOMERS: "customer"}
NEW = "new"
LANGUAGES = ("en", "de", "es")
#: Kinds of questions whose answers are options, in no order.
CHOSEN = ("single_choice", "multiple_choice")


@dataclass(frozen=True)
class SetOffer:
    """A question set that the file may hold answers to, with how many of its questions were found there."""

    instrument: Instrument
    title: str
    found: int
    asked: int


def set_offers(side: str, looked: Looked) -> list[SetOffer]:
    """Return the sets of a side, those of which most was found first."""
    found = [
        SetOffer(
            one.instrument, one.title, len(match(one.instrument, looked)), len(found_items(one.instrument))
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


def found_items(instrument: Instrument) -> list[Item]:
    """Return the questions of a set whose answers a file can hold: on a scale, by choosing, or in numbers."""
    return [item for item in instrument.items if item.scale.kind in (*SCORED_KINDS, *CHOSEN, "number")]


def is_chosen(item: Item) -> bool:
    """Return whether a question is answered with one option or several."""
    return item.scale.kind in CHOSEN


def wanted(item: Item, language: str = "en") -> WantedItem:
    """Return a question as it is looked for in a file."""
    text = in_language(item.text, language)
    if is_chosen(item):
        return WantedItem(item.id, text)
    labels = {
        words[code]: float(step)
        for step, words in item.scale.anchors.items()
        for code in LANGUAGES
        if code in words
    }
    return WantedItem(item.id, text, item.scale.low, item.scale.high, labels)


def match(instrument: Instrument, looked: Looked) -> dict[str, str]:
    """Return question of the set -> column of the file, by name or by text in any language."""
    rest = [one for one in looked.questions if one.id not in (looked.unit, looked.period)]
    found: dict[str, str] = {}
    for code in LANGUAGES:
        left = [wanted(item, code) for item in found_items(instrument) if item.id not in found]
        if left:  # without anything that is looked for, every question would be one
            found |= {one.item: one.columns[0] for one in propose_items(rest, left)}
    taken = list(found.values())
    return {item: column for item, column in found.items() if taken.count(column) == 1}
