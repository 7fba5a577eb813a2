"""Seats: yes, no without a reason, leaving, silence, the end of the term; and who is drawn instead."""

import datetime as dt

import committee_at_work as at
import pytest
from django.utils import timezone

from bothways.allocation import next_seed, read_lottery
from bothways.errors import InputError
from bothways_web.act.committee import clock, lists, seats, showing
from bothways_web.act.committee.willing import is_willing, say_willing
from bothways_web.act.models import CommitteeDraw, Seat
from bothways_web.people.models import Change, Grant, Post, Role
from bothways_web.people.units import today
from bothways_web.people.viewers import viewer_of

SEAT = f"{at.BASE}seat/"
HELD = Seat.State.HELD


def a_seat(draw: CommitteeDraw, state: str = Seat.State.ASKED) -> Seat:
    return draw.people.filter(state=state).select_related("person__user").first()


def taken(draw: CommitteeDraw) -> Seat:
    seat = a_seat(draw)
    seats.accept(seat, by=seat.person.user)
    seat.refresh_from_db()
    return seat


def is_member(user) -> bool:
    return Role.COMMITTEE in viewer_of(user).roles


def still_meets(draw: CommitteeDraw) -> bool:
    """Whether those who sit or are asked meet the quotas of the draw."""
    there = set(draw.people.filter(state__in=seats.WAITS).values_list("code", flat=True))
    rows = [row for row in draw.pool if row[0] in there]
    pool = lists.pool_of(draw, rows)
    return len(rows) == draw.seats and all(
        one.low <= pool.count(one.attribute, one.value) <= one.high for one in lists.quotas_in(draw)
    )


@pytest.fixture
def draw(company) -> CommitteeDraw:
    at.ready(company)
    return at.drawn(company, seats=4)


def test_who_says_yes_is_a_member_with_the_role_as_long_as_the_seat_is_held(company, draw):
    seat = taken(draw)
    user = seat.person.user
    assert is_member(user)
    assert Change.objects.filter(verb="gave role", details__role="committee").exists()
    seats.step_down(seat, by=user)
    assert not is_member(user)
    assert Change.objects.filter(verb="took role away", details__role="committee").exists()


def test_a_role_that_was_there_before_the_seat_stays_after_it(company, draw):
    seat = a_seat(draw)
    Grant.objects.create(user=seat.person.user, role=Role.COMMITTEE)
    seat = taken(draw)
    seats.step_down(seat, by=seat.person.user)
    assert is_member(seat.person.user)


def test_who_says_no_is_replaced_for_the_same_quotas_and_is_not_asked_again(company, draw):
    gone = set()
    for _ in range(6):
        seat = a_seat(draw)
        gone.add(seat.code)
        seats.decline(seat)
        draw.refresh_from_db()
        assert still_meets(draw)
        assert not gone & set(draw.people.filter(state__in=seats.WAITS).values_list("code", flat=True))


def test_a_no_stands_in_no_log_with_a_name(company, draw):
    seat = a_seat(draw)
    seats.decline(seat)
    line = Change.objects.filter(verb="a seat on the committee was declined").get()
    assert (line.by, line.by_name) == (None, "")
    assert seat.person.name not in line.about
    page = company.client("dua").get("/changes/").content.decode()
    assert seat.person.name not in page


def test_a_replacement_follows_from_the_first_seed_so_that_nobody_chooses_it(company, draw):
    seat = a_seat(draw)
    seats.decline(seat)
    draw.refresh_from_db()
    [step] = draw.refills
    pool = lists.pool_of(draw, draw.pool, without=step["gone"])
    found = read_lottery(step["record"], pool).draw(next_seed(draw.seed, 1))
    assert set(found.panel) - set(step["record"]["kept"]) == set(step["drawn"])
    assert found.ticket == step["ticket"]


def test_who_took_the_yes_back_before_the_draw_is_not_asked(company):
    at.ready(company)
    made = at.announced(company)
    for team in company.people.values():
        for person in team[:4]:
            say_willing(person, False)
    CommitteeDraw.objects.update(draw_at=timezone.now() - dt.timedelta(minutes=1))
    from bothways_web.act.committee import draws

    draws.make_draw(made, seen=made.version, by=company.users["eva"])
    asked = made.people.filter(state=Seat.State.ASKED).select_related("person")
    assert asked.count() == 4
    assert all(is_willing(one.person) for one in asked)


def test_a_member_who_leaves_the_week_after_makes_room(company, draw):
    seat = taken(draw)
    user = seat.person.user
    Post.objects.filter(person=seat.person).update(end=today() - dt.timedelta(days=1))
    clock.look_after_committee()
    seat.refresh_from_db()
    assert seat.state == Seat.State.LEFT
    assert not Grant.objects.filter(user=user, role=Role.COMMITTEE).exists()
    draw.refresh_from_db()
    assert still_meets(draw)
    clock.look_after_committee()
    assert len(CommitteeDraw.objects.get().refills) == 1  # once


def test_an_account_that_is_switched_off_makes_room_too(company, draw):
    seat = taken(draw)
    seat.person.user.is_active = False
    seat.person.user.save()
    clock.look_after_committee()
    seat.refresh_from_db()
    assert seat.state == Seat.State.LEFT


def test_silence_counts_as_no_after_two_weeks_and_not_before(company, draw):
    draw.people.update(asked_on=today() - dt.timedelta(days=seats.DAYS_TO_ANSWER))
    clock.look_after_committee()
    assert draw.people.filter(state=Seat.State.DECLINED).count() == 0
    draw.people.update(asked_on=today() - dt.timedelta(days=seats.DAYS_TO_ANSWER + 1))
    clock.look_after_committee()
    assert draw.people.filter(state=Seat.State.DECLINED).count() == 4
    assert draw.people.filter(state=Seat.State.ASKED).count() == 4


def test_a_term_ends_by_itself_with_roles_and_list(company, draw):
    seat = taken(draw)
    CommitteeDraw.objects.update(drawn_at=timezone.now() - dt.timedelta(days=370))
    clock.look_after_committee()
    seat.refresh_from_db()
    draw.refresh_from_db()
    assert (seat.state, draw.over, draw.pool) == (Seat.State.OVER, True, [])
    assert not is_member(seat.person.user)
    assert not seats.refill(draw)


def test_who_sits_in_two_terms_keeps_the_role_until_the_second_ends(company, draw):
    seat = taken(draw)
    user = seat.person.user
    CommitteeDraw.objects.update(drawn_at=timezone.now() - dt.timedelta(days=300))
    again = at.drawn(company, seats=4)
    second = Seat.objects.create(draw=again, person=seat.person, code="twice", asked_on=today())
    seats.accept(second, by=user)
    seats.step_down(seat, by=user)
    assert is_member(user)
    second.refresh_from_db()
    seats.step_down(second, by=user)
    assert not is_member(user)


def test_an_empty_pool_leaves_a_seat_empty_and_says_so(company):
    at.chartered(company)
    at.with_accounts(company)
    at.willing(company, *company.people["day"][:4])
    made = at.drawn(company, seats=4, attributes=())
    first = taken(made)
    seats.decline(a_seat(made))
    assert seats.empty_seats(made) == 1
    assert made.people.filter(state__in=seats.WAITS).count() == 3
    text = company.client("ben").get(at.BASE).content.decode()
    assert "1 seat is empty" in text
    assert first.person.name in text
    say_willing(company.people["night"][0], True)  # was not in the list that was announced
    clock.look_after_committee()
    assert seats.empty_seats(made) == 1


def test_quotas_that_cannot_be_met_any_more_give_way_by_the_least(company):
    at.chartered(company)
    at.with_accounts(company)
    at.willing(
        company,
        *company.people["day"],
        *company.people["night"][:1],
        *company.people["desk"],
        *company.people["field"],
    )
    made = at.drawn(company, seats=4, attributes=("place",))
    night = company.people["night"][0]
    seat = made.people.get(person=night)
    seats.decline(seat)
    made.refresh_from_db()
    assert made.people.filter(state=Seat.State.ASKED).count() == 4
    assert not still_meets(made)
    quotas = {row[1]: row[2:] for row in made.refills[0]["record"]["quotas"]}
    assert quotas["night"] == [0, 1]


def test_nobody_answers_for_somebody_else_or_twice(company, draw):
    seat = a_seat(draw)
    drawn = set(draw.people.values_list("person__user", flat=True))
    other = next(one for one in company.users.values() if one.pk not in drawn and hasattr(one, "person"))
    client = company.client(next(name for name, one in company.users.items() if one == other))
    assert client.get(SEAT).status_code == 404
    assert client.post(SEAT, {"answer": "yes"}).status_code == 404
    seats.decline(seat)
    with pytest.raises(InputError):
        seats.accept(seat, by=seat.person.user)
    with pytest.raises(InputError):
        seats.step_down(seat, by=seat.person.user)
    assert not Grant.objects.filter(user=seat.person.user, role=Role.COMMITTEE).exists()


def test_the_page_asks_and_takes_yes_no_and_leaving(company, draw):
    from django.test import Client

    seat = a_seat(draw)
    client = Client()
    client.force_login(seat.person.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "You may say yes or no, without a reason." in client.get(at.BASE).content.decode()
    assert "You were drawn for the committee" in client.get("/").content.decode()
    assert "it counts as no" in client.get(SEAT).content.decode()
    assert client.post(SEAT, {"answer": "maybe"}).status_code == 302
    seat.refresh_from_db()
    assert seat.state == Seat.State.ASKED
    client.post(SEAT, {"answer": "yes"})
    text = company.client("ben").get(at.BASE).content.decode()
    assert seat.person.name in text
    assert "Leave the committee" in client.get(SEAT).content.decode()
    client.post(SEAT, {"answer": "leave"})
    assert seat.person.name not in company.client("ben").get(at.BASE).content.decode()
    assert client.get(SEAT).status_code == 404


def test_who_was_drawn_is_named_only_after_a_yes(company, draw):
    text = company.client("ben").get(at.BASE).content.decode()
    assert not [one.person.name for one in draw.people.select_related("person") if one.person.name in text]
    seat = taken(draw)
    assert [str(one.person) for one in showing.members(draw)] == [seat.person.name]


def test_willing_is_said_and_taken_back_by_oneself_alone(company):
    ben = company.client("ben")
    page = f"{at.BASE}willing/"
    ben.post(page, {"willing": "yes"})
    ben.post(page, {"willing": "yes"})
    assert is_willing(company.users["ben"].person)
    assert not is_willing(company.users["cem"].person)
    ben.post(page, {"willing": "no"})
    assert not is_willing(company.users["ben"].person)
    for name in ("dua", "eva", "gil"):  # no post, so nothing to be drawn from
        assert company.client(name).get(page).status_code == 404


def test_those_who_are_asked_are_reminded_once_in_a_while_and_those_who_sit_before_a_meeting(
    company, draw, monkeypatch
):
    told = []
    monkeypatch.setattr(clock, "remind", lambda user: told.append(user))
    seat = taken(draw)
    clock.look_after_committee()
    assert seat.person.user not in told
    assert len(told) == 3
    at.met(company, days=0, at=timezone.now() + dt.timedelta(hours=5))
    told.clear()
    clock.look_after_committee()
    assert seat.person.user in told


@pytest.mark.parametrize(
    ("begun", "months", "last"),
    [
        ((2026, 1, 31), 1, (2026, 2, 27)),
        ((2026, 5, 10), 12, (2027, 5, 9)),
        ((2024, 2, 29), 12, (2025, 2, 27)),
    ],
)
def test_the_last_day_of_a_term(begun, months, last):
    made = CommitteeDraw(drawn_at=dt.datetime(*begun, 12, tzinfo=dt.UTC), term_months=months)
    assert seats.term_end(made) == dt.date(*last)
