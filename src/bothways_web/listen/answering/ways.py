"""The way through the questions: who is asked what, which questions share a screen, and answers in later texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bothways.measures.instrument import PIPE, Condition, Item
from bothways_web.listen.answering.kinds import in_words, tick_of

#: In front of the name of a grid, where it is a step.
GRID = "grid:"
#: Stands where an answer would be repeated that was not given.
NOTHING = "…"
Answers = Mapping[str, Any]


def asked_items(items: Sequence[Item], answers: Answers, *, perhaps: bool = False) -> tuple[Item, ...]:
    """Return the questions that somebody is asked after some answers; with those that may still be, where wanted."""
    kept: dict[str, Item] = {}
    for item in items:
        condition = item.ask_if
        if condition is None or (
            condition.item in kept
            and (_holds(condition, answers) or (perhaps and condition.item not in answers))
        ):
            kept[item.id] = item
    return tuple(kept.values())


def without_hidden(items: Sequence[Item], answers: Answers) -> dict[str, Any]:
    """Return answers without those to questions that are not asked any more."""
    asked = asked_items(items, answers)
    names = {name for item in asked for name in (item.id, tick_of(item))}
    return {name: value for name, value in answers.items() if name in names}


def screens_of(items: Sequence[Item]) -> dict[str, tuple[Item, ...]]:
    """Return the steps of some questions: each with its name, and the rows of a grid together."""
    screens: dict[str, tuple[Item, ...]] = {}
    for item in items:
        name = f"{GRID}{item.grid}" if item.grid else item.id
        screens[name] = (*screens.get(name, ()), item)
    return screens


def with_answers(text: str, items: Sequence[Item], answers: Answers, language: str) -> str:
    """Return a text with what the same person answered before in the places for it."""
    if "{answer:" not in text:
        return text
    asked = {item.id: item for item in asked_items(items, answers)}

    def words(name: str) -> str:
        item = asked.get(name)
        return (in_words(item, answers.get(name), language) if item else "") or NOTHING

    return PIPE.sub(lambda found: words(found[1]), text)


def _holds(condition: Condition, answers: Answers) -> bool:
    value = answers.get(condition.item)
    given = value if isinstance(value, list) else [value]
    return any(one in condition.answers for one in given)
