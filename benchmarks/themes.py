"""Themes of 200,000 comments: seconds beside scikit-learn's plain TF-IDF and NMF in one run, and memory of both.

The plain way is told the number of themes that ours chose; ours also chooses it, names themes and counts people.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time

import numpy as np
import pandas as pd

COMMENTS, THEMES, WORDS, OWN_WORDS = 200_000, 12, 3_000, 12
HEAD, TAIL = "bdfgklmnprstvz", "aeiou"


def draw_comments() -> pd.DataFrame:
    """Comments of 8 to 24 words, half of them of one of twelve themes, nearly all different."""
    rng = np.random.default_rng(11)
    parts = (HEAD, TAIL) * 3
    words = sorted({"".join(rng.choice(list(part)) for part in parts) + "x" for _ in range(2 * WORDS)})[
        :WORDS
    ]
    words = list(rng.permutation(words))
    common = 1 / np.arange(3, WORDS + 3)
    common /= common.sum()
    own = rng.permutation(np.arange(100, WORDS))[: THEMES * OWN_WORDS].reshape(THEMES, OWN_WORDS)
    theme, size = rng.integers(0, THEMES, COMMENTS), rng.integers(8, 25, COMMENTS)
    ends = np.cumsum(size)
    said = rng.choice(WORDS, ends[-1], p=common)
    of_theme = rng.random(ends[-1]) < 0.5
    picked = own[np.repeat(theme, size), rng.integers(0, OWN_WORDS, ends[-1])]
    said = np.where(of_theme, picked, said)
    texts = [" ".join(words[at] for at in part) for part in np.split(said, ends[:-1])]
    side = np.where(rng.random(COMMENTS) < 0.5, "employee", "customer")
    return pd.DataFrame({"text": texts, "side": side})


def ours(table: pd.DataFrame) -> int:
    """Read and fit; return the number of themes."""
    from bothways.themes import fit_themes, read_comments

    return len(fit_themes(read_comments(table)).found)


def plain(table: pd.DataFrame, themes: int) -> int:
    """TF-IDF of words and pairs, and NMF of all comments."""
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(ngram_range=(1, 2), min_df=5, max_features=8_000).fit_transform(table["text"])
    return int(NMF(themes, init="nndsvda", max_iter=200).fit_transform(vectors).shape[1])


def child(way: str, themes: str) -> None:
    """Run one way and print seconds, the number of themes and the memory in gigabytes."""
    table = draw_comments()
    begin = time.perf_counter()
    found = ours(table) if way == "ours" else plain(table, int(themes))
    seconds = time.perf_counter() - begin
    print(seconds, found, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)


def measure(way: str, themes: int) -> tuple[float, int, float]:
    """Return what a child of its own memory tells."""
    run = subprocess.run(
        [sys.executable, __file__, way, str(themes)], capture_output=True, text=True, check=True
    )
    seconds, found, memory = run.stdout.split()
    return float(seconds), int(found), float(memory)


def main() -> None:
    """Print seconds, their ratio and memory."""
    seconds, themes, memory = measure("ours", 0)
    peer, _, peer_memory = measure("plain", themes)
    print(f"{COMMENTS:,} comments of {THEMES} themes; {themes} found")
    print(f"bothways: choose, fit, assign, name, count | {seconds:.1f} s, {memory:.2f} GB")
    print(f"scikit-learn: TF-IDF and NMF, {themes} themes | {peer:.1f} s, {peer_memory:.2f} GB")
    print(f"bothways over scikit-learn | {seconds / peer:.1f}")


if __name__ == "__main__":
    child(*sys.argv[1:]) if len(sys.argv) == 3 else main()
