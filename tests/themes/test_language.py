"""The language of a comment is told by words and letters, or is told to be unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.themes import detect_language, stop_words
from bothways.themes.language import LANGUAGES

SENTENCES = {
    "en": ("The queue was far too long.", "I have been waiting for a week", "they don't listen to us"),
    "de": ("Die Schlange war viel zu lang.", "Ich warte seit einer Woche auf eine Antwort", "sie hören uns nicht zu"),
    "es": ("La cola era demasiado larga.", "Espero una respuesta desde hace una semana", "no nos escuchan para nada"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text"), [(one, text) for one, texts in SENTENCES.items() for text in texts]
)
def test_a_sentence_is_known(language: str, text: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    "text",
    ["", "👍👍", "123 456", "ok", "Ce n'est pas possible, le magasin est fermé à midi", "不错", "Привет",
     "Die Schlange war viel zu lang and the till was closed"],
)  # fmt: skip
def test_what_cannot_be_told_is_unknown(text: str) -> None:
    assert detect_language(text) == "unknown"


def test_stop_words_of_an_unknown_language_are_those_of_all() -> None:
    for one in LANGUAGES:
        assert 150 < len(stop_words(one)) < 400
        assert stop_words(one) < stop_words("unknown")


@given(st.text(max_size=300))
def test_every_text_has_an_answer_that_hangs_on_nothing_but_the_text(text: str) -> None:
    assert detect_language(text) == detect_language(text) in (*LANGUAGES, "unknown")
