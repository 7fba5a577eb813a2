"""The page about fair shares says what is true."""

import re
from pathlib import Path
from typing import get_args

from bothways import allocation
from bothways.allocation.branches import DEEPEST
from bothways.allocation.search import STEPS

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "allocation.md").read_text(encoding="utf-8")


def test_the_examples_run() -> None:
    names: dict[str, object] = {}
    blocks = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    for block in blocks:
        exec(block, names)
    assert len(blocks) == 5


def test_every_name_is_on_the_page() -> None:
    left_out = {"Balance", "Pair", "Reason"}  # what functions return, told in their own words
    assert [name for name in allocation.__all__ if name not in PAGE and name not in left_out] == []


def test_every_reason_is_explained() -> None:
    assert [one for one in get_args(allocation.Reason) if f"| `{one}` |" not in PAGE] == []


def test_the_limits_are_those_of_the_search() -> None:
    assert f"up to {STEPS:,} steps and {DEEPEST} tasks" in PAGE
