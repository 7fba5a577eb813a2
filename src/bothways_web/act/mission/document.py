"""What a version of the mission holds: the sentence, its promises with own words, the numbers by which it is noticed.

A document is ``{"sentence": str, "parts": [{"id", "promise", "words", "against"}], "numbers": [key, ...]}``; the keys
are those of numbers on journeys.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways.mission import Mission, mission_from
from bothways.mission.parts import LONGEST_PHRASE, LONGEST_PROMISE, LONGEST_SENTENCE, MOST_PARTS, MOST_PHRASES
from bothways_web.link.journeys.numbers import is_key

Document = dict[str, Any]
#: Two numbers of employees and two of customers.
MOST_NUMBERS = 4


def new_document(
    sentence: str, promises: Sequence[str], numbers: Sequence[str], before: Document | None = None
) -> Document:
    """Return a document; a promise that stands in the one before keeps its id and its own words.

    A promise that is new takes those of the promise that stood in its place, where as many promises stand there: it was
    reworded.

    Raises
    ------
    InputError
        Where the sentence or the promises cannot be a mission.
    """
    lines = list(dict.fromkeys(" ".join(line.split()) for line in promises if line.strip()))
    old = list(before["parts"]) if before else []
    known = {part["promise"]: part for part in old}
    left = [part for part in old if part["promise"] not in lines]
    reworded = iter(left if len(old) == len(lines) else [])
    taken = {part["id"] for part in old}
    parts = []
    for line in lines:
        there = known.get(line) or next(reworded, None)
        name = there["id"] if there else _free_name(taken)
        taken.add(name)
        parts.append(
            {
                "id": name,
                "promise": line,
                "words": (there or {}).get("words", []),
                "against": (there or {}).get("against", []),
            }
        )
    return checked(
        {"sentence": " ".join(sentence.split()), "parts": parts, "numbers": list(dict.fromkeys(numbers))}
    )


def with_words(document: Document, part_id: str, words: Sequence[str], against: Sequence[str]) -> Document:
    """Return a document in which a promise has other words of its own.

    Raises
    ------
    InputError
    """
    given = {"words": _phrases(words), "against": _phrases(against)}
    parts = [part | given if part["id"] == part_id else part for part in document["parts"]]
    return checked(document | {"parts": parts})


def mission_of(document: Document) -> Mission:
    """Return a document as the library reads it."""
    return mission_from({"sentence": document["sentence"], "parts": document["parts"]})


def checked(document: Document) -> Document:
    """Return a document that can be a mission.

    Raises
    ------
    InputError
        With a sentence in the language of the page.
    """
    if not any(map(str.isalpha, document["sentence"])):
        raise InputError(_("The mission has no words."), remedy=_("Write it in one sentence."))
    if len(document["sentence"]) > LONGEST_SENTENCE:
        raise InputError(_("The sentence is too long."), remedy=_("Keep it to what people can remember."))
    if not 0 < len(document["parts"]) <= MOST_PARTS:
        raise InputError(
            _("A mission has 1 to %(most)s promises.") % {"most": MOST_PARTS},
            remedy=_("Write each promise on a line of its own."),
        )
    for part in document["parts"]:
        _check_part(part)
    if len(document["numbers"]) > MOST_NUMBERS or not all(map(is_key, document["numbers"])):
        raise InputError(_("Numbers were chosen that are not there."), remedy=_("Choose them again."))
    return document


def _check_part(part: dict[str, Any]) -> None:
    if not any(map(str.isalpha, part["promise"])) or len(part["promise"]) > LONGEST_PROMISE:
        raise InputError(
            _("A promise has no words, or too many."),
            remedy=_("Write each in at most %(most)s characters.") % {"most": LONGEST_PROMISE},
        )
    for phrases in (part["words"], part["against"]):
        if len(phrases) > MOST_PHRASES:
            raise InputError(
                _("There are too many phrases."),
                remedy=_("Keep %(most)s of each kind.") % {"most": MOST_PHRASES},
            )
        for phrase in phrases:
            if not any(map(str.isalpha, phrase)) or len(phrase) > LONGEST_PHRASE:
                raise InputError(
                    _("“%(phrase)s” is no phrase.") % {"phrase": phrase[:40]},
                    remedy=_("Write a few words on each line."),
                )


def _phrases(lines: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(" ".join(line.split()) for line in lines if line.strip()))


def _free_name(taken: set[str]) -> str:
    return next(f"p{number}" for number in range(1, len(taken) + 2) if f"p{number}" not in taken)
