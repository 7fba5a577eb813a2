"""Every kind of question through the API: described, answered as on screens, released like other numbers."""

import pytest
from many_kinds import add_people, answers_of, invited, launch_kinds
from rounds_at_work import store_response

from bothways_web.listen.answering.asking import draft_of
from bothways_web.listen.models import Response
from bothways_web.listen.release import release_round
from bothways_web.listen.rounds import close_round
from bothways_web.listen.tokens import token_of


@pytest.fixture
def asked(company):
    return launch_kinds(company)


def handed_in(program, asked, answers, **more):
    sent = {"link": token_of(invited(asked)[0].pk), "answers": answers, **more}
    return program("eva").post(f"rounds/{asked.pk}/responses", sent)


def test_questions_say_their_kind_options_condition_and_grid(program, asked):
    told = program("eva").get(f"surveys/{asked.pulse_id}").json()["questions"]
    by_id = {one["id"]: one for one in told}
    assert [one["kind"] for one in told] == [
        "ordinal", "ordinal", "single_choice", "ordinal", "multiple_choice", "ranking", "number", "date", "open_text",
    ]  # fmt: skip
    assert [one["id"] for one in by_id["cause"]["options"]] == ["rota", "tools", "pay"]
    assert by_id["often"]["ask_if"] == {"question": "cause", "answers": ["rota", "tools"]}
    assert (by_id["calm"]["grid"], by_id["cause"]["grid"]) == ("week", None)
    assert by_id["missing"]["max_choices"] == 2
    assert (by_id["late"]["low"], by_id["late"]["high"]) == (0, 80)
    assert (by_id["since"]["first"], by_id["since"]["last"]) == ("2026-01-01", "2026-12-31")
    assert by_id["say"]["max_length"] == 60


def test_answers_of_every_kind_are_stored_as_on_screens(program, asked):
    answer = handed_in(program, asked, answers_of(0), may_quote_texts=["say"])
    assert answer.status_code == 201, answer.content
    stored = Response.objects.get().answers
    assert stored == answers_of(0) | {"missing": ["rota", "tools"], "say may quote": True}


def test_answers_to_hidden_questions_are_refused(program, asked):
    answer = handed_in(program, asked, answers_of(2) | {"often": 3})
    assert answer.status_code == 422
    assert "hidden questions" in answer.json()["detail"]
    assert "often" in answer.json()["detail"]
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("often", "gone"), ("cause", "weather"), ("missing", ["rota", "tools", "pay"]), ("first", ["rota"]),
        ("late", 81), ("since", "2027-01-01"), ("say", "x" * 61), ("calm", "4; drop"), ("salary", 3),
    ],
)  # fmt: skip
def test_what_a_question_does_not_have_is_refused_by_name(program, asked, name, value):
    answer = handed_in(program, asked, answers_of(0) | {name: value})
    assert answer.status_code == 422
    assert name in answer.json()["detail"]
    assert not Response.objects.exists()


def test_a_question_that_is_asked_needs_an_answer_or_null(program, asked):
    answers = answers_of(0)
    del answers["often"]
    refused = handed_in(program, asked, answers)
    assert refused.status_code == 422
    assert "often" in refused.json()["detail"]
    assert handed_in(program, asked, answers | {"often": None}).status_code == 201


def test_a_tick_for_a_question_that_is_not_there_is_refused(program, asked):
    assert handed_in(program, asked, answers_of(0), may_quote_texts=["salary"]).status_code == 422


def test_shares_are_among_the_results(company, program):
    add_people(company, 40)
    asked = launch_kinds(company)
    for number, one in enumerate(invited(asked)):
        store_response(one, draft_of(asked, answers_of(number)))
    close_round(asked)
    assert release_round(asked.pk)
    [row] = program("eva").get("results", metric="work_mix.cause", kind="distribution").json()["items"]
    assert (row["text"], row["units"], row["n_band"], row["value"]) == ("50|25|25", [], "50-99", None)
