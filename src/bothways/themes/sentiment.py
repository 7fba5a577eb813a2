"""How a comment feels, by words that anybody can look up, and which of them decided."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bothways.themes.comments import COUNTED
from bothways.themes.language import LANGUAGES, UNKNOWN, WORD, detect_language, plain_text

#: What turns a word, what makes it stronger, and what weaker, each before it.
_TURN = {
    "en": "not no never without hardly neither nor isn't wasn't aren't weren't don't doesn't didn't can't couldn't "
    "won't wouldn't haven't hasn't nothing nobody",
    "de": "nicht kein keine keinen keiner keinem nie niemals ohne kaum weder nichts niemand",
    "es": "no nunca jamás sin ni tampoco nada nadie",
}  # fmt: skip
_MORE = {
    "en": "very really extremely so absolutely totally incredibly always too highly completely",
    "de": "sehr wirklich extrem so absolut total unglaublich immer zu besonders völlig äußerst",
    "es": "muy realmente extremadamente tan absolutamente totalmente siempre demasiado super súper completamente",
}
_LESS = {
    "en": "quite fairly somewhat slightly rather bit sometimes",
    "de": "etwas ziemlich einigermaßen bisschen eher manchmal",
    "es": "algo bastante poco ligeramente",
}
#: Endings that make no other word: what is cut off, and what is put in its place.
_ENDINGS = {
    "en": (("s", ""), ("ly", ""), ("er", ""), ("est", "")),
    "de": (("e", ""), ("er", ""), ("es", ""), ("en", ""), ("em", ""), ("s", "")),
    "es": (("a", "o"), ("os", "o"), ("as", "o"), ("s", ""), ("es", ""), ("ísimo", "o"), ("ísima", "o")),
}
#: A turned word counts so much of its weight the other way; stronger and weaker ones by these factors.
TURNED, STRONGER, WEAKER = -0.75, 1.5, 0.6
#: How many words before a word are looked at, and the sum that makes half of the way to an end.
_BEFORE, _HALF = 3, 3.0
_CLAUSE = re.compile(r"[.,;:!?()\n\r]+|\b(?:but|aber|pero|sondern|sino)\b")


@dataclass(frozen=True)
class Feeling:
    """How a comment feels.

    Attributes
    ----------
    value : float
        In [-1, 1], from bad to good; NaN where no word tells.
    words : tuple of (str, float)
        Words that decided, as they were counted: "not clean" with its sign turned.
    language : str
    """

    value: float
    words: tuple[tuple[str, float], ...]
    language: str


def feeling(text: str, language: str | None = None) -> Feeling:
    """Return how a comment feels.

    Parameters
    ----------
    text : str
        Of a longer one the first 5,000 characters are looked at.
    language : {"en", "de", "es", "unknown"}, optional
        Detected if not given. Where it is unknown, words that are in one of the three lists alone count.

    Returns
    -------
    Feeling
        NaN where no word of the list is there: no feeling told is not a feeling in the middle.

    Notes
    -----
    Each word of a list of our own has a weight from -3 to 3. A negation among the three words before it in the same
    clause turns it (times -0.75), a word such as *very* makes it stronger (1.5), one such as *quite* weaker (0.6). With
    the sum s of weights the value is ``s / (3 + |s|)``. The lists were written by hand, and no comments were used.

    Examples
    --------
    >>> feeling("Not clean, but very friendly").words
    (('not clean', -1.5), ('very friendly', 3.0))
    >>> round(feeling("Das Essen war schrecklich").value, 2), feeling("I came on Monday").value
    (-0.5, nan)
    """
    spoken = language or detect_language(text)
    words = tuple(
        one for clause in _CLAUSE.split(plain_text(text[:COUNTED])) for one in _counted(clause, spoken)
    )
    if not words:
        return Feeling(math.nan, (), spoken)
    total = sum(weight for _, weight in words)
    return Feeling(total / (_HALF + abs(total)), words, spoken)


def _counted(clause: str, language: str) -> Iterator[tuple[str, float]]:
    """Yield the words of a clause that tell something, with their weights."""
    words = WORD.findall(clause)
    used = -1
    for at, word in enumerate(words):
        weight = _weight(word, language)
        if weight is None or _modifies(words, at, language):
            continue
        start = max(used + 1, at - _BEFORE)
        told = word
        for before in reversed(words[start:at]):
            factor = _factor(before, language)
            if factor is not None:
                weight, told = weight * factor, f"{before} {told}"
        used = at
        yield told, round(weight, 3)


def _modifies(words: Sequence[str], at: int, language: str) -> bool:
    """Return whether a word only makes the next one stronger: "terribly good"."""
    following = words[at + 1] if at + 1 < len(words) else ""
    return language == "en" and words[at].endswith("ly") and _weight(following, language) is not None


def _factor(word: str, language: str) -> float | None:
    for listed, factor in ((_TURN, TURNED), (_MORE, STRONGER), (_LESS, WEAKER)):
        if word in _split(listed, language):
            return factor
    return None


def _split(listed: dict[str, str], language: str) -> frozenset[str]:
    asked = LANGUAGES if language == UNKNOWN else (language,)
    return frozenset(word for one in asked for word in listed[one].split())


@cache
def _weight(word: str, language: str) -> float | None:
    """Return the weight of a word, or of the form that it is an ending of; nothing where lists of several differ."""
    if language != UNKNOWN:
        return _looked_up(word, language)
    found = {one for one in (_looked_up(word, each) for each in LANGUAGES) if one is not None}
    return found.pop() if len(found) == 1 else None


def _looked_up(word: str, language: str) -> float | None:
    weights = feeling_words(language)
    if word in weights:
        return weights[word]
    for ending, other in _ENDINGS[language]:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            found = weights.get(word.removesuffix(ending) + other)
            if found is not None:
                return found
    return None


@cache
def feeling_words(language: str) -> dict[str, float]:
    """Return the list of a language: word -> weight from -3 to 3."""
    out: dict[str, float] = {}
    for line in (Path(__file__).parent / "words" / f"feeling_{language}.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            weight, _, words = line.partition(":")
            out |= dict.fromkeys(words.split(), float(weight))
    return out
