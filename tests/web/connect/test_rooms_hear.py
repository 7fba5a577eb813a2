"""What chat rooms hear beside that a survey opens: chosen, once, in waking hours, with no number and no name."""

import datetime as dt
import zoneinfo

import pytest
import rounds_at_work
from django.utils import timezone

from bothways_web.act.models import CommitteeMeeting
from bothways_web.connect.models import RoomChoice, RoomPost
from bothways_web.connect.rooms import posts
from bothways_web.connect.rooms.choosing import choose
from bothways_web.connect.rooms.words import words_of
from bothways_web.listen.channels import rooms
from bothways_web.listen.channels.wire import Unsent
from bothways_web.listen.channels.words import payload_of
from bothways_web.listen.models import Round
from bothways_web.listen.release import release_round
from bothways_web.listen.rounds import close_round
from bothways_web.people.changes import record

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
MONDAY_NOON = dt.datetime(2026, 12, 7, 12, tzinfo=BERLIN)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def told(monkeypatch):
    """What rooms took."""
    taken: list[tuple[object, object]] = []
    monkeypatch.setattr("bothways_web.listen.channels.rooms.post", lambda *given: taken.append(given))
    return taken


@pytest.fixture
def at(monkeypatch):
    def be(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment.astimezone(dt.UTC))
        return moment.astimezone(dt.UTC)

    return be


@pytest.fixture
def room(company):
    made = rooms.add_room("News", "https://9.9.9.9/hook", by=company.users["eva"])
    choose(made, dict.fromkeys(("reminders", "results", "news"), True), by=company.users["eva"])
    return made


def asked_in(company, room, now, **plan):
    asked = rounds_at_work.launch(company, now=now, **{"audience": "day", **plan})
    rooms.choose_rooms(asked.pulse, [room.pk], by=company.users["eva"])
    return asked


def test_a_reminder_is_posted_on_the_last_day_once(company, room, told, at):
    now = at(MONDAY_NOON)
    asked = asked_in(company, room, now)
    last = asked.closes_at - 20 * HOUR
    assert posts.look_after_rooms(at(asked.closes_at - 25 * HOUR)) == 0
    assert not RoomPost.objects.exists()
    posts.look_after_rooms(at(last))
    posts.look_after_rooms(at(last + 5 * HOUR))
    posts.look_after_rooms(at(asked.closes_at - HOUR))
    [(webhook, payload)] = told
    assert webhook.host == "9.9.9.9"
    assert "a short survey closes on" in payload["text"]
    assert "/answer/" not in payload["text"]


def test_a_room_that_chose_nothing_hears_nothing_more(company, room, told, at):
    choose(room, {}, by=company.users["eva"])
    asked = asked_in(company, room, at(MONDAY_NOON))
    posts.look_after_rooms(at(asked.closes_at - 20 * HOUR))
    record(None, "released round", asked)
    assert not RoomPost.objects.exists()


def test_a_room_of_another_survey_is_not_reminded(company, room, told, at):
    asked = rounds_at_work.launch(company, audience="day", now=at(MONDAY_NOON))
    posts.look_after_rooms(at(asked.closes_at - 20 * HOUR))
    assert not told


def test_results_are_told_when_they_are_released_and_hold_no_number(company, room, told, at):
    asked = asked_in(company, room, at(MONDAY_NOON))
    rounds_at_work.answer_all(asked)
    close_round(asked)
    assert release_round(asked.pk)
    post = RoomPost.objects.get()
    assert post.kind == "results"
    posts.look_after_rooms(post.due_at)
    [(_webhook, payload)] = told
    words = payload["text"]
    assert words == (
        "The company: the results of a survey are open. What your team sees: http://localhost:8000/teams/"
    )


def test_results_that_team_pages_do_not_show_are_told_to_no_room(company, room, at):
    asked = asked_in(company, room, at(MONDAY_NOON), instrument="culture_maturity", mode="open")
    record(None, "released round", asked)
    assert not RoomPost.objects.exists()


def test_news_come_on_tuesday_from_ten_on_once_a_week_and_only_if_there_are_any(company, room, told, at):
    tuesday = MONDAY_NOON + DAY
    posts.look_after_rooms(at(tuesday))
    assert not told
    CommitteeMeeting.objects.create(at=tuesday, published_on=tuesday.date())
    posts.look_after_rooms(at(tuesday.replace(hour=9, minute=59)))
    assert not told
    posts.look_after_rooms(at(tuesday.replace(hour=10)))
    posts.look_after_rooms(at(tuesday.replace(hour=11)))
    posts.look_after_rooms(at(tuesday + 2 * DAY))
    assert len(told) == 1
    assert "Minutes of the committee: http://localhost:8000/act/committee/" in told[0][1]["text"]
    posts.look_after_rooms(at(tuesday + 7 * DAY))
    assert len(told) == 1  # nothing new since


def test_what_a_room_does_not_take_is_tried_again_and_given_up_when_it_is_too_late(
    company, room, at, monkeypatch
):
    def refuses(*_given):
        raise Unsent("It answers 500.")

    monkeypatch.setattr("bothways_web.listen.channels.rooms.post", refuses)
    asked = asked_in(company, room, at(MONDAY_NOON))
    last = at(asked.closes_at - 3 * HOUR)
    assert posts.look_after_rooms(last) == 0
    one = RoomPost.objects.get()
    assert (one.state, one.problem, one.attempts) == ("waiting", "It answers 500.", 1)
    assert one.due_at > last
    Round.objects.filter(pk=asked.pk).update(state=Round.State.CLOSING)
    posts.look_after_rooms(at(asked.closes_at + HOUR))
    assert RoomPost.objects.get().state == "given_up"
    assert words_of(RoomPost.objects.select_related("round__pulse").get()) == ""


def test_teams_takes_a_card_and_slack_a_text(company):
    card = payload_of("prod-1.westeurope.logic.azure.com", "Results are open")
    assert card["attachments"][0]["content"]["body"][0]["text"] == "Results are open"
    assert payload_of("hooks.slack.com", "a < b") == {"text": "a &lt; b"}


def test_the_page_says_what_each_room_hears_and_keeps_it(company, room, browser_of):
    eva = browser_of("eva")
    page = eva.get("/listen/rooms/hear/").content.decode()
    assert page.count("checked") == 3
    eva.post("/listen/rooms/hear/", {"room": room.pk, f"room{room.pk}-news": "on"})
    kept = RoomChoice.objects.get()
    assert (kept.reminders, kept.results, kept.news) == (False, False, True)
    assert "/listen/rooms/hear/" in eva.get("/listen/rooms/").content.decode()
    assert browser_of("ben").get("/listen/rooms/hear/").status_code == 404
