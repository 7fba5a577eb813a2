"""Masking what names somebody in a comment: addresses, numbers, and the names that are known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

from bothways.privacy.pointing import hide_pointers

MASK = "[…]"
_EMAIL = re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
#: Digits of telephones, accounts, staff numbers: five and more, with what people write between them.
_NUMBER = re.compile(r"(?<!\w)\+?\d(?:[ ./()-]{0,2}\d){4,}(?!\w)")
#: An amount of money or a measure has five digits too: 129.99.
_AMOUNT = re.compile(r"\d{1,4}[.,]\d{1,2}")
_HANDLE = re.compile(r"(?<!\w)@\w{2,}")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
#: Shorter names are words of too many languages.
SHORTEST_NAME = 3
#: Marks that nobody sees inside a word: soft hyphens and joiners.
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_JOINT = re.compile("[’'-]")


def mask(text: str, names: Iterable[str] = ()) -> str:
    """Return a comment with what names somebody replaced.

    Parameters
    ----------
    text : str
    names : iterable of str
        Names of people that are known; each word of three letters or more counts, whatever its case, also as a part
        of a word with hyphens and in the possessive ("Anna's", "Annas").

    Returns
    -------
    str
        With e-mail addresses, links, handles, numbers of five digits and more (amounts such as 129.99 stay), known
        names, and what points to somebody by its form (:func:`bothways.privacy.pointing.hide_pointers`) replaced by
        ``[…]``. A nickname or a story that only one person can tell is not found: somebody has to read it.

    Examples
    --------
    >>> mask("Ask Jo Bloggs (jo@firm.example, 0170 1234567), she knows.", ["Jo Bloggs"])
    'Ask Jo […] ([…], […]), she knows.'
    """
    return masker(names)(text)


def masker(names: Iterable[str]) -> Callable[[str], str]:
    """Return :func:`mask` for many comments, with names that are taken apart once."""
    known = frozenset(
        part
        for name in names
        for word in _WORD.findall(_plain(name))
        for part in (word.casefold(), *_JOINT.split(word.casefold()))
        if len(part) >= SHORTEST_NAME
    )

    def masked(text: str) -> str:
        text = _plain(text)
        for pattern in (_EMAIL, _LINK, _HANDLE):
            text = pattern.sub(MASK, text)
        text = _WORD.sub(lambda word: MASK if _is_known(word[0].casefold(), known) else word[0], text)
        text = hide_pointers(text, MASK)
        return _NUMBER.sub(lambda number: number[0] if _AMOUNT.fullmatch(number[0]) else MASK, text)

    return masked


def _is_known(word: str, known: frozenset[str]) -> bool:
    """Return whether a word is a name, a part of it is, or it is one in the possessive."""
    if word.endswith(("n't", "n’t")):
        return word in known  # "don't" is not about Don
    return any(
        part in known or (len(part) > 4 and part.endswith("s") and part[:-1] in known)
        for part in (word, *_JOINT.split(word))
    )


def _plain(text: str) -> str:
    """Return a text in which one letter is written in one way, without marks that nobody sees."""
    return _UNSEEN.sub("", unicodedata.normalize("NFC", text))
