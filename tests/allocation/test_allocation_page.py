"""The page about fair shares says what is true."""

import re
from dataclasses import asdict
from pathlib import Path
from typing import get_args

from bothways import allocation
from bothways.allocation.branches import DEEPEST
from bothways.allocation.mentor_tables import HIRE_SYNONYMS, MENTOR_SYNONYMS
from bothways.allocation.search import STEPS

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "allocation.md").read_text(encoding="utf-8")


def test_the_examples_run() -> None:
    names: dict[str, object] = {}
    blocks = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    for block in blocks:
        exec(block, names)
    assert len(blocks) == 9


def test_every_name_is_on_the_page() -> None:
    left_out = {
        "Balance",
        "Pair",
        "Reason",
        "WithoutMentor",
    }  # what functions return, told in their own words
    assert [name for name in allocation.__all__ if name not in PAGE and name not in left_out] == []


def test_every_reason_is_explained() -> None:
    reasons = (*get_args(allocation.Reason), *get_args(allocation.WithoutMentor))
    assert [one for one in reasons if f"| `{one}` |" not in PAGE] == []


def test_every_weight_is_on_the_page() -> None:
    weights = asdict(allocation.FitWeights())
    assert [name for name, weight in weights.items() if f"| `{name}` | {weight:.0f} |" not in PAGE] == []


def test_every_column_of_mentors_is_on_the_page() -> None:
    named = set(re.findall(r"`(\w+)`", PAGE))
    assert {*HIRE_SYNONYMS, *MENTOR_SYNONYMS} - named == set()


def test_the_limits_are_those_of_the_search() -> None:
    assert f"up to {STEPS:,} steps and {DEEPEST} tasks" in PAGE
