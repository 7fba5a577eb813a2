"""Days off of the organisation: pasted, from a calendar, by site; never so many that nothing could be sent."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from bothways.errors import InputError
from bothways_web.people.models import Change, DayOff, Post
from bothways_web.people.notifications import days_off
from bothways_web.people.notifications.day_lists import read_days
from bothways_web.people.notifications.readers import Rests

PAGE = "/set-up/days-off/"
DAY = dt.timedelta(days=1)
CALENDAR = """BEGIN:VCALENDAR\r
VERSION:2.0\r
BEGIN:VTIMEZONE\r
BEGIN:STANDARD\r
DTSTART:19701025T030000\r
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r
END:STANDARD\r
END:VTIMEZONE\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:20261225\r
DTEND;VALUE=DATE:20261227\r
SUMMARY;LANGUAGE=en:Christmas\\, and the day\r
  after\r
END:VEVENT\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:20270101\r
SUMMARY:New Year\r
END:VEVENT\r
BEGIN:VEVENT\r
STATUS:CANCELLED\r
DTSTART;VALUE=DATE:20270102\r
END:VEVENT\r
END:VCALENDAR\r
"""


@pytest.fixture(autouse=True)
def november(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC))


def event(*lines: str) -> str:
    return "\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR"])


def test_a_calendar_is_read_with_days_that_last_and_lines_that_are_folded():
    assert read_days(CALENDAR) == {
        dt.date(2026, 12, 25): "Christmas, and the day after",
        dt.date(2026, 12, 26): "Christmas, and the day after",
        dt.date(2027, 1, 1): "New Year",
    }


def test_lines_are_read_in_two_ways_of_writing_a_day():
    text = "\ufeff2026-12-25 Christmas\n\n 26.12.2026; Second day \n2027-1-1"
    assert read_days(text) == {
        dt.date(2026, 12, 25): "Christmas", dt.date(2026, 12, 26): "Second day", dt.date(2027, 1, 1): "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no day in it"),
        ("2026-12-25\n12/26/2026", "Line 2 is no day"),
        ("2026-02-30", "Line 1 is no day"),
        ("Christmas", "Line 1 is no day"),
        (event("DTSTART;VALUE=DATE:20261225", "RRULE:FREQ=YEARLY"), "repeats by a rule"),
        (event("DTSTART;VALUE=DATE:20261225", "DTEND;VALUE=DATE:20270225"), "more than a month"),
        (event("DTSTART:tomorrow"), "is no day"),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR", "no day in it"),
        ("2026-12-25\n" * 20_002, "too long"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text, words):
    with pytest.raises(InputError, match=words):
        read_days(text)


@given(st.text(max_size=200) | st.text(max_size=200).map(lambda text: event(text)))
def test_whatever_is_pasted_gives_days_or_a_sentence(text):
    try:
        found = read_days(text)
    except InputError:
        return
    assert found
    assert all(isinstance(day, dt.date) for day in found)


def test_days_are_added_once_and_those_that_are_over_are_left_out(company):
    dua = company.client("dua")
    text = "2026-12-25 Christmas\n2020-12-25 Long ago"
    answer = dua.post(PAGE, {"site": "", "days": text}, follow=True)
    assert "1 day is new. 1 is over and was left out." in answer.content.decode()
    answer = dua.post(PAGE, {"site": "", "days": text}, follow=True)
    assert "1 was on the list." in answer.content.decode()
    assert DayOff.objects.count() == 1
    assert Change.objects.get(verb="added days off").details == {"added": 1}


def test_a_calendar_file_is_taken_and_no_other(company):
    dua = company.client("dua")

    def send(content: bytes):
        return dua.post(PAGE, {"site": "", "calendar": SimpleUploadedFile("holidays.ics", content)})

    assert send(CALENDAR.encode()).status_code == 302
    assert DayOff.objects.count() == 3
    refused = send(b"\xff\xfe\x00")
    assert refused.status_code == 422
    assert "no text in UTF-8" in refused.content.decode()
    assert send(b"x" * 1_000_001).status_code == 422
    assert DayOff.objects.count() == 3


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(company):
    page = company.client("dua").post(PAGE, {"site": "", "days": "2026-12-25\nnonsense"})
    assert page.status_code == 422
    assert "Line 2 is no day." in page.content.decode()
    assert "nonsense" in page.content.decode()
    assert not DayOff.objects.exists()


def test_a_day_of_one_site_holds_for_its_people_alone(company):
    Post.objects.filter(person=company.people["day"][0]).update(site="Berlin")
    assert company.client("dua").post(PAGE, {"site": "Berlin", "days": "2026-12-08"}).status_code == 302
    assert company.client("dua").post(PAGE, {"site": "Mars", "days": "2026-12-09"}).status_code == 422
    day, rests = dt.date(2026, 12, 8), Rests()
    assert day in rests.reader_of_person(company.people["day"][0]).rests[0].days_off
    assert day not in rests.reader_of_person(company.people["day"][1]).rests[0].days_off
    assert day not in rests.room().rests[0].days_off
    assert day not in rests.reader_outside("c@customer.example", "").rests[0].days_off


def test_a_month_in_which_nobody_could_be_written_to_is_refused(company):
    begin, dua = dt.date(2027, 1, 4), company.users["dua"]
    with pytest.raises(InputError, match="From 2027-01-04 on nobody"):
        days_off.add_days({begin + number * DAY: "" for number in range(33)}, site="", by=dua)
    assert days_off.add_days({begin + number * DAY: "" for number in range(26)}, site="", by=dua).new == 26
    later = {begin + number * DAY: "" for number in range(26, 40)}
    with pytest.raises(InputError, match="more than a month"):  # together with those that are there
        days_off.add_days(later, site="", by=dua)
    with pytest.raises(InputError, match="more than a month"):  # also where one site alone has the rest
        days_off.add_days(later, site="Berlin", by=dua)
    DayOff.objects.filter(day__gte=dt.date(2027, 1, 20)).update(site="Berlin")
    with pytest.raises(InputError, match="more than a month"):  # and where the site had them before
        days_off.add_days(later, site="", by=dua)


def test_more_days_than_anybody_has_off_are_refused(company):
    days = {dt.date(2027, 1, 1) + 2 * number * DAY: "" for number in range(401)}
    with pytest.raises(InputError, match="More than 400"):
        days_off.add_days(days, site="", by=company.users["dua"])


def test_a_day_is_taken_off_the_list_after_a_question(company):
    one, dua = DayOff.objects.create(day=dt.date(2026, 12, 25), name="Christmas"), company.client("dua")
    assert "Take this day off the list?" in dua.get(f"{PAGE}{one.pk}/").content.decode()
    assert DayOff.objects.exists()
    assert dua.post(f"{PAGE}{one.pk}/").status_code == 302
    assert not DayOff.objects.exists()
    assert Change.objects.get(verb="deleted day off").about == "2026-12-25"
    assert dua.get(f"{PAGE}{one.pk}/").status_code == 404


def test_a_long_list_has_pages_and_an_empty_one_says_what_to_do(company):
    dua = company.client("dua")
    assert "Add the public holidays of your sites" in dua.get(PAGE).content.decode()
    DayOff.objects.bulk_create(DayOff(day=dt.date(2027, 1, 1) + number * DAY) for number in range(60))
    assert dua.get(PAGE).content.decode().count("Take off the list") == 50
    assert dua.get(PAGE + "?page=2").content.decode().count("Take off the list") == 10
