"""What is for oneself alone is refused wherever the library would make a number of it."""

import copy

import pandas as pd
import pytest
import yaml
from typer.testing import CliRunner

from bothways.cli import app
from bothways.errors import InputError
from bothways.measures import (
    load_instrument,
    parse_instrument,
    score_columns,
    score_items,
    score_people,
    write_instrument,
)
from bothways.measures.scoring import answer_values
from bothways.privacy import instrument_questions
from bothways.privacy.diagnosis import instrument_domains

OWN = load_instrument("emotional_habits")
ALONE = "for the person alone"


def scored_for_oneself():
    """A set that could be scored in every way, but for whom it is."""
    document = copy.deepcopy(dict(load_instrument("engagement_short").document))
    document.update(id="alone", composition="individual_only")
    return parse_instrument(yaml.safe_dump(document), "alone.yaml")


def test_the_set_has_four_blocks_of_five_habits_in_three_languages_and_no_score():
    assert [domain.id for domain in OWN.domains] == [
        "self_awareness", "self_management", "social_awareness", "relationship_management",
    ]  # fmt: skip
    assert [sum(item.domain == domain.id for item in OWN.items) for domain in OWN.domains] == [5, 5, 5, 5]
    for item in OWN.items:
        assert set(item.text) == set(OWN.document["rubric"]["exercises"][item.id]) == {"en", "de", "es"}
    assert OWN.is_for_oneself
    assert not OWN.scored_items
    assert not OWN.metric_ids
    assert OWN.scoring is None
    assert score_columns(OWN) == ()


@pytest.mark.parametrize("instrument", [OWN, scored_for_oneself()], ids=["shipped", "of a file"])
def test_no_door_of_the_library_makes_anything_of_it(instrument):
    answers = pd.DataFrame({item.id: [1, 2, 3] for item in instrument.items})
    item = instrument.items[0].id
    for door in (
        lambda: instrument_questions(instrument),
        lambda: instrument_questions(instrument, kind="share"),
        lambda: instrument_domains(instrument),
        lambda: answer_values(instrument, answers, item),
        lambda: score_columns(instrument, form="short"),
    ):
        with pytest.raises(InputError, match=ALONE):
            door()


def test_a_set_that_could_be_scored_is_not():
    alone = scored_for_oneself()
    answers = pd.DataFrame({item.id: [1, 2, 3] for item in alone.items})
    for door in (
        score_columns,
        lambda one: score_items(one, answers),
        lambda one: score_people(one, answers),
    ):
        with pytest.raises(InputError, match=ALONE):
            door(alone)


def test_the_command_that_releases_refuses_it_and_writes_nothing(tmp_path):
    rows = [[f"p{n}", "team", "2026-01", *([1] * len(OWN.items))] for n in range(30)]
    header = ["respondent", "unit", "round", *(item.id for item in OWN.items)]
    pd.DataFrame(rows, columns=header).to_csv(tmp_path / "answers.csv", index=False)
    (tmp_path / "units.csv").write_text("unit,parent\nteam,\n")
    (tmp_path / "alone.yaml").write_text(write_instrument(scored_for_oneself()))
    for name in ("emotional_habits", str(tmp_path / "alone.yaml")):
        out = tmp_path / "out"
        result = CliRunner().invoke(
            app,
            ["release", str(tmp_path / "answers.csv"), "--units", str(tmp_path / "units.csv"),
             "--instrument", name, "--out", str(out)],
        )  # fmt: skip
        assert result.exit_code
        assert ALONE in str(result.exception) + " ".join(result.output.split())
        assert not (out / "ledger.json").exists()
