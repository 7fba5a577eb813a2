"""Parts of texts, their agreement in halves, and the number that follows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import nnls
from scipy.sparse import csr_array
from sklearn.metrics import cohen_kappa_score

from bothways.themes.choosing import Tried, choose, match_kappa, try_numbers
from bothways.themes.parts import factor, weigh_texts


def blocks(themes: int, texts: int, words: int = 8, *, noise: float = 0.15, seed: int = 0) -> csr_array:
    """Texts of which each has the words of one of so many themes, and some of anybody's."""
    rng = np.random.default_rng(seed)
    own = np.repeat(np.eye(themes), words, axis=1)[rng.integers(0, themes, texts)]
    dense = own * (rng.random((texts, themes * words)) < 0.5) + (
        rng.random((texts, themes * words)) < noise / themes
    )
    dense /= np.maximum(np.linalg.norm(dense, axis=1, keepdims=True), 1e-12)
    return csr_array(dense)


@pytest.mark.parametrize("planted", [3, 5, 8])
def test_the_number_that_was_planted_is_found(planted: int) -> None:
    tried = try_numbers(blocks(planted, 700), seed=0, progress=lambda *_: None)
    assert choose(tried) == planted


def test_noise_agrees_with_nothing() -> None:
    rng = np.random.default_rng(1)
    dense = (rng.random((400, 60)) < 0.1) + 1e-6 * rng.random((400, 60))
    tried = try_numbers(csr_array(dense), seed=0, progress=lambda *_: None)
    assert max(one.agreement for one in tried if one.themes > 2) < 0.5


def test_weights_are_those_of_non_negative_least_squares() -> None:
    vectors = blocks(4, 60, seed=3)
    directions = factor(vectors, 4)
    weights, likeness = weigh_texts(vectors, directions)
    for row in range(60):
        exact, _ = nnls(directions.T, vectors.toarray()[row])
        np.testing.assert_allclose(weights[row], exact, atol=1e-6)  # forty sweeps are enough for four themes
    assert ((likeness >= 0) & (likeness <= 1)).all()


def test_the_weights_of_a_text_hang_on_no_other_text() -> None:
    vectors = blocks(5, 90, seed=4)
    directions = factor(vectors, 5)
    whole = weigh_texts(vectors, directions)[0]
    alone = np.vstack([weigh_texts(vectors[[row]], directions)[0] for row in range(90)])
    np.testing.assert_allclose(whole, alone, atol=1e-12)  # rounding of sums in another order


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=4, max_size=60),
    st.permutations(range(3)),
)
def test_kappa_is_cohens_whatever_the_themes_are_called(
    pairs: list[tuple[int, int]], names: list[int]
) -> None:
    first, second = (np.array(side) for side in zip(*pairs, strict=True))
    renamed = np.append(np.array(names), 3)[second]
    ours = match_kappa(first, second, 3)
    np.testing.assert_allclose(np.sort(ours), np.sort(match_kappa(first, renamed, 3)), atol=1e-9)
    same = match_kappa(first, first, 3)
    for theme in range(3):
        inside = first == theme
        if 0 < inside.sum() < len(first):
            assert cohen_kappa_score(inside, inside) == pytest.approx(1)
            assert (same > 1 - 1e-9).sum() >= 1


def test_kappa_by_hand() -> None:
    # 10 texts; theme 0 on 5 and 4 of them, 4 in common: same .9, chance .5, kappa .8; theme 1 likewise.
    first, second = np.array([0] * 5 + [1] * 5), np.array([0] * 4 + [1] * 6)
    assert match_kappa(first, second, 2).round(6).tolist() == [0.8, 0.8]


def test_few_themes_go_before_many_that_gain_no_more() -> None:
    tried = (
        Tried(4, 0.9, 3.0, 0.1),
        Tried(6, 0.85, 3.75, 0.2),
        Tried(9, 0.8, 3.9, 0.3),
        Tried(40, 0.65, 5.0, 0.8),
    )
    assert choose(tried) == 6
    assert choose(tried[:1]) == 4
    assert choose(()) == 1
    assert choose((Tried(2, 0.3, -2.0, 0.1), Tried(3, 0.4, -1.0, 0.1))) == 3
