"""The page on tidy metrics says what the code does."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pandas as pd
import pytest

from bothways.errors import CellError
from bothways.panel import read_panel
from bothways.panel.noise import ORDER
from bothways.tables.columns import NEEDED, SYNONYMS
from bothways.tables.numbers import MISSING_MARKS, is_missing

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "tidy-metrics.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """Rows of the first table below a heading."""
    below = PAGE.split(f"## {heading}\n")[1]
    lines = [line for line in below.split("\n\n## ")[0].splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_the_examples_run():
    examples = "\n".join(re.findall(r"```pycon\n(.*?)```", PAGE, re.DOTALL))
    test = doctest.DocTestParser().get_doctest(examples, {}, "tidy-metrics", None, 0)
    assert len(test.examples) >= 10
    report: list[str] = []
    result = doctest.DocTestRunner(optionflags=doctest.IGNORE_EXCEPTION_DETAIL).run(test, out=report.append)
    assert result.failed == 0, "".join(report)


def test_the_message_it_shows_is_the_message():
    [shown] = re.findall(r"^bothways\.errors\.CellError: (.+)$", PAGE, re.MULTILINE)
    frame = pd.DataFrame(
        {"unit": ["a", "b"], "period": 2026, "metric": "x", "value": [1, 2], "answers": [1, -1]}
    )
    with pytest.raises(CellError) as caught:
        read_panel(frame, frame.assign(metric="y"))
    assert str(caught.value) == shown


def test_it_tells_every_column_and_every_other_name():
    told = {field.strip("`"): (need, names) for field, need, _, names in rows("Columns")}
    assert {field: tuple(names.split(", ")) for field, (_, names) in told.items()} == SYNONYMS
    assert tuple(field for field, (need, _) in told.items() if need == "yes") == NEEDED


def test_it_tells_the_noise_rules_in_the_order_they_are_tried():
    told = [row[0] for row in rows("Noise")]
    assert (*told, "n only", "unknown") == ORDER


def test_it_tells_every_mark_for_missing():
    sentence = PAGE.split("in capital letters or\nnot: ")[1].split(". In `unit`")[0]
    marks = set(re.findall(r"`([^`]+)`", sentence))
    assert marks == MISSING_MARKS - {""}
    assert all(is_missing(mark.upper()) for mark in marks)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (text, row[2])
        for row in rows("Periods")
        for text in re.split(r", (?!2026$|2026,)", row[1].split(";")[0])
    ],
)
def test_it_tells_how_periods_can_be_written(text, label):
    frame = pd.DataFrame({"unit": ["a"], "period": [text], "metric": "x", "value": 1.0})
    assert read_panel(frame, frame.assign(metric="y")).periods == [label]
