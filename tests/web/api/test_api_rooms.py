"""What the API shows and takes of acting, verifying, files and webhooks: the own units, no names, released numbers."""

import datetime as dt
import json

import pytest
from django.utils import timezone

from bothways_web.act.models import Case, Charter, CheckIn, Plan, Said, WorkItem
from bothways_web.connect.models import Receiver
from bothways_web.connect.models.receiver import Event, Notice
from bothways_web.listen.models import Contact, Review, ReviewImport
from bothways_web.people.models import Grant, Role
from bothways_web.people.units import today

ONE = {"unit": "day", "title": "Mend the label printer", "hours": 1.5, "skills": ["Printers"]}


@pytest.fixture
def ana(company, program):
    """A program of somebody who leads one team and is an analyst besides: managers alone make no tokens."""
    Grant.objects.create(user=company.users["ana"], role=Role.ANALYST)
    return program("ana")


def plan_of(company, unit="day", **more):
    days = {"starts_on": today(), "review_on": today() + dt.timedelta(days=30), "made_on": today()}
    return Plan.objects.create(
        unit=company.units[unit], title="Call back within two hours", state="started",
        owner=company.people["day"][1], commitment="I promise it", **days, **more,
    )  # fmt: skip


def test_work_is_written_down_moved_and_told_without_names(company, ana, program):
    made = ana.post("work", ONE)
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["state"], told["hours"], told["skills"], told["mine"]) == ("pool", 1.5, ["printers"], False)
    place = f"work/{told['number']}/moves"
    taken = ana.post(place, {"move": "take", "seen": told["version"]}).json()
    assert (taken["state"], taken["mine"]) == ("taken", True)
    stale = ana.post(place, {"move": "done", "seen": told["version"]})
    assert (stale.status_code, stale.json()["code"]) == (409, "not_now")
    done = ana.post(place, {"move": "done", "seen": taken["version"], "took": 2}).json()
    assert (done["state"], float(WorkItem.objects.get().took)) == ("done", 2.0)
    seen = program("eva").get("work", unit="north", state="done")
    assert seen.json()["total"] == 1
    assert "Day 1" not in seen.content.decode()
    assert seen.json()["items"][0]["mine"] is False


def test_work_of_other_units_is_not_there_for_who_leads_one(company, ana, program):
    assert ana.post("work", {**ONE, "unit": "desk"}).status_code == 404
    assert program("eva").post("work", ONE).status_code == 404
    other = WorkItem.objects.create(unit=company.units["desk"], title="x", made_on=today(), since=today())
    assert ana.get(f"work/{other.pk}").status_code == 404
    assert ana.post(f"work/{other.pk}/moves", {"move": "take", "seen": 0}).status_code == 404
    assert program("eva").post(f"work/{other.pk}/moves", {"move": "drop", "seen": 0}).status_code == 404
    assert ana.get("work").json()["total"] == 0
    assert program("hao").get("work").status_code == 403


def test_plans_are_read_without_their_owner_and_checked_in_by_who_leads(company, ana, program):
    plan, _other = plan_of(company), plan_of(company, "desk")
    assert [one["number"] for one in ana.get("plans").json()["items"]] == [plan.pk]
    text = program("eva").get(f"plans/{plan.pk}").content.decode()
    assert "Call back" in text
    assert "Day 2" not in text
    assert "promise" not in text
    said = ana.post(f"plans/{plan.pk}/check-ins", {"how": "stuck", "words": "Nobody has time"})
    assert said.status_code == 201
    assert CheckIn.objects.get().how == "stuck"
    assert program("eva").get("plans", waits="help").json()["total"] == 1
    assert program("eva").post(f"plans/{plan.pk}/check-ins", {"how": "slow"}).status_code == 404


def test_cases_tell_how_far_they_are_and_never_whose(company, program):
    contact = Contact.objects.create(side="customers", key="C-1001", email="c1001@customer.example")
    case = Case.objects.create(
        unit=company.units["day"], contact=contact, words="You are late", masked="You are late", score=2,
        owner=company.users["ana"], opened_on=today(), reply_by=today() - dt.timedelta(days=1),
        close_by=today() + dt.timedelta(days=9),
    )  # fmt: skip
    mine = program("fay")
    answer = mine.get(f"cases/{case.pk}")
    assert (answer.json()["overdue"], answer.json()["has_owner"]) == (True, True)
    for secret in ("C-1001", "late", "Ana", "score"):
        assert secret not in mine.get("cases").content.decode()
    assert mine.get("cases", state="closed").json()["total"] == 0
    assert program("eva").get("cases").status_code == 403


def test_the_committee_is_what_its_public_page_shows(company, program):
    days = {"review_on": today() + dt.timedelta(days=90), "written_on": today()}
    Charter.objects.create(number=1, purpose="Inside alone", powers="advise", **days)
    mine = program("dua")
    assert mine.get("committee").json()["charter"] is None
    Charter.objects.create(number=2, purpose="For everybody", powers="advise", outside=True, **days)
    assert mine.get("committee").json()["charter"]["parts"] == {"purpose": "For everybody"}


def test_only_what_was_published_is_told_of_you_said_we_did(company, program):
    Said.objects.create(voice="customers", you_said="Too slow", outcome="done", we_did="Two more lines")
    mine = program("hao")
    assert mine.get("said").json()["total"] == 0
    Said.objects.update(published_on=today())
    [one] = mine.get("said", voice="customers").json()["items"]
    assert (one["we_did"], one["unit"]) == ("Two more lines", None)
    assert mine.get("said", outcome="trying").json()["total"] == 0


def test_reviews_are_for_those_who_lead_customer_experience(company, program):
    file = ReviewImport.objects.create(
        file_name="r.csv", unit="day", asked_at=timezone.now(), state="imported"
    )
    for day in (1, 2):
        Review.objects.create(
            of=file, mark=str(day), unit="day", day=dt.date(2026, 1, day), text=f"Words {day}"
        )
    mine = program("fay")
    assert [one["text"] for one in mine.get("reviews", unit="north").json()["items"]] == [
        "Words 2",
        "Words 1",
    ]
    assert mine.get("reviews", first="2026-01-02").json()["total"] == 1
    assert mine.get("reviews", unit="desk").json()["total"] == 0
    assert program("eva").get("reviews").status_code == 403


def test_verifying_says_nothing_where_nothing_was_released(company, program):
    mine = program("hao")
    assert mine.get("studies").json()["total"] == 0
    assert mine.get("leaving").json()["items"] == []
    assert mine.get("leaving", unit="day").status_code == 200
    assert mine.get("habits").json()["items"] == []
    assert mine.get("overload").json()["round"] is None
    assert mine.get("themes").json()["items"] == []
    assert mine.get("journeys").json()["items"] == []


def test_files_of_released_numbers_are_asked_for_and_fetched_by_who_asked(company, program):
    mine = program("fay")
    values = [{"unit": unit, "period": "2026-09", "value": 7, "n": 40} for unit in ("day", "night", "desk")]
    series = {"side": "customers", "name": "waiting_time", "kind": "rate", "values": values}
    assert mine.post("outcomes", series).status_code == 201
    made = mine.post("exports", {"what": "numbers", "population": "customers"})
    assert (made.status_code, made.json()["state"]) == (201, "done"), made.content
    place = f"exports/{made.json()['key']}"
    file = mine.get(f"{place}/file")
    assert file["Content-Type"] == "application/octet-stream"
    assert b"waiting_time" in b"".join(file.streaming_content)
    assert mine.get("exports").json()["total"] == 1
    assert program("eva").get(place).status_code == 404
    assert program("eva").get(f"{place}/file").status_code == 404
    assert program("hao").post("exports", {"what": "numbers"}).status_code == 404
    assert program("dua").get("exports").status_code == 403


def test_webhooks_tell_their_host_and_no_secret(company, program):
    receiver = Receiver.objects.create(
        name="Intranet", address="https://intranet.example/hook?key=verysecret", events=["round.opened"],
        secret="whsec_verysecret",
    )  # fmt: skip
    event = Event.objects.create(kind="round.opened", at=timezone.now())
    Notice.objects.create(receiver=receiver, event=event, due_at=timezone.now(), attempts=2, status=500)
    mine = program("dua")
    listed = mine.get("webhooks")
    assert listed.json()["items"][0]["host"] == "intranet.example"
    assert "verysecret" not in listed.content.decode()
    [notice] = mine.get(f"webhooks/{receiver.pk}/notices").json()["items"]
    assert (notice["event"], notice["attempts"], notice["status"]) == ("round.opened", 2, 500)
    assert mine.get(f"webhooks/{receiver.pk}/notices", state="taken").json()["total"] == 0
    assert json.loads(program("eva").get("webhooks").content)["code"] == "scope"
