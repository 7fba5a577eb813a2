"""The page about sealed ballots says what is true."""

import re
from pathlib import Path
from typing import get_args

from bothways.privacy import ballots
from bothways.privacy.ballots.refusal import RefusalReason

HOUSE = Path(__file__).parents[3]
PAGE = (HOUSE / "docs/reference/sealed-ballots.md").read_text(encoding="utf-8")
CLIENT = (HOUSE / "src/bothways/privacy/ballots/client.mjs").read_text(encoding="utf-8")


def test_the_python_of_the_page_runs() -> None:
    (block,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    exec(compile(block, "sealed-ballots.md", "exec"), {})


def test_the_names_on_the_page_are_there() -> None:
    table = PAGE.split("| function | does |")[1].split("\n\n")[0]
    named = re.findall(r"`(\w+)(?:\.(\w+))?`", table)
    assert len(named) >= 10
    for name, part in named:
        owner = {"sealed": ballots.SealedRound, "box": ballots.BallotBox}.get(name) or getattr(ballots, name)
        assert not part or hasattr(owner, part) or part == "reason"
    for name in re.findall(r"`((?:prepare|finish|seal|cast|read)[A-Z]\w+)`", PAGE):
        assert f"export async function {name}(" in CLIENT


def test_there_are_about_a_dozen_reasons_each_with_a_remedy() -> None:
    assert 9 <= len(get_args(RefusalReason)) <= 13
    for reason in get_args(RefusalReason):
        assert str(ballots.BallotRefused(reason, "So it is.")).startswith("So it is. ")


def test_the_client_can_be_read_in_one_sitting_and_loads_nothing() -> None:
    assert len(CLIENT.splitlines()) < 200
    assert not re.search(r"\bimport\s|\brequire\(|\beval\(|https?://", CLIENT)
    assert max(map(len, CLIENT.splitlines())) <= 120
