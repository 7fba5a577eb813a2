"""The way through the questions: conditions, hidden answers, grids, and answers repeated in later texts."""

import pytest
from many_kinds import OPTIONS, every_kind, item, launch_kinds

from bothways_web.listen.answering.asking import CHECK, Draft, Refusal, draft_of, missing_step, steps_of, take
from bothways_web.listen.answering.kinds import Wrong, checked, from_screen, in_words
from bothways_web.listen.answering.ways import asked_items, screens_of, with_answers, without_hidden

ITEMS = every_kind().items
BY_ID = {one.id: one for one in ITEMS}


@pytest.fixture
def asked(company):
    return launch_kinds(company)


def names(answers, **more):
    return [one.id for one in asked_items(ITEMS, answers, **more)]


def test_a_question_is_asked_of_those_who_gave_one_of_the_answers():
    assert "often" in names({"cause": "rota"})
    assert "often" not in names({"cause": "pay"})
    assert "often" not in names({"cause": None})
    assert "often" not in names({})


def test_what_may_still_be_asked_counts_as_long_as_it_is_open():
    assert "often" in names({}, perhaps=True)
    assert "often" in names({"cause": "tools"}, perhaps=True)
    assert "often" not in names({"cause": "pay"}, perhaps=True)
    assert "often" not in names({"cause": None}, perhaps=True)


def test_a_question_after_a_hidden_one_is_hidden_as_well():
    chain = every_kind(items=[
        item("calm", "agree5", "Calm?", scored=True), item("a", "one", "A?"),
        item("b", "some", "B?", ask_if={"item": "a", "answers": ["rota"]}),
        item("c", "one", "C?", ask_if={"item": "b", "answers": ["pay"]}),
    ], grids={}).items  # fmt: skip
    ids = lambda answers, **more: [one.id for one in asked_items(chain, answers, **more)]  # noqa: E731
    assert ids({"a": "rota", "b": ["tools", "pay"]}) == ["calm", "a", "b", "c"]
    assert ids({"a": "rota", "b": ["tools"]}) == ["calm", "a", "b"]
    assert ids({"a": "pay", "b": ["pay"], "c": "pay"}) == ["calm", "a"]
    assert ids({}, perhaps=True) == ["calm", "a", "b", "c"]
    assert without_hidden(chain, {"a": "pay", "b": ["pay"], "c": "pay"}) == {"a": "pay"}


def test_rows_of_a_grid_share_a_screen():
    assert list(screens_of(ITEMS))[:2] == ["grid:week", "cause"]
    assert [one.id for one in screens_of(ITEMS)["grid:week"]] == ["calm", "clear"]


def test_an_earlier_answer_is_repeated_in_a_later_text():
    text = BY_ID["often"].text["en"]
    assert with_answers(text, ITEMS, {"cause": "tools"}, "en") == "How often Tools?"
    assert with_answers(text, ITEMS, {"cause": None}, "en") == "How often …?"
    assert with_answers(text, ITEMS, {}, "en") == "How often …?"


def test_an_answer_that_is_hidden_by_now_is_not_repeated():
    assert with_answers("{answer:often}", ITEMS, {"cause": "rota", "often": 5}, "en") == "Yes"
    assert with_answers("{answer:often}", ITEMS, {"cause": "pay", "often": 5}, "en") == "…"


def test_what_is_repeated_cannot_repeat_something_else():
    """A label that looks like a place is words and nothing else."""
    sly = every_kind(scales={**every_kind().document["scales"], "one": {
        "kind": "single_choice", "options": [*OPTIONS[:2], {"id": "sly", "label": {"en": "{answer:late}"}}],
    }}).items  # fmt: skip
    assert with_answers("A {answer:cause}", sly, {"cause": "sly", "late": 3}, "en") == "A {answer:late}"


def test_a_changed_answer_drops_what_is_hidden_now(asked):
    draft = Draft({"cause": "rota", "often": 2})
    kept = take(draft, asked, "cause", {"answer": "tools"})
    assert kept.answers["often"] == 2
    dropped = take(draft, asked, "cause", {"answer": "pay"})
    assert "often" not in dropped.answers
    again = take(dropped, asked, "cause", {"answer": "rota"})
    assert missing_step(Draft({**again.answers, "calm": 1, "clear": 1}), asked) == "often"


def test_progress_counts_what_can_still_be_asked(asked):
    assert len(steps_of(asked)) == 9
    assert len(steps_of(asked, {"cause": "rota"})) == 9
    assert len(steps_of(asked, {"cause": "pay"})) == 8
    assert steps_of(asked)[-1] == CHECK


def test_an_answer_to_a_hidden_question_is_refused(asked):
    for before in ({}, {"cause": "pay"}, {"cause": None}):
        with pytest.raises(Refusal, match="not asked after your other answers"):
            take(Draft(before), asked, "often", {"answer": "1"})


def test_answers_at_once_are_taken_whole_or_refused(asked):
    whole = {
        "calm": 1, "clear": None, "cause": "pay", "missing": ["pay", "rota"], "first": ["pay", "rota", "tools"],
        "late": 80, "since": "2026-12-31", "say": " Words ",
    }  # fmt: skip
    made = draft_of(asked, whole, quoted=["say"])
    assert made.answers == {**whole, "missing": ["rota", "pay"], "say": "Words", "say may quote": True}
    for change, told in (
        ({"often": 3}, "hidden questions"),
        ({"cause": "rota"}, ""),
        ({"late": 81}, "from 0 to 80"),
        ({"missing": ["rota", "tools", "pay"]}, "at most 2"),
    ):
        with pytest.raises(Refusal) as refused:
            draft_of(asked, whole | change)
        assert told in refused.value.words
        assert refused.value.items


GIVEN = {
    "cause": [({"answer": "rota"}, "rota"), ({"answer": "-"}, None)],
    "missing": [({"choice_0": "rota", "choice_2": "pay"}, ["rota", "pay"]), ({"answer": "-"}, None)],
    "first": [({"place_0": "2", "place_1": "3", "place_2": "1"}, ["pay", "rota", "tools"]), ({}, None)],
    "late": [({"answer": " 7 "}, 7), ({"answer": ""}, None), ({"answer": "٧"}, 7)],
    "since": [({"answer": "2026-02-28"}, "2026-02-28"), ({"answer": ""}, None)],
    "say": [({"answer": " a\r\nb\x00 "}, "a\nb"), ({"answer": "  "}, None)],
    "calm": [({"answer": "5"}, 5), ({"answer": "-"}, None)],
}  # fmt: skip
REFUSED = {
    "cause": [{}, {"answer": "weather"}, {"answer": "1"}],
    "missing": [
        {}, {"choice_0": "rota", "answer": "-"}, {"choice_0": "rota", "choice_1": "tools", "choice_2": "pay"},
        {"choice_0": "pay"},
    ],
    "first": [{"place_0": "1"}, {"place_0": "1", "place_1": "1", "place_2": "2"},
              {"place_0": "1", "place_1": "2", "place_2": "4"}, {"place_0": "x", "place_1": "2", "place_2": "1"}],
    "late": [{"answer": "81"}, {"answer": "-1"}, {"answer": "1.5"}, {"answer": "many"}, {"answer": "9" * 40}],
    "since": [{"answer": "2025-12-31"}, {"answer": "2027-01-01"}, {"answer": "2026-02-30"}, {"answer": "tomorrow"}],
    "say": [{"answer": "x" * 61}],
    "calm": [{}, {"answer": "6"}, {"answer": "1.0"}],
}  # fmt: skip


@pytest.mark.parametrize("name", GIVEN)
def test_each_kind_takes_what_its_screen_hands_in(name):
    for given, wanted in GIVEN[name]:
        assert from_screen(BY_ID[name], given) == wanted


@pytest.mark.parametrize("name", REFUSED)
def test_each_kind_refuses_what_it_does_not_have(name):
    for given in REFUSED[name]:
        with pytest.raises(Wrong):
            from_screen(BY_ID[name], given)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("calm", True), ("cause", 1), ("cause", ["rota"]), ("missing", "rota"), ("missing", []),
        ("missing", ["rota", "rota"]), ("first", ["rota"]), ("late", "7"), ("late", True), ("since", 20260101),
        ("since", "20260101"), ("say", 3),
    ],
)  # fmt: skip
def test_each_kind_refuses_values_of_another_shape(name, value):
    with pytest.raises(Wrong):
        checked(BY_ID[name], value)


def test_answers_are_read_back_in_words():
    shown = {
        "calm": (5, "Yes"), "late": (3, "3"), "cause": ("pay", "Pay"), "missing": (["rota", "pay"], "Rota, Pay"),
        "first": (["pay", "rota", "tools"], "1. Pay, 2. Rota, 3. Tools"), "since": ("2026-03-01", "1 March 2026"),
        "clear": (3, "3"),
    }  # fmt: skip
    found = {name: in_words(BY_ID[name], value, "en") for name, (value, _words) in shown.items()}
    assert found == {name: words for name, (_value, words) in shown.items()}
    assert in_words(BY_ID["late"], None, "en") == ""
