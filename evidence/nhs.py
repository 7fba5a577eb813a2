"""docs/evidence/nhs.md from the two panels of the shared data, where they are at hand."""

from __future__ import annotations

from pathlib import Path


def write(target: Path, commit: str) -> str:
    """Link both panels and write the page; returns what was done."""
    return "not written"
