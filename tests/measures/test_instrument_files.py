"""Reading an instrument of one's own: right ones load, wrong ones are named."""

import copy

import pytest
import yaml

from bothways.errors import FileError, InputError
from bothways.measures import read_instrument, score_columns

GOOD = {
    "schema": "bothways-instrument/1",
    "id": "calm",
    "version": "1.0.0",
    "title": {"en": "Calm", "no": "Ro"},
    "purpose": "How calm work is.",
    "side": "employee",
    "sensitivity": "normal",
    "measurement_model": "reflective",
    "composition": "configural",
    "default_on": True,
    "metric_ids": ["calm", "calm.day"],
    "domains": [{"id": "day", "label": {"en": "The day"}}],
    "scales": {
        "agree5": {
            "kind": "ordinal",
            "min": 1,
            "max": 5,
            "anchors": {1: {"en": "No"}, 5: {"en": "Yes"}},
            "na_option": {"en": "Cannot say"},
        }
    },
    "items": [
        {"id": "c1", "domain": "day", "text": {"en": "Calm."}, "scale": "agree5", "reversed": False},
        {"id": "c2", "domain": "day", "text": {"en": "Rush."}, "scale": "agree5", "reversed": True},
    ],
    "scoring": {
        "total": "mean_of_domains",
        "polarity": "higher_is_better",
        "min_answered": {"per_domain": {"day": 1}, "domains": 1},
    },
    "licence": {
        "text_origin": "own_words",
        "text_clearance": "clear",
        "text_licence": "CC0-1.0",
        "sources": [],
    },
    "translations": {},
    "do": [],
    "dont": [],
}


def written(tmp_path, change=None):
    document = copy.deepcopy(GOOD)
    if change:
        change(document)
    path = tmp_path / "calm.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return path


def test_an_own_instrument_loads(tmp_path):
    instrument = read_instrument(written(tmp_path))
    assert [score.metric for score in score_columns(instrument)] == ["calm.day", "calm"]
    assert instrument.title["no"] == "Ro"
    assert instrument.default_on


def test_a_text_under_review_loads_marked_and_switched_off(tmp_path):
    def change(document):
        document["licence"]["text_clearance"] = "review"

    instrument = read_instrument(written(tmp_path, change))
    assert instrument.text_clearance == "review"
    assert not instrument.default_on


def misspell_reversed(d):
    d["items"][1]["revesed"] = d["items"][1].pop("reversed")


BROKEN = {
    "lacks 'purpose'": lambda d: d.pop("purpose"),
    "unknown key 'colour'": lambda d: d.update(colour="red"),
    "unknown key 'revesed'": misspell_reversed,
    "'side' must be one of": lambda d: d.update(side="supplier"),
    "'version' must be three numbers": lambda d: d.update(version="1"),
    "'title' must be a map of language codes": lambda d: d.update(title={"de": "Ruhe"}),
    'write "no" for Norwegian': lambda d: d["title"].update({False: "Ro"}),
    "needs 'min' below 'max'": lambda d: d["scales"]["agree5"].update(max=1),
    "labels a step outside 1 to 5": lambda d: d["scales"]["agree5"]["anchors"].update({6: {"en": "More"}}),
    "must label both of its ends": lambda d: d["scales"]["agree5"]["anchors"].pop(5),
    "item 'c1' is there twice": lambda d: d["items"].append(d["items"][0]),
    "unknown scale 'agree7'": lambda d: d["items"][0].update(scale="agree7"),
    "unknown domain 'night'": lambda d: d["items"][0].update(domain="night"),
    "the short form names the unknown item 'c9'": lambda d: d.update(short_form={"items": ["c9"]}),
    "min_answered of 'day' cannot be met": lambda d: d["scoring"]["min_answered"]["per_domain"].update(day=3),
    "min_answered lacks domain 'day'": lambda d: d["scoring"]["min_answered"].update(per_domain={}),
    "'domains' must be between 1": lambda d: d["scoring"]["min_answered"].update(domains=2),
    "scored items need 'scoring'": lambda d: d.pop("scoring"),
    "polarity must name exactly day, total": lambda d: d["scoring"].update(
        polarity={"day": "higher_is_worse"}
    ),
    "needs exactly one item on a scale from 0 to 10": lambda d: d["scoring"].update(
        conventional=[{"id": "x", "rule": "nps", "items": ["c1"], "formula": "f", "range": "r"}]
    ),
    "which is not among the metric_ids": lambda d: d["scoring"].update(
        conventional=[
            {"id": "x", "rule": "mean", "items": ["c1"], "formula": "f", "range": "r", "metric": "y"}
        ]
    ),
    "'text_clearance' must be one of clear, review": lambda d: d["licence"].update(text_clearance="maybe"),
}


@pytest.mark.parametrize("wanted", BROKEN)
def test_a_broken_file_is_refused_and_the_trouble_named(tmp_path, wanted):
    with pytest.raises(InputError) as caught:
        read_instrument(written(tmp_path, BROKEN[wanted]))
    assert wanted in str(caught.value)
    assert caught.value.file == "calm.yaml"


def test_only_five_troubles_are_told_at_once(tmp_path):
    def change(document):
        document.update({f"extra{number}": 1 for number in range(8)})

    with pytest.raises(InputError, match=r"And 3 more\."):
        read_instrument(written(tmp_path, change))


def test_a_doubled_key_is_refused_with_its_row(tmp_path):
    path = tmp_path / "twice.yaml"
    path.write_text("schema: bothways-instrument/1\nid: a\nid: b\n", encoding="utf-8")
    with pytest.raises(FileError, match="the key 'id' is there twice"):
        read_instrument(path)


def test_a_file_that_is_no_yaml_is_refused_with_its_row(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text("schema: x\nid: a: b\n", encoding="utf-8")
    with pytest.raises(FileError) as caught:
        read_instrument(path)
    assert caught.value.row == 2


def test_a_list_instead_of_an_instrument_is_refused(tmp_path):
    path = tmp_path / "list.yaml"
    path.write_text("- a\n- b\n", encoding="utf-8")
    with pytest.raises(InputError, match="the file must be a map"):
        read_instrument(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(FileError, match="cannot be read"):
        read_instrument(tmp_path / "nowhere.yaml")


def test_another_encoding_is_refused(tmp_path):
    path = tmp_path / "latin.yaml"
    path.write_bytes("title: Ruhe für alle".encode("latin-1"))
    with pytest.raises(FileError, match="UTF-8"):
        read_instrument(path)
