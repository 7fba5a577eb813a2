"""Whether two questions ask the same in other spelling."""

from __future__ import annotations


def plain_words(text: str) -> str:
    """Return a text without what does not change what is asked: capitals, blanks, signs.

    Examples
    --------
    >>> plain_words("I have what I need.") == plain_words("I have, what I NEED!")
    True
    """
    return "".join(letter for letter in text.casefold() if letter.isalnum())
