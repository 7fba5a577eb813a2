"""The page "When may Bothways write to me?": the next moment, every kind, one click to stop, hours of one's own."""

import datetime as dt
import html
import re

import pytest
from django.utils import timezone

from bothways.errors import InputError
from bothways_web.people.models import Change, Digest, Organisation, OwnHours, Person
from bothways_web.people.notifications import kinds
from bothways_web.people.notifications.choices import CHOICES
from bothways_web.people.notifications.hours import choose_hours, has_no_hour_left
from bothways_web.people.notifications.kinds import KINDS, Audience
from bothways_web.verify.models import StoryMail
from bothways_web.verify.reports import rhythms

OWN, HOURS = "/me/mails/", "/me/mails/hours/"
#: Saturday night in Berlin.
NIGHT = dt.datetime(2026, 11, 28, 22, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def saturday(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NIGHT)


def text_of(answer) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def test_it_tells_the_next_moment_by_the_own_clock(company):
    page = text_of(company.client("ben").get(OWN))
    assert (
        "It is quiet where you are. The next message could come on Monday, 30 November 2026, 08:00 CET."
        in page
    )
    Person.objects.filter(user=company.users["ben"]).update(time_zone="Pacific/Kiritimati")
    assert "Monday, 30 November 2026, 08:00 +14" in text_of(company.client("ben").get(OWN))
    Organisation.objects.update(quiet_from=dt.time(1), quiet_to=dt.time(2), working_days=list(range(7)))
    assert "A message could come now" in text_of(company.client("ben").get(OWN))


def test_it_lists_every_kind_that_reaches_people_with_its_words(company):
    page = text_of(company.client("ben").get(OWN))
    for one in KINDS:
        assert (str(one.title) in page) == (one.audience == Audience.PEOPLE)
        assert (str(one.words) in page) == (one.audience == Audience.PEOPLE)


def test_it_tells_when_it_is_looked_next_and_when_the_mail_leaves(company):
    gil = company.users["gil"]
    assert "We look again Tuesday, 1 December 2026, 10:00 CET" in text_of(company.client("gil").get(OWN))
    Digest.objects.create(user=gil, topics=["said"], due_at=dt.datetime(2026, 12, 1, 11, 30, tzinfo=dt.UTC))
    assert "The next mail Tuesday, 1 December 2026, 12:30 CET" in text_of(company.client("gil").get(OWN))


@pytest.mark.parametrize("rhythm", ["weekly", "as_it_happens", "never"])
def test_how_often_is_chosen_there_and_kept(company, rhythm):
    Digest.objects.create(user=company.users["gil"], rhythm="never" if rhythm == "weekly" else "weekly")
    client = company.client("gil")
    assert client.post(OWN, {"rhythm": rhythm}).status_code == 302
    assert Digest.objects.get().rhythm == rhythm
    page = client.get(OWN).content.decode()
    assert re.search(rf'value="{rhythm}"[^>]*checked', page)
    assert ("We look again" in page) == (rhythm != "never")


def test_what_is_no_choice_is_refused_and_told(company):
    page = company.client("gil").post(OWN, {"rhythm": "hourly"})
    assert page.status_code == 422
    assert "error" in page.content.decode()
    assert not Digest.objects.exists()


def test_one_click_stops_what_can_be_stopped(company):
    rhythms.choose_rhythm(company.users["gil"], "monthly")
    client = company.client("gil")
    assert client.post(OWN, {"stop": "story"}).status_code == 302
    assert StoryMail.objects.get().rhythm == "never"
    assert client.post(OWN, {"stop": "digest"}).status_code == 302
    assert Digest.objects.get().rhythm == "never"
    assert set(CHOICES) == {kinds.DIGEST.name, kinds.STORY.name}


@pytest.mark.parametrize("name", ["survey invitation", "sign in", "strange", "outside survey"])
def test_nothing_else_is_stopped_by_it(company, name):
    assert company.client("gil").post(OWN, {"stop": name}).status_code == 422
    assert not Digest.objects.exists()
    assert f'value="{name}"' not in company.client("gil").get(OWN).content.decode()


def hours(client, **given):
    sent = {"quiet_from": "08:00", "quiet_to": "15:00", "days_off": ["4"], "time_zone": "Asia/Kathmandu"}
    return client.post(HOURS, sent | given)


def test_who_works_at_night_chooses_the_hours_of_sleep_days_and_zone(company):
    client = company.client("ben")
    assert hours(client).status_code == 302
    kept = OwnHours.objects.get()
    assert (kept.quiet_from, kept.quiet_to, kept.days_off) == (dt.time(8), dt.time(15), [4])
    assert Person.objects.get(user=company.users["ben"]).time_zone == "Asia/Kathmandu"
    page = text_of(client.get(OWN))
    assert "Monday, 30 November 2026, 15:00 +0545" in page
    assert "08:00 to 15:00" in page
    assert "chose own quiet hours" in set(Change.objects.values_list("verb", flat=True))
    assert client.post(HOURS, {"step": "forget"}).status_code == 302
    assert not OwnHours.objects.exists()


def test_no_hours_of_ones_own_are_kept_as_none(company):
    assert hours(company.client("ben"), quiet_from="", quiet_to="", days_off=["5", "6"]).status_code == 302
    assert OwnHours.objects.get().as_quiet().rests_at_time(dt.time(3)) is False


@pytest.mark.parametrize(
    "given",
    [
        {"quiet_from": "08:00", "quiet_to": "18:00"},  # with those of the organisation nothing is left
        {"quiet_from": "08:00", "quiet_to": "17:30"},  # four times half an hour
        {"days_off": ["0", "1", "2", "3", "4"]},
        {"days_off": ["0", "1", "2", "3", "4", "5", "6"], "quiet_from": "", "quiet_to": ""},
        {"quiet_to": ""},
        {"quiet_from": "12:00", "quiet_to": "12:00"},
        {"time_zone": "Mars/Olympus"},
        {"days_off": ["7"]},
    ],
)
def test_hours_in_which_nothing_could_come_are_refused_with_the_remedy(company, given):
    page = hours(company.client("ben"), **given)
    assert page.status_code == 422
    assert not OwnHours.objects.exists()
    assert "error" in page.content.decode()
    assert not Person.objects.get(user=company.users["ben"]).time_zone


def test_the_sentence_says_how_much_is_left_and_what_to_do(company):
    with pytest.raises(InputError, match=r"2 in a week.*at least 5 hours") as refused:
        choose_hours(
            company.users["ben"],
            quiet_from=dt.time(8),
            quiet_to=dt.time(17, 30),
            days_off=[4],
            time_zone=None,
        )
    assert "shorten the quiet hours" in str(refused.value)


def test_an_account_without_a_record_has_hours_and_no_zone(company):
    client = company.client("dua")
    assert 'name="time_zone"' not in client.get(HOURS).content.decode()
    assert client.post(HOURS, {"quiet_from": "12:00", "quiet_to": "13:00"}).status_code == 302
    assert OwnHours.objects.get().user == company.users["dua"]


def test_where_the_organisation_leaves_somebody_no_hour_their_home_page_says_so(company):
    ben = company.users["ben"]
    choose_hours(ben, quiet_from=dt.time(8), quiet_to=dt.time(14), days_off=[], time_zone=None)
    assert "leave no time for messages" not in company.client("ben").get("/").content.decode()
    Organisation.objects.update(quiet_from=dt.time(13))
    ben.refresh_from_db()
    assert has_no_hour_left(ben)
    assert "leave no time for messages" in company.client("ben").get("/").content.decode()
    assert "Nothing can reach you" in company.client("ben").get(OWN).content.decode()


def test_nobody_else_sees_or_logs_the_hours_of_somebody(company):
    choose_hours(
        company.users["ben"], quiet_from=dt.time(8), quiet_to=dt.time(14), days_off=[2], time_zone=None
    )
    assert Change.objects.get(verb="chose own quiet hours").details == {}
    assert "14:00" not in text_of(company.client("dua").get("/changes/"))
