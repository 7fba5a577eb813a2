"""In which language a text is written, and whether rules read it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache

from bothways.mission.files import data_file

READ = ("en", "de", "es")
UNKNOWN = "unknown"
WORD = re.compile(r"[^\W\d_]+")
#: A language is told when so many of its function words are met, so large a share of all words, and so many times those
#: of the next one.
_FEWEST, _SHARE, _LEAD = 4, 0.16, 1.15
#: Of a paragraph this many words must be there to be told by itself; a shorter one is in the language of the text.
SHORTEST_PARAGRAPH = 14


@cache
def function_words() -> dict[str, frozenset[str]]:
    """Return the function words of each language that is recognised."""
    told = data_file("languages")
    return {code: frozenset(words.split()) for part in told.values() for code, words in part.items()}


def detect(text: str) -> str:
    """Return the language of a text.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        A code of the data file ``languages.yaml``, or ``unknown``: too few words, several languages, or another one.

    Notes
    -----
    The language whose function words make up the largest share of the words, where that share is .16 at least, rests
    on 4 words at least, and is 1.15 times that of the next language.

    Examples
    --------
    >>> detect("We take the time that you need for it."), detect("Nous prenons le temps pour vous")
    ('en', 'fr')
    """
    words = WORD.findall(unicodedata.normalize("NFKC", text).lower())
    return _best(words)


def _best(words: Iterable[str]) -> str:
    counted = Counter(words)
    total = sum(counted.values())
    points = {code: sum(counted[one] for one in its) for code, its in function_words().items()}
    first, second, *_ = sorted(points, key=lambda code: (-points[code], code))
    told = points[first] >= max(_FEWEST, _SHARE * total) and points[first] >= _LEAD * points[second]
    return first if told else UNKNOWN


def is_foreign_script(text: str) -> bool:
    """Return whether most letters of a text are not Latin ones.

    Examples
    --------
    >>> is_foreign_script("Мы отвечаем в тот же день"), is_foreign_script("We answer")
    (True, False)
    """
    letters = [one for one in text[:20_000] if one.isalpha()]
    latin = sum(unicodedata.name(one, "").startswith("LATIN") for one in letters)
    return bool(letters) and latin < 0.5 * len(letters)
