"""The pages about measures and instruments say what is true."""

import re
from pathlib import Path

import pytest

from bothways import measures
from bothways.measures import instrument_ids, read_instrument, score_columns
from bothways.measures.instrument_schema import PARTS

PAGES = Path(__file__).parents[2] / "docs" / "reference"
INSTRUMENTS = (PAGES / "instruments.md").read_text(encoding="utf-8")
MEASURES = (PAGES / "measures.md").read_text(encoding="utf-8")


def blocks(page, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", [INSTRUMENTS, MEASURES])
def test_the_examples_run(page):
    names = {}
    for block in blocks(page, "python"):
        exec(block, names)
    assert names


def test_the_example_file_loads(tmp_path):
    path = tmp_path / "calm.yaml"
    path.write_text(blocks(INSTRUMENTS, "yaml")[0], encoding="utf-8")
    assert [score.metric for score in score_columns(read_instrument(path))] == ["calm"]


def test_every_shipped_instrument_is_listed():
    assert [name for name in instrument_ids() if f"`{name}`" not in INSTRUMENTS] == []


@pytest.mark.parametrize("part", PARTS)
def test_every_key_of_the_schema_is_explained_and_required_ones_are_bold(part):
    wanted = [f"**`{key[1:]}`**" if key.startswith("!") else f"`{key}`" for key in PARTS[part]]
    assert [key for key in wanted if key not in INSTRUMENTS] == []


def test_every_function_is_explained():
    functions = [name for name in measures.__all__ if name[0].islower()]
    pages = INSTRUMENTS + MEASURES
    quiet = {"answer_values"}  # a step of score_items
    missing = [name for name in functions if not re.search(rf"`{name}\b|\b{name}\(", pages)]
    assert set(missing) == quiet
