"""Asking customers and candidates through the API: what becomes of it, who may, and what is refused."""

from __future__ import annotations

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import rounds_at_work as at
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bothways_web.api.models import KeptAnswer
from bothways_web.listen.answering.responses import store_response
from bothways_web.listen.models import Ask, Contact, Delivery, Invitation, Pulse, Response, Round
from bothways_web.listen.outside.left_alone import leave_alone
from bothways_web.listen.pulses import set_state
from bothways_web.people.models import Change
from bothways_web.people.units import today

STANDS = {"cadence": "monthly", "open_days": 7}


@pytest.fixture
def stands(company) -> Round:
    return at.launch(
        company, instrument="csat_transactional", side="customers", occasion="contact", rest_days=30, **STANDS
    )


def told(number: int = 1, **more) -> dict:
    person = {"key": f"c-{number}", "email": f"c{number}@customer.example", **more.pop("person", {})}
    return {"person": person, "unit": "day", "happened_on": today().isoformat(), **more}


def where(asked: Round, end: str = "") -> str:
    return f"surveys/{asked.pulse_id}/asks{end}"


def test_a_customer_is_asked_and_the_contact_is_made(program, stands):
    answer = program("fay").post(where(stands), told(touchpoint="your call", person={"language": "de-AT"}))
    assert (answer.status_code, answer.json()) == (201, {"state": "asked", "link": None})
    one = Contact.objects.get()
    assert (one.side, one.key, one.email, one.language) == ("customers", "c-1", "c1@customer.example", "de")
    invitation = Invitation.objects.get()
    assert (invitation.unit, invitation.touchpoint, invitation.happened_on) == ("day", "your call", today())
    assert Delivery.objects.filter(invitation=invitation).count() == 1


def test_a_contact_that_is_known_is_brought_up_to_date_and_blanks_say_nothing(program, stands):
    mine = program("fay")
    mine.post(where(stands), told())
    mine.post(where(stands), told(person={"email": "new@customer.example", "language": "es"}))
    mine.post(where(stands), told(person={"email": ""}))
    one = Contact.objects.get()
    assert (one.email, one.language) == ("new@customer.example", "es")


def test_somebody_who_was_asked_lately_rests_and_nothing_tells_whether_they_answered(program, stands):
    mine = program("fay")
    mine.post(where(stands), told(1))
    mine.post(where(stands), told(2))
    store_response(Invitation.objects.get(contact__key="c-1"), at.Draft(at.answers_to(stands)))
    answers = [mine.post(where(stands), told(number)) for number in (1, 2)]
    assert {(one.status_code, one.content) for one in answers} == {
        (200, b'{"state": "resting", "link": null}')
    }
    assert Response.objects.count() == 1


def test_somebody_without_an_address_gets_a_link_to_be_handed_on(program, stands):
    answer = program("fay").post(where(stands), told(person={"email": ""}))
    link = answer.json()["link"]
    address = at.address(Invitation.objects.get())
    assert link.endswith(address)
    assert Client().get(address).status_code == 200
    assert Delivery.objects.count() == 0


def test_an_ask_of_another_day_waits_and_has_no_link_yet(company, program):
    asked = at.launch(
        company, instrument="csat_transactional", side="customers", occasion="contact", days=3, **STANDS
    )
    answer = program("fay").post(where(asked), told(person={"email": ""}))
    assert (answer.status_code, answer.json()) == (201, {"state": "waiting", "link": None})
    assert Ask.objects.get().ask_on == today() + dt.timedelta(days=3)


def test_whoever_wants_to_be_left_alone_is_not_asked_under_a_new_number_either(program, stands):
    leave_alone(Contact.objects.create(side="customers", key="old", email="c1@customer.example"))
    answer = program("fay").post(where(stands), told())
    assert (answer.status_code, answer.json()["state"]) == (200, "stopped")
    assert not Invitation.objects.exists()


def test_what_is_long_ago_is_not_asked_of(program, stands):
    for day in ("2020-02-29", "0001-01-01"):
        answer = program("fay").post(where(stands), told(happened_on=day))
        assert (answer.status_code, answer.json()["state"]) == (200, "too old")
    assert not Ask.objects.exists()


def test_the_same_request_with_a_key_is_answered_the_same_and_no_link_is_kept(program, stands):
    mine, sent = program("fay"), told(person={"email": ""})
    answers = [mine.post(where(stands), sent, **{"Idempotency-Key": "ticket-4711"}) for _ in range(3)]
    assert [one.status_code for one in answers] == [201] * 3
    assert len({one.content for one in answers}) == 1
    assert answers[0].json()["link"]
    assert answers[0].json()["link"].split("/")[-2] not in str(vars(KeptAnswer.objects.get()))
    other = mine.post(where(stands), told(2), **{"Idempotency-Key": "ticket-4711"})
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    many = mine.post(where(stands, "/batch"), {"asks": [sent]}, **{"Idempotency-Key": "ticket-4711"})
    assert many.status_code == 409


def test_candidates_are_the_people_leads_and_customers_the_cx_leads(company, program, stands):
    candidates = at.launch(
        company, instrument="candidate_experience", side="candidates", occasion="interview", **STANDS
    )
    assert program("eva").post(where(candidates), told()).status_code == 201
    assert program("eva").post(where(stands), told()).status_code == 404
    assert program("fay").post(where(candidates), told()).status_code == 404
    assert program("hao").post(where(stands), told()).status_code == 403
    assert program("fay", "contacts:write").post(where(stands), told()).status_code == 403
    assert [(one.side, one.key) for one in Contact.objects.all()] == [("candidates", "c-1")]


WRONG = {
    "no unit": ({"unit": "nowhere"}, "unit"),
    "a formula for a unit": ({"unit": "=1+1"}, "unit"),
    "no address": ({"person": {"email": "no address"}}, "email"),
    "no language": ({"person": {"language": "tlh"}}, "language"),
    "the future": ({"happened_on": "9999-12-31"}, "happened_on"),
    "no day": ({"happened_on": "2026-02-30"}, "happened_on"),
    "no key": ({"person": {"key": " "}}, "key"),
    "a key with a line break": ({"person": {"key": "a\nb"}}, "key"),
    "a zero byte": ({"touchpoint": "a\x00"}, "touchpoint"),
    "too long": ({"touchpoint": "x" * 81}, "touchpoint"),
    "a field nobody knows": ({"name": "Jo"}, "name"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_told_by_field_and_nothing_is_stored(program, stands, case):
    more, field = WRONG[case]
    answer = program("fay").post(where(stands), told(**more))
    assert answer.status_code == 422, answer.content
    assert field in answer.json()["errors"][0]["place"]
    assert not Contact.objects.exists()


def test_several_are_told_at_once_each_with_its_outcome(program, stands):
    leave_alone(Contact.objects.create(side="customers", key="c-3"))
    sent = {
        "asks": [told(1), told(1), told(2, happened_on="2020-01-01"), told(3), told(4, person={"email": ""})]
    }
    answer = program("fay").post(where(stands, "/batch"), sent)
    assert answer.status_code == 200
    items = answer.json()["items"]
    assert [one["state"] for one in items] == ["asked", "resting", "too old", "stopped", "asked"]
    assert [bool(one["link"]) for one in items] == [False] * 4 + [True]


def test_where_one_of_several_is_wrong_nothing_is_stored_and_its_place_is_told(program, stands):
    sent = {"asks": [told(1), told(2, unit="nowhere"), told(3, person={"email": "x"})]}
    answer = program("fay").post(where(stands, "/batch"), sent)
    assert answer.status_code == 422
    places = [one["place"][-3:] for one in answer.json()["errors"]]
    assert places == [["asks", "1", "unit"], ["2", "person", "email"]]
    assert not Contact.objects.exists()


def test_more_than_500_or_none_at_once_are_refused(program, stands):
    for asks in ([told(number) for number in range(501)], []):
        answer = program("fay").post(where(stands, "/batch"), {"asks": asks})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert not Contact.objects.exists()


@pytest.mark.parametrize("case", ["by the calendar", "employees", "paused", "ended", "draft"])
def test_a_survey_that_asks_nobody_of_it_is_a_conflict_with_a_remedy(company, program, stands, case):
    asked, name = stands, "fay"
    if case == "by the calendar":
        Pulse.objects.update(occasion="calendar")
    elif case == "employees":
        asked, name = at.launch(company, occasion="leaving", **STANDS), "eva"
    else:
        Pulse.objects.update(state=case)
    answer = program(name).post(where(asked), told())
    assert (answer.status_code, answer.json()["code"]) == (409, "not_asking")
    assert not Contact.objects.exists()


def test_a_survey_that_is_not_there_is_not_found(program, stands):
    assert program("fay").post("surveys/999/asks", told()).status_code == 404


def test_between_two_rounds_somebody_waits(program, stands):
    Round.objects.update(state=Round.State.CLOSING)
    assert program("fay").post(where(stands), told()).json()["state"] == "waiting"


def test_ten_thousand_asks_for_one_customer_are_one_and_cost_no_more_each(program, stands):
    mine = program("fay")

    def queries(count: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert mine.post(where(stands, "/batch"), {"asks": [told()] * count}).status_code == 200
        return len(seen)

    first, few, many = queries(1), queries(10), queries(300)
    assert Ask.objects.count() == Invitation.objects.count() == Contact.objects.count() == 1
    assert first < 60
    assert (many - few) / 290 <= (few - queries(1)) / 9 + 1
    assert (many - few) / 290 < 15


def test_whether_somebody_is_left_alone_is_read_and_noted_by_number(program, stands):
    mine = program("fay")
    mine.post(where(stands), told(person={"key": "2026/17 ä"}))
    place = "contacts/customers/2026%2F17%20%C3%A4"
    assert mine.get(place).json() == {"key": "2026/17 ä", "stopped": False}
    for _time in range(2):
        answer = mine.post(f"{place}/stop", {})
        assert (answer.status_code, answer.json()) == (200, {"key": "2026/17 ä", "stopped": True})
    assert mine.get(place).json()["stopped"]
    assert Change.objects.filter(verb="left contact alone").count() == 1
    assert mine.post(where(stands), told(person={"key": "2026/17 ä"})).json()["state"] == "stopped"


def test_contacts_of_the_other_side_and_unknown_ones_are_not_there(program, stands):
    program("fay").post(where(stands), told())
    for name, place in (("eva", "customers/c-1"), ("fay", "candidates/c-1"), ("fay", "customers/c-2")):
        assert program(name).get(f"contacts/{place}").status_code == 404
        assert program(name).post(f"contacts/{place}/stop", {}).status_code == 404
    assert program("fay").get("contacts/nobody/c-1").status_code == 422
    assert program("fay").get("contacts/customers").status_code == 404
    assert program("fay", "asks:write").get("contacts/customers/c-1").status_code == 403


def test_what_is_told_of_a_contact_holds_no_address(program, stands):
    program("fay").post(where(stands), told())
    assert "@" not in json.dumps(program("fay").get("contacts/customers/c-1").json())


def test_a_survey_that_goes_on_takes_asks_again(company, program, stands):
    fay = company.users["fay"]
    set_state(stands.pulse, Pulse.State.PAUSED, by=fay)
    assert program("fay").post(where(stands), told()).status_code == 409
    set_state(stands.pulse, Pulse.State.RUNNING, by=fay)
    assert program("fay").post(where(stands), told()).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_several_programs_at_once_ask_one_customer_once(company, program):
    asked = at.launch(
        company, instrument="csat_transactional", side="customers", occasion="contact", rest_days=30, **STANDS
    )
    mine = program("fay")

    def post(_number: int) -> int:
        try:
            return mine.post(where(asked), told()).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(post, range(8)))
    assert sorted(answers) == [200] * 7 + [201]
    assert Ask.objects.count() == Invitation.objects.count() == Contact.objects.count() == 1
