"""The kinds of questions: what a screen or a program may hand in for each, and an answer in words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from bothways.measures.instrument import SCORED_KINDS, Item
from bothways_web.listen.question_sets import in_language

#: As it is stored: a step or a number; an option, a day or a text; options; nothing.
Answer = int | str | list[str] | None
LONGEST_COMMENT = 4000
#: What a screen hands in for "I'd rather not say".
NO_ANSWER = "-"
_WHOLE_NUMBER = re.compile(r"[-−]?\d{1,10}")


class Wrong(Exception):
    """What somebody must be told about an answer that cannot be taken."""


def choices(item: Item, language: str) -> list[tuple[int, str]]:
    """Return the answers of a scale with their words, in order; blank words where a step has none."""
    low, high = int(item.scale.low or 0), int(item.scale.high or 0)
    return [
        (value, in_language(item.scale.anchors.get(value, {}), language)) for value in range(low, high + 1)
    ]


def options(item: Item, language: str) -> list[tuple[str, str]]:
    """Return the options of a choice with their words, in order."""
    return [(name, in_language(label, language)) for name, label in item.scale.options.items()]


def fallback_language(texts: Iterable[Mapping[str, str]], language: str) -> str:
    """Return the code of English where one of the texts is there in no other language; blank where all are there."""
    return "" if all(text.get(language) for text in texts) else "en"


def words_language(item: Item, language: str) -> str:
    """Return the code of English where the answers of a question are not in a language; blank where they are."""
    return fallback_language([*item.scale.anchors.values(), *item.scale.options.values()], language)


def limit_of(item: Item) -> int:
    """Return how many characters a text may have."""
    return item.scale.max_length or LONGEST_COMMENT


def day_of(text: str) -> dt.date:
    """Return the day of an answer or of the end of a scale."""
    return dt.date.fromisoformat(text)


def shown_day(day: dt.date) -> str:
    """Return a day as pages write it."""
    return date_format(day, pgettext("date format", "j F Y"))


def tick_of(item: Item) -> str:
    """Return under which name it is stored whether a text may be quoted; no question has such a name."""
    return f"{item.id} may quote"


def from_screen(item: Item, given: Mapping[str, str], name: str = "answer") -> Answer:
    """Return what a screen handed in for a question; None where somebody would rather not say.

    Raises
    ------
    Wrong
    """
    kind = item.scale.kind
    if kind == "multiple_choice":
        return _several(item, given)
    if kind == "ranking":
        return _order(item, given)
    text = given.get(name, "")
    if kind in (*SCORED_KINDS, "single_choice") and not text:
        raise Wrong(_("Choose an answer, or “I’d rather not say”."))
    if text == NO_ANSWER or not text.strip():
        return None
    if kind == "number":
        if not _WHOLE_NUMBER.fullmatch(text.strip()):
            raise Wrong(_range_words(item))
        return checked(item, int(text.strip().replace("−", "-")))
    return checked(item, text)


def checked(item: Item, value: Any) -> Answer:
    """Return an answer as it is stored.

    Raises
    ------
    Wrong
        Where the question does not have such an answer.
    """
    return None if value is None else _CHECKS[item.scale.kind](item, value)


def in_words(item: Item, value: Any, language: str) -> str:
    """Return an answer as its writer reads it; blank for none."""
    if value is None:
        return ""
    kind = item.scale.kind
    if kind in SCORED_KINDS:
        return dict(choices(item, language)).get(value) or str(value)
    labels = dict(options(item, language))
    if kind == "ranking":
        return ", ".join(f"{place}. {labels.get(name, name)}" for place, name in enumerate(value, start=1))
    if kind == "multiple_choice":
        return ", ".join(labels.get(name, name) for name in value)
    if kind == "date":
        return shown_day(day_of(value))
    return labels.get(value, str(value))


def answers_shown(item: Item, language: str) -> list[str]:
    """Return what can be answered, for who looks at a question without answering it."""
    kind = item.scale.kind
    if kind in SCORED_KINDS:
        steps = choices(item, language)
        numbered = not all(words for _value, words in steps)
        return [f"{value} {words}".strip() if numbered else words for value, words in steps]
    if kind == "number":
        return [
            _("a whole number from {low} to {high}").format(
                low=f"{item.scale.low:g}", high=f"{item.scale.high:g}"
            )
        ]
    if kind == "date":
        first, last = shown_day(day_of(item.scale.first)), shown_day(day_of(item.scale.last))
        return [_("a day from {first} to {last}").format(first=first, last=last)]
    return [words for _name, words in options(item, language)] or [_("a text")]


def plain_text(text: str) -> str:
    """Return a text without characters that no text has."""
    text = text.replace("\r\n", "\n")
    return "".join(letter for letter in text if letter in "\n\t" or ord(letter) >= 32).strip()


def _several(item: Item, given: Mapping[str, str]) -> Answer:
    """Return the options that are ticked; each box has a name of its own."""
    ticked = [
        name for place, name in enumerate(item.scale.options) if given.get(f"choice_{place}") == name
    ]  # fmt: skip
    declined = given.get("answer") == NO_ANSWER
    if ticked and declined:
        raise Wrong(_("Choose answers or “I’d rather not say”, not both."))
    if not ticked and not declined:
        raise Wrong(_("Choose an answer, or “I’d rather not say”."))
    return checked(item, ticked) if ticked else None


def _order(item: Item, given: Mapping[str, str]) -> Answer:
    """Return options by the places they were given; None where all are blank."""
    names = list(item.scale.options)
    places = [given.get(f"place_{number}", "") for number in range(len(names))]
    if not any(places):
        return None
    if sorted(places) != sorted(str(number) for number in range(1, len(names) + 1)):
        raise Wrong(_("Give each answer a place of its own, or leave all of them blank."))
    return [name for _place, name in sorted(zip(map(int, places), names, strict=True))]


def _step(item: Item, value: Any) -> Answer:
    steps = {str(step): step for step, _words in choices(item, "en")}
    if isinstance(value, bool) or str(value) not in steps:
        raise Wrong(_("Choose one of the answers on this page."))
    return steps[str(value)]


def _option(item: Item, value: Any) -> Answer:
    if not isinstance(value, str) or value not in item.scale.options:
        raise Wrong(_("Choose one of the answers on this page."))
    return value


def _options(item: Item, value: Any) -> Answer:
    known, most = list(item.scale.options), item.choices_allowed
    if (
        not isinstance(value, list)
        or not value
        or len(set(value)) < len(value)
        or not set(value) <= set(known)
    ):
        raise Wrong(_("Choose one of the answers on this page."))
    if len(value) > most:
        raise Wrong(
            ngettext("Choose at most one answer.", "Choose at most {most} answers.", most).format(most=most)
        )
    return [name for name in known if name in value]


def _ranking(item: Item, value: Any) -> Answer:
    if not isinstance(value, list) or sorted(map(str, value)) != sorted(item.scale.options):
        raise Wrong(_("Give each answer a place of its own, or leave all of them blank."))
    return value


def _number(item: Item, value: Any) -> Answer:
    low, high = int(item.scale.low or 0), int(item.scale.high or 0)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise Wrong(_range_words(item))
    return value


def _range_words(item: Item) -> str:
    low, high = int(item.scale.low or 0), int(item.scale.high or 0)
    return _("Write a whole number from {low} to {high}.").format(low=low, high=high)


def _day(item: Item, value: Any) -> Answer:
    first, last = day_of(item.scale.first), day_of(item.scale.last)
    try:
        day = day_of(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        day = None
    if day is None or not first <= day <= last:
        words = _("Choose a day from {first} to {last}.")
        raise Wrong(words.format(first=shown_day(first), last=shown_day(last)))
    return day.isoformat()


def _text(item: Item, value: Any) -> Answer:
    if not isinstance(value, str):
        raise Wrong(_("Write your answer in words."))
    text, limit = plain_text(value), limit_of(item)
    over = len(text) - limit
    if over > 0:
        raise Wrong(
            ngettext(
                "Your answer is one character too long. Shorten it to {limit} characters.",
                "Your answer is {over} characters too long. Shorten it to {limit} characters.",
                over,
            ).format(over=over, limit=limit)
        )
    return text or None


_CHECKS: dict[str, Callable[[Item, Any], Answer]] = {
    "ordinal": _step,
    "numeric": _step,
    "single_choice": _option,
    "multiple_choice": _options,
    "ranking": _ranking,
    "number": _number,
    "date": _day,
    "open_text": _text,
}
#: Kinds that can be asked at all.
ASKED = tuple(_CHECKS)
