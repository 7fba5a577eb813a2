"""Pages of surveys that stand, are open, or ask customers: made, launched, looked at."""

from __future__ import annotations

import pytest
import rounds_at_work as at

from bothways_web.listen import clock
from bothways_web.listen.answering.responses import store_response
from bothways_web.listen.asks import note_contact
from bothways_web.listen.models import Contact, Invitation, Pulse, Round
from bothways_web.listen.rounds import close_round
from bothways_web.people.units import today

FORM = {
    "title": "A survey", "audience": "company", "mode": "confidential", "cadence": "monthly", "open_days": 7,
    "share": 100, "form": "full", "occasion": "calendar", "days": 0, "rest_days": 30,
}  # fmt: skip


def make(company, who, instrument="engagement_short", **given):
    return company.client(who).post(f"/listen/new/{instrument}/", FORM | given)


def released(asked: Round) -> Round:
    for invitation in Invitation.objects.filter(round=asked):
        store_response(invitation, at.Draft(at.answers_to(asked)))
    close_round(asked)
    clock.tick()
    asked.refresh_from_db()
    assert asked.state == Round.State.RELEASED
    return asked


@pytest.fixture
def of_customers(company) -> Round:
    asked = at.launch(
        company, instrument="csat_relational", side="customers", occasion="contact", cadence="monthly"
    )
    for number in range(14):
        unit = ["day", "night"][number % 2]
        one = Contact.objects.create(
            side="customers", key=f"c{number}", email=f"c{number}@customer.example", unit=unit
        )
        note_contact(asked.pulse, one, unit=unit, happened_on=today())
    return asked


@pytest.mark.parametrize(
    ("who", "instrument", "side"),
    [
        ("eva", "engagement_short", "employees"),
        ("fay", "csat_relational", "customers"),
        ("eva", "candidate_experience", "candidates"),
    ],
)
def test_each_lead_makes_surveys_of_those_whose_voice_it_is(company, who, instrument, side):
    wanted = "interview" if side == "candidates" else "calendar"
    assert make(company, who, instrument, occasion=wanted).status_code == 302
    assert Pulse.objects.get().side == side


@pytest.mark.parametrize(
    ("who", "instrument"),
    [
        ("eva", "csat_relational"),
        ("fay", "engagement_short"),
        ("ana", "candidate_experience"),
        ("ana", "exit"),
    ],
)
def test_nobody_makes_surveys_of_others(company, who, instrument):
    assert company.client(who).get(f"/listen/new/{instrument}/").status_code == 404


def test_a_manager_is_offered_no_occasions_and_cannot_smuggle_one_in(company):
    page = company.client("ana").get("/listen/new/engagement_short/").content.decode()
    assert "occasion" not in page
    assert make(company, "ana", audience="day", occasion="leaving").status_code == 302
    assert Pulse.objects.get().occasion == "calendar"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"occasion": "leaving", "cadence": "once"}, "every month, every quarter or every year"),
        ({"occasion": "leaving", "mode": "open"}, "asked confidentially"),
        ({"occasion": "contact"}, "Select a valid choice"),
        ({"mode": "open", "shown_on": "javascript:alert(1)"}, "is no address of a website"),
        ({"mode": "open", "shown_on": "https://a.example/*; script-src *"}, "is no address of a website"),
        ({"mode": "open", "shown_on": "http://plain.example"}, "is no address of a website"),
        ({"days": "-1"}, "greater than or equal"),
        ({"days": "9999"}, "less than or equal"),
    ],
)
def test_what_does_not_go_together_is_refused_with_a_sentence(company, given, told):
    answer = make(company, "eva", **given)
    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert not Pulse.objects.exists()


def test_websites_are_kept_once_each_as_origins(company):
    make(
        company,
        "eva",
        mode="open",
        shown_on="https://a.example/\n\nhttps://a.example\nhttps://b.example:8443",
    )
    assert Pulse.objects.get().shown_on == "https://a.example\nhttps://b.example:8443"


def test_what_is_about_one_person_is_not_asked_by_the_calendar(company):
    assert "There is a problem" in make(company, "eva", "exit", occasion="calendar").content.decode()
    assert make(company, "eva", "exit", occasion="leaving", days=7, cadence="quarterly").status_code == 302


def test_a_set_that_is_made_for_an_occasion_is_asked_at_that_one_alone(company):
    refused = make(company, "eva", "exit", occasion="first_days", cadence="quarterly")
    assert "There is a problem" in refused.content.decode()
    page = company.client("eva").get("/listen/new/onboarding/").content.decode()
    assert "each new colleague" in page
    assert "each person who leaves" not in page


def test_the_page_of_a_launch_says_what_it_does(company):
    make(company, "eva", occasion="leaving", days=7)
    pulse = Pulse.objects.get()
    page = company.client("eva").get(f"/listen/{pulse.pk}/launch/").content.decode()
    assert "Nobody is asked now." in page
    assert "7 days before the last day" in page
    assert company.client("eva").post(f"/listen/{pulse.pk}/launch/").status_code == 302
    assert pulse.rounds.get().state == Round.State.OPEN


def test_what_leavers_say_is_for_people_leads_alone(company):
    asked = at.launch(
        company, instrument="engagement_short", occasion="leaving", cadence="monthly", audience="day"
    )
    assert company.client("ana").get(f"/listen/{asked.pulse.pk}/").status_code == 404
    assert company.client("ana").get(f"/listen/rounds/{asked.pk}/").status_code == 404
    assert company.client("eva").get(f"/listen/rounds/{asked.pk}/").status_code == 200


def test_results_of_customers_stand_on_the_page_of_their_round(company, of_customers):
    asked = released(of_customers)
    page = company.client("fay").get(f"/listen/rounds/{asked.pk}/").content.decode()
    assert "Results" in page
    assert "Day shift" in page
    assert "10-19" in page
    assert company.client("eva").get(f"/listen/rounds/{asked.pk}/").status_code == 404


def test_too_few_answers_are_shown_to_nobody(company):
    asked = at.launch(
        company, instrument="csat_relational", side="customers", occasion="contact", cadence="monthly"
    )
    one = Contact.objects.create(side="customers", key="c1", email="c1@customer.example", unit="day")
    note_contact(asked.pulse, one, unit="day", happened_on=today())
    page = company.client("fay").get(f"/listen/rounds/{released(asked).pk}/").content.decode()
    assert "The answers stay where they are and are shown to nobody." in page
    assert "larger group" not in page


def test_answers_of_customers_are_on_no_page_of_employees(company, of_customers):
    asked = released(of_customers)
    assert f"rounds/{asked.pk}" not in company.client("eva").get("/").content.decode()
    team = company.client("eva").get("/teams/day/").content.decode()
    assert "No survey of this team has closed yet" in team or "Employees" in team
    assert asked.pulse.title not in team


@pytest.mark.parametrize(("who", "instrument"), [("fay", "nps_transactional"), ("eva", "exit")])
def test_a_set_about_what_happened_is_offered_only_what_it_can_be(company, who, instrument):
    page = company.client(who).get(f"/listen/new/{instrument}/").content.decode()
    for name, value in (("mode", "open"), ("mode", "sealed"), ("cadence", "once"), ("cadence", "weekly")):
        assert f'name="{name}" value="{value}"' not in page
    for name, value in (("mode", "confidential"), ("cadence", "monthly"), ("cadence", "quarterly")):
        assert f'name="{name}" value="{value}"' in page
    assert "shown_on" not in page


def test_the_form_counts_days_from_what_the_viewer_asks_about(company):
    page = company.client("fay").get("/listen/new/nps_transactional/").content.decode()
    assert "After a contact" in page
    assert "last day" not in page


def test_a_launch_counts_only_contacts_who_have_had_their_rest(company, of_customers):
    Contact.objects.create(side="customers", key="new", email="new@customer.example", unit="day")
    made = make(company, "fay", "ces_relational")
    page = company.client("fay").get(f"{made['Location']}launch/").content.decode()
    assert "One contact of these units can be written to and has had its rest." in page


def test_whoever_rests_is_not_said_to_be_done(company, of_customers):
    told = {"key": "c1", "email": "", "unit": "day", "happened_on": today().isoformat(), "touchpoint": ""}
    fay = company.client("fay")
    page = fay.post(f"/listen/{of_customers.pulse.pk}/happened/", told, follow=True).content.decode()
    assert "rests. Nothing is sent." in page
    assert "<strong>Done</strong>" not in page


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"unit": ""}, "Choose the unit with which it was."),
        ({"key": ""}, "Write the number or code by which your other system knows this person."),
    ],
)
def test_what_is_left_out_of_a_contact_is_asked_for_by_name(company, of_customers, given, told):
    full = {"key": "c1", "email": "", "unit": "day", "happened_on": today().isoformat(), "touchpoint": ""}
    page = company.client("fay").post(f"/listen/{of_customers.pulse.pk}/happened/", full | given)
    assert page.status_code == 422
    assert told in page.content.decode()


def test_the_page_of_a_round_leads_on_to_what_comes_next(company, of_customers):
    page = company.client("fay").get(f"/listen/rounds/{of_customers.pk}/").content.decode()
    assert f'href="/listen/{of_customers.pulse.pk}/happened/"' in page
    opened = at.launch(company, instrument="enps", mode="open")
    page = company.client("eva").get(f"/listen/rounds/{opened.pk}/").content.decode()
    assert f'href="/listen/{opened.pulse.pk}/channels/"' in page
    assert "waiting for their time" not in page
