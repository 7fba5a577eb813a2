"""The kinds of question that an own set can have, and which answers each of them takes."""

from __future__ import annotations

from typing import Any

from bothways.measures.instrument import PIPE
from bothways_web.listen.writing.scales import SCALES, Text

Question = dict[str, Any]
KINDS = ("scale", "single", "multiple", "matrix", "ranking", "number", "date", "text")
#: Kinds with options of their own; whose answers lead on to other questions; whose answers stand in sections' numbers.
WITH_OPTIONS = ("single", "multiple", "ranking")
LEADING_ON = ("scale", "single", "multiple")
ON_A_SCALE = ("scale", "matrix")
#: Kinds whose answers no later question repeats: words may name people, and a table has many answers.
NEVER_REPEATED = ("text", "matrix")
#: Scales of which each step has its words, so that they fit the columns of a table.
TABLE_SCALES = tuple(name for name, scale in SCALES.items() if scale.kind == "ordinal")
MOST_OPTIONS, LONGEST_OPTION, LONGEST_ANSWER = 30, 200, 4000
#: Numbers that are answers stay below it.
LARGEST = 10**9


def kind_of(question: Question) -> str:
    """Return the kind of a question; questions of the first format are all on a scale."""
    return str(question.get("kind", "scale"))


def counts(question: Question) -> bool:
    """Return whether the answers stand in the number of a section: on a scale, and asked of everybody."""
    return kind_of(question) in ON_A_SCALE and not question.get("ask_if")


def screens_of(question: Question) -> int:
    """Return how many answers a question asks for."""
    return max(1, len(question.get("rows", ())))


def answers_of(question: Question) -> dict[int | str, Text]:
    """Return the answers on which another question can depend, with their words; empty for all other kinds.

    Examples
    --------
    >>> {answer: words["en"] for answer, words in answers_of({"scale": "yes_no"}).items()}
    {1: 'No', 2: 'Yes'}
    >>> answers_of({"kind": "text"})
    {}
    """
    if kind_of(question) == "scale":
        scale = SCALES[question["scale"]]
        steps = range(scale.low, scale.high + 1)
        return {step: scale.words.get(step) or {"en": str(step)} for step in steps}
    if kind_of(question) in LEADING_ON:
        return {option["id"]: option["label"] for option in question["options"]}
    return {}


def texts_of(question: Question) -> dict[str, Text]:
    """Return every text of a question that its writer wrote, by its place in the question."""
    found: dict[str, Text] = {"": question["text"]}
    found |= {option["id"]: option["label"] for option in question.get("options", ())}
    return found | {row["id"]: row["text"] for row in question.get("rows", ())}


def pipes_of(question: Question) -> list[str]:
    """Return the questions whose answers the texts of a question repeat, as they are named there."""
    found = [
        name
        for texts in texts_of(question).values()
        for text in texts.values()
        for name in PIPE.findall(text)
    ]
    return list(dict.fromkeys(found))


def references_of(question: Question) -> set[str]:
    """Return the names of all questions that a question speaks of."""
    condition = question.get("ask_if")
    return {*pipes_of(question), *([condition["question"]] if condition else [])}
