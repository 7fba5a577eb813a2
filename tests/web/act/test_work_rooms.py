"""Rooms, own work, the balance and the draw: what people say about themselves, and what the unit sees."""

import datetime as dt
import re

import pytest
import work_at_hand as w

from bothways_web.act.models import Capacity, WorkItem
from bothways_web.act.work.carried import shares_of_unit
from bothways_web.people.models import Change
from bothways_web.people.units import today

ROOM, BALANCE, DRAW = "/act/work/mine/room/", "/act/work/units/day/balance/", "/act/work/units/day/draw/"


def draw(company, title="Take the notes", after=None):
    client = company.client("ana")
    hidden = re.search(r'name="after" value="(\d+)"', w.words(client.get(DRAW)))[1]
    return client.post(DRAW, {"title": title, "after": hidden if after is None else after}, follow=True)


def test_without_a_word_nobody_has_room_and_nothing_is_stored(company):
    page = w.words(company.client("ben").get(w.MINE))
    assert "You have not declared any room" in page
    assert "Nothing is proposed to you" in page
    assert not Capacity.objects.exists()


def test_somebody_says_how_much_room_they_have(company):
    answer = company.client("ben").post(ROOM, {"hours": "6", "skills": "Spanish, Forms"}, follow=True)
    assert "0 of 6 hours in the last 30 days" in w.words(answer)
    assert Capacity.objects.get().skills == ["forms", "spanish"]
    assert 'value="forms, spanish"' in w.words(company.client("ben").get(ROOM))
    log = repr(list(Change.objects.values_list("verb", "about", "details")))
    assert "declared room" in log
    assert "spanish" not in log
    assert "6" not in log


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"hours": ""}, "Write how many hours; 0 for none."), ({"hours": "-1"}, "hours from 0 to 200."),
        ({"hours": "201"}, "hours from 0 to 200."), ({"hours": "1.5"}, "Write whole hours"),
        ({"hours": "1e9"}, "Write whole hours"), ({"away_until": "2999-01-01"}, "more than a year away"),
        ({"skills": ",".join(map(str, range(300)))}, "These are 300 skills"),
    ],
)  # fmt: skip
def test_a_room_that_cannot_be_is_refused(company, given, told):
    answer = company.client("ben").post(ROOM, {"hours": "6"} | given)
    assert told in w.words(answer)
    assert answer.status_code == 422
    assert not Capacity.objects.exists()


def test_skills_in_use_are_suggested_and_no_persons(company):
    w.piece(company, skills=["spanish"])
    w.room(company, "cem", 5, "juggling")
    page = w.words(company.client("ben").get(ROOM))
    assert "In use here: spanish." in page
    assert "juggling" not in page


def test_who_goes_away_gives_back_what_they_hold(company):
    item = w.piece(company, owner=company.people["day"][1])
    until = today() + dt.timedelta(days=7)
    company.client("ben").post(ROOM, {"hours": "6", "away_until": until.isoformat()})
    item.refresh_from_db()
    assert (item.state, item.owner, item.events.last().kind) == ("pool", None, "left")
    assert "You are away until" in w.words(company.client("ben").get(w.MINE))


def test_an_account_without_a_person_has_no_work_and_no_room(company):
    w.piece(company)
    for name in ("gil", "dua", "eva"):
        assert "Nothing can be proposed to you" in w.words(company.client(name).get(w.MINE))
        assert "Nothing can be proposed to you" in w.words(company.client(name).get(ROOM))
        assert company.client(name).post(ROOM, {"hours": "5"}).status_code == 404
    assert not Capacity.objects.exists()


def test_own_work_shows_offers_what_is_taken_and_what_waits(company):
    ben = w.room(company, "ben", 6)
    w.piece(company, "Waits here")
    w.piece(company, "Waits elsewhere", unit="desk")
    w.piece(company, "Is mine", owner=ben)
    offered = w.piece(company, "Is offered")
    WorkItem.objects.filter(pk=offered.pk).update(owner=ben, state="proposed")
    page = w.words(company.client("ben").get(w.MINE))
    assert page.index("Proposed to me") < page.index("Is offered") < page.index("Taken by me")
    assert (
        page.index("Taken by me")
        < page.index("Is mine")
        < page.index("Waits for somebody")
        < page.index("Waits here")
    )
    assert "Waits elsewhere" not in page
    w.move(company, "ben", offered, "take", at=w.MINE)
    assert offered.state == "taken"


def test_an_offer_of_a_unit_above_can_be_taken_and_read_though_its_board_cannot(company):
    item = w.piece(company, unit="north", by=company.users["eva"])
    assert company.client("ben").get(f"/act/work/pieces/{item.pk}/").status_code == 404
    WorkItem.objects.filter(pk=item.pk).update(owner=w.room(company, "ben"), state="proposed")
    assert company.client("ben").get(f"/act/work/pieces/{item.pk}/").status_code == 200
    w.move(company, "ben", item, "take", at=w.MINE)
    assert item.state == "taken"
    assert company.client("ben").get("/act/work/units/north/").status_code == 404


def test_home_says_how_many_offers_wait_and_nothing_of_others(company):
    ben, other = w.room(company, "ben"), w.colleague(company, 3)
    for owner in (ben, ben, other):
        item = w.piece(company)
        WorkItem.objects.filter(pk=item.pk).update(owner=owner, state="proposed")
    assert "2 pieces of work are proposed to you" in w.words(company.client("ben").get("/"))
    assert "are proposed to you" not in w.words(company.client("ana").get("/"))
    assert "/act/work/" in w.words(company.client("ana").get("/"))
    assert 'href="/act/work/' not in w.words(company.client("gil").get("/"))


def test_the_balance_stands_by_name_with_shares_of_work_and_room(company):
    ben, other = w.room(company, "ben", 30), w.colleague(company, 3, 10)
    w.piece(company, owner=other, effort=6)
    w.piece(company, owner=ben, effort=2)
    assert shares_of_unit("day") == [(ben, 25, 75), (other, 75, 25)]
    page = w.words(company.client("ben").get(BALANCE))
    assert page.index("Day 2") < page.index("Day 3")
    assert "Day 4" not in page
    assert "Share of work never enters an appraisal" in page
    assert "Taken or done in the last 30 days: 8 hours. Room declared: 40 hours a month." in page
    for query in ("?sort=carried", "?order=-room", "?o=1"):
        assert w.words(company.client("ben").get(BALANCE + query)).count("<tr") == page.count("<tr")


def test_hours_of_long_ago_count_less_and_those_said_count_instead_of_those_estimated(company):
    ben, other = w.room(company, "ben", 10), w.colleague(company, 3, 10)
    for owner, took, days in ((ben, 2, 0), (other, 8, 120)):
        item = w.piece(company, owner=owner, effort=1)
        since = today() - dt.timedelta(days=days)
        WorkItem.objects.filter(pk=item.pk).update(state="done", took=took, since=since)
    assert shares_of_unit("day") == [(ben, 50, 50), (other, 50, 50)]


def test_an_empty_balance_says_what_it_will_be(company):
    assert "Nobody has declared room or carried anything yet" in w.words(company.client("ben").get(BALANCE))


def test_those_drawn_least_are_drawn_next_and_one_form_draws_once(company):
    people = [w.colleague(company, number) for number in (3, 4, 5)]
    for turn in range(2):
        for _one in people:
            draw(company)
        drawn = WorkItem.objects.order_by("pk").values_list("owner__code", flat=True)[3 * turn :]
        assert sorted(drawn) == ["day3", "day4", "day5"]
    assert {item.effort for item in WorkItem.objects.all()} == {w.Decimal("0.5")}
    assert set(WorkItem.objects.values_list("state", flat=True)) == {"proposed"}
    last = WorkItem.objects.order_by("-pk")[1].pk
    draw(company, after=last)  # the form of the last one, sent again
    assert WorkItem.objects.count() == 6


def test_a_drawn_piece_may_be_handed_back_and_nobody_is_drawn_without_room(company):
    assert "nobody can be drawn" in w.words(draw(company))
    w.room(company, "ben", 0)
    assert "nobody can be drawn" in w.words(draw(company))
    assert not WorkItem.objects.exists()
    w.room(company, "ben", 1)
    assert "Drawn: Day 2" in w.words(draw(company))
    item = WorkItem.objects.get()
    w.move(company, "ben", item, "back")
    assert item.state == "pool"
    assert "Write what somebody is drawn for" in w.words(draw(company, title=" "))
