"""What a customer said, for those who may not know who it is."""

from __future__ import annotations

import re

from bothways.privacy.masking import MASK
from bothways_web.act.models import Case
from bothways_web.listen.models import Contact
from bothways_web.listen.outside.notes import mask_note

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
