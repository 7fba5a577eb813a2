"""Themes by meaning: whatever makes vectors, and models that are not there."""

from __future__ import annotations

import sys
import types
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bothways.errors import InputError
from bothways.themes import fit_themes, local_encoder, read_comments

MEANINGS = {"car": 0, "auto": 0, "coche": 0, "printer": 1, "drucker": 1, "impresora": 1}


def encode(texts: Sequence[str]) -> np.ndarray:
    """Vectors of a model that knows what six words mean."""
    made = np.full((len(texts), 8), 0.01)
    for row, text in enumerate(texts):
        for word, at in MEANINGS.items():
            made[row, at] += word in text
        made[row, 2 + len(text) % 6] += 0.2
    return made


@pytest.fixture
def said() -> pd.DataFrame:
    """One of each pair in another language than the other."""
    words = ["car", "auto", "coche", "printer", "drucker", "impresora"]
    return pd.DataFrame({"text": [f"{words[n % 6]} {'x' * (n // 6)}" for n in range(120)]})


def test_a_theme_is_one_over_languages(said: pd.DataFrame) -> None:
    found = fit_themes(read_comments(said), encoder=encode)
    first = found.by_comment.drop_duplicates("record").set_index("record")["theme"]
    cars = {first[n] for n in range(120) if n % 6 < 3}
    printers = {first[n] for n in range(120) if n % 6 >= 3}
    assert len(cars) == len(printers) == 1
    assert cars != printers
    assert not any("several languages" in one for one in found.remarks)


@pytest.mark.parametrize(
    "bad",
    [lambda texts: np.zeros((1, 2)), lambda texts: np.full((len(texts), 2), np.nan), lambda texts: [1.0]],
)
def test_vectors_that_are_none_are_refused(said: pd.DataFrame, bad: object) -> None:
    with pytest.raises(InputError, match="no vector for each text"):
        fit_themes(read_comments(said), encoder=bad)  # type: ignore[arg-type]


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(InputError, match="no language model in this folder"):
            local_encoder(path)


def test_without_the_package_the_error_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "modules.json").write_text("[]")
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(InputError, match="pip install sentence-transformers"):
        local_encoder(tmp_path)


def test_a_model_is_read_from_the_folder_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "modules.json").write_text("[]")
    asked: list[tuple[str, bool]] = []

    class Model:
        def __init__(self, path: str, *, local_files_only: bool) -> None:
            asked.append((path, local_files_only))

        def encode(self, texts: list[str], *, show_progress_bar: bool) -> np.ndarray:
            return encode(texts)

    module = types.ModuleType("sentence_transformers")
    module.SentenceTransformer = Model  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentence_transformers", module)
    assert local_encoder(tmp_path)(["car"]).shape == (1, 8)
    assert asked == [(str(tmp_path), True)]
