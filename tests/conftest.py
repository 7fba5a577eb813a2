"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
MakeFile = Callable[..., Path]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data: BOTHWAYS_SHARED, or ../shared beside the checkout."""
    named = os.environ.get("BOTHWAYS_SHARED")
    folder = Path(named) if named else HOUSE.parent / "shared"
    if folder.is_dir():
        return folder
    if named:
        pytest.fail(f"BOTHWAYS_SHARED names {named}, which is not there.")
    pytest.skip("Real data are not here: set BOTHWAYS_SHARED to their folder.")


@pytest.fixture
def make_file(tmp_path: Path) -> MakeFile:
    """Write text or bytes into a file and return its path."""

    def make(content: str | bytes, name: str = "table.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
        return path

    return make
