"""One question a screen: the steps of a round, what was answered so far, and what a screen may hand in.

Answers so far travel in the page, signed for their invitation; nothing is stored before the last step.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.measures.instrument import Item
from bothways_web.listen.answering.kinds import (
    LONGEST_COMMENT,
    NO_ANSWER,
    Wrong,
    checked,
    choices,
    fallback_language,
    from_screen,
    plain_text,
    tick_of,
)
from bothways_web.listen.answering.ways import asked_items, screens_of, without_hidden
from bothways_web.listen.models import Invitation, Pulse, Round
from bothways_web.listen.question_sets import items_of

__all__ = [
    "CHECK", "COMMENT", "FOLLOW_UP", "LONGEST_COMMENT", "NO_ANSWER", "Draft", "Refusal", "asks_back", "choices",
    "draft_of", "every_step_of", "fallback_language", "missing_step", "pack", "row_name", "steps_of", "take", "unpack",
]  # fmt: skip
COMMENT, CHECK = "comment", "check"
#: Whether somebody may get back to a customer; no question has such a name.
FOLLOW_UP = "follow:up"


@dataclass(frozen=True)
class Draft:
    """What was answered so far.

    Attributes
    ----------
    answers : mapping of str to Answer
        Item -> answer; ``None`` is "I'd rather not say". Of a text also whether it may be quoted, under a name of its
        own (:func:`~bothways_web.listen.answering.kinds.tick_of`).
    comment : str
    may_quote : bool
    may_contact : bool or None
        Whether somebody may get back to who answers; ``None`` where they were not asked yet. It goes with the answers
        to whoever opens a case, and is stored nowhere with them.
    """

    answers: Mapping[str, Any] = field(default_factory=dict)
    comment: str = ""
    may_quote: bool = False
    may_contact: bool | None = None


@dataclass(frozen=True)
class Refusal(Exception):
    """What somebody must be told about what they handed in, and about which of several questions."""

    words: str
    draft: Draft
    items: tuple[str, ...] = ()


def asks_back(invitation: Invitation) -> bool:
    """Return whether somebody is asked if we may get back to them: a known customer, in a confidential round."""
    asked = invitation.round
    if invitation.contact_id is None or asked.mode != Pulse.Mode.CONFIDENTIAL:
        return False
    return asked.pulse.follow_up and asked.pulse.side == Pulse.Side.CUSTOMERS


def steps_of(
    asked: Round, answers: Mapping[str, Any] | None = None, *, follow_up: bool = False
) -> tuple[str, ...]:
    """Return the names of the steps that can still come after some answers: questions, the comment, the check."""
    items = asked_items(items_of(asked), answers or {}, perhaps=True)
    return (*screens_of(items), *_last_steps(asked, follow_up))


def every_step_of(asked: Round) -> tuple[str, ...]:
    """Return the names of all steps, those that only some come to among them."""
    return (*screens_of(items_of(asked)), *_last_steps(asked, follow_up=True))


def _last_steps(asked: Round, follow_up: bool) -> tuple[str, ...]:
    return (*((COMMENT,) if asked.comment else ()), *((FOLLOW_UP,) if follow_up else ()), CHECK)


def pack(draft: Draft, invitation: uuid.UUID) -> str:
    """Return a draft as the page carries it."""
    carried: dict[str, Any] = {"a": dict(draft.answers), "c": draft.comment, "q": draft.may_quote}
    if draft.may_contact is not None:
        carried["f"] = draft.may_contact
    return signing.dumps(carried, salt=f"bothways.draft.{invitation}", compress=True)


def unpack(text: str, invitation: uuid.UUID, asked: Round) -> Draft | None:
    """Return the draft of a page; ``None`` where it is not whole or belongs to another invitation."""
    try:
        carried = signing.loads(text, salt=f"bothways.draft.{invitation}")
    except signing.BadSignature:
        return None
    answers = without_hidden(items_of(asked), carried["a"])
    return Draft(answers, str(carried["c"]), bool(carried["q"]), carried.get("f"))


def take(draft: Draft, asked: Round, step: str, given: Mapping[str, str]) -> Draft:
    """Return the draft with what a screen handed in, without answers to questions that are hidden now.

    Raises
    ------
    Refusal
        Where nothing was chosen, something that the question does not have, or the question is not asked.
    """
    if step == CHECK:
        return draft
    if step == COMMENT:
        return _take_comment(draft, given)
    if step == FOLLOW_UP:
        return _take_follow_up(draft, given)
    items = items_of(asked)
    rows = screens_of(asked_items(items, draft.answers)).get(step)
    if rows is None:
        raise Refusal(_("This question is not asked after your other answers."), draft)
    if len(rows) > 1:
        return _take_rows(draft, items, rows, given)
    [item] = rows
    try:
        value = from_screen(item, given)
    except Wrong as wrong:
        raise Refusal(str(wrong), draft) from None
    answers = {**draft.answers, item.id: value}
    if item.scale.kind == "open_text":
        answers[tick_of(item)] = value is not None and given.get("may_quote") == "1"
    return replace(draft, answers=without_hidden(items, answers))


def draft_of(asked: Round, given: Mapping[str, Any], *, quoted: Collection[str] = ()) -> Draft:
    """Return the draft of answers that come all at once.

    Parameters
    ----------
    asked : Round
    given : mapping
        Question -> answer.
    quoted : collection of str
        Texts that may be quoted.

    Raises
    ------
    Refusal
        Where a question does not have an answer, is hidden after the others, or lacks one. Its ``items`` names it.
    """
    items, answers = items_of(asked), {}
    for item in items:
        if item.id not in given:
            continue
        try:
            answers[item.id] = checked(item, given[item.id])
        except Wrong as wrong:
            raise Refusal(str(wrong), Draft(), (item.id,)) from None
        if item.scale.kind == "open_text":
            answers[tick_of(item)] = answers[item.id] is not None and item.id in quoted
    wanted = {item.id for item in asked_items(items, answers)}
    hidden = sorted(set(given) & {item.id for item in items} - wanted)
    if hidden:
        raise Refusal(
            _("There are answers to hidden questions: they are not asked after the others."),
            Draft(),
            (hidden[0],),
        )
    missing = sorted(wanted ^ set(given))
    if missing:
        raise Refusal("", Draft(), (missing[0],))
    return Draft(answers)


def row_name(item: Item) -> str:
    """Return the name of the answers to one row of a grid, as a screen hands it in."""
    return f"row_{item.id}"


def missing_step(draft: Draft, asked: Round, *, follow_up: bool = False) -> str | None:
    """Return the first question that is asked and was not shown yet; ``None`` where all were."""
    screens = screens_of(asked_items(items_of(asked), draft.answers))
    last = FOLLOW_UP if follow_up and draft.may_contact is None else None
    return next(
        (step for step, rows in screens.items() if any(item.id not in draft.answers for item in rows)), last
    )


def _take_rows(draft: Draft, items: Sequence[Item], rows: Sequence[Item], given: Mapping[str, str]) -> Draft:
    """Return the draft with the answers to the rows of a grid; those that can be taken stay where others cannot."""
    answers, wrong = dict(draft.answers), []
    for item in rows:
        try:
            answers[item.id] = from_screen(item, given, row_name(item))
        except Wrong:
            answers.pop(item.id, None)
            wrong.append(item.id)
    taken = replace(draft, answers=without_hidden(items, answers))
    if wrong:
        raise Refusal(_("Choose an answer in each row, or “I’d rather not say”."), taken, tuple(wrong))
    return taken


def _take_follow_up(draft: Draft, given: Mapping[str, str]) -> Draft:
    """Return the draft with whether somebody may get back to who answers: nothing is chosen for them."""
    chosen = given.get("follow_up")
    if chosen not in ("yes", "no"):
        raise Refusal(_("Choose yes or no."), draft)
    return replace(draft, may_contact=chosen == "yes")


def _take_comment(draft: Draft, given: Mapping[str, str]) -> Draft:
    """Return the draft with a comment; characters that no text has are dropped."""
    text = plain_text(given.get("comment", ""))
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
