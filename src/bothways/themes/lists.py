"""Lists of the user's own: a name and phrases, looked for in every comment beside what is found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bothways.errors import InputError
from bothways.themes.language import WORD, plain_text

_SLUG = re.compile(r"\W+")


@dataclass(frozen=True)
class OwnTheme:
    """A theme that somebody writes down: a comment speaks of it when it holds one of the phrases.

    Attributes
    ----------
    name : str
    phrases : tuple of str
        Words or word sequences, whatever their case; ``*`` at the end of a word stands for any ending.
    """

    name: str
    phrases: tuple[str, ...]

    @property
    def id(self) -> str:
        """``own-`` and the name in lower case."""
        return "own-" + _SLUG.sub("-", plain_text(self.name)).strip("-")


def check_lists(lists: Sequence[OwnTheme]) -> None:
    """Refuse lists without a name, without words, or two of one name.

    Raises
    ------
    InputError
    """
    seen: set[str] = set()
    for one in lists:
        if one.id == "own-":
            raise InputError("A list has no name.", remedy="Give it a name.")
        if one.id in seen:
            raise InputError(f"Two lists are called {one.name!r}.", remedy="Give each a name of its own.")
        seen.add(one.id)
        if not one.phrases:
            raise InputError(f"The list {one.name!r} has no phrases.", remedy="Give one phrase or more.")
        for phrase in one.phrases:
            if not WORD.search(plain_text(phrase)):
                raise InputError(
                    f"The list {one.name!r} has the phrase {phrase!r}, which has no word in it.",
                    remedy="Write words; * may stand at the end of one.",
                )


def speaks_of(texts: Sequence[str], own: OwnTheme) -> npt.NDArray[np.bool_]:
    """Return which texts hold a phrase of a list.

    Examples
    --------
    >>> cars = OwnTheme("Cars", ("parking", "car park*"))
    >>> speaks_of(["No PARKING here", "in the park", "Car, parks"], cars).tolist()
    [True, False, True]
    """
    phrases = [_pattern(phrase) for phrase in own.phrases]
    found = re.compile(r"(?<!\w)(?:" + "|".join(phrases) + r")(?!\w)")
    return np.fromiter((found.search(plain_text(text)) is not None for text in texts), bool, len(texts))


def _pattern(phrase: str) -> str:
    words = plain_text(phrase).split()
    return r"\W+".join(re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else "") for word in words)
