"""The data files of this room, read once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data"
Lists = Mapping[str, Mapping[str, tuple[str, ...]]]


@cache
def data_file(name: str) -> Any:
    """Return what a data file holds.

    Parameters
    ----------
    name : str
        Its name without the ending.
    """
    import yaml

    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def lists(name: str) -> Lists:
    """Return the lists of a data file: name -> language -> phrases, which stand between commas there."""
    return {
        key: {language: split(text) for language, text in told.items()}
        for key, told in data_file(name).items()
    }


def split(text: str | None) -> tuple[str, ...]:
    """Return the phrases of a text that stand between commas."""
    return tuple(one for one in (piece.strip() for piece in (text or "").split(",")) if one)
