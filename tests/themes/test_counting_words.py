"""Words and pairs, their vocabulary and weights."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from bothways.themes.counting import build_vocabulary, count, damped, weigh
from bothways.themes.tokens import terms


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("No parking at the station", "en", ["no parking", "parking", "station"]),
        ("Parking. Station", "en", ["parking", "station"]),
        ("Kein Parkplatz, keine Pause!", "de", ["kein parkplatz", "parkplatz", "keine pause", "pause"]),
        ("Write to ana@firm.example or www.x.example, call @ana", "en", ["write", "call"]),
        ("car's 2nd door", "en", ["car", "nd", "nd door", "door"]),
        ("=SUM(A1:A9)", "en", ["sum"]),
        ("👍 🚗", "en", []),
    ],
)
def test_words_and_pairs_by_hand(text: str, language: str, words: list[str]) -> None:
    assert list(terms(text, language)) == words


def test_known_names_are_no_words() -> None:
    assert list(terms("Ana moved the printer", "en", without=frozenset({"ana"}))) == ["moved", "printer"]


@given(st.text(max_size=400), st.sampled_from(["en", "de", "es", "unknown"]))
def test_no_digit_and_no_address_becomes_a_word(text: str, language: str) -> None:
    for word in terms(text, language):
        assert word.strip() == word != ""
        assert len(word.split(" ")) <= 2
        assert not any(letter.isdecimal() or letter in "@/" for letter in word)


def test_a_plural_is_counted_with_its_word() -> None:
    lists = [["ward", "wards"], ["ward"], ["ward"], ["wards"], ["wards"], ["list", "listen"]] * 3
    vocabulary = build_vocabulary(lists, ["en"] * len(lists), np.ones(len(lists)))
    assert vocabulary.place["wards"] == vocabulary.place["ward"]
    assert vocabulary.place["list"] != vocabulary.place["listen"]


def test_rare_words_are_left_out_and_weights_count() -> None:
    lists = [["till"], ["till"], ["shop"], ["shop"], ["shop"]]
    assert build_vocabulary(lists, ["en"] * 5, np.ones(5)).names == ("shop",)
    assert build_vocabulary(lists, ["en"] * 5, np.array([2.0, 1, 1, 1, 0.5])).names == ("till",)


def test_weights_are_those_of_scikit_learn() -> None:
    texts = ["till till shop", "shop floor", "floor till", "shop shop shop floor", "till"] * 2
    lists = [text.split() for text in texts]
    vocabulary = build_vocabulary(lists, ["unknown"] * 10, np.ones(10))
    ours = weigh(count(lists, vocabulary), vocabulary).toarray()
    theirs = (
        TfidfVectorizer(sublinear_tf=True, vocabulary=list(vocabulary.names)).fit_transform(texts).toarray()
    )
    np.testing.assert_allclose(ours, theirs, rtol=1e-12)  # one formula, two sums in another order


def test_a_text_without_known_words_is_all_zeros() -> None:
    vocabulary = build_vocabulary([["till"]] * 3, ["en"] * 3, np.ones(3))
    assert weigh(count([["shop"], []], vocabulary), vocabulary).toarray().tolist() == [[0.0], [0.0]]


def test_a_million_people_who_wrote_one_text_weigh_as_fifteen() -> None:
    assert damped(np.array([1e6])).round(1).tolist() == [14.8]
