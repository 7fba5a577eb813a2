"""Which words may be shown of a theme: those that enough people of one round wrote, whatever else was read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

#: Words that make the name software gives.
IN_NAME = 3


def shown_words(
    phrases: Sequence[str], texts: Sequence[str], speaks: npt.NDArray[np.bool_], fewest: int
) -> list[str]:
    """Return the phrases that so many people of a round wrote who speak of the theme.

    Only this round counts. Were writers of several rounds or reviews added up, whoever brings four reviews with a word
    could see whether one more person has written it.

    Parameters
    ----------
    phrases : sequence of str
        As the fit gives them; each may leave out small words between its own.
    texts : sequence of str
        One a respondent.
    speaks : (respondents,) bool
    fewest : int

    Examples
    --------
    >>> texts = ["The scanner broke", "scanner broke!", "a scanner"]
    >>> shown_words(["scanner", "scanner broke"], texts, np.array([True, True, True]), 3)
    ['scanner']
    """
    plain = [_plain(text) for text, mine in zip(texts, speaks, strict=True) if mine]
    return [one for one in phrases if sum(_holds(text, one) for text in plain) >= fewest]


def name_of(words: Sequence[str], key: str) -> str:
    """Return the name that software gives a theme."""
    return ", ".join(words[:IN_NAME])[:80] or key


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _holds(text: str, phrase: str) -> bool:
    """Whether all words of a phrase stand in a text, each as a word of its own."""
    return all(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) for word in _plain(phrase).split())
