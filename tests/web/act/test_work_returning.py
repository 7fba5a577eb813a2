"""What goes back by itself: work of people who left, offers without an answer, work of units that ended."""

import datetime as dt

import pytest
import work_at_hand as w

from bothways_web.act.models import WorkEvent, WorkItem
from bothways_web.act.work import returning
from bothways_web.listen.hooks import ON_TICK
from bothways_web.people.models import Change, Organisation, Person, Post, Unit, UnitSpan
from bothways_web.people.units import today


def held(company, number=2, **given):
    return w.piece(company, owner=company.people["day"][number - 1], **given)


def leave(person):
    Post.objects.filter(person=person).update(end=today() - dt.timedelta(days=1))


def delete(person):
    person.delete()


def switch_off(person):
    person.user.is_active = False
    person.user.save()


def move_away(person):
    leave(person)
    Post.objects.create(person=person, unit=Unit.objects.get(code="desk"), start=today())


def go_away(person):
    w.Capacity.objects.create(person=person, changed_on=today(), away_until=today())


@pytest.mark.parametrize("what", [leave, delete, switch_off, move_away, go_away])
@pytest.mark.parametrize("state", ["taken", "proposed"])
def test_open_work_of_who_left_or_is_away_goes_back_with_a_line_and_nothing_is_lost(company, what, state):
    item, other, done = held(company), held(company, 3), held(company)
    WorkItem.objects.filter(pk=item.pk).update(state=state)
    WorkItem.objects.filter(pk=done.pk).update(state="done")
    what(Person.objects.get(code="day2"))
    assert returning.give_back() == 1
    for one in (item, other, done):
        one.refresh_from_db()
    assert (item.state, item.owner, item.events.last().kind) == ("pool", None, "left")
    assert (other.state, done.state) == ("taken", "done")
    assert Change.objects.filter(verb="gave work back to the pool", by=None).count() == 1
    assert returning.give_back() == 0


def test_who_moves_within_the_unit_keeps_the_work(company):
    item = held(company, unit="north")
    person = Person.objects.get(code="day2")
    leave(person)
    Post.objects.create(person=person, unit=company.units["night"], start=today())
    assert returning.give_back() == 0
    item.refresh_from_db()
    assert item.state == "taken"


def test_who_never_worked_in_the_unit_and_agreed_keeps_the_work(company):
    item = w.piece(company, owner=company.people["desk"][3])
    nobody_yet = w.piece(company, owner=Person.objects.create(code="new", name="New"))
    assert returning.give_back() == 0
    for one in (item, nobody_yet):
        one.refresh_from_db()
        assert one.state == "taken"


def test_an_offer_without_an_answer_goes_back_after_five_working_days(company):
    w.room(company, "ben")
    friday = dt.date(2026, 11, 20)
    assert returning.first_day_in_time(friday + dt.timedelta(days=7)) == friday
    assert returning.first_day_in_time(friday + dt.timedelta(days=9)) == dt.date(2026, 11, 23)
    item = held(company)
    in_time = returning.first_day_in_time(today())
    WorkItem.objects.filter(pk=item.pk).update(state="proposed", since=in_time)
    assert returning.give_back() == 0
    WorkItem.objects.filter(pk=item.pk).update(since=in_time - dt.timedelta(days=1))
    assert returning.give_back() == 1
    item.refresh_from_db()
    event = item.events.last()
    assert (item.state, event.kind, event.person.code) == ("pool", "handed_back", "day2")
    assert Change.objects.filter(verb="ended offer of work").exists()


def test_taken_work_never_runs_out(company):
    item = held(company)
    WorkItem.objects.filter(pk=item.pk).update(since=dt.date(2020, 1, 1))
    assert returning.give_back() == 0


def test_without_working_days_every_day_is_one(company):
    Organisation.objects.update(working_days=[])
    assert returning.first_day_in_time(dt.date(2026, 11, 29)) == dt.date(2026, 11, 24)


def test_open_work_of_a_unit_that_ended_goes_to_the_one_above(company):
    waits, done = w.piece(company), held(company)
    WorkItem.objects.filter(pk=done.pk).update(state="done")
    taken = held(company)
    UnitSpan.objects.filter(unit__code="day").update(valid_to=today() - dt.timedelta(days=1))
    Post.objects.filter(unit__code="day").update(end=today() - dt.timedelta(days=1))
    Post.objects.create(person=Person.objects.get(code="day2"), unit=company.units["night"], start=today())
    returning.give_back()
    for one in (waits, done, taken):
        one.refresh_from_db()
    assert (waits.unit.code, done.unit.code, taken.unit.code) == ("north", "day", "north")
    assert (taken.state, taken.owner.code) == ("taken", "day2")
    assert Change.objects.filter(verb="moved work to unit above").count() == 2
    assert company.client("eva").get("/act/work/units/north/").status_code == 200


def test_work_of_units_that_ended_with_those_above_goes_to_the_top(company):
    item = w.piece(company)
    UnitSpan.objects.filter(unit__code__in=["day", "north"]).update(valid_to=today() - dt.timedelta(days=1))
    returning.give_back()
    item.refresh_from_db()
    assert item.unit.code == "company"


def test_a_piece_that_is_taken_out_while_the_clock_looks_stops_nothing(company, monkeypatch):
    first, second, look = held(company), held(company, 3), returning._gone

    def take_out(*given):
        found = look(*given)
        first.delete()
        return found

    leave(first.owner)
    leave(second.owner)
    monkeypatch.setattr(returning, "_gone", take_out)
    assert returning.give_back() == 1
    second.refresh_from_db()
    assert (second.state, second.owner) == ("pool", None)


def test_work_stays_where_no_unit_is_left(company):
    item = w.piece(company)
    UnitSpan.objects.update(valid_to=today() - dt.timedelta(days=1))
    returning.give_back()
    item.refresh_from_db()
    assert (item.unit.code, item.state) == ("day", "pool")


def test_the_clock_looks_at_most_each_ten_minutes(company, monkeypatch):
    assert returning.look_after_work in ON_TICK
    looked = []
    monkeypatch.setattr(returning, "give_back", lambda: looked.append(1))
    monkeypatch.setattr(returning, "_looked", [-returning.LOOK_AGAIN])
    for now in (1000.0, 1001.0, 1599.0, 1600.0):
        monkeypatch.setattr(returning.time, "monotonic", lambda now=now: now)
        returning.look_after_work()
    assert len(looked) == 2


def test_looking_takes_few_queries_however_much_work_there_is(company, django_assert_max_num_queries):
    for _many in range(30):
        held(company)
    with django_assert_max_num_queries(14):
        assert returning.give_back() == 0
    assert not WorkEvent.objects.filter(kind="left").exists()
