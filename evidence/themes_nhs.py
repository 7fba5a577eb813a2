"""Themes of real comments that people labelled by hand, beside two other ways, in one run."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bothways.themes import read_comments
from bothways.themes.choosing import foremost, match_kappa
from bothways.themes.counting import count, damped
from bothways.themes.parts import BY_WORDS
from bothways.themes.texts import Texts
from bothways.themes.weighing import find_directions

Row = dict[str, Any]
Floats = npt.NDArray[np.float64]
ROOT = Path(__file__).resolve().parent.parent
FILE = "nhs-feedback-text/v6framework_230831.csv"
#: Columns before the labels; labels that say nothing of what a comment is about; answers that are none.
BEFORE, NO_LABEL, NO_ANSWER = 11, ("Not assigned", "Labelling not possible"), "Did not answer"
#: Numbers of themes that are compared besides the chosen one, and the draws over which peers are averaged.
NUMBERS, SEEDS, FOLDS = (8, 12, 20, 30), 3, 5
#: Labels on fewer comments are left out of the probe.
FEWEST = 100
SPLITS = 10


def path() -> Path | None:
    """Where the file lies; nothing where it is not at hand."""
    folder = Path(os.environ.get("BOTHWAYS_SHARED", ROOT.parent / "shared"))
    found = folder / "data" / FILE
    return found if found.exists() else None


def load(file: Path) -> tuple[list[str], npt.NDArray[np.bool_]]:
    """Return distinct comments and their labels, (comments, labels)."""
    table = pd.read_csv(file, low_memory=False)
    text = table["FFT answer"].fillna("").astype(str).str.strip()
    keep = (text != "") & (text != NO_ANSWER) & ~text.duplicated()
    labels = table.loc[keep, table.columns[BEFORE:]].apply(pd.to_numeric, errors="coerce").fillna(0) > 0
    return list(text[keep]), labels.drop(columns=list(NO_LABEL)).to_numpy()


def run_nhs() -> Iterator[Row]:
    """Yield a row for each way and number of themes."""
    file = path()
    if file is None:
        return
    texts, labels = load(file)
    comments = read_comments(pd.DataFrame({"text": texts}), side="customer")
    ready = Texts(comments.texts, damped(np.ones(len(texts))))
    begin = time.time()
    chosen = find_directions(ready, None, 0, lambda done, total, what: None)
    yield _row(
        "chosen",
        len(chosen.rows),
        time.time() - begin,
        comments=len(texts),
        kappa=float(chosen.agreement.mean()),
    )
    single = labels.sum(axis=1) == 1
    for k in (len(chosen.rows), *NUMBERS):
        for way, weigh in (("bothways", _ours), ("LDA", _lda), ("k-means", _kmeans)):
            told = [_measure(weigh, ready, labels, single, k, seed) for seed in range(SEEDS)]
            mean = {name: float(np.mean([one[name] for one in told])) for name in told[0]}
            yield _row(way, k, **mean)
        yield _row("halves", k, **_halves(ready, k))


def _row(way: str, k: int, seconds: float = float("nan"), **more: float) -> Row:
    return {
        "text": f"nhs {way}",
        "way": way,
        "part": "nhs",
        "units": k,
        "periods": 1,
        "seconds": seconds,
        **more,
    }


def _measure(
    weigh: Any, texts: Texts, labels: npt.NDArray[np.bool_], single: npt.NDArray[np.bool_], k: int, seed: int
) -> dict[str, float]:
    from sklearn.metrics import adjusted_mutual_info_score

    begin = time.time()
    weights, theme = weigh(texts, k, seed)
    seconds = time.time() - begin
    ami = adjusted_mutual_info_score(labels[single].argmax(axis=1), theme[single])
    return {"ami": float(ami), "seconds": seconds, **_probe(weights, labels)}


def _probe(weights: Floats, labels: npt.NDArray[np.bool_]) -> dict[str, float]:
    """Return F1 of labels told by a linear probe on theme weights, each comment by a probe that has not seen it."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import f1_score
    from sklearn.model_selection import KFold

    labels = labels[:, labels.sum(axis=0) >= FEWEST]
    scaled = weights / np.maximum(weights.std(axis=0), 1e-9)
    told = np.zeros_like(labels)
    for train, test in KFold(FOLDS, shuffle=True, random_state=0).split(scaled):
        for at in range(labels.shape[1]):
            probe = LogisticRegression(class_weight="balanced", max_iter=500)
            told[test, at] = probe.fit(scaled[train], labels[train, at]).predict(scaled[test])
    return {
        "f1_micro": float(f1_score(labels, told, average="micro", zero_division=0)),
        "f1_macro": float(f1_score(labels, told, average="macro", zero_division=0)),
        "labels": float(labels.shape[1]),
    }


def _ours(texts: Texts, k: int, seed: int) -> tuple[Floats, npt.NDArray[np.int64]]:
    vectors = _vectors(texts, k, seed)
    rows = find_directions(texts, k, seed, lambda done, total, what: None).rows
    weights, likeness = BY_WORDS.weigh(vectors, rows)
    return weights, foremost(weights, likeness)


def _vectors(texts: Texts, k: int, seed: int) -> Any:
    every = np.arange(len(texts.texts))
    vocabulary, words = texts.vocabulary(every)
    return texts.vectors(every, count(words, vocabulary), vocabulary)


def _lda(texts: Texts, k: int, seed: int) -> tuple[Floats, npt.NDArray[np.int64]]:
    from sklearn.decomposition import LatentDirichletAllocation
    from sklearn.feature_extraction.text import CountVectorizer

    counts = CountVectorizer(stop_words="english", min_df=5).fit_transform(texts.texts)
    weights = LatentDirichletAllocation(k, random_state=seed, max_iter=20).fit_transform(counts)
    return weights, weights.argmax(axis=1)


def _kmeans(texts: Texts, k: int, seed: int) -> tuple[Floats, npt.NDArray[np.int64]]:
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(stop_words="english", min_df=5, sublinear_tf=True).fit_transform(texts.texts)
    model = KMeans(k, n_init=10, random_state=seed).fit(vectors)
    return np.asarray(vectors @ model.cluster_centers_.T), model.labels_.astype(np.int64)


def _halves(texts: Texts, k: int) -> dict[str, float]:
    """Return how well themes of two halves agree on all comments, over halvings that choosing never saw."""
    vectors = _vectors(texts, k, 0)
    kappas = []
    for split in range(SPLITS):
        order = np.random.default_rng([77, split]).permutation(vectors.shape[0])
        half = len(order) // 2
        found = [
            foremost(*BY_WORDS.weigh(vectors, BY_WORDS.factor(vectors[np.sort(part)], k, 0)))
            for part in (order[:half], order[half:])
        ]
        kappas.append(match_kappa(found[0], found[1], k))
    return {"kappa": float(np.mean(kappas)), "back": float((np.array(kappas) >= 0.6).mean())}
