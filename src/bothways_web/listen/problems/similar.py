"""Which texts are about the same: words in common, rare ones counting more.

Cosine of the tf-idf weights (Salton and Buckley, 1988, Information Processing & Management 24(5)) of word stems, with
ln((1 + n) / (1 + df)) + 1 as the weight of a stem that stands in df of n texts.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]{3,}")
_ENDINGS = (
    "ungen", "iones", "ings", "ing", "ung", "ern", "en", "er", "es", "em", "ed", "as", "os", "s", "e", "n", "a", "o",
)  # fmt: skip
SHORTEST_STEM = 3
LEAST_ALIKE = 0.2
#: One word in common is chance.
LEAST_SHARED = 2
#: Words that say nothing about what a text is about: English, German, Spanish.
_EMPTY = frozenset(
    re.findall(
        r"\S+",
        "the and for are was not with that this have has had but you your our they them their there when what "
        "which who can could would should will just very more most from into than then too also only all any "
        "one out get got let make makes made about because been being does did dont its his her him she how "
        "why where were over some such these those der die das den dem des ein eine einen einem einer eines "
        "und oder aber nicht ist sind war waren wird werden wir uns unser unsere unseren ihr ihre ihren sie "
        "man mit von für auf aus bei bis als auch nur noch schon sehr mehr immer wenn dass weil wie was wer "
        "wo kann können könnte würde sollte muss müssen hat haben hatte sich zum zur über unter nach vor los "
        "las una uno unos unas del por para con sin que como cuando donde porque pero muy más todo toda todos "
        "todas este esta estos estas ese esa hay son ser está están fue han nos nuestro nuestra nuestros sus "
        "les puede pueden debe deben ",
    )
)


def stems(text: str) -> Counter[str]:
    """Return the stems of a text with how often each occurs: small letters, no accents, common endings cut."""
    words = _WORD.findall(unicodedata.normalize("NFC", text).casefold())
    return Counter(_stem(word) for word in words if word not in _EMPTY)


def most_similar(text: str, others: Sequence[str], *, most: int = 3) -> list[int]:
    """Return the places of the texts that are most alike, the likest first; those that are hardly alike are left out.

    Parameters
    ----------
    text : str
    others : sequence of str
    most : int, optional

    Returns
    -------
    list of int
        Places in ``others``.

    Examples
    --------
    >>> most_similar("Customers type their address twice", ["Addresses are typed in twice", "The phone is slow"])
    [0]
    """
    asked, given = stems(text), [_remembered(other) for other in others]
    counts = Counter(stem for one in given for stem in one)
    weights = {
        stem: math.log((1 + len(given)) / (1 + counts[stem])) + 1 for stem in counts.keys() | asked.keys()
    }
    found = [(_cosine(asked, one, weights), place) for place, one in enumerate(given)]
    alike = [(-score, place) for score, place in found if score >= LEAST_ALIKE]
    return [place for _score, place in sorted(alike)[:most]]


#: For texts that are stored anyway; what somebody is writing is never remembered.
_remembered = lru_cache(maxsize=2000)(stems)


def _cosine(one: Mapping[str, int], other: Mapping[str, int], weights: Mapping[str, float]) -> float:
    """Return the cosine of two texts; 0 where fewer than two stems are in both."""
    shared = one.keys() & other.keys()
    if len(shared) < LEAST_SHARED:
        return 0.0
    product = sum(one[stem] * other[stem] * weights[stem] ** 2 for stem in shared)
    return product / (_length(one, weights) * _length(other, weights))


def _length(counts: Mapping[str, int], weights: Mapping[str, float]) -> float:
    return math.sqrt(sum((count * weights[stem]) ** 2 for stem, count in counts.items()))


def _stem(word: str) -> str:
    plain = "".join(one for one in unicodedata.normalize("NFD", word) if not unicodedata.combining(one))
    return _cut(_cut(plain))  # twice: "orders" and "ordering" become what "order" becomes


def _cut(word: str) -> str:
    for ending in _ENDINGS:
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= SHORTEST_STEM and not (ending == "s" and rest.endswith("s")):
            return rest
    return word
