"""One question a screen: the steps of a round, what was answered so far, and what a screen may hand in.

Answers so far travel in the page, signed for their invitation; nothing is stored before the last step.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.measures.instrument import Item
from bothways_web.listen.models import Round
from bothways_web.listen.question_sets import in_language, items_of

LONGEST_COMMENT = 4000
#: What a screen hands in for "I'd rather not say".
NO_ANSWER = "-"
COMMENT, CHECK = "comment", "check"


@dataclass(frozen=True)
class Draft:
    """What was answered so far.

    Attributes
    ----------
    answers : mapping of str to (int or None)
        Item -> answer; ``None`` is "I'd rather not say".
    comment : str
    may_quote : bool
    """

    answers: Mapping[str, int | None] = field(default_factory=dict)
    comment: str = ""
    may_quote: bool = False


@dataclass(frozen=True)
class Refusal(Exception):
    """What somebody must be told about what they handed in."""

    words: str
    draft: Draft


def steps_of(asked: Round) -> tuple[str, ...]:
    """Return the names of the steps: each question, then the comment, then the check."""
    return (*(item.id for item in items_of(asked)), *((COMMENT,) if asked.comment else ()), CHECK)


def pack(draft: Draft, invitation: uuid.UUID) -> str:
    """Return a draft as the page carries it."""
    carried = {"a": dict(draft.answers), "c": draft.comment, "q": draft.may_quote}
    return signing.dumps(carried, salt=f"bothways.draft.{invitation}", compress=True)


def unpack(text: str, invitation: uuid.UUID, asked: Round) -> Draft | None:
    """Return the draft of a page; ``None`` where it is not whole or belongs to another invitation."""
    try:
        carried = signing.loads(text, salt=f"bothways.draft.{invitation}")
    except signing.BadSignature:
        return None
    known = {item.id for item in items_of(asked)}
    answers = {name: value for name, value in carried["a"].items() if name in known}
    return Draft(answers, str(carried["c"]), bool(carried["q"]))


def take(draft: Draft, asked: Round, step: str, given: Mapping[str, str]) -> Draft:
    """Return the draft with what a screen handed in.

    Raises
    ------
    Refusal
        Where nothing was chosen, or something that is not on the scale.
    """
    if step == CHECK:
        return draft
    if step == COMMENT:
        return _take_comment(draft, given)
    item = next(item for item in items_of(asked) if item.id == step)
    text = given.get("answer", "")
    if not text:
        raise Refusal(_("Choose an answer, or “I’d rather not say”."), draft)
    value = None if text == NO_ANSWER else _value(text, item)
    if text != NO_ANSWER and value is None:
        raise Refusal(_("Choose one of the answers on this page."), draft)
    return replace(draft, answers={**draft.answers, step: value})


def missing_step(draft: Draft, asked: Round) -> str | None:
    """Return the first question that was not shown yet; ``None`` where all were."""
    return next((item.id for item in items_of(asked) if item.id not in draft.answers), None)


def choices(item: Item, language: str) -> list[tuple[int, str]]:
    """Return the answers of a scale with their words, in order; blank words where a step has none."""
    low, high = int(item.scale.low or 0), int(item.scale.high or 0)
    return [
        (value, in_language(item.scale.anchors.get(value, {}), language)) for value in range(low, high + 1)
    ]


def fallback_language(texts: Iterable[Mapping[str, str]], language: str) -> str:
    """Return the code of English where one of the texts is there in no other language; blank where all are there."""
    return "" if all(text.get(language) for text in texts) else "en"


def _value(text: str, item: Item) -> int | None:
    """Return an answer that is on the scale."""
    values = {str(value): value for value, _words in choices(item, "en")}
    return values.get(text)


def _take_comment(draft: Draft, given: Mapping[str, str]) -> Draft:
    """Return the draft with a comment; characters that no text has are dropped."""
    text = given.get("comment", "").replace("\r\n", "\n")
    text = "".join(letter for letter in text if letter == "\n" or letter == "\t" or ord(letter) >= 32).strip()
    taken = replace(draft, comment=text, may_quote=bool(text) and given.get("may_quote") == "1")
    over = len(text) - LONGEST_COMMENT
    if over > 0:
        words = ngettext(
            "Your comment is one character too long. Shorten it to {limit} characters.",
            "Your comment is {over} characters too long. Shorten it to {limit} characters.",
            over,
        ).format(over=over, limit=LONGEST_COMMENT)
        raise Refusal(words, taken)
    return taken
