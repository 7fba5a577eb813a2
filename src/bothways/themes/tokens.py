"""Words and word pairs of a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bothways.themes.language import UNKNOWN, WORD, plain_text, stop_words

#: What names somebody or leads elsewhere is no word of a theme.
_ELSEWHERE = re.compile(r"\S+@\S+|(?:https?://|www\.)\S+|(?<!\w)@\w+")
#: A pair does not reach over these.
_BREAK = re.compile(r"[.,;:!?()\[\]\"“”„«»…/|\n\r\t–—¿¡*+=]+|\s-+\s|\d+")
#: Stop words that make another thing of the word after them: "no parking".
NEGATORS = frozenset(
    [
        "no",
        "not",
        "never",
        "without",
        "kein",
        "keine",
        "keinen",
        "keiner",
        "nicht",
        "nie",
        "ohne",
        "sin",
        "nunca",
        "ni",
        "don't",
        "doesn't",
        "didn't",
        "isn't",
        "wasn't",
        "can't",
        "couldn't",
        "won't",
        "aren't",
        "weren't",
    ]
)
_SHORTEST, _LONGEST = 2, 40


def terms(text: str, language: str = UNKNOWN, *, without: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the words of a text that say what it is about, and pairs of such words that stand side by side.

    Parameters
    ----------
    text : str
    language : {"en", "de", "es", "unknown"}
        Its stop words are left out; a negation stays as the first word of a pair.
    without : frozenset of str
        Words in lower case that are left out too, such as known names.

    Yields
    ------
    str
        In lower case; a pair has one blank. No digits, addresses, handles.

    Examples
    --------
    >>> list(terms("The ward had no parking, and the car park was full.", "en"))
    ['ward', 'no parking', 'parking', 'car', 'car park', 'park', 'full']
    """
    stop = stop_words(language)
    plain = plain_text(text)
    if "@" in plain or "www." in plain or "http" in plain:
        plain = _ELSEWHERE.sub(" . ", plain)
    for piece in _BREAK.split(plain):
        before = ""
        for word in WORD.findall(piece):
            word = word.removesuffix("'s")
            if word in stop or word in without or not _SHORTEST <= len(word) <= _LONGEST:
                before = word if word in NEGATORS else ""
                continue
            if before:
                yield f"{before} {word}"
            yield word
            before = word
