"""A journey as a document: changed by functions that return a new one, within its limits."""

import copy

import pytest

from bothways.errors import InputError
from bothways_web.link.journeys import document as d


def journey(*names):
    made = d.new_journey("Visit", "both")
    for name in names:
        made = d.add_stage(made, d.new_stage(name))
    return made


def names(made):
    return [one["name"] for one in made["stages"]]


def stage(made, name):
    return next(one["id"] for one in made["stages"] if one["name"] == name)


@pytest.mark.parametrize(
    ("moved", "steps", "order"),
    [("A", 1, "BAC"), ("C", -1, "ACB"), ("A", -1, "ABC"), ("C", 1, "ABC"), ("A", 9, "BCA"), ("C", -9, "CAB")],
)
def test_a_stage_moves_and_stops_at_the_ends(moved, steps, order):
    made = journey("A", "B", "C")
    assert names(d.move_stage(made, stage(made, moved), steps)) == list(order)


@pytest.mark.parametrize(("place", "order"), [(0, "BAC"), (1, "ABC"), (2, "ACB"), (99, "ACB"), (-3, "BAC")])
def test_a_stage_is_put_at_a_place(place, order):
    made = journey("A", "B", "C")
    assert names(d.place_stage(made, stage(made, "B"), place)) == list(order)


def test_a_stage_is_added_behind_another_or_at_the_end():
    made = journey("A", "B")
    assert names(d.add_stage(made, d.new_stage("X"), after=stage(made, "A"))) == ["A", "X", "B"]
    assert names(d.add_stage(made, d.new_stage("X"), after="gone")) == ["A", "B", "X"]


def test_no_change_touches_the_document_that_was_handed_in():
    made = journey("A", "B")
    before, one = copy.deepcopy(made), stage(made, "A")
    d.move_stage(made, one, 1)
    d.rename_stage(made, one, "Z")
    d.remove_stage(made, one)
    d.change_stage(made, d.new_stage("Y", id=one, touchpoints=["desk"]))
    d.describe(made, "Else", "customers")
    assert made == before


def test_two_stages_never_share_an_id():
    assert len({d.new_stage("A")["id"] for _ in range(500)}) == 500


def test_a_journey_has_thirty_stages_and_no_more():
    made = journey(*(f"S{number}" for number in range(30)))
    with pytest.raises(InputError, match="at most 30 stages"):
        d.add_stage(made, d.new_stage("one more"))


@pytest.mark.parametrize(
    "change",
    [
        lambda: d.new_stage(""),
        lambda: d.new_stage(" \n\t "),
        lambda: d.new_stage("\x00"),
        lambda: d.new_stage("x" * 81),
        lambda: d.new_journey("", "both"),
        lambda: d.new_journey("Visit", "suppliers"),
        lambda: d.new_stage("A", touchpoints=["x" * 81]),
        lambda: d.new_stage("A", touchpoints=[str(number) for number in range(13)]),
        lambda: d.new_stage("A", metrics=[f"surveyed:{number}" for number in range(7)]),
        lambda: d.new_stage("A", customers={"do": "x" * 1001}),
    ],
)
def test_what_a_journey_does_not_take_is_refused_with_what_to_do(change):
    with pytest.raises(InputError) as caught:
        change()
    assert caught.value.remedy


@pytest.mark.parametrize("change", ["rename_stage", "remove_stage", "move_stage", "place_stage"])
def test_a_stage_that_is_gone_cannot_be_changed(change):
    more = {"rename_stage": ("B",), "move_stage": (1,), "place_stage": (0,)}.get(change, ())
    with pytest.raises(InputError, match="not there any more"):
        getattr(d, change)(journey("A"), "gone", *more)


def test_texts_keep_their_lines_and_lose_what_no_file_takes():
    made = d.new_stage(
        "  A\x00 \u202eB ", customers={"do": " one \r\n\r\n two\x07 "}, touchpoints=["desk", "desk", " "]
    )
    assert made["name"] == "A \u202eB"
    assert made["customers"] == {"do": "one\n\ntwo", "feel": "", "need": ""}
    assert made["touchpoints"] == ["desk"]


def test_the_longest_that_fits_fits():
    made = d.new_stage("x" * 80, touchpoints=[f"{n}" for n in range(12)], employees={"need": "y" * 1000})
    assert len(made["employees"]["need"]) == 1000


@pytest.mark.parametrize(
    ("lanes", "found"), [("both", ("customers", "employees")), ("employees", ("employees",))]
)
def test_a_journey_knows_its_lanes(lanes, found):
    assert d.lanes_of(d.new_journey("A", lanes)) == found
