"""Themes by meaning: vectors of a language model that lies on the user's own disk, never fetched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bothways.errors import InputError, NotEnoughData
from bothways.themes.parts import Method

Floats = npt.NDArray[np.float64]
#: Texts -> vectors, one row a text.
Encoder = Callable[[Sequence[str]], npt.NDArray[Any]]
#: Differences of cosines that count: one of .05 makes a theme 2.7 times as heavy.
_SHARPNESS = 0.05
#: Starts of the search for centres, and the likeness below which a text speaks of something else.
_STARTS, _LEAST = 4, 0.3
_MARKS = ("modules.json", "config.json")


def local_encoder(path: str | PathLike[str]) -> Encoder:
    """Return what makes vectors of texts from a model on this machine.

    Parameters
    ----------
    path : path
        Folder of a sentence-transformers model.

    Returns
    -------
    callable

    Raises
    ------
    InputError
        The folder is not there or holds no model, or sentence-transformers is not installed. Nothing is fetched.
    """
    folder = Path(path)
    if not folder.is_dir() or not any((folder / mark).is_file() for mark in _MARKS):
        raise InputError(
            "There is no language model in this folder.",
            remedy="Name a folder with the files of a sentence-transformers model; Bothways fetches none.",
            file=str(folder),
        )
    try:
        from sentence_transformers import SentenceTransformer  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        raise InputError(
            "A language model needs sentence-transformers, which is not installed.",
            remedy="Run: pip install sentence-transformers. Or leave the model out.",
        ) from None
    try:
        model = SentenceTransformer(str(folder), local_files_only=True)
    except (OSError, ValueError, KeyError) as problem:
        raise InputError(
            "The language model cannot be read.", remedy="Copy all of its files again.", file=str(folder)
        ) from problem
    return lambda texts: np.asarray(model.encode(list(texts), show_progress_bar=False))


def unit_vectors(encoder: Encoder, texts: Sequence[str]) -> Floats:
    """Return vectors of length 1 of texts.

    Raises
    ------
    InputError
        What comes back is no table of finite numbers with a row for each text.
    """
    made = np.asarray(encoder(texts), np.float64)
    if made.ndim != 2 or made.shape[0] != len(texts) or not np.isfinite(made).all():
        raise InputError(
            "The language model gave no vector for each text.",
            remedy="Use a model that makes one vector of finite numbers a text.",
        )
    size = np.linalg.norm(made, axis=1, keepdims=True)
    return made / np.where(size > 0, size, 1.0)


def centres(vectors: Floats, themes: int, seed: int = 0, begin: Floats | None = None) -> Floats:
    """Return centres of texts that mean alike: k-means on directions, each row weighing its squared length.

    ``begin`` is not used: of an earlier round words are kept, and no vectors.
    """
    from sklearn.cluster import KMeans

    size = np.linalg.norm(vectors, axis=1)
    there = size > 0
    if int(there.sum()) < themes:
        raise NotEnoughData(f"There are fewer than {themes} different texts.")
    model = KMeans(themes, n_init=_STARTS, random_state=seed)
    model.fit(vectors[there] / size[there, None], sample_weight=size[there] ** 2)
    found = np.asarray(model.cluster_centers_, np.float64)
    length = np.linalg.norm(found, axis=1, keepdims=True)
    return found / np.where(length > 0, length, 1.0)


def weigh_meaning(vectors: Floats, directions: Floats) -> tuple[Floats, Floats]:
    """Return weights ``exp(cosine / 0.05)`` of each theme, and the cosine with the nearest one, at least 0."""
    size = np.linalg.norm(vectors, axis=1, keepdims=True)
    cosine = (vectors / np.where(size > 0, size, 1.0)) @ directions.T
    top = cosine.max(axis=1, keepdims=True)
    return np.exp((cosine - top) / _SHARPNESS), np.clip(top[:, 0], 0.0, 1.0)


BY_MEANING = Method(centres, centres, weigh_meaning, _LEAST)
