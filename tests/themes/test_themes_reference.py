"""The reference of themes says what is true: its example runs, and every column stands in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bothways.themes import Comments, Themes, theme_shares
from bothways.themes.comments import FIELDS
from bothways.themes.unknown import COLUMNS, STATES

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "themes.md").read_text(encoding="utf-8")


def test_the_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    example, *_others = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    exec(compile(example, "themes.md", "exec"), {"__name__": "__main__"})
    assert "600 comments speak of 2 themes" in capsys.readouterr().out


def test_every_field_and_every_column_is_told(comments: Comments, themes: Themes) -> None:
    named = set(re.findall(r"`(\w+)`", PAGE))
    assert set(FIELDS) <= named
    assert set(themes.table) <= named | {"comments"}
    assert set(themes.by_comment) <= named
    customers = {name for name in COLUMNS if name.startswith("customer")}  # "the same for customers"
    assert set(COLUMNS) - customers <= named
    assert set(theme_shares(comments, themes)) - {"of"} <= named


def test_every_state_is_told() -> None:
    assert [state for state in STATES if f"`{state}`" not in PAGE] == []
