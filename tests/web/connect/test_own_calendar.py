"""A calendar of one's own: what stands in it, by which clock, who can read it, and that it can be ended."""

import datetime as dt
import logging
import zoneinfo

import committee_at_work
import huddled
import pytest
import rounds_at_work
from django.test import Client
from icalendar import Calendar

from bothways_web.act.models import HuddleRhythm, MentorPair, Plan
from bothways_web.connect.calendars.addresses import address_of, calendar_of, end_calendar, make_calendar
from bothways_web.connect.calendars.files import own_calendar_file
from bothways_web.connect.models import OwnCalendar
from bothways_web.listen.models import Invitation
from bothways_web.people.models import Change, Organisation, Person
from bothways_web.people.units import today
from bothways_web.web.logs import WithoutTokens

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")


def read(user) -> Calendar:
    """The calendar as the oracle reads it."""
    text = own_calendar_file(user)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return Calendar.from_ical(text)


def events(user) -> dict[str, object]:
    return {str(one["UID"]).split("@")[0]: one for one in read(user).walk("VEVENT")}


def test_somebody_with_nothing_has_an_empty_calendar_that_is_one(company):
    assert not events(company.users["hao"])
    assert read(company.users["hao"])["VERSION"] == "2.0"


def test_huddles_of_the_own_team_are_at_the_same_time_on_the_wall_in_summer_and_winter(company):
    huddled.weekly(company, at=dt.time(9, 30))
    rhythm = HuddleRhythm.objects.get()
    found = events(company.users["ben"])[f"huddle-{rhythm.pk}"]
    start = found["DTSTART"].dt
    assert (start.hour, start.minute, str(found["SUMMARY"])) == (9, 30, "Huddle: Day shift")
    assert "FREQ" in found["RRULE"]
    zone = next(iter(read(company.users["ben"]).walk("VTIMEZONE"))).to_tz()
    for day in (dt.date(2027, 1, 12), dt.date(2027, 3, 30), dt.date(2027, 7, 6), dt.date(2027, 11, 2)):
        moment = dt.datetime.combine(day, dt.time(9, 30))
        assert moment.replace(tzinfo=zone).utcoffset() == moment.replace(tzinfo=BERLIN).utcoffset()
    assert f"huddle-{rhythm.pk}" in events(company.users["ana"])
    assert not events(company.users["cem"])  # of another team
    assert not events(company.users["eva"])  # reads all teams, and is in none


def test_a_survey_stands_on_the_day_it_closes_by_the_clock_of_who_is_asked(company):
    person = company.people["day"][1]
    Person.objects.filter(pk=person.pk).update(email="ben@company.example", time_zone="Pacific/Kiritimati")
    asked = rounds_at_work.launch(company, audience="day")
    found = events(company.users["ben"])[f"survey-{asked.pk}"]
    asked.refresh_from_db()
    wanted = (
        (asked.closes_at - dt.timedelta(seconds=1)).astimezone(zoneinfo.ZoneInfo("Pacific/Kiritimati")).date()
    )
    assert found["DTSTART"].dt == wanted
    assert found["DTEND"].dt == wanted + dt.timedelta(days=1)
    assert str(found["URL"]) == "http://localhost:8000/"
    text, mine = own_calendar_file(company.users["ben"]), Invitation.objects.get(person=person)
    assert str(mine.pk) not in text
    assert "/answer/" not in text
    assert not events(company.users["cem"])


def test_a_survey_stays_whether_or_not_it_was_answered(company):
    person = company.people["day"][1]
    Person.objects.filter(pk=person.pk).update(email="ben@company.example")
    asked = rounds_at_work.launch(company, audience="day")
    before = set(events(company.users["ben"]))
    rounds_at_work.answer_all(asked)
    assert set(events(company.users["ben"])) == before == {f"survey-{asked.pk}"}


def test_a_plan_is_looked_back_on_by_its_owner_and_who_leads_and_without_its_title(company):
    owner, day = company.people["day"][1], today() + dt.timedelta(days=20)
    plan = Plan.objects.create(
        unit=company.units["day"], title="Less waiting at the desk", owner=owner, starts_on=today(), review_on=day,
        state=Plan.State.STARTED, made_on=today(),
    )  # fmt: skip
    for name in ("ana", "ben"):
        found = events(company.users[name])[f"plan-{plan.pk}"]
        assert found["DTSTART"].dt == day
    text = own_calendar_file(company.users["ana"])
    assert "waiting" not in text
    assert owner.name not in text
    assert not events(company.users["cem"])
    Plan.objects.update(state=Plan.State.DRAFT)
    assert not events(company.users["ben"])


def test_talks_of_a_mentoring_are_for_the_two_and_name_neither(company):
    hire, mentor = company.people["day"][1], company.people["desk"][0]
    hire.posts.update(start=today() - dt.timedelta(days=10))
    pair = MentorPair.objects.create(
        hire=hire, mentor=mentor, state=MentorPair.State.TOGETHER, since=today(),
        together_on=today() - dt.timedelta(days=9),
    )  # fmt: skip
    for name in ("ben", "cem"):
        found = events(company.users[name])
        assert {one for one in found if one.startswith(f"talk-{pair.pk}-")} >= {f"talk-{pair.pk}-30"}
        text = own_calendar_file(company.users[name])
        assert hire.name not in text
        assert mentor.name not in text
    assert not events(company.users["ana"])


def test_meetings_of_the_committee_are_for_those_who_sit_on_it(company):
    meeting = committee_at_work.met(company, days=3)
    found = events(company.users["ida"])[f"committee-{meeting.pk}"]
    assert found["DTSTART"].dt == meeting.at.replace(microsecond=0)
    assert not events(company.users["ben"])


def test_the_address_is_a_secret_and_a_new_one_ends_the_one_before(company):
    ben, nobody = company.users["ben"], Client()
    first = address_of(make_calendar(ben)).split("8000")[1]
    answer = nobody.get(first)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("private, no-store", "noindex")
    second = address_of(make_calendar(ben)).split("8000")[1]
    assert nobody.get(first).status_code == 404
    assert nobody.get(second).status_code == 200
    assert nobody.get(second.replace(".ics", "x.ics")).status_code == 404
    assert nobody.get("/calendar/made-up.ics").status_code == 404
    ben.is_active = False
    ben.save()
    assert nobody.get(second).status_code == 404
    ben.is_active = True
    ben.save()
    end_calendar(ben)
    assert nobody.get(second).status_code == 404


def test_the_page_makes_and_ends_an_address_and_shows_nobody_elses(company, browser_of):
    ben = browser_of("ben")
    assert "Make an address" in ben.get("/me/calendar/").content.decode()
    ben.post("/me/calendar/", {"step": "make"})
    address = address_of(calendar_of(company.users["ben"]))
    answer = ben.get("/me/calendar/")
    assert address in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert address not in browser_of("dua").get("/me/calendar/").content.decode()
    assert address not in str(Change.objects.values())
    ben.post("/me/calendar/", {"step": "end"})
    assert not OwnCalendar.objects.exists()


def test_it_is_written_in_the_language_of_its_reader(company):
    huddled.weekly(company)
    Person.objects.filter(user=company.users["ben"]).update(language="de")
    Organisation.objects.update(language="en")
    assert "TZID=Europe/Berlin" in own_calendar_file(company.users["ben"])
    summary = str(events(company.users["ben"])[f"huddle-{HuddleRhythm.objects.get().pk}"]["SUMMARY"])
    assert summary.endswith("Day shift")


@pytest.mark.parametrize("path", ["/calendar/abc.def.ics", "/told/abcdef/"])
def test_no_log_keeps_a_secret_address(path):
    line = logging.LogRecord("x", logging.WARNING, "", 0, "Not Found: %s", (path,), None)
    assert WithoutTokens().filter(line)
    assert "abc" not in line.getMessage()
