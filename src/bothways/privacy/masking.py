"""Masking what names somebody in a comment: addresses, numbers, and the names that are known."""

from __future__ import annotations

import re
from collections.abc import Iterable

MASK = "[…]"
_EMAIL = re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
#: Digits of telephones, accounts, staff numbers: five and more, with what people write between them.
_NUMBER = re.compile(r"(?<!\w)\+?\d(?:[ ./()-]{0,2}\d){4,}(?!\w)")
_HANDLE = re.compile(r"(?<!\w)@\w{2,}")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
#: Shorter names are words of too many languages.
SHORTEST_NAME = 3


def mask(text: str, names: Iterable[str] = ()) -> str:
    """Return a comment with what names somebody replaced.

    Parameters
    ----------
    text : str
    names : iterable of str
        Names of people that are known; each word of three letters or more counts, whatever its case.

    Returns
    -------
    str
        With e-mail addresses, links, handles, numbers of five digits and more, and known names replaced by
        ``[…]``. A nickname or a story that only one person can tell is not found: somebody has to read it.

    Examples
    --------
    >>> mask("Ask Jo Bloggs (jo@firm.example, 0170 1234567), she knows.", ["Jo Bloggs"])
    'Ask Jo […] ([…], […]), she knows.'
    """
    known = {word.casefold() for name in names for word in _WORD.findall(name) if len(word) >= SHORTEST_NAME}
    for pattern in (_EMAIL, _LINK, _HANDLE, _NUMBER):
        text = pattern.sub(MASK, text)
    return _WORD.sub(lambda word: MASK if word[0].casefold() in known else word[0], text)
