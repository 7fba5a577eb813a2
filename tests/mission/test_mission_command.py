"""bothways mission-check: a table, a file, and sentences where something is wrong."""

import json

import pytest
from typer.testing import CliRunner

from bothways.cli import app
from bothways.errors import InputError

MISSION = """
sentence: We are there for people.
parts:
  - {id: day, promise: We answer the same day.}
  - {id: time, promise: We take the time that is needed.}
  - {id: ships, promise: The lighthouse keeper waves at ships.}
"""
POSTING = (
    "You work in the office near the station. There are twelve rooms and a garden with two old trees. "
    "Every mail is answered before the end of the day. You take 15 calls per hour."
)


@pytest.fixture
def run(make_file):
    mission = make_file(MISSION, "mission.yaml")

    def go(*more, text=POSTING):
        return CliRunner().invoke(
            app, ["mission-check", str(make_file(text, "a.txt")), "--mission", str(mission), *more]
        )

    return go


def test_it_tells_each_part_with_quotes_rules_and_what_to_do(run):
    told = run().output
    assert "day    present  We answer the same day." in told
    assert "time   contradicted" in told
    assert "“You take 15 calls per hour.” [time_needed/against/" in told
    assert "Take out or rewrite" in told
    assert "ships  absent" in told
    assert "No rule knows this promise" in told
    assert "Somebody has to read the text." in told


def test_the_file_holds_the_same(run, tmp_path):
    out = tmp_path / "check.json"
    assert run("--out", str(out), "--quiet").output == ""
    told = json.loads(out.read_text("utf-8"))
    assert (told["schema"], told["language"], told["refused"]) == ("bothways.mission-check", "en", "")
    assert [one["verdict"] for one in told["parts"]] == ["present", "contradicted", "absent"]
    assert told["parts"][1]["evidence"][0]["rule"].startswith("time_needed/against/")


def test_a_text_that_is_not_judged_says_why(run):
    assert "Not judged: This text has fewer than 25 words" in run(text="Mechanic wanted.").output


def test_unknown_words_and_files_are_refused(run):
    assert isinstance(run("--kind", "reference").exception, InputError)
    assert isinstance(run("--language", "fr").exception, InputError)
    assert "posting, kit, packet" in str(run("--kind", "reference").exception)
    assert "empty" in str(run(text=" ").exception)
