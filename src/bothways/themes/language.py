"""Which of the languages that Bothways speaks a comment is written in."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "de", "es")
#: What is told of a text in none of them, in several, or too short to tell.
UNKNOWN = "unknown"
WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
#: Of a long text the beginning tells enough.
LOOKED_AT = 2_000
#: Letters of words in other languages.
_FOREIGN = frozenset("çãõèêàâîôûëïøåæœąęłśżźčšžěřů")
#: What a word adds by its letters and by how it begins or ends; a function word of one language alone adds 1.
_LETTERS = {"de": "äöüß", "es": "ñáíóú¿¡"}
_BY_LETTER, _BY_ENDING = 0.5, 0.4
_ENDINGS = {
    "en": ("ing", "tion", "ght", "ness", "ful", "ed", "ly", "ck", "ous"),
    "de": ("ung", "ungen", "keit", "heit", "lich", "liche", "lichen", "isch", "schaft", "cht", "gen", "ten", "ßen"),
    "es": ("ción", "ciones", "mente", "ado", "ada", "ados", "idad", "ar", "ido", "aje", "oso", "osa", "ista", "os"),
}  # fmt: skip
_BEGINNINGS = {"en": ("th", "wh", "kn"), "de": ("ge", "sch", "ver", "zw"), "es": ("ll", "qu", "hab")}
#: The first language must lead by so much, and by this share of what both have.
_LEAD, _SHARE = 0.5, 0.3


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the words of a language that say nothing of what a comment is about.

    Parameters
    ----------
    language : {"en", "de", "es", "unknown"}
        Words of all three for ``unknown``.

    Returns
    -------
    frozenset of str
        In lower case; lists of our own.
    """
    if language == UNKNOWN:
        return frozenset().union(*map(stop_words, LANGUAGES))
    return frozenset((Path(__file__).parent / "words" / f"stop_{language}.txt").read_text("utf-8").split())


def plain_text(text: str) -> str:
    """Return a text whose letters are written in one way, in lower case, with straight apostrophes."""
    return unicodedata.normalize("NFKC", text).replace("’", "'").replace("`", "'").lower()


def detect_language(text: str) -> str:
    """Return the language of a text.

    Parameters
    ----------
    text : str
        Its first 2,000 characters are looked at.

    Returns
    -------
    str
        ``en``, ``de``, ``es``, or ``unknown``: no words, too few to tell, another language, or a mixture of two.

    Notes
    -----
    Every function word counts 1 for its language, shared among the languages that have it; letters that only one of
    the three has count .5, beginnings and endings of words .4; a word with letters of none of them counts 1 for other
    languages. The language with the highest sum is told when it leads the next by .5 and by 30 % of the two together.
    No table was learned from texts.

    Examples
    --------
    >>> detect_language("The queue was far too long"), detect_language("Die Schlange war viel zu lang")
    ('en', 'de')
    >>> detect_language("La cola era demasiado larga"), detect_language("👍👍")
    ('es', 'unknown')
    """
    words = WORD.findall(plain_text(text[:LOOKED_AT]))
    points = dict.fromkeys((*LANGUAGES, UNKNOWN), 0.0)
    for word in words:
        for language, adds in _adds(word):
            points[language] += adds
    first, second, *_ = sorted(points, key=lambda one: -points[one])
    lead = points[first] - points[second]
    told = lead >= _LEAD and lead >= _SHARE * (points[first] + points[second])
    return first if told else UNKNOWN


@cache
def _function_words() -> dict[str, tuple[str, ...]]:
    spoken: dict[str, tuple[str, ...]] = {}
    for language in LANGUAGES:
        for word in stop_words(language):
            spoken[word] = (*spoken.get(word, ()), language)
    return spoken


def _adds(word: str) -> list[tuple[str, float]]:
    """Return what a word adds to which languages."""
    owners = _function_words().get(word)
    if set(word) & _FOREIGN:
        return [(UNKNOWN, 1.0)]
    if owners:
        return [(language, 1 / len(owners)) for language in owners]
    adds = [(language, _BY_LETTER) for language, letters in _LETTERS.items() if set(word) & set(letters)]
    for language in LANGUAGES:
        if len(word) > 4 and (word.endswith(_ENDINGS[language]) or word.startswith(_BEGINNINGS[language])):
            adds.append((language, _BY_ENDING))
    return adds
