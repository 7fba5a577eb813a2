"""Texts to weights of words: TF-IDF over a vocabulary in which a word and its plural are one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
#: The most words and pairs that are looked at, and in how many texts each must stand at least.
LARGEST, FEWEST = 8_000, 3
#: Of all texts, in so many each word must stand at least.
RAREST = 0.0004
#: Endings that make no other word, by language, and how long what is left must be.
_PLURALS = {"en": ("s", "es"), "de": ("n", "en", "e", "s"), "es": ("s", "es")}
_STEM = 4


@dataclass(frozen=True)
class Vocabulary:
    """Words and pairs that are looked at.

    Attributes
    ----------
    place : mapping of str to int
        Each written form -> column; a word and its plural have one.
    names : tuple of str
        The form of each column that is written most.
    idf : (columns,) float
        ``1 + ln((1 + n) / (1 + texts with it))``.
    """

    place: Mapping[str, int]
    names: tuple[str, ...]
    idf: Floats


def build_vocabulary(lists: Sequence[Sequence[str]], languages: Sequence[str], weight: Floats) -> Vocabulary:
    """Return the vocabulary of texts.

    Parameters
    ----------
    lists : sequence of sequences of str
        Words and pairs of each text.
    languages : sequence of str
        Of each text; a plural is looked for in the language in which a word stands most.
    weight : (texts,) float
        How much each text counts.

    Returns
    -------
    Vocabulary
        Forms that stand in three texts and in .04 % of them, the 8,000 most frequent of these.
    """
    found: Counter[str] = Counter()
    spoken: dict[str, Counter[str]] = {}
    for words, language, counts in zip(lists, languages, weight.tolist(), strict=True):
        for word in set(words):
            found[word] += counts
            if " " not in word:
                spoken.setdefault(word, Counter())[language] += 1
    least = max(FEWEST, RAREST * float(weight.sum()))
    frequent = sorted((word for word, n in found.items() if n >= least), key=lambda w: (-found[w], w))
    kept = set(frequent[:LARGEST])
    single = {word: _singular(word, spoken[word], kept) for word in kept if " " not in word}
    root = {word: " ".join(single.get(part, part) for part in word.split(" ")) for word in kept}
    best: dict[str, str] = {}
    for word in sorted(kept, key=lambda one: (-found[one], one)):
        best.setdefault(root[word], word)
    names = tuple(sorted(best.values()))
    column = {word: place for place, word in enumerate(names)}
    place = {word: column[best[root[word]]] for word in sorted(kept)}
    texts = np.zeros(len(names))
    for words, counts in zip(lists, weight.tolist(), strict=True):
        for at in {place[word] for word in words if word in place}:
            texts[at] += counts
    return Vocabulary(place, names, 1 + np.log((1 + float(weight.sum())) / (1 + texts)))


def _singular(word: str, spoken: Counter[str], kept: set[str]) -> str:
    """Return the shorter form of a word, where it stands in the texts as well."""
    language = max(sorted(spoken), key=lambda one: spoken[one])
    for ending in _PLURALS.get(language, ()):
        shorter = word.removesuffix(ending)
        if shorter != word and len(shorter) >= _STEM and shorter in kept:
            return shorter
    return word


def count(lists: Iterable[Iterable[str]], vocabulary: Vocabulary) -> Any:
    """Return how often each word stands in each text.

    Returns
    -------
    scipy.sparse.csr_array, shape (texts, columns), float64
    """
    from scipy.sparse import csr_array

    place = vocabulary.place
    columns: list[int] = []
    numbers: list[int] = []
    ends = [0]
    for words in lists:
        counts: dict[int, int] = {}
        for word in words:
            at = place.get(word)
            if at is not None:
                counts[at] = counts.get(at, 0) + 1
        columns.extend(counts)
        numbers.extend(counts.values())
        ends.append(len(columns))
    made = csr_array(
        (np.array(numbers, np.float64), np.array(columns, np.int32), np.array(ends, np.int64)),
        shape=(len(ends) - 1, len(vocabulary.names)),
    )
    made.sort_indices()
    return made


def weigh(counts: Any, vocabulary: Vocabulary) -> Any:
    """Return TF-IDF weights: ``(1 + ln count) * idf``, each text of length 1.

    Parameters
    ----------
    counts : scipy.sparse.csr_array, shape (texts, columns)

    Returns
    -------
    scipy.sparse.csr_array
        A text without a word of the vocabulary is all zeros.
    """
    weights = counts.copy()
    weights.data = (1 + np.log(weights.data)) * vocabulary.idf[weights.indices]
    size = np.sqrt(np.bincount(_rows(weights), weights.data**2, minlength=weights.shape[0]))
    weights.data /= size[_rows(weights)]
    return weights


def _rows(matrix: Any) -> npt.NDArray[np.int64]:
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))


def damped(people: Floats) -> Floats:
    """Return how much a text counts that so many people wrote: as many up to one, ``1 + ln n`` beyond.

    Examples
    --------
    >>> damped(np.array([0.5, 1.0, np.e])).round(3).tolist()
    [0.5, 1.0, 2.0]
    """
    return np.where(people > 1, 1 + np.log(np.maximum(people, 1)), people)
