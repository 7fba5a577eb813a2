"""How a comment feels, and the words that decided."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.themes import feeling
from bothways.themes.sentiment import feeling_words


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("The staff were very friendly", "The staff were friendly"),
        ("The staff were friendly", "The staff were not friendly"),
        ("It was not bad", "It was bad"),
        ("Das Essen war gut", "Das Essen war nicht gut"),
        ("sehr gute Beratung", "ziemlich gute Beratung"),
        ("Der Raum ist nicht schmutzig", "Der Raum ist schmutzig"),
        ("La comida es muy buena", "La comida no es buena"),
        ("El personal no fue grosero", "El personal fue grosero"),
    ],
)
def test_negation_and_strength_change_the_value(better: str, worse: str) -> None:
    assert feeling(better).value > feeling(worse).value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "The staff were very friendly, but the room was not clean",
            (("very friendly", 3.0), ("not clean", -1.5)),
        ),
        ("Nicht sauber", (("nicht sauber", -1.5),)),
        ("muy amables", (("muy amables", 3.0),)),
    ],
)
def test_it_says_which_words_decided(text: str, words: tuple[tuple[str, float], ...]) -> None:
    assert feeling(text).words == words


def test_the_value_by_hand() -> None:
    # 2 * 1.5 = 3 for "very friendly", 2 * -0.75 = -1.5 for "not clean": 1.5 / (3 + 1.5)
    assert feeling("very friendly, not clean", "en").value == pytest.approx(1.5 / 4.5)


@pytest.mark.parametrize("text", ["", "👍", "I came on Monday", "12:30", "不错"])
def test_nothing_told_is_no_number(text: str) -> None:
    assert math.isnan(feeling(text).value)
    assert feeling(text).words == ()


def test_a_negation_does_not_reach_over_a_clause() -> None:
    assert feeling("No, it was good", "en").words == (("good", 2.0),)


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_lists_are_even_enough(language: str) -> None:
    words = feeling_words(language)
    assert set(words.values()) == {-3.0, -2.0, -1.0, 1.0, 2.0, 3.0}
    good = sum(weight > 0 for weight in words.values())
    assert 0.35 < good / len(words) < 0.65


@given(st.text(max_size=300), st.sampled_from(["en", "de", "es", "unknown", None]))
def test_every_text_has_a_value_within_the_ends_or_none(text: str, language: str | None) -> None:
    told = feeling(text, language)
    assert math.isnan(told.value) == (not told.words)
    assert math.isnan(told.value) or -1 < told.value < 1
