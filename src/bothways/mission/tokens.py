"""Words of a sentence with their stems and places."""

from __future__ import annotations

import re
import threading
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from bothways.errors import InputError
from bothways.mission.files import lists

_NAMES = {"en": "english", "de": "german", "es": "spanish"}
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_MARKS = re.compile(r"[\u0300-\u036f]")
#: Stemmers keep a state, and pages are made by several threads.
_LOCAL = threading.local()


@dataclass(frozen=True)
class Token:
    """One word: as it is written in lower case, its stem without accents, where it stands in the text."""

    word: str
    stem: str
    start: int
    end: int

    @property
    def is_number(self) -> bool:
        """Whether it is a number, in digits or as a word."""
        return self.word[0].isdigit() or self.word in number_words()


def tokens_of(text: str, language: str, *, start: int = 0) -> tuple[Token, ...]:
    """Return the words of a text.

    Parameters
    ----------
    text : str
    language : {"en", "de", "es"}
    start : int
        Where the text begins in the one that places speak of.
    """
    found = [(plain(one.group()), one) for one in _WORD.finditer(text)]
    return tuple(
        Token(word, _stem_there(found, at, language), start + one.start(), start + one.end())
        for at, (word, one) in enumerate(found)
    )


def _stem_there(found: list[tuple[str, re.Match[str]]], at: int, language: str) -> str:
    """Return the stem of a word where it stands: a kind of thing is not kind."""
    word = found[at][0]
    if language == "en" and word == "kind" and at + 1 < len(found) and found[at + 1][0] == "of":
        return "kinds"
    return stem(word, language)


def plain(word: str) -> str:
    """Return a word in lower case with straight apostrophes, without the English genitive."""
    return unicodedata.normalize("NFKC", word).lower().replace("’", "'").removesuffix("'s")


#: Of the words that stems keep apart, those that are one.
_SAME = {
    "evenings": "evening", "carefully": "careful", "openness": "openly", "personally": "personal", "numbers": "number",
    "carefulness": "careful", "candidates": "candidate", "experiences": "experience",
    "hospitals": "hospital",
}  # fmt: skip


@cache
def number_words() -> frozenset[str]:
    """Return the words of all languages that are numbers."""
    return frozenset().union(*lists("single")["numbers"].values())


@cache
def kept_apart() -> frozenset[str]:
    """Return the English words whose stems would put them together with words that mean something else here."""
    return frozenset(lists("single")["apart"]["en"])


@lru_cache(maxsize=100_000)
def stem(word: str, language: str) -> str:
    """Return the stem of a word by Snowball's rules, without accents.

    Examples
    --------
    >>> stem("promised", "en"), stem("Wünsche".lower(), "de"), stem("respuestas", "es")
    ('promis', 'wunsch', 'respuest')
    """
    if language == "en" and word in kept_apart():
        return _SAME.get(word, word)
    return bare(_stemmer(language).stemWord(word))


def bare(word: str) -> str:
    """Return a word without accents."""
    return _MARKS.sub("", unicodedata.normalize("NFD", word)).replace("ß", "ss")


def _stemmer(language: str) -> Any:
    made = _LOCAL.__dict__.setdefault("stemmers", {})
    if language not in made:
        try:
            import snowballstemmer
        except ImportError as error:
            raise InputError(
                "Checking a text needs snowballstemmer, which is not installed.",
                remedy="Run: pip install bothways[mission]",
            ) from error
        made[language] = snowballstemmer.stemmer(_NAMES[language])
    return made[language]
