"""Telling a chat room in the morning: once a day, in working hours, in neutral words."""

import datetime as dt

import huddled as h
import pytest

from bothways_web.act.huddles import posts
from bothways_web.act.huddles.posts import tell_rooms
from bothways_web.act.models import HuddleRhythm
from bothways_web.listen import allowance
from bothways_web.listen.channels.rooms import add_room, stop_room
from bothways_web.listen.channels.wire import Unsent
from bothways_web.people.models import UnitSpan


def at(hour, minute=0, day=h.DAY):
    """A moment at the organisation in Berlin, in winter."""
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=dt.timezone(dt.timedelta(hours=1)))


@pytest.fixture
def said(company, monkeypatch):
    """What the room is told: a rhythm on Tuesdays at ten."""
    allowance.forget()
    h.let_it_be(monkeypatch, h.DAY)
    h.weekly(company, room=add_room("News", "https://9.9.9.9/hook", by=company.users["eva"]))
    told = []
    monkeypatch.setattr(posts, "post_words", lambda kind, address, words, now: told.append((address, words)))
    return told


def test_a_room_is_told_once_in_the_morning_of_a_huddle(said):
    assert tell_rooms(at(8, 1)) == 1
    assert tell_rooms(at(8, 2)) == 0
    [(address, words)] = said
    assert address == "https://9.9.9.9/hook"
    assert words.startswith("The company: Day shift meets for a huddle today at 10")
    assert words.endswith("/act/huddles/unit/day/")


@pytest.mark.parametrize(
    "now",
    [
        at(7, 30),
        at(10, 0),
        at(11, 0),
        at(19, 0),
        at(9, 0, dt.date(2026, 12, 2)),
        at(9, 0, dt.date(2026, 11, 24)),
    ],
)
def test_no_room_is_told_in_quiet_hours_after_the_huddle_or_on_another_day(said, now):
    assert tell_rooms(now) == 0
    assert said == []


def test_a_room_that_refuses_is_tried_again_a_while_later(said, monkeypatch):
    def refuse(kind, address, words, now):
        raise Unsent("It answers 500.")

    with monkeypatch.context() as broken:
        broken.setattr(posts, "post_words", refuse)
        assert tell_rooms(at(8)) == 0
    assert HuddleRhythm.objects.get().told_of is None
    assert tell_rooms(at(8, 1)) == 0  # not at once
    allowance.forget()
    assert tell_rooms(at(8, 20)) == 1


@pytest.mark.parametrize("why", ["paused", "stopped", "opened", "ended"])
def test_no_room_is_told_where_there_is_nothing_to_tell(company, said, why):
    if why == "paused":
        HuddleRhythm.objects.update(paused=True)
    elif why == "stopped":
        stop_room(HuddleRhythm.objects.get().room, by=company.users["eva"])
    elif why == "opened":
        h.opened(company)
    else:
        UnitSpan.objects.filter(unit__code="day").update(valid_to=dt.date(2026, 1, 1))
    assert tell_rooms(at(9)) == 0
    assert said == []
