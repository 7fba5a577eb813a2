"""Kinds of questions beside scales, and the way through them: what is taken, and what is refused by name."""

import copy
import datetime as dt

import pytest
import yaml

from bothways.errors import InputError
from bothways.measures import load_instrument, parse_instrument, score_columns, write_instrument
from bothways.measures.instrument import Condition

AGREE = {"kind": "ordinal", "min": 1, "max": 5, "anchors": {1: {"en": "No"}, 5: {"en": "Yes"}}}
OPTIONS = [{"id": name, "label": {"en": name.title()}} for name in ("rota", "tools", "pay")]


def item(name, scale, text="What?", **more):
    return {"id": name, "text": {"en": text}, "scale": scale, "reversed": False, "scored": False, **more}


DOCUMENT = {
    "schema": "bothways-instrument/1",
    "id": "work_mix",
    "version": "1.0.0",
    "title": {"en": "Work"},
    "purpose": "Every kind of question.",
    "side": "employee",
    "measurement_model": "formative",
    "composition": "none",
    "metric_ids": ["mix"],
    "grids": {"week": {"en": "This week"}},
    "scales": {
        "agree5": AGREE,
        "one": {"kind": "single_choice", "options": OPTIONS},
        "some": {"kind": "multiple_choice", "options": OPTIONS, "max_choices": 2},
        "order": {"kind": "ranking", "options": OPTIONS},
        "hours": {"kind": "number", "min": 0, "max": 80},
        "day": {"kind": "date", "first": "2026-01-01", "last": "2026-12-31"},
        "words": {"kind": "open_text", "max_length": 500},
    },
    "items": [
        item("calm", "agree5", scored=True, grid="week"),
        item("clear", "agree5", scored=True, grid="week"),
        item("cause", "one"),
        item("more", "some", "Beside {answer:cause}, what?", ask_if={"item": "cause", "answers": ["rota", "tools"]}),
        item("first", "order"),
        item("late", "hours"),
        item("since", "day"),
        item("told", "agree5", "Since {answer:since}: heard?", ask_if={"item": "calm", "answers": [1, 2]}),
        item("say", "words"),
    ],
    "scoring": {"total": "mean_of_items", "polarity": "higher_is_better", "min_answered": {"items": 1}},
    "licence": {"text_origin": "own_words", "text_clearance": "clear", "text_licence": "CC0-1.0", "sources": []},
    "translations": {},
    "do": [],
    "dont": [],
}  # fmt: skip


def read(change=None):
    document = copy.deepcopy(DOCUMENT)
    if change:
        change(document)
    return parse_instrument(yaml.safe_dump(document, sort_keys=False), "mix.yaml")


def of(document, name):
    return next(one for one in document["items"] if one["id"] == name)


def test_every_kind_is_read_with_conditions_grids_and_pipes():
    made = read()
    assert made.item("more").ask_if == Condition("cause", ("rota", "tools"))
    assert made.item("more").pipes == ("cause",)
    assert made.item("more").choices_allowed == 2
    assert made.item("calm").grid == made.item("clear").grid == "week"
    assert made.grids["week"]["en"] == "This week"
    assert (made.scales["day"].first, made.scales["day"].last) == ("2026-01-01", "2026-12-31")
    assert parse_instrument(write_instrument(made), "again.yaml") == made


def test_only_scored_scale_items_of_everybody_count():
    made = read()
    assert [one.id for one in made.scored_items] == ["calm", "clear"]
    assert [one.id for one in made.additional_items] == ["cause", "more", "first", "late", "since", "told"]
    assert [one.column for score in score_columns(made) for one in score.items] == ["calm", "clear"]


def test_a_day_may_stand_without_quotes():
    made = read(lambda d: d["scales"]["day"].update(first=dt.date(2026, 1, 1)))
    assert made.scales["day"].first == "2026-01-01"
    assert parse_instrument(write_instrument(made), "again.yaml") == made


def set_of(name, **changes):
    return lambda d: of(d, name).update(changes)


def swap(document):
    document["items"][1], document["items"][2] = document["items"][2], document["items"][1]


BROKEN = {
    "cannot be scored: say 'scored: false'": set_of("told", scored=True),
    "is asked after the unknown item 'gone'": set_of("more", ask_if={"item": "gone", "answers": ["rota"]}),
    "'more' is asked after 'first', which does not come before": set_of(
        "more", ask_if={"item": "first", "answers": ["rota"]}
    ),
    "'more' is asked after 'more', which does not come before": set_of(
        "more", ask_if={"item": "more", "answers": ["rota"]}
    ),
    "answer that 'cause' does not have: 'weather'": set_of(
        "more", ask_if={"item": "cause", "answers": ["rota", "weather"]}
    ),
    "'told' can never be asked": set_of("told", ask_if={"item": "calm", "answers": [6]}),
    "cannot depend on 'first'": set_of("told", ask_if={"item": "first", "answers": ["rota"]}),
    "cannot depend on 'late'": set_of("told", ask_if={"item": "late", "answers": [3]}),
    "cannot depend on 'since'": set_of("told", ask_if={"item": "since", "answers": ["2026-01-01"]}),
    "'answers' must be a list of steps": set_of("told", ask_if={"item": "calm", "answers": []}),
    "ask_if of item 'told' lacks 'answers'": set_of("told", ask_if={"item": "calm"}),
    "on the same screen": set_of("clear", ask_if={"item": "calm", "answers": [1]}, scored=False),
    "repeats the answer to the unknown item 'gone'": set_of("say", text={"en": "{answer:gone}?"}),
    "repeats the answer to 'late', which does not come": set_of("first", text={"en": "{answer:late}?"}),
    "cannot repeat the answer to 'say'": lambda d: d["items"].append(item("end", "agree5", "{answer:say}?")),
    "must follow one another": swap,
    "must share one scale": lambda d: (
        d["scales"].update(other=AGREE), of(d, "clear").update(scale="other")
    ),
    "needs an ordinal scale": lambda d: d["scales"]["agree5"].update(kind="numeric"),
    "needs two items": lambda d: of(d, "clear").pop("grid"),
    "has no heading": lambda d: d.pop("grids"),
    "the grid 'month' has no item": lambda d: d["grids"].update(month={"en": "Month"}),
    "asked of the same people": lambda d: (
        of(d, "first").update(scale="agree5", grid="two"),
        of(d, "late").update(scale="agree5", grid="two", ask_if={"item": "calm", "answers": [1]}),
        d["grids"].update(two={"en": "Two"}),
    ),
    "heading of the grid 'week' cannot repeat": lambda d: d["grids"].update(week={"en": "{answer:calm}"}),
    "the short form names the item 'told', which is asked only of some": lambda d: d.update(
        short_form={"items": ["calm", "told"]}
    ),
    "repeats an answer that is not given there": lambda d: (
        of(d, "say").update(text={"en": "{answer:calm}"}), d.update(short_form={"items": ["say"]})
    ),
    "scale 'hours' needs 'min' below 'max'": lambda d: d["scales"]["hours"].pop("max"),
    "whole numbers of at most nine digits": lambda d: d["scales"]["hours"].update(max=7.5),
    "scale 'day' needs 'first' before 'last'": lambda d: d["scales"]["day"].pop("last"),
    "'last' must be a day": lambda d: d["scales"]["day"].update(last="31.12.2026"),
    "holds a bar": lambda d: d["scales"]["one"].update(options=[{"id": "a|b", "label": {"en": "A"}}]),
    "two options or more to be ranked": lambda d: d["scales"]["order"].update(options=OPTIONS[:1]),
    "names the item 'told', which is asked only of some": lambda d: d["scoring"].update(
        conventional=[{"id": "x", "rule": "mean", "items": ["told"], "formula": "f", "range": "r"}]
    ),
    "cannot be scored on scale 'hours'": set_of("late", scored=True),
}  # fmt: skip


@pytest.mark.parametrize("wanted", BROKEN)
def test_what_cannot_be_asked_is_refused_and_named(wanted):
    with pytest.raises(InputError) as caught:
        read(BROKEN[wanted])
    assert wanted in caught.value.what


def test_a_condition_on_a_conditional_item_is_fine():
    made = read(lambda d: d["items"].append(item("then", "one", ask_if={"item": "more", "answers": ["pay"]})))
    assert made.item("then").ask_if == Condition("more", ("pay",))


def test_options_that_are_codes_of_another_file_are_written_out():
    made = load_instrument("leaving_reasons_leaders")
    options = [set(scale.options) for scale in made.scales.values() if scale.options]
    assert options
    assert not any(scale.options_from for scale in made.scales.values())
    assert sum("not_my_choice" in one for one in options) == len(options) - 1
    assert "codes of" not in write_instrument(load_instrument("exit"))


def test_options_of_a_file_that_is_not_there_stay_a_text():
    made = read(lambda d: (
        d["scales"]["one"].update(options="codes of nowhere"), of(d, "more").pop("ask_if")
    ))  # fmt: skip
    assert made.scales["one"].options_from == "codes of nowhere"
