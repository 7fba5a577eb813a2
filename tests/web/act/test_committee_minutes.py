"""Charter, meetings, minutes, decisions: who writes, who reads what, and how a decision becomes a plan."""

import datetime as dt

import committee_at_work as at
import pytest
from django.test import Client

from bothways.errors import InputError
from bothways_web.act import hooks
from bothways_web.act.committee import agenda, charters, decisions, meetings
from bothways_web.act.models import Charter, CommitteeDecision, CommitteeMeeting, Plan, Said, Seat
from bothways_web.listen.models import Problem
from bothways_web.people.models import Change
from bothways_web.people.units import today
from bothways_web.people.viewers import viewer_of

CHARTER, CHANGE = f"{at.BASE}charter/", f"{at.BASE}charter/change/"
OUTSIDE = f"{at.BASE}outside/"
READERS = ("ana", "ben", "cem", "eva", "fay", "gil", "hao", "ida")
DECIDED = {"text": "Phones are answered at lunch.", "reason": "Customers ring then.", "who": "Day shift"}


def seated(company) -> None:
    """Somebody holds a seat."""
    at.ready(company)
    draw = at.drawn(company)
    Seat.objects.filter(pk=draw.people.first().pk).update(state=Seat.State.HELD)


def decided(company, meeting, **changes) -> CommitteeDecision:
    given = {**DECIDED, "by_when": None, "dissent": "", "unit": None} | changes
    return decisions.write_decision(meeting, given, by=company.users["ida"])


@pytest.mark.parametrize("name", READERS)
def test_everybody_but_the_administrator_reads_charter_and_minutes(company, name):
    at.chartered(company)
    meeting = at.met(company, blockers="Phones.", published_on=today())
    for url in (at.BASE, CHARTER, f"{CHARTER}1/", f"{at.BASE}meetings/{meeting.pk}/"):
        assert company.client(name).get(url).status_code == 200
        assert company.client("dua").get(url).status_code == 404


def test_leads_write_the_charter_until_somebody_sits_and_members_from_then_on(company):
    assert company.client("eva").post(CHANGE, at.typed() | {"seen": 0}).status_code == 302
    for name in ("ana", "ben", "gil", "hao"):
        assert company.client(name).get(CHANGE).status_code == 404
    seated(company)
    assert company.client("eva").get(CHANGE).status_code == 404
    newest = Charter.objects.first().number
    assert (
        company.client("ida").post(CHANGE, at.typed(goals="Less waiting.") | {"seen": newest}).status_code
        == 302
    )
    assert charters.current_charter().goals == "Less waiting."


def test_every_version_of_the_charter_stays(company):
    at.chartered(company, goals="First.")
    at.chartered(company, goals="Second.")
    ben = company.client("ben")
    assert "Second." in ben.get(CHARTER).content.decode()
    first = ben.get(f"{CHARTER}1/").content.decode()
    assert "First." in first
    assert "This is an earlier version" in first
    at.chartered(company, goals="Second.")
    assert Charter.objects.count() == 2  # nothing changed, no version


def test_two_who_write_the_charter_at_once_lose_nothing(company):
    at.chartered(company)
    page = company.client("ida").post(CHANGE, at.typed(goals="Mine.") | {"seen": 0})
    assert page.status_code == 422
    assert "Mine." in page.content.decode()
    assert charters.current_charter().goals == at.WORDS["goals"]


def test_a_charter_lacks_no_part_and_is_looked_at_in_the_future(company):
    for name in charters.PARTS:
        page = company.client("eva").post(CHANGE, at.typed(**{name: ""}) | {"seen": 0})
        assert page.status_code == 422
    page = company.client("eva").post(CHANGE, at.typed(review_on=today()) | {"seen": 0})
    assert page.status_code == 422
    assert "has passed" in page.content.decode()
    assert not Charter.objects.exists()


def test_drafts_are_for_members_and_published_minutes_for_everybody(company):
    meeting = at.met(company, blockers="The lift.")
    url = f"{at.BASE}meetings/{meeting.pk}/"
    for name in READERS:
        assert company.client(name).get(url).status_code == (200 if name == "ida" else 404)
    company.client("ida").post(f"{url}publish/", {"version": meeting.version})
    for name in READERS:
        assert "The lift." in company.client(name).get(url).content.decode()
    meeting.refresh_from_db()
    company.client("ida").post(f"{url}withdraw/", {"version": meeting.version})
    assert company.client("ben").get(url).status_code == 404
    assert not Change.objects.filter(about__contains="lift").exists()


def test_minutes_of_a_meeting_to_come_or_without_a_word_are_not_published(company):
    ida = company.users["ida"]
    coming = at.met(company, days=3, blockers="Later.")
    with pytest.raises(InputError, match="not been held"):
        meetings.publish_minutes(coming, seen=coming.version, by=ida)
    blank = at.met(company)
    with pytest.raises(InputError, match="Nothing was written"):
        meetings.publish_minutes(blank, seen=blank.version, by=ida)
    decided(company, blank)
    meetings.publish_minutes(blank, seen=blank.version, by=ida)


def test_published_minutes_are_not_deleted_and_a_draft_is(company):
    ida = company.users["ida"]
    meeting = at.met(company, other="x", published_on=today())
    with pytest.raises(InputError):
        meetings.delete_meeting(meeting, seen=meeting.version, by=ida)
    draft = at.met(company)
    assert company.client("ida").get(f"{at.BASE}meetings/{draft.pk}/delete/").status_code == 200
    company.client("ida").post(f"{at.BASE}meetings/{draft.pk}/delete/", {"version": draft.version})
    assert list(CommitteeMeeting.objects.all()) == [meeting]


def test_two_who_write_minutes_at_once_lose_nothing(company):
    meeting = at.met(company)
    url = f"{at.BASE}meetings/{meeting.pk}/minutes/"
    company.client("ida").post(url, {"mission": "First.", "version": 0})
    page = company.client("ida").post(url, {"mission": "Second.", "version": 0})
    assert page.status_code == 422
    assert "Second." in page.content.decode()
    meeting.refresh_from_db()
    assert meeting.mission == "First."


def test_a_stranger_reads_what_is_for_everybody_and_no_name(company):
    at.chartered(company, outside=True)
    inside = at.met(company, blockers="Inside alone.", published_on=today())
    out = at.met(company, blockers="For all.", published_on=today(), outside=True)
    decided(company, out, who="Ben Stone", dissent="Cem saw it otherwise.")
    draft = at.met(company, blockers="A draft.", outside=True)
    page = Client().get(OUTSIDE)
    text = page.content.decode()
    assert "For all." in text
    assert DECIDED["text"] in text
    assert at.WORDS["goals"] in text
    for hidden in ("Inside alone.", "A draft.", "Ben Stone", "Cem saw"):
        assert hidden not in text
    assert not page.cookies
    assert Client().get(at.BASE).status_code == 302
    assert {inside, draft, out} == set(CommitteeMeeting.objects.all())


def test_a_charter_that_is_not_for_everybody_is_not_outside(company):
    at.chartered(company)
    assert at.WORDS["goals"] not in Client().get(OUTSIDE).content.decode()


def test_the_agenda_fills_itself_with_what_is_there(company, monkeypatch):
    monkeypatch.setattr(hooks, "MISSION_WORDS", [lambda: "", lambda: "Customers are heard."])
    monkeypatch.setattr(agenda, "MISSION_WORDS", hooks.MISSION_WORDS)
    monkeypatch.setitem(
        hooks.COMMITTEE_LINES, "celebrate", [lambda viewer: [("The night shift had no fall.", "")]]
    )
    day = today() - dt.timedelta(days=60)
    common = {"prompt": "wand", "unit": company.units["day"]}
    Problem.objects.create(pk=1, day=day, text="Old.", masked="Nobody answers this.", **common)
    Problem.objects.create(
        pk=2, day=today() - dt.timedelta(days=1), text="New.", masked="Try a call-back list.", **common
    )
    Said.objects.create(
        you_said="x", we_did="A new door.", outcome="done", voice="employees", published_on=today()
    )
    before = at.met(company, days=-30, other="x", published_on=today())
    decided(company, before, by_when=today() - dt.timedelta(days=1))
    meeting = at.met(company, days=1)
    found = {one.name: [line.text for line in one.lines] for one in agenda.standing_agenda(
        viewer_of(company.users["ida"]), meeting)}  # fmt: skip
    assert found["mission"] == ["Customers are heard."]
    assert found["celebrate"] == ["A new door.", "The night shift had no fall."]
    assert any("Nobody answers this." in text for text in found["blockers"])
    assert any(DECIDED["text"] in text for text in found["blockers"])
    assert found["ideas"] == ["Try a call-back list."]
    text = company.client("ida").get(f"{at.BASE}meetings/{meeting.pk}/").content.decode()
    assert "Nobody answers this." in text


def test_a_decision_is_whole_or_refused(company):
    meeting = at.met(company)
    url = f"{at.BASE}meetings/{meeting.pk}/decide/"
    for name in ("text", "reason", "who"):
        assert company.client("ida").post(url, DECIDED | {name: " "}).status_code == 422
    assert company.client("ida").post(url, DECIDED | {"unit": "nowhere"}).status_code == 422
    assert not CommitteeDecision.objects.exists()
    for _ in range(2):
        company.client("ida").post(url, DECIDED | {"unit": "day", "dissent": "Too few people."})
    assert CommitteeDecision.objects.count() == 1


def test_a_decision_becomes_a_plan_of_the_team_that_is_asked(company):
    meeting = at.met(company)
    made = decided(company, meeting, unit=company.units["day"])
    ana = company.client("ana")
    assert not decisions.waiting_for(viewer_of(company.users["ana"])).exists()
    assert ana.get(f"{at.BASE}decisions/{made.pk}/plan/").status_code == 404  # not published
    CommitteeMeeting.objects.update(published_on=today())
    assert "The committee asks your team for a plan" in ana.get("/").content.decode()
    for name in ("ben", "cem", "eva", "fay", "ida"):
        assert company.client(name).get(f"{at.BASE}decisions/{made.pk}/plan/").status_code == 404
    way = ana.get(f"{at.BASE}decisions/{made.pk}/plan/")["Location"]
    page = ana.get(way).content.decode()
    assert DECIDED["text"] in page
    start = today() + dt.timedelta(days=1)
    given = {
        "title": DECIDED["text"], "because_text": "", "starts_on": start, "review_on": start + dt.timedelta(days=30),
        "owner": "",
    }  # fmt: skip
    assert ana.post(way, given).status_code == 302
    made.refresh_from_db()
    assert made.plan == Plan.objects.get()
    assert made.plan.unit == company.units["day"]
    assert (
        "A team has made it a plan."
        in company.client("ben").get(f"{at.BASE}meetings/{meeting.pk}/").content.decode()
    )
    assert not decisions.waiting_for(viewer_of(company.users["ana"])).exists()


def test_a_plan_of_another_team_does_not_take_the_decision(company):
    made = decided(company, at.met(company, published_on=today()), unit=company.units["desk"])
    ana = viewer_of(company.users["ana"])
    assert decisions.decision_behind(ana, made.pk, "day") is None
    assert not decisions.may_plan(ana, made)


def test_the_calendar_file_holds_when_and_where_and_nothing_of_the_agenda(company):
    meeting = at.met(
        company, days=0, at=dt.datetime(2026, 7, 1, 8, 0, tzinfo=dt.UTC), mission="Secret words."
    )
    text = company.client("ida").get(f"{at.BASE}meetings/{meeting.pk}/meeting.ics").content.decode()
    assert "DTSTART:20260701T080000Z\r\n" in text
    assert "LOCATION:Room 2\r\n" in text
    assert "Secret" not in text
    assert company.client("ben").get(f"{at.BASE}meetings/{meeting.pk}/meeting.ics").status_code == 404


def test_meetings_are_typed_by_the_clock_of_the_organisation(company):
    day = today() + dt.timedelta(days=3)
    company.client("ida").post(
        f"{at.BASE}meetings/new/", {"day": day.isoformat(), "time": "10:00", "minutes": 45, "place": ""}
    )
    found = CommitteeMeeting.objects.get()
    assert found.at.astimezone(dt.UTC).hour in (8, 9)  # Berlin
    page = company.client("ida").get(f"{at.BASE}meetings/{found.pk}/change/").content.decode()
    assert 'value="10:00"' in page
    far = (today() + dt.timedelta(days=1000)).isoformat()
    page = company.client("ida").post(
        f"{at.BASE}meetings/new/", {"day": far, "time": "10:00", "minutes": 45, "place": ""}
    )
    assert page.status_code == 422


def test_what_somebody_writes_is_shown_as_text(company):
    bad = "<script>alert(1)</script>"
    at.chartered(company, purpose=bad, outside=True)
    meeting = at.met(company, mission=bad, place=bad, published_on=today(), outside=True)
    decided(company, meeting, text=bad, reason=bad, who=bad, dissent=bad)
    for page in (
        company.client("ben").get(at.BASE), company.client("ben").get(CHARTER), Client().get(OUTSIDE),
        company.client("ida").get(f"{at.BASE}meetings/{meeting.pk}/"),
    ):  # fmt: skip
        assert bad not in page.content.decode()


def test_without_a_charter_the_page_says_what_a_committee_is(company):
    assert "There is no committee yet" in company.client("ben").get(at.BASE).content.decode()
    assert "Write the charter" in company.client("eva").get(at.BASE).content.decode()
    assert "Write the charter" not in company.client("ben").get(at.BASE).content.decode()
