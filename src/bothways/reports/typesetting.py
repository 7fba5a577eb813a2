"""What all documents share that are set by typst."""

from __future__ import annotations

from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1)
def fonts() -> Any:
    """Return the fonts that the typesetter carries, and those of the system for letters that these lack."""
    import typst

    return typst.Fonts()


def one_file(made: bytes | list[bytes] | None) -> bytes:
    """Return what was set as one file: the first page where each is a file of its own."""
    return b"" if made is None else made[0] if isinstance(made, list) else made
