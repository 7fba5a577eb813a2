"""What a customer said, for those who may not know who it is."""

from __future__ import annotations

import re
from typing import NamedTuple

from bothways.privacy.masking import MASK
from bothways_web.act.models import Case
from bothways_web.listen.models import Contact
from bothways_web.listen.outside.notes import mask_note
from bothways_web.listen.question_sets import text_items

#: So many are masked at each turn of the clock: each looks through all names that are known.
AT_ONCE = 20


def masked_for(text: str, contact: Contact | None) -> str:
    """Return a text without names, addresses and numbers that are known, and without this customer's own."""
    text = mask_note(text)
    known = {contact.key, contact.email.partition("@")[0]} if contact else set()
    for word in sorted(known, key=len, reverse=True):
        if len(word) >= 3:
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", MASK, text, flags=re.IGNORECASE)
    return text


class Part(NamedTuple):
    """What a customer said to one question; the question is blank for a comment, and for words of another origin."""

    question: str
    text: str


def parts_of(case: Case, text: str) -> list[Part]:
    """Return the words of a case, as they are or masked, one part for each question that was answered in words.

    Questions are those that the survey asks now; one that was asked otherwise then stays with the words around it.
    """
    if case.rule is None or not text:
        return [Part("", text)] if text else []
    asked = {one for item in text_items(case.rule.pulse) for one in item.text.values() if one}
    if not asked:
        return [Part("", text)]
    longest_first = "|".join(re.escape(one) for one in sorted(asked, key=len, reverse=True))
    first, *others = re.split(rf"(?:\A|\n\n)({longest_first})\n", text)
    pairs = zip(others[::2], others[1::2], strict=True)
    return [part for part in (Part("", first), *(Part(*pair) for pair in pairs)) if part.text.strip()]


def gist_of(case: Case) -> str:
    """Return the masked words on one line, without the questions."""
    return " · ".join(part.text for part in parts_of(case, case.masked))


def mask_new() -> int:
    """Mask the words of cases that were opened by answers; returns how many."""
    waiting = (
        Case.objects.filter(masked="").exclude(words="").select_related("contact").order_by("-state", "-pk")
    )
    found = list(waiting[:AT_ONCE])
    for case in found:
        masked = masked_for(case.words, case.contact) or MASK  # else it would be looked at for ever
        Case.objects.filter(pk=case.pk, words=case.words).update(masked=masked)
    return len(found)
