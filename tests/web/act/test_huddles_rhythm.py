"""When a unit meets: days, saving, and the calendar file, read back by the rules of RFC 5545."""

import datetime as dt
import re
import zoneinfo
from itertools import islice

import huddled as h
import pytest

from bothways.errors import InputError
from bothways_web.act.huddles.calendar_file import calendar_file, escaped, folded, zone_lines
from bothways_web.act.huddles.dates import days_from
from bothways_web.act.huddles.rhythms import Rhythm, calendar_address, save_rhythm, seal_of
from bothways_web.act.models import HuddleRhythm
from bothways_web.listen.channels.rooms import add_room, stop_room
from bothways_web.people.models import Change, Organisation, UnitSpan

WORKS = (0, 1, 2, 3, 4)
UNIT, RHYTHM = "/act/huddles/unit/day/", "/act/huddles/unit/day/rhythm/"
FORM = {
    "every": "week",
    "weekday": "1",
    "at": "10:00",
    "minutes": "15",
    "starts_on": "2026-12-01",
    "seen": "none",
}


@pytest.fixture(autouse=True)
def on_a_tuesday(monkeypatch):
    h.let_it_be(monkeypatch, h.DAY)


def days(every, day, **given):
    rhythm = HuddleRhythm(**{"every": every, "weekday": 1, "starts_on": dt.date(2026, 11, 30)} | given)
    return [each.isoformat() for each in islice(days_from(rhythm, day, WORKS), 3)]


@pytest.mark.parametrize(
    ("every", "day", "expected"),
    [
        ("day", dt.date(2026, 12, 4), ["2026-12-04", "2026-12-07", "2026-12-08"]),
        ("day", dt.date(2026, 11, 1), ["2026-11-30", "2026-12-01", "2026-12-02"]),
        ("week", dt.date(2026, 12, 1), ["2026-12-01", "2026-12-08", "2026-12-15"]),
        ("week", dt.date(2026, 12, 2), ["2026-12-08", "2026-12-15", "2026-12-22"]),
        ("fortnight", dt.date(2026, 12, 2), ["2026-12-15", "2026-12-29", "2027-01-12"]),
        ("month", dt.date(2026, 12, 30), ["2027-01-26", "2027-02-23", "2027-03-23"]),
        ("month", dt.date(2026, 1, 1), ["2026-12-01", "2026-12-29", "2027-01-26"]),
    ],
)
def test_days_are_counted_from_the_first_one(every, day, expected):
    assert days(every, day) == expected


def test_a_paused_rhythm_has_no_days():
    assert days("week", h.DAY, paused=True) == []


def test_a_manager_sets_when_the_team_meets_and_everybody_in_it_reads_it(company):
    assert "No rhythm is set" in company.client("ben").get(UNIT).content.decode()
    answer = company.client("ana").post(RHYTHM, FORM, follow=True).content.decode()
    assert "It is saved when you meet." in answer
    for name in ("ana", "ben", "eva", "fay"):
        assert "Tuesday, 8 December" in company.client(name).get(UNIT).content.decode()
    assert Change.objects.get().verb == "set rhythm of huddles"


@pytest.mark.parametrize("name", ["ben", "eva", "fay", "cem", "gil", "hao", "ida", "dua"])
def test_nobody_but_the_manager_changes_the_rhythm(company, name):
    client = company.client(name)
    assert client.get(RHYTHM).status_code == 404
    assert client.post(RHYTHM, FORM).status_code == 404
    assert not HuddleRhythm.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"starts_on": "2026-11-30"}, "The first huddle cannot be in the past."),
        ({"starts_on": ""}, "This field is required."),
        ({"minutes": "3"}, "Write whole minutes from 5 to 120"),
        ({"weekday": "8"}, "Select a valid choice"),
        ({"at": "noon"}, "valid time"),
        ({"room": "99"}, "Select a valid choice"),
    ],
)
def test_a_rhythm_that_cannot_be_is_refused_and_stays_in_the_form(company, wrong, told):
    page = company.client("ana").post(RHYTHM, FORM | {"minutes": "25"} | wrong)
    assert page.status_code == 422
    assert told in page.content.decode()
    assert "minutes" in wrong or 'value="25"' in page.content.decode()
    assert not HuddleRhythm.objects.exists()


def test_a_stale_form_is_told_and_can_be_saved_after_a_look(company):
    company.client("ana").post(RHYTHM, FORM)
    page = company.client("ana").post(RHYTHM, FORM | {"minutes": "30"})
    words = page.content.decode()
    assert "Somebody else has changed when this team meets" in words
    assert 'value="30"' in words
    seen = re.search(r'name="seen" value="(\w+)"', words)[1]
    assert company.client("ana").post(RHYTHM, FORM | {"minutes": "30", "seen": seen}).status_code == 302
    assert HuddleRhythm.objects.get().minutes == 30


def test_a_day_that_is_over_may_stay_where_it_was(company, monkeypatch):
    rhythm = h.weekly(company)
    h.let_it_be(monkeypatch, h.DAY + dt.timedelta(days=30))
    wanted = Rhythm("week", 1, dt.time(11), 15, rhythm.starts_on)
    save_rhythm(company.units["day"], wanted, seen=seal_of(rhythm), by=company.users["ana"])
    earlier = Rhythm("week", 1, dt.time(11), 15, rhythm.starts_on - dt.timedelta(days=7))
    with pytest.raises(InputError, match="in the past"):
        save_rhythm(
            company.units["day"], earlier, seen=seal_of(HuddleRhythm.objects.get()), by=company.users["ana"]
        )


def test_a_room_that_was_stopped_is_not_offered(company):
    room = add_room("News", "https://9.9.9.9/hook", by=company.users["eva"])
    assert "News" in company.client("ana").get(RHYTHM).content.decode()
    h.weekly(company, room=room)
    stop_room(room, by=company.users["eva"])
    assert "News" not in company.client("ana").get(RHYTHM).content.decode()
    assert "News" not in company.client("ana").get(UNIT).content.decode()


def properties(text):
    """The lines of a calendar, unfolded, as name and value."""
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    lines = re.sub(r"\r\n[ \t]", "", text).rstrip("\r\n").split("\r\n")
    return [tuple(line.split(":", 1)) for line in lines]


def test_the_calendar_holds_one_event_that_recurs_by_the_clock_on_the_wall(company):
    found = dict(properties(calendar_file(h.weekly(company, every="fortnight"), "Day shift")))
    assert found["DTSTART;TZID=Europe/Berlin"] == "20261201T100000"
    assert found["RRULE"] == "FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=TU"
    assert found["DURATION"] == "PT15M"
    assert found["SUMMARY"] == "Huddle: Day shift"
    assert found["STATUS"] == "CONFIRMED"


def test_a_huddle_on_every_working_day_names_these_days(company):
    Organisation.objects.update(working_days=[6, 0, 3])
    text = calendar_file(h.weekly(company, every="day"), "Day shift")
    assert dict(properties(text))["RRULE"] == "FREQ=WEEKLY;WKST=MO;BYDAY=MO,TH,SU"
    assert "T100000" in dict(properties(text))["DTSTART;TZID=Europe/Berlin"]


def offset_of(lines, at):
    """What a calendar makes of a moment on the wall: the observance that began last."""
    onsets, one = [], {}
    for line in lines:
        name, value = line.split(":", 1)
        if name == "BEGIN":
            one = {}
        one[name] = value
        if name == "END" and value in ("DAYLIGHT", "STANDARD"):
            moments = [one["DTSTART"], *one.get("RDATE", "").split(",")]
            onsets += [(moment, one["TZOFFSETTO"]) for moment in moments if moment]
    return max((moment, offset) for moment, offset in onsets if moment <= f"{at:%Y%m%dT%H%M%S}")[1]


@pytest.mark.parametrize(
    "name",
    ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Santiago", "UTC"],
)
def test_the_zone_of_a_calendar_says_what_the_zone_itself_says(name):
    zone, begin = zoneinfo.ZoneInfo(name), dt.datetime(2026, 12, 1, 10)
    lines = zone_lines(zone, begin)
    for week in range(0, 9 * 52):
        at = begin + dt.timedelta(weeks=week)
        assert offset_of(lines, at) == at.replace(tzinfo=zone).strftime("%z")


@pytest.mark.parametrize(
    "name",
    ["Ward 6; day, night \\ both", "One\r\nBEGIN:VALARM", "Größe 🙂 " * 30, "=HYPERLINK(1)", "\x00\x07end"],
)
def test_no_name_of_a_team_breaks_the_calendar(company, name):
    found = properties(calendar_file(h.weekly(company), name))
    assert [value for key, value in found if key == "BEGIN"].count("VEVENT") == 1
    assert not [key for key, _value in found if key == "BEGIN" and "VALARM" in _value]
    [summary] = [value for key, value in found if key == "SUMMARY"]
    plain = summary.replace("\\n", "\n").replace("\\;", ";").replace("\\,", ",").replace("\\\\", "\\")
    assert plain == "Huddle: " + name.replace("\r", "").replace("\x00", "").replace("\x07", "")


def test_folding_cuts_no_letter():
    parts = list(folded("ü" * 100))
    assert "".join(part.removeprefix(" ") for part in parts) == "ü" * 100
    assert max(len(part.encode()) for part in parts) <= 75
    assert escaped("a;b,c\\d\ne") == r"a\;b\,c\\d\ne"


def test_a_paused_rhythm_is_cancelled_in_the_calendar(company):
    assert (
        dict(properties(calendar_file(h.weekly(company, paused=True), "Day shift")))["STATUS"] == "CANCELLED"
    )


def test_the_secret_address_needs_no_account_and_ends_when_a_new_one_is_made(company):
    h.weekly(company)
    address = calendar_address(HuddleRhythm.objects.get()).split("8000")[1]
    nobody = company.client("nobody")
    answer = nobody.get(address)
    assert answer["Content-Type"].startswith("text/calendar")
    assert b"BEGIN:VEVENT" in answer.content
    assert address in company.client("ben").get(UNIT).content.decode()
    assert company.client("ben").post(UNIT, {"step": "new_address"}).status_code == 404
    assert nobody.get(address).status_code == 200
    company.client("ana").post(UNIT, {"step": "new_address"})
    assert nobody.get(address).status_code == 404
    assert nobody.get("/act/huddles/calendar/made-up.ics").status_code == 404


def test_a_download_is_for_those_who_may_read_the_team(company):
    h.weekly(company)
    answer = company.client("ben").get(f"{UNIT}calendar.ics")
    assert "attachment" in answer["Content-Disposition"]
    assert company.client("cem").get(f"{UNIT}calendar.ics").status_code == 404
    assert company.client("cem").get("/act/huddles/unit/desk/calendar.ics").status_code == 404  # no rhythm


def test_a_unit_that_ended_keeps_its_past_and_gets_no_rhythm(company, monkeypatch):
    h.held(company, title="Call back")
    h.weekly(company)
    UnitSpan.objects.filter(unit__code="day").update(valid_to=dt.date(2026, 11, 1))
    page = company.client("eva").get(UNIT).content.decode()
    assert "This team no longer exists." in page
    assert "Call back" in page
    assert company.client("ana").get(RHYTHM).status_code == 404
    assert "Open the huddle" not in company.client("ana").get(UNIT).content.decode()
