"""Customers and candidates from the first page to the last: contacts, survey, mail, answers, results."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from rounds_at_work import go, hidden

from bothways_web.listen import clock
from bothways_web.listen.models import Contact, Delivery, Invitation, Pulse, Response, Round
from bothways_web.people.units import today

TEAMS = ("day", "night", "desk", "field")
FILE = "number,mail,team,lang\n" + "".join(
    f"C-{team}-{number},{team}{number}@customer.example,{team},{'de' if number % 2 else 'en'}\n"
    for team in TEAMS
    for number in range(12)
)


def import_contacts(browser: Client) -> None:
    taken = browser.post(
        "/listen/contacts/customers/file/", {"file": SimpleUploadedFile("c.csv", FILE.encode())}
    )
    columns = {f"column-{at}": name for at, name in enumerate(("key", "email", "unit", "language"))}
    checked = browser.post(taken["Location"], columns)
    assert browser.post(checked["Location"]).status_code == 302


def make_survey(browser: Client, instrument: str, **more: str) -> Pulse:
    """Make and launch a survey on pages."""
    given = {
        "title": "What they say", "audience": "company", "mode": "confidential", "cadence": "monthly",
        "open_days": "14", "rest_days": "30", "comment": "on", "days": "0", **more,
    }  # fmt: skip
    made = browser.post(f"/listen/new/{instrument}/", given)
    assert made.status_code == 302, re.findall(r'class="error[^>]*>[^<]*', made.content.decode())
    assert browser.post(f"{made['Location']}launch/").status_code == 302
    return Pulse.objects.latest("pk")


def deliver() -> list[str]:
    """Send what is due; returns the links in the mails, without host."""
    clock.send_due(Delivery.objects.order_by("-due_at")[0].due_at)
    return [re.search(r"/answer/[^/]+/", one.body)[0] for one in mail.outbox]


def answer(url: str, value: int, comment: str = "") -> str:
    """Answer on pages as somebody without an account; returns the last page."""
    client = Client(enforce_csrf_checks=True)
    page = go(client, url, client.get(url))
    for _screen in range(20):
        sent = hidden(page)
        if "step" not in sent:
            break
        filled = (
            {"comment": comment, "may_quote": "1"} if sent["step"] == "comment" else {"answer": str(value)}
        )
        page = go(client, url, page, go="continue", **filled)
    return page.content.decode()


def close(browser: Client) -> Round:
    asked = Round.objects.latest("pk")
    assert browser.post(f"/listen/rounds/{asked.pk}/close/").status_code == 302
    clock.tick()
    asked.refresh_from_db()
    assert asked.state == Round.State.RELEASED, asked.trouble
    return asked


def test_a_relational_survey_from_a_file_of_contacts_to_the_team_page(browser_of):
    fay = browser_of("fay")
    import_contacts(fay)
    survey = make_survey(fay, "nps_relational", cadence="quarterly", occasion="calendar")
    assert (survey.side, survey.occasion) == ("customers", "calendar")
    links = deliver()
    assert len(links) == len(set(links)) == 48
    assert {one.to[0] for one in mail.outbox} == set(Contact.objects.values_list("email", flat=True))
    for number, link in enumerate(links):
        said = "Waiting was short." if number % 4 == 0 else ""
        answer(link, 4 + number % 7, said)
    assert Response.objects.count() == 48
    asked = close(fay)
    assert not Response.objects.exists()
    page = fay.get("/teams/day/").content.decode()
    assert "(NPS)" in page
    assert "No customer numbers" not in page
    assert "Waiting was short." not in page
    look = fay.get(f"/listen/rounds/{asked.pk}/comments/").content.decode()
    assert "Waiting was short." in look
    seal = re.search(r'name="seal" value="([^"]+)"', look)[1]
    fay.post(f"/listen/rounds/{asked.pk}/comments/", {"seal": seal})
    assert "Waiting was short." in fay.get("/teams/day/").content.decode()
    assert browser_of("ana").get("/teams/day/").status_code == 200


def test_a_transactional_survey_from_the_api_to_the_team_page(browser_of, program):
    fay = browser_of("fay")
    survey = make_survey(fay, "csat_transactional", occasion="contact")
    asks = [
        {"person": {"key": f"{team}-{number}", "email": f"{team}{number}@customer.example"}, "unit": team,
         "happened_on": today().isoformat(), "touchpoint": "your call"}
        for team in TEAMS for number in range(10)
    ]  # fmt: skip
    told = program("fay").post(f"surveys/{survey.pk}/asks/batch", {"asks": asks}).json()["items"]
    assert {one["state"] for one in told} == {"asked"}
    links = deliver()
    assert len(links) == 40
    first = go(Client(), links[0], Client().get(links[0])).content.decode()
    assert "your call" in first
    for number, link in enumerate(links):
        answer(link, 1 + number % 5)
    assert Response.objects.count() == 40
    close(fay)
    page = fay.get("/teams/day/").content.decode()
    assert "Satisfaction with a contact (CSAT)" in page
    results = program("fay").get("results", population="surveyed", metric="csat").json()["items"]
    assert {"unit=day"} <= {f"unit={row['units'][0]}" for row in results if row["units"]}


def test_candidates_from_the_page_after_an_interview_to_the_results(browser_of, program):
    eva = browser_of("eva")
    survey = make_survey(eva, "candidate_experience", occasion="interview")
    place = f"/listen/{survey.pk}/happened/"
    assert "Note an interview" in eva.get(f"/listen/{survey.pk}/").content.decode()
    for number in range(12):
        sent = {"key": f"a-{number}", "email": f"a{number}@candidate.example", "unit": TEAMS[number % 2],
                "happened_on": today().isoformat(), "touchpoint": ""}  # fmt: skip
        assert eva.post(place, sent).status_code == 302
    assert "rests" in eva.get(eva.post(place, sent)["Location"]).content.decode()
    links = deliver()
    assert len(links) == 12
    for number, link in enumerate(links):
        answer(link, 2 + number % 4)
    assert Response.objects.count() == 12
    asked = close(eva)
    rows = program("eva").get("results", population="candidates").json()["items"]
    assert [row["metric"] for row in rows if not row["units"]]
    assert eva.get(f"/listen/rounds/{asked.pk}/").status_code == 200
    assert browser_of("fay").get(f"/listen/rounds/{asked.pk}/").status_code == 404


def test_a_candidate_without_an_address_gets_a_link_that_is_shown_once(browser_of):
    eva = browser_of("eva")
    survey = make_survey(eva, "candidate_experience", occasion="interview")
    sent = {"key": "a-1", "email": "", "unit": "day", "happened_on": today().isoformat(), "touchpoint": ""}
    page = eva.post(f"/listen/{survey.pk}/happened/", sent)
    assert page["Cache-Control"] == "private, no-store"
    link = re.search(r"/answer/[^/]+/", page.content.decode())[0]
    assert "A short survey" in Client().get(link).content.decode()
    assert Invitation.objects.count() == 1
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"key": ""}, {"key": "a\x00"}, {"email": "x"}, {"unit": "nowhere"}, {"happened_on": "9999-12-31"},
     {"happened_on": "soon"}, {"touchpoint": "x" * 81}, {"language": "tlh"}],
)  # fmt: skip
def test_what_is_wrong_with_what_happened_is_said_and_nothing_is_stored(browser_of, wrong):
    eva = browser_of("eva")
    survey = make_survey(eva, "candidate_experience", occasion="interview")
    sent = {"key": "a-1", "email": "", "unit": "day", "happened_on": today().isoformat(), "touchpoint": ""}
    page = eva.post(f"/listen/{survey.pk}/happened/", sent | wrong)
    assert page.status_code == 422
    assert "There is a problem" in page.content.decode()
    assert not Contact.objects.exists()


def test_a_survey_by_the_calendar_takes_no_happening(browser_of):
    fay = browser_of("fay")
    import_contacts(fay)
    survey = make_survey(fay, "nps_relational", occasion="calendar")
    assert "Note a contact" not in fay.get(f"/listen/{survey.pk}/").content.decode()
    answer_ = fay.get(f"/listen/{survey.pk}/happened/")
    assert answer_["Location"] == f"/listen/{survey.pk}/"
    assert "by the calendar" in fay.get(answer_["Location"]).content.decode()


def test_relational_and_transactional_surveys_go_side_by_side_and_share_the_rest(browser_of, program):
    fay = browser_of("fay")
    import_contacts(fay)
    make_survey(fay, "csat_relational", occasion="calendar")
    assert Invitation.objects.count() == 48
    survey = make_survey(fay, "csat_transactional", occasion="contact")
    ask = {"person": {"key": "C-day-1"}, "unit": "day", "happened_on": today().isoformat()}
    assert program("fay").post(f"surveys/{survey.pk}/asks", ask).json()["state"] == "resting"
    make_survey(fay, "ces_transactional", occasion="contact")
    make_survey(browser_of("eva"), "candidate_experience", occasion="interview")
