"""The page on the audit is true."""

import re
from pathlib import Path

from typer.testing import CliRunner

import bothways.cli.audit  # noqa: F401  (importing a command adds it)
from bothways.cli.app import app

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "audit.md").read_text(encoding="utf-8")


def test_the_page_tells_every_option() -> None:
    shown = CliRunner().invoke(app, ["audit", "--help"], env={"COLUMNS": "300"}).output
    options = set(re.findall(r"--[a-z]+", shown)) - {"--help"}
    assert len(options) > 8
    assert {option for option in options if f"`{option}`" not in PAGE} == set()


def test_its_example_runs() -> None:
    [example] = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    exec(compile(example, "audit.md", "exec"), {})
