"""Answers that later questions repeat: what authors may copy into a text, and what cannot be repeated there."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from bothways.measures.instrument import PIPE
from bothways_web.listen.writing.draft import Draft, question_named, questions_of
from bothways_web.listen.writing.kinds import NEVER_REPEATED, kind_of, pipes_of
from bothways_web.listen.writing.paths import called
from bothways_web.listen.writing.scales import Text


def pipe_to(name: str) -> str:
    """Return what stands in a text where the answer to a question is repeated.

    Examples
    --------
    >>> pipe_to("q2")
    '{answer:q2}'
    """
    return "{answer:" + name + "}"


def pipes_for(draft: Draft, name: str, section: str) -> list[dict[str, str]]:
    """Return what a text can repeat, with the words of the question: one that stands, or a new one of a section."""
    rows = questions_of(draft)
    place = next((at for at, row in enumerate(rows) if row["id"] == name), None)
    if place is None:
        place = _end_of(draft, section)
    return [
        {"pipe": pipe_to(row["id"]), "words": called(draft, row["id"])}
        for row in rows[:place]
        if kind_of(row) not in NEVER_REPEATED
    ]


def pipe_faults(draft: Draft) -> list[str]:
    """Return what is wrong with repeated answers, as sentences that name both questions."""
    found = []
    place_of = {row["id"]: place for place, row in enumerate(questions_of(draft))}
    for row in questions_of(draft):
        if any(_holds_pipe(text) for text in _still_texts(row)):
            found.append(_cannot_stand(called(draft, row["id"])))
        found += [fault for name in _names_in(row) if (fault := _pipe_fault(draft, row, name, place_of))]
    return found


def broken_pipes(draft: Draft) -> dict[str, set[str]]:
    """Return for each question the names of those whose answers it cannot repeat."""
    place_of = {row["id"]: place for place, row in enumerate(questions_of(draft))}
    return {
        row["id"]: {name for name in pipes_of(row) if _pipe_fault(draft, row, name, place_of)}
        | {name for text in _still_texts(row) for words in text.values() for name in PIPE.findall(words)}
        for row in questions_of(draft)
    }


def _pipe_fault(draft: Draft, row: dict[str, Any], name: str, place_of: dict[str, int]) -> str:
    """Return what is wrong with one repeated answer; blank where nothing is."""
    words = {"question": called(draft, row["id"]), "other": called(draft, name)}
    source = question_named(draft, name)
    if source is None:
        return _("“%(question)s” repeats the answer to “%(other)s”, which was removed.") % words
    if place_of[name] >= place_of[row["id"]]:
        return _("“%(question)s” repeats the answer to “%(other)s”, which comes later now.") % words
    if kind_of(source) in NEVER_REPEATED:
        return (
            _("“%(question)s” repeats the answer to “%(other)s”. Texts and tables are not repeated.") % words
        )
    return ""


def _cannot_stand(question: str) -> str:
    words = _(
        "“%(question)s” repeats an answer in its options or in the heading of its table. "
        "Only a question or a row can do that."
    )
    return words % {"question": question}


def _end_of(draft: Draft, section: str) -> int:
    """Return how many questions stand before the end of a section."""
    count = 0
    for one in draft["sections"]:
        count += len(one["questions"])
        if one["id"] == section:
            break
    return count


def _asking_texts(row: dict[str, Any]) -> list[Text]:
    """Return the texts of a question in which an answer may be repeated."""
    return [one["text"] for one in row["rows"]] if kind_of(row) == "matrix" else [row["text"]]


def _still_texts(row: dict[str, Any]) -> list[Text]:
    """Return the texts of a question that are the same for everybody."""
    heading = [row["text"]] if kind_of(row) == "matrix" else []
    return heading + [option["label"] for option in row.get("options", ())]


def _names_in(row: dict[str, Any]) -> list[str]:
    found = [name for text in _asking_texts(row) for words in text.values() for name in PIPE.findall(words)]
    return list(dict.fromkeys(found))


def _holds_pipe(text: Text) -> bool:
    return any(PIPE.search(words) for words in text.values())
