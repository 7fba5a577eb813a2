"""The shipped instruments: complete, consistent, ours to ship."""

from importlib.resources import files

import pandas as pd
import pytest

from bothways import measures
from bothways.errors import InputError
from bothways.measures import (
    instrument_ids,
    load_instrument,
    restricted_register,
    score_columns,
    score_people,
)

CORE = (
    "burnout_short", "burnout_single", "ces_relational", "ces_transactional", "csat_relational",
    "csat_transactional", "enps", "nps_relational", "nps_transactional", "team_psychological_safety",
    "voice_customer",
)  # fmt: skip
ALL = instrument_ids()
WITH_EXAMPLE = [name for name in ALL if "worked_example" in load_instrument(name).document]
REFERENCE_ONLY = {"emotional_intelligence", "fevs_engagement_index", "fevs_item_bank", "nhs_staff_survey"}


def test_the_public_surface_is_sorted_and_complete():
    assert list(measures.__all__) == sorted(measures.__all__)
    assert all(hasattr(measures, name) for name in measures.__all__)


def test_there_are_twenty_seven_instruments():
    assert len(ALL) == 27
    assert not REFERENCE_ONLY & set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_a_file_holds_the_instrument_of_its_name(name):
    assert load_instrument(name).id == name


def test_an_unknown_instrument_is_refused_with_the_list():
    with pytest.raises(InputError, match="team_psychological_safety"):
        load_instrument("mbi")


@pytest.mark.parametrize("name", WITH_EXAMPLE)
def test_the_worked_example_comes_out(name):
    instrument = load_instrument(name)
    example = instrument.document["worked_example"]
    scores = score_people(instrument, pd.DataFrame([example["answers"]])).iloc[0].round(2).dropna()
    wanted = dict(example["expect"]["domains"])
    total = wanted.pop("total", example["expect"]["total"])
    assert {metric.split(".")[-1]: score for metric, score in scores.items() if "." in metric} == {**wanted}
    assert [score for metric, score in scores.items() if "." not in metric] == (
        [] if total is None else [total]
    )


def test_every_instrument_with_a_total_has_a_worked_example():
    scored = {name for name in ALL if (rule := load_instrument(name).scoring) and rule.total != "none"}
    assert scored <= set(WITH_EXAMPLE)


@pytest.mark.parametrize("name", CORE)
def test_core_instruments_speak_three_languages(name):
    instrument = load_instrument(name)
    assert all(set(item.text) == {"en", "es", "de"} for item in instrument.items)


@pytest.mark.parametrize("name", ALL)
def test_an_unreviewed_translation_says_so(name):
    instrument = load_instrument(name)
    languages = {code for item in instrument.items for code in item.text} - {"en"}
    statuses = {code: instrument.document["translations"][code]["status"] for code in languages}
    assert set(statuses.values()) <= {"unreviewed"}


@pytest.mark.parametrize("name", ALL)
def test_every_metric_is_made_from_answers_or_says_where(name):
    instrument = load_instrument(name)
    made = {score.metric for score in score_columns(instrument)}
    elsewhere = set(instrument.scoring.elsewhere) if instrument.scoring else set()
    assert set(instrument.metric_ids) <= made | elsewhere
    assert not made & elsewhere


def test_no_two_instruments_make_the_same_metric():
    made = [score.metric for name in ALL for score in score_columns(load_instrument(name))]
    assert len(made) == len(set(made))


def test_sensitive_instruments_ask_for_ten_people():
    asking = {
        name: load_instrument(name).min_group_floor
        for name in ALL
        if load_instrument(name).sensitivity == "high" and load_instrument(name).items
    }
    assert asking
    assert min(asking.values()) >= 10


def test_low_is_good_only_where_the_instrument_says_so():
    lower = {s.metric for name in ALL for s in score_columns(load_instrument(name)) if s.better == "lower"}
    assert lower == {
        "burnout", "burnout.exhaustion", "burnout.distance", "burnout.strain", "burnout_single",
        "compassion.fatigue", "exit.avoidable_pct",
    }  # fmt: skip


def test_a_score_describes_its_columns():
    scores = {score.metric: score for score in score_columns(load_instrument("burnout_short"))}
    exhaustion = scores["burnout.exhaustion"]
    assert [(i.column, i.low, i.high, i.reversed) for i in exhaustion.items] == [
        ("be1", 1, 5, False),
        ("be2", 1, 5, False),
        ("be3", 1, 5, True),
    ]
    assert (exhaustion.rule, exhaustion.min_answered, exhaustion.kind) == ("mean_of_items", 2, "mean")
    assert scores["burnout"].parts == ("burnout.exhaustion", "burnout.distance", "burnout.strain")


def test_shares_and_net_scores_are_told_apart_from_means():
    kinds = {
        s.metric: (s.kind, s.low, s.high, s.answers)
        for name in ("nps_relational", "csat_transactional", "ces_transactional")
        for s in score_columns(load_instrument(name))
    }
    assert kinds == {
        "nps_mean": ("mean", 0, 100, ()),
        "nps": ("nps", -100, 100, ()),
        "csat_mean": ("mean", 0, 100, ()),
        "csat": ("percent", 0, 100, (4, 5)),
        "ces_mean": ("mean", 0, 100, ()),
        "ces": ("mean", 1, 7, ()),
    }


def test_the_register_holds_keys_and_no_texts():
    register = restricted_register()
    assert len(register) == 10
    known = {*ALL, "none"}
    assert all(set(scale.use_instead.split(", ")) <= known for scale in register)
    text = (files("bothways.measures") / "instruments" / "restricted_register.yaml").read_text("utf-8")
    assert text.count("text_in_library: false") == 10


def test_the_texts_carry_their_dedication():
    folder = files("bothways.measures") / "instruments"
    assert "CC0-1.0" in (folder / "LICENSE").read_text("utf-8")
    licences = {load_instrument(name).document["licence"]["text_licence"] for name in ALL}
    assert licences == {"CC0-1.0"}
