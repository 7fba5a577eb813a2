"""Names of themes: the words and pairs that its comments have and others do not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from bothways.themes.counting import Vocabulary
from bothways.themes.results import Words

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
#: Phrases that are told of a theme, of which so many make its name, and how many are kept to know it again.
TOLD, IN_NAME, KEPT = 8, 3, 60
#: So many people wrote each phrase that is told.
WRITERS = 5
#: A word is left out beside a pair with it that has this share of its people, and a pair beside its word below it.
_MOSTLY_PAIR = 0.5
#: Words that all texts together lend to each theme, for each word that it has on average.
_PRIOR = 10.0
_SEARCHED = 300


def log_odds(counts: Floats) -> Floats:
    """Return how much more often each theme has each word than other texts, in standard errors.

    Parameters
    ----------
    counts : (themes + 1, words) float
        People by theme and word, the last row for comments of no theme.

    Returns
    -------
    ndarray of float, shape (themes, words)

    Notes
    -----
    Log odds ratio with an informative Dirichlet prior: B. L. Monroe, M. P. Colaresi, K. M. Quinn (2008), Fightin'
    words, Political Analysis 16(4), 372-403. The prior has the shares of all texts and weighs as much as ten times the
    number of words that are looked at, at most a tenth of all words.

    Examples
    --------
    >>> log_odds(np.array([[9.0, 1.0], [1.0, 9.0]])).round(1).tolist()
    [[4.2, -4.2]]
    """
    whole = counts.sum(axis=0)
    total = max(float(whole.sum()), 1.0)
    prior = whole / total * min(_PRIOR * counts.shape[1], total / 10)
    size = float(prior.sum())
    rest = whole - counts
    n, m = counts.sum(axis=1, keepdims=True), rest.sum(axis=1, keepdims=True)
    inside, outside = counts + prior, rest + prior
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = np.log(inside / (n + size - inside)) - np.log(outside / (m + size - outside))
        z = odds / np.sqrt(1 / inside + 1 / outside)
    told: Floats = np.nan_to_num(z, nan=0.0, posinf=0.0, neginf=0.0)
    return told[:-1]


def candidates(z: Floats, weight: Floats) -> Ints:
    """Return the words of one theme that could be told, the most characteristic first.

    Parameters
    ----------
    z : (words,) float
        Of :func:`log_odds`.
    weight : (words,) float
        Of texts of the theme with each word. Where the theme is all that there is, no word is more its own than
        others', and this decides.

    Returns
    -------
    (n,) int
        At most 180 columns.
    """
    told = np.flatnonzero(z > 0)
    by = z if len(told) else weight
    told = told if len(told) else np.flatnonzero(weight > 0)
    return np.asarray(told[np.lexsort((told, -by[told]))][: 3 * KEPT], np.int64)


def known_by(columns: Ints, z: Floats, people: Ints, vocabulary: Vocabulary) -> Words:
    """Return the words of one theme that five people wrote, at most 60, with weights of length 1 together.

    Parameters
    ----------
    columns : (n,) int
        Of :func:`candidates`.
    z : (words,) float
    people : (n,) int
        How many people wrote each in comments of the theme.
    vocabulary : Vocabulary
    """
    kept = columns[people >= WRITERS][:KEPT]
    weight = np.where(z[kept] > 0, z[kept], 1.0)
    size = float(np.sqrt((weight**2).sum())) or 1.0
    return tuple((vocabulary.names[at], float(one) / size) for at, one in zip(kept, weight, strict=True))


def readable(phrases: Sequence[tuple[str, float]], people: dict[str, float]) -> list[str]:
    """Return phrases to be read: no word that stands mostly in a pair that is told, no pair that adds nothing.

    Examples
    --------
    >>> readable([("car", 0.7), ("car park", 0.6), ("park", 0.5)], {"car": 20, "car park": 18, "park": 18})
    ['car park']
    """
    kept: list[str] = []
    for phrase, _ in phrases[: 4 * TOLD]:
        words = set(phrase.split(" "))
        if " " in phrase and len(words) == 1:
            continue  # a word said twice
        if len(words) == 1:
            pairs = [pair for pair, _ in phrases[: 2 * TOLD] if " " in pair and words < set(pair.split(" "))]
            if any(people.get(pair, 0) >= _MOSTLY_PAIR * people.get(phrase, 0) for pair in pairs):
                continue
        elif any(one in words and people.get(phrase, 0) < _MOSTLY_PAIR * people.get(one, 0) for one in kept):
            continue
        kept.append(phrase)
        if len(kept) == TOLD:
            break
    return kept


def as_written(phrases: Sequence[str], texts: Iterable[str]) -> tuple[str, ...]:
    """Return phrases with the letters that people mostly give them inside a sentence: nouns of German keep theirs.

    Parameters
    ----------
    phrases : sequence of str
        In lower case.
    texts : iterable of str
        Of the theme; the first 300 are looked at.
    """
    looked = [text for _, text in zip(range(_SEARCHED), texts, strict=False)]
    return tuple(_written(phrase, looked) for phrase in phrases)


def _written(phrase: str, texts: Sequence[str]) -> str:
    pattern = re.compile(r"(?<=[\w,] )" + re.escape(phrase).replace(r"\ ", r"\s+") + r"(?!\w)", re.IGNORECASE)
    seen = Counter(" ".join(found.split()) for text in texts for found in pattern.findall(text))
    forms = [(n, form) for form, n in seen.items() if not form.isupper()]
    return max(forms)[1] if forms else phrase


def weight_by_word(there: Any, theme: Ints, weight: Floats, themes: int) -> Floats:
    """Return the weight of the texts of each theme with each word.

    Parameters
    ----------
    there : scipy.sparse.csr_array, shape (texts, words)
        1 where a text has a word.
    theme : (texts,) int
        Foremost theme, ``themes`` for none.
    weight : (texts,) float
    themes : int

    Returns
    -------
    ndarray of float, shape (themes + 1, words)
    """
    from scipy.sparse import csr_array

    rows = csr_array((weight, (theme, np.arange(len(theme)))), shape=(themes + 1, len(theme)))
    return np.asarray((rows @ there).toarray())


def people_of_words(there: Any, writers: Any, texts: Ints, columns: Ints) -> Ints:
    """Return how many different people wrote each word in some texts.

    Parameters
    ----------
    there : scipy.sparse.csr_array, shape (texts, words)
    writers : scipy.sparse.csr_array, shape (texts, people)
        Above 0 where a person wrote a text.
    texts, columns : (n,) int
        Of texts, and of words.

    Returns
    -------
    ndarray of int, shape (columns,)

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> there, writers = csr_array([[1], [1], [0]]), csr_array([[1, 0], [1, 0], [0, 1]])
    >>> people_of_words(there, writers, np.arange(3), np.array([0])).tolist()
    [1]
    """
    both = writers[texts].T @ there[texts][:, columns]
    return np.bincount(both.tocsr().nonzero()[1], minlength=len(columns)).astype(np.int64)
