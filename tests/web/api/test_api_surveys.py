"""Surveys through the API: written, changed, launched, ended and closed by those who may run them."""

import pytest
import rounds_at_work as work

from bothways_web.listen.models import Pulse, Round

NEW = {
    "question_set": "team_psychological_safety",
    "title": "Team pulse",
    "unit": "company",
    "cadence": "monthly",
}


def test_question_sets_are_those_of_the_own_side(company, program):
    mine = {one["id"]: one for one in program("eva").get("question-sets", limit=500).json()["items"]}
    assert mine["team_psychological_safety"]["voice"] == "employee"
    assert "customer" not in {one["voice"] for one in mine.values()}
    theirs = program("fay").get("question-sets", limit=500).json()["items"]
    assert {one["voice"] for one in theirs} == {"customer"}


def test_a_survey_is_written_changed_launched_closed_and_ended(company, program):
    mine = program("eva")
    made = mine.post("surveys", NEW)
    assert made.status_code == 201, made.content
    assert (made.json()["state"], made.json()["unit"]) == ("draft", "company")
    place = f"surveys/{made.json()['id']}"
    changed = mine.client.patch(
        f"/api/v1/{place}", {"title": "Pulse", "share": 50}, content_type="application/json"
    )
    assert (changed.status_code, changed.json()["title"]) == (200, "Pulse")
    assert Pulse.objects.get().share == 50
    opened = mine.post(f"{place}/launch", {})
    assert (opened.status_code, opened.json()["state"], opened.json()["results"]) == (201, "open", None)
    again = mine.post(f"{place}/launch", {})
    assert (again.status_code, again.json()["code"]) == (409, "not_now")
    other = mine.client.patch(f"/api/v1/{place}", {"unit": "north"}, content_type="application/json")
    assert (other.status_code, other.json()["code"]) == (409, "not_now")
    closed = mine.post(f"rounds/{opened.json()['id']}/close", {})
    assert closed.status_code == 200
    assert mine.post(f"rounds/{opened.json()['id']}/close", {}).json()["code"] == "closed"
    assert mine.post(f"{place}/state", {"state": "ended"}).json()["state"] == "ended"
    assert mine.post(f"{place}/state", {"state": "running"}).status_code == 409


def test_a_released_round_says_where_its_results_are(company, program):
    asked = work.launch(company)
    mine = program("eva")
    mine.post(f"rounds/{asked.pk}/close", {})
    Round.objects.filter(pk=asked.pk).update(state=Round.State.RELEASED)
    asked.refresh_from_db()
    assert mine.get(f"rounds/{asked.pk}").json()["results"] == asked.ledger_name


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"unit": "moon"}, "unit"),
        ({"mode": "sealed", "cadence": "monthly"}, "cadence"),
        ({"rest_days": 3}, "rest_days"),
        ({"occasion": "contact"}, "occasion"),
        ({"open_days": 0}, "open_days"),
    ],
)
def test_what_the_pages_refuse_is_refused_by_its_name(company, program, more, field):
    answer = program("eva").post("surveys", NEW | more)
    assert answer.status_code == 422
    assert field in {one["place"][-1] for one in answer.json()["errors"]}
    assert not Pulse.objects.exists()


def test_surveys_of_others_are_not_there(company, program):
    asked = work.launch(company)
    theirs = program("fay")
    for path in (f"surveys/{asked.pulse_id}/launch", f"rounds/{asked.pk}/close"):
        assert theirs.post(path, {}).status_code == 404
    assert theirs.get(f"surveys/{asked.pulse_id}").status_code == 404
    assert theirs.get(f"rounds/{asked.pk}").status_code == 404
    assert theirs.get("rounds").json()["total"] == 0
    assert theirs.post("surveys", NEW).status_code == 404
    assert program("dua").post("surveys", NEW).status_code == 403


def test_the_same_survey_with_the_same_key_is_written_once(company, program):
    mine = program("eva")
    first = mine.post("surveys", NEW, **{"Idempotency-Key": "survey-0001"})
    assert mine.post("surveys", NEW, **{"Idempotency-Key": "survey-0001"}).json() == first.json()
    assert Pulse.objects.count() == 1
