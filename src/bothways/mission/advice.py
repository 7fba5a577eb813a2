"""What to change in a text, and where, in plain words."""

from __future__ import annotations

from bothways.mission.parts import Part
from bothways.mission.results import Evidence, Kind, Strength, Suggestion, Verdict

ADD, REPLACE, SHOW = "add", "replace", "show"
#: Where a suggestion points, by kind of text and by what is to be done.
WHERE = {
    Kind.POSTING: "what you will do, or whom we look for",
    Kind.KIT: "the questions, and what to listen for",
    Kind.PACKET: "the tasks of the first week, and an example",
}
_TEXTS = {
    (
        Kind.POSTING,
        ADD,
    ): "Say in what you will do how somebody keeps this promise: “{promise}” One sentence with an example "
    "is enough, and one in whom we look for.",
    (
        Kind.KIT,
        ADD,
    ): "Ask for a time when it was hard to keep this promise: “{promise}” Listen for what they did, and for "
    "whom.",
    (
        Kind.PACKET,
        ADD,
    ): "Give a task for the first week in which a new colleague sees this promise kept: “{promise}” Add an "
    "example of how it went here.",
    (
        Kind.POSTING,
        REPLACE,
    ): "Take out or rewrite “{words}”: whoever reads it expects the opposite of “{promise}”",
    (
        Kind.KIT,
        REPLACE,
    ): "Take out or turn round “{words}”: it looks for people who would break the promise “{promise}”",
    (Kind.PACKET, REPLACE): "Take out or rewrite “{words}”: it teaches the opposite of “{promise}”",
    (
        Kind.POSTING,
        SHOW,
    ): "The promise stands in the words about the organisation alone. Say in what you will do how it is "
    "kept: “{promise}”",
    (Kind.KIT, SHOW): "The promise stands in the introduction alone. Ask a question about it: “{promise}”",
    (
        Kind.PACKET,
        SHOW,
    ): "The promise stands in the words about the organisation alone. Show it with a task or an example: "
    "“{promise}”",
}


def suggest(
    kind: Kind, part: Part, verdict: Verdict, strength: Strength, against: tuple[Evidence, ...]
) -> Suggestion | None:
    """Return what to change for a part; nothing where the text says it clearly.

    Parameters
    ----------
    kind : Kind
    part : Part
    verdict : Verdict
    strength : Strength
    against : tuple of Evidence
        What speaks against it.
    """
    if verdict is Verdict.CONTRADICTED:
        step = REPLACE
    elif verdict is Verdict.ABSENT:
        step = ADD
    elif strength is Strength.MENTIONED:
        step = SHOW
    else:
        return None
    words = against[0].words if against else ""
    text = _TEXTS[kind, step].format(promise=part.promise, words=words)
    return Suggestion(f"{kind.value}.{step}", WHERE[kind], text)
