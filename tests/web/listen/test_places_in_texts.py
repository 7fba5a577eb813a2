"""Places in texts that a round or what happened fills in; what sealed rounds ask; shipped sets with choices."""

import datetime as dt

import pytest
from many_kinds import every_kind, invited, item, launch_kinds, pulse_of_kinds

from bothways.errors import InputError
from bothways.measures import load_instrument, parse_instrument, write_instrument
from bothways_web.listen.additional import answers_in_words
from bothways_web.listen.question_sets import items_of, questions_of
from bothways_web.listen.sealed.readiness import refuse_unfit
from bothways_web.listen.views.screens import named


def test_unit_and_organisation_are_filled_in_for_everybody(company):
    one = invited(launch_kinds(company))[0]
    shown = named("In {unit} at {organisation}: {touchpoint} on {date}", one)
    assert shown.endswith("at The company: {touchpoint} on {date}")
    assert "{unit}" not in shown


def test_what_happened_and_when_is_filled_in_where_the_invitation_says_it(company):
    one = invited(launch_kinds(company))[0]
    one.touchpoint, one.happened_on = "the hotline", dt.date(2026, 3, 9)
    assert named("How was {touchpoint} on {date}?", one) == "How was the hotline on 9 March 2026?"


def test_a_contact_of_which_nobody_said_what_it_was_is_called_a_contact(company):
    one = invited(launch_kinds(company))[0]
    one.touchpoint, one.happened_on = "", dt.date(2026, 3, 9)
    assert named("How was {touchpoint} on {date}?", one) == "How was your contact with us on 9 March 2026?"


SEALED = {
    "a choice": [item("cause", "one", "Why?")],
    "a day": [item("since", "day", "Since when?")],
    "a grid": [item("a", "agree5", "A?", grid="week"), item("b", "agree5", "B?", grid="week")],
    "a condition": [item("told", "agree5", "Heard?", ask_if={"item": "calm", "answers": [1]})],
    "a repeated answer": [item("told", "agree5", "{answer:calm}?")],
}


@pytest.mark.parametrize("what", SEALED)
def test_a_sealed_round_asks_questions_on_scales_of_everybody_alone(company, what):
    first = item("calm", "agree5", "Calm?", scored=True)
    grids = {"week": {"en": "This week"}} if what == "a grid" else {}
    made = every_kind(items=[first, *SEALED[what]], grids=grids)
    with pytest.raises(InputError, match="scales alone"):
        refuse_unfit(pulse_of_kinds(company, made, mode="sealed", cadence="quarterly"))


def test_a_sealed_round_of_plain_scales_is_fine(company):
    made = every_kind(items=[item("calm", "agree5", "Calm?", scored=True)], grids={})
    refuse_unfit(pulse_of_kinds(company, made, mode="sealed", cadence="quarterly"))


def test_a_sealed_round_leaves_texts_out(company):
    made = every_kind(
        items=[item("calm", "agree5", "Calm?", scored=True), item("say", "words", "Else?")], grids={}
    )
    pulse = pulse_of_kinds(company, made, mode="sealed", cadence="quarterly")
    refuse_unfit(pulse)
    assert [one.id for one in items_of(pulse)] == ["calm"]


def test_the_exit_survey_is_frozen_with_its_reasons(company):
    frozen = write_instrument(load_instrument("exit"))
    assert "codes of" not in frozen
    pulse = pulse_of_kinds(company, parse_instrument(frozen, "exit"))
    asked = {one.id: one for one in items_of(pulse)}
    assert "Pay and benefits" in answers_in_words(asked["main_reason"], "en")
    assert asked["reasons"].choices_allowed == 2
    assert "event" in asked
    assert {metric.columns for metric in questions_of(pulse).metrics} >= {("told",), ("heard",)}
