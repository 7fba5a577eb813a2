"""From texts to named themes: fit on some, weigh all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from bothways.errors import NotEnoughData
from bothways.themes.assigning import top_themes
from bothways.themes.choosing import Tried, choose, enough_for, theme_agreement, try_numbers
from bothways.themes.counting import Vocabulary, count
from bothways.themes.naming import (
    IN_NAME,
    as_written,
    candidates,
    known_by,
    log_odds,
    people_of_words,
    readable,
    weight_by_word,
)
from bothways.themes.parts import scaled
from bothways.themes.results import Theme, Words
from bothways.themes.texts import Texts

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Progress = Callable[[int, int, str], None]
#: Texts that are weighed at a time.
CHUNK = 10_000
#: An earlier theme is looked for where so much of its words, by length, is still written.
_STILL_THERE = 0.5


@dataclass(frozen=True)
class Directions:
    """What was fitted.

    Attributes
    ----------
    vocabulary : Vocabulary
    rows : (themes, words or meanings) float
    tried : tuple of Tried
    agreement : (themes,) float
        How well each theme comes back in halves; empty where there are too few texts.
    """

    vocabulary: Vocabulary
    rows: Floats
    tried: tuple[Tried, ...]
    agreement: Floats


@dataclass(frozen=True)
class Weighed:
    """Themes of all texts.

    Attributes
    ----------
    theme : (texts, 3) int
    share : (texts, 3) float
    there : scipy.sparse.csr_array, shape (texts, words)
        1 where a text has a word.
    """

    theme: Ints
    share: Floats
    there: Any


def find_directions(
    texts: Texts, number: int | None, seed: int, progress: Progress, earlier: Sequence[Words] = ()
) -> Directions:
    """Fit themes on all texts, or on 20,000 of them, beginning from the words of earlier ones.

    Raises
    ------
    NotEnoughData
        No word stands in three texts.
    """
    progress(0, 1, "Counting words")
    places = texts.drawn(seed)
    vocabulary, words = texts.vocabulary(places)
    if not vocabulary.names:
        raise NotEnoughData("No word stands in three comments, so there is nothing that they share.")
    progress(1, 1, "Counting words")
    vectors = texts.vectors(places, count(words, vocabulary), vocabulary)
    heavy = scaled(vectors, np.sqrt(texts.weight[places]))
    method = texts.method
    begin = _known(earlier, vocabulary, vectors) if texts.encoder is None else np.zeros((0, 0))
    tried = try_numbers(heavy, seed=seed, progress=progress, method=method) if number is None else ()
    k = min(max(choose(tried), len(begin)) if number is None else number, *heavy.shape)
    progress(0, 1, f"Fitting {k} themes")
    rows = method.factor(heavy, k, seed, begin[:k])
    able = k > 1 and enough_for(k, heavy)
    agreement = theme_agreement(heavy, rows, seed=seed, method=method) if able else np.zeros(0)
    progress(1, 1, f"Fitting {k} themes")
    return Directions(vocabulary, rows, tried, agreement)


def _known(words: Sequence[Words], vocabulary: Vocabulary, vectors: Any) -> Floats:
    """Return earlier themes as directions, the first ones for which there are texts enough."""
    rows, _there = known_directions(words, vocabulary)
    most = max((k for k in range(len(rows) + 1) if enough_for(k, vectors)), default=0)
    return np.asarray(rows[:most])


def known_directions(words: Sequence[Words], vocabulary: Vocabulary) -> tuple[Floats, Ints]:
    """Return themes as directions of length 1 from the words by which they are known, and their places.

    Those of which half, by length, is not written here are left out.
    """
    rows = np.zeros((len(words), len(vocabulary.names)))
    for row, part in zip(rows, words, strict=True):
        for word, weight in part:
            at = vocabulary.place.get(word)
            if at is not None and weight > 0:
                row[at] += weight
    size = np.linalg.norm(rows, axis=1)
    there = np.flatnonzero(size >= _STILL_THERE).astype(np.int64)
    return rows[there] / size[there, None], there


def weigh_all(
    texts: Texts, fitted: Directions, progress: Progress, *, of_theme: Ints | None = None
) -> Weighed:
    """Return the themes of all texts, ten thousand at a time; ``of_theme``: the theme of each direction, if not one."""
    from scipy.sparse import vstack

    n = len(texts.texts)
    theme, share = np.empty((n, 3), np.int64), np.empty((n, 3))
    there = []
    for start in range(0, n, CHUNK):
        progress(start, n, "Giving comments their themes")
        places = np.arange(start, min(start + CHUNK, n))
        counts = count(texts.words(places), fitted.vocabulary)
        vectors = texts.vectors(places, counts, fitted.vocabulary)
        weights, likeness = texts.method.weigh(vectors, fitted.rows)
        if of_theme is not None:
            weights = weights @ np.eye(of_theme.max() + 1)[of_theme]
        theme[places], share[places] = top_themes(weights, likeness, least=texts.method.least)
        there.append((counts > 0).astype(np.int8))
    progress(n, n, "Giving comments their themes")
    return Weighed(theme, share, vstack(there, format="csr"))


def name_themes(texts: Texts, fitted: Directions, weighed: Weighed, writers: Any) -> list[Theme]:
    """Return the themes with their phrases and names, not yet counted.

    Parameters
    ----------
    texts : Texts
    fitted : Directions
    weighed : Weighed
    writers : scipy.sparse.csr_array, shape (texts, people)
    """
    themes, vocabulary = len(fitted.rows), fitted.vocabulary
    foremost = np.where(weighed.theme[:, 0] >= 0, weighed.theme[:, 0], themes)
    weight = weight_by_word(weighed.there, foremost, texts.weight, themes)
    z = log_odds(weight)
    out = []
    for at in range(themes):
        own = np.flatnonzero(foremost == at).astype(np.int64)
        columns = candidates(z[at], weight[at])
        people = people_of_words(weighed.there, writers, own, columns)
        words = known_by(columns, z[at], people, vocabulary)
        counted = {vocabulary.names[place]: float(n) for place, n in zip(columns, people, strict=True)}
        phrases = as_written(readable(words, counted), (texts.texts[int(place)] for place in own))
        label = ", ".join(phrases[:IN_NAME]) or f"Theme {at + 1}"
        agreement = float(fitted.agreement[at]) if len(fitted.agreement) else float("nan")
        out.append(Theme(f"t{at + 1}", label, phrases=phrases, agreement=agreement, parts=(words,)))
    return out
