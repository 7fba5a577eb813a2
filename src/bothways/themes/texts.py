"""Distinct texts on their way to vectors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from bothways.themes.comments import COUNTED
from bothways.themes.counting import Vocabulary, build_vocabulary, count, weigh
from bothways.themes.language import LANGUAGES, UNKNOWN, WORD, detect_language, plain_text
from bothways.themes.meaning import BY_MEANING, Encoder, unit_vectors
from bothways.themes.parts import BY_WORDS, Method
from bothways.themes.tokens import terms

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
#: Different texts that themes are fitted on.
SAMPLE = 20_000
#: A language that so much of the texts is in is told.
_MUCH = 0.05


class Texts:
    """Distinct texts with weights; words are counted when they are asked for.

    Parameters
    ----------
    texts : sequence of str
    weight : (texts,) float
    names : iterable of str
        Words of these are left out.
    encoder : callable, optional
        Makes vectors of meaning; words are counted otherwise.
    """

    def __init__(
        self, texts: Sequence[str], weight: Floats, names: Iterable[str] = (), encoder: Encoder | None = None
    ) -> None:
        self.texts, self.weight, self.encoder = texts, weight, encoder
        self.without = frozenset(word for name in names for word in WORD.findall(plain_text(name)))
        self.method: Method = BY_MEANING if encoder else BY_WORDS

    def drawn(self, seed: int) -> Ints:
        """Return the places of the texts that are fitted: all, or 20,000 drawn at random."""
        if len(self.texts) <= SAMPLE:
            return np.arange(len(self.texts))
        draw = np.random.default_rng([seed, 0])
        return np.sort(draw.choice(len(self.texts), SAMPLE, replace=False)).astype(np.int64)

    @cached_property
    def _languages(self) -> list[str]:
        return [detect_language(text) for text in self.texts]

    @cached_property
    def _otherwise(self) -> str:
        """The language whose stop words texts too short to tell are read with: the one of nearly all others."""
        share = self._spoken
        first = max(LANGUAGES, key=lambda one: share[one])
        return first if share[first] > 1 - _MUCH else UNKNOWN

    @cached_property
    def _spoken(self) -> dict[str, float]:
        told = [one for one in self._languages if one != UNKNOWN]
        return {one: told.count(one) / max(len(told), 1) for one in LANGUAGES}

    def words(self, places: Iterable[int]) -> list[list[str]]:
        """Return the words and pairs of texts."""
        out = []
        for at in places:
            language = self.language(at)
            out.append(list(terms(self.texts[at][:COUNTED], language, without=self.without)))
        return out

    def language(self, at: int) -> str:
        """Return the language that a text is read in."""
        told = self._languages[at]
        return self._otherwise if told == UNKNOWN else told

    def vocabulary(self, places: Ints) -> tuple[Vocabulary, list[list[str]]]:
        """Return the vocabulary of texts, and their words."""
        words = self.words(places)
        return build_vocabulary(words, [self.language(at) for at in places], self.weight[places]), words

    def vectors(self, places: Ints, counts: Any, vocabulary: Vocabulary) -> Any:
        """Return vectors of texts, by words or by meaning."""
        if self.encoder is None:
            return weigh(counts, vocabulary)
        return unit_vectors(self.encoder, [self.texts[at][:COUNTED] for at in places])

    @property
    def remarks(self) -> list[str]:
        """What must be told of languages."""
        several = [one for one in LANGUAGES if self._spoken[one] >= _MUCH]
        if len(several) < 2 or self.encoder is not None:
            return []
        return [f"Comments are in several languages ({', '.join(several)}); a theme is found in each by itself. Merge "
                "those that are one."]  # fmt: skip


def counted(words: Iterable[Iterable[str]], vocabulary: Vocabulary) -> Any:
    """Return how often each word stands in each text; see :func:`bothways.themes.counting.count`."""
    return count(words, vocabulary)
