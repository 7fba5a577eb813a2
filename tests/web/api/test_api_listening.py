"""Surveys, rounds and answers through the API."""

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import rounds_at_work as work
from django.db import OperationalError, connection
from django.db.models import AutoField, DateTimeField
from django.utils import timezone

from bothways_web.api.kept import forget_old
from bothways_web.api.models import KeptAnswer
from bothways_web.listen.models import Invitation, Response, Round
from bothways_web.listen.question_sets import items_of
from bothways_web.listen.rounds import close_round
from bothways_web.listen.tokens import token_of


@pytest.fixture
def asked(company) -> Round:
    return work.launch(company)


def body_of(asked: Round, invitation: Invitation, **more) -> dict:
    return {"link": token_of(invitation.pk), "answers": work.answers_to(asked, 4), **more}


def where(asked: Round) -> str:
    return f"rounds/{asked.pk}/responses"


def first(asked: Round) -> Invitation:
    return asked.invitations.order_by("pk")[0]


def test_surveys_are_listed_and_read_with_their_questions(program, asked):
    mine = program("eva")
    [one] = mine.get("surveys").json()["items"]
    assert one == {
        "id": asked.pulse_id, "title": asked.pulse.title, "question_set": "team_psychological_safety",
        "unit": "company", "cadence": "monthly", "state": "running",
    }  # fmt: skip
    whole = mine.get(f"surveys/{asked.pulse_id}").json()
    assert [question["id"] for question in whole["questions"]] == [item.id for item in items_of(asked)]
    assert whole["questions"][0]["text"]["en"]


def test_rounds_are_listed_in_pages(program, asked):
    mine = program("eva")
    listed = mine.get("rounds").json()
    assert (listed["total"], listed["next_offset"]) == (1, None)
    assert listed["items"][0]["id"] == asked.pk
    assert mine.get("rounds", survey=asked.pulse_id).json()["total"] == 1
    assert mine.get("rounds", survey=asked.pulse_id + 1).json()["total"] == 0
    assert mine.get("rounds", limit=0).status_code == 422
    assert mine.get(f"rounds/{asked.pk}").json()["state"] == "open"
    assert mine.get(f"rounds/{asked.pk + 1}").status_code == 404
    assert "answered" not in json.dumps(listed)


def test_answers_are_stored_once(program, asked):
    mine, invitation = program("eva"), first(asked)
    answer = mine.post(where(asked), body_of(asked, invitation))
    assert (answer.status_code, answer.json()) == (201, {"stored": True})
    assert Response.objects.get().answers == work.answers_to(asked, 4)
    again = mine.post(where(asked), body_of(asked, invitation))
    assert (again.status_code, again.json()["code"]) == (409, "already")
    assert Response.objects.count() == 1


def test_the_same_request_with_a_key_is_answered_the_same(program, asked):
    mine, invitation = program("eva"), first(asked)
    sent = body_of(asked, invitation)
    answers = [mine.post(where(asked), sent, **{"Idempotency-Key": "order-4711"}) for _ in range(3)]
    assert [one.status_code for one in answers] == [201, 201, 201]
    assert Response.objects.count() == 1
    other = mine.post(
        where(asked), body_of(asked, invitation, may_quote=True), **{"Idempotency-Key": "order-4711"}
    )
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    assert program("dua").post(where(asked), sent, **{"Idempotency-Key": "order-4711"}).status_code == 409
    assert mine.post(where(asked), sent, **{"Idempotency-Key": "short"}).status_code == 422


def test_what_is_kept_for_a_key_holds_no_answer_and_no_link(program, asked):
    invitation = first(asked)
    program("eva").post(where(asked), body_of(asked, invitation), **{"Idempotency-Key": "order-4711"})
    kept = str(vars(KeptAnswer.objects.get()))
    assert token_of(invitation.pk) not in kept
    assert str(invitation.pk) not in kept
    assert items_of(asked)[0].id not in kept


def test_a_refused_request_with_a_key_can_be_mended(program, asked):
    mine, invitation = program("eva"), first(asked)
    wrong = body_of(asked, invitation) | {"answers": {}}
    assert mine.post(where(asked), wrong, **{"Idempotency-Key": "order-4711"}).status_code == 422
    assert (
        mine.post(where(asked), body_of(asked, invitation), **{"Idempotency-Key": "order-4711"}).status_code
        == 201
    )


def wrong_answers(asked: Round) -> dict[str, dict]:
    right = work.answers_to(asked, 4)
    name = next(iter(right))
    return {
        "missing": {key: value for key, value in right.items() if key != name},
        "unknown": {**right, "salary": 3},
        "off the scale": {**right, name: 99},
        "below the scale": {**right, name: -1},
        "a text": {**right, name: "4; drop"},
        "half": {**right, name: 3.5},
    }


@pytest.mark.parametrize("case", ["missing", "unknown", "off the scale", "below the scale", "a text", "half"])
def test_wrong_answers_are_told_and_nothing_is_stored(program, asked, case):
    sent = body_of(asked, first(asked)) | {"answers": wrong_answers(asked)[case]}
    answer = program("eva").post(where(asked), sent)
    assert answer.status_code == 422, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert not Response.objects.exists()


def test_declining_is_an_answer(program, asked):
    declined = dict.fromkeys(work.answers_to(asked, 4))
    answer = program("eva").post(where(asked), body_of(asked, first(asked)) | {"answers": declined})
    assert answer.status_code == 201
    assert set(Response.objects.get().answers.values()) == {None}


def test_a_comment_where_none_is_asked_for_is_refused(program, asked):
    assert not asked.comment
    answer = program("eva").post(where(asked), body_of(asked, first(asked), comment="Hello"))
    assert (answer.status_code, answer.json()["code"]) == (422, "comment")


def test_a_comment_is_stored_and_one_too_long_is_told(company, program):
    asked = work.launch(company, comment=True)
    mine = program("eva")
    long = mine.post(where(asked), body_of(asked, first(asked), comment="x" * 5000))
    assert (long.status_code, long.json()["code"]) == (422, "answer")
    text = "=1+1 <script> \u202e שלום 🙂"
    assert mine.post(where(asked), body_of(asked, first(asked), comment=text)).status_code == 201
    assert Response.objects.get().comment == text


@pytest.mark.parametrize("link", ["", "x", "x" * 200, "x" * 201, "\x00"])
def test_a_link_that_is_none_looks_like_one_of_another_round(program, asked, link):
    sent = body_of(asked, first(asked)) | {"link": link}
    answer = program("eva").post(where(asked), sent)
    assert answer.status_code == (422 if len(link) > 200 else 404)
    foreign = program("eva").post(f"rounds/{asked.pk + 1}/responses", body_of(asked, first(asked)))
    assert foreign.status_code == 404


def test_a_closed_round_takes_nothing(program, asked):
    close_round(asked)
    answer = program("eva").post(where(asked), body_of(asked, first(asked)))
    assert (answer.status_code, answer.json()["code"]) == (409, "closed")


def test_a_sealed_round_takes_no_answers_from_programs(program, asked):
    Round.objects.update(mode="sealed")
    answer = program("eva").post(where(asked), body_of(asked, first(asked)))
    assert (answer.status_code, answer.json()["code"]) == (409, "sealed")
    assert not Response.objects.exists()


@pytest.mark.parametrize("sent", [b"", b"{", b"[]", b"\xff\xfe", b'{"link": 3}', b"null", b"1" * 4_000_000])
def test_a_body_that_cannot_be_read_is_a_problem(program, asked, sent):
    answer = program("eva").post(where(asked), sent)
    assert answer.status_code in (400, 413, 422)
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.django_db(transaction=True)
def test_one_key_at_once_is_done_once(company, program):
    asked = work.launch(company)
    mine, sent = program("eva"), body_of(asked, first(asked))

    def post(_number: int) -> int:
        try:
            return mine.post(where(asked), sent, **{"Idempotency-Key": "order-4711"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(post, range(4)))
    assert set(answers) <= {201, 409}
    assert 201 in answers
    assert Response.objects.count() == 1


def test_what_is_kept_for_a_key_is_forgotten_and_tells_no_moment(program, asked):
    program("eva").post(where(asked), body_of(asked, first(asked)), **{"Idempotency-Key": "order-4711"})
    today = timezone.localdate()
    assert not [field for field in KeptAnswer._meta.fields if isinstance(field, DateTimeField | AutoField)]
    forget_old(today + dt.timedelta(days=1))
    assert KeptAnswer.objects.exists()
    forget_old(today + dt.timedelta(days=2))
    assert not KeptAnswer.objects.exists()


def test_a_store_that_does_not_keep_up_is_told_and_the_same_request_is_stored_later(
    program, asked, monkeypatch
):
    mine, body = program("eva"), body_of(asked, first(asked))
    with monkeypatch.context() as patched:
        patched.setattr(
            "bothways_web.listen.answering.responses._store_alone",
            lambda _sent: fails_with(OperationalError("full")),
        )
        for key in ({}, {"Idempotency-Key": "order-4712"}):
            answer = mine.post(where(asked), body, **key)
            assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "busy", "5")
    assert not Response.objects.exists()
    assert mine.post(where(asked), body).status_code == 201


def fails_with(problem):
    raise problem
