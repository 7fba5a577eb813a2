"""When rounds open: counted from the first one, tried again where that fails, and said to those who run them."""

import datetime as dt

from rounds_at_work import launch

from bothways_web.listen import clock
from bothways_web.listen.calendar import earliest_next, next_opening
from bothways_web.listen.models import Pulse, Round
from bothways_web.listen.pulses import Plan, change_pulse
from bothways_web.people.models import Organisation, Post

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


def at(month: int, day: int, hour: int = 9) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=dt.UTC)


def run_until(company, last: dt.datetime) -> list[dt.date]:
    """Let the clock go on, hour by hour near what is due, and return the days on which rounds opened."""
    Organisation.objects.update(rest_days=0)
    while (due := Pulse.objects.get().next_opens) <= last:
        clock.tick(due - HOUR)  # closes what is over
        clock.tick(due)
    return [one.opens_at.date() for one in Round.objects.order_by("number")]


def test_a_monthly_pulse_of_the_last_day_keeps_to_the_last_day(company):
    launch(company, cadence="monthly", now=at(1, 31))
    days = run_until(company, at(6, 30))
    assert [(day.month, day.day) for day in days] == [(1, 31), (2, 28), (3, 31), (4, 30), (5, 31), (6, 30)]


def test_a_quarterly_pulse_of_the_last_day_keeps_to_it(company):
    launch(company, cadence="quarterly", now=at(1, 31))
    days = run_until(company, at(10, 31))
    assert [(day.month, day.day) for day in days] == [(1, 31), (4, 30), (7, 31), (10, 31)]


def test_a_round_that_opens_late_leaves_the_days_of_the_later_ones(company):
    launch(company, cadence="monthly", now=at(1, 10))
    Organisation.objects.update(rest_days=0)
    gone = list(Post.objects.all())
    Post.objects.all().delete()
    for hour in range(0, 60):
        clock.tick(at(2, 10) + hour * HOUR)
    assert Round.objects.count() == 1
    Post.objects.bulk_create(gone)
    clock.tick(at(2, 13))
    assert Round.objects.count() == 2
    assert Pulse.objects.get().next_opens == at(3, 10)


def test_a_round_that_opens_very_late_is_not_followed_at_once(company):
    assert next_opening(
        "monthly", at(1, 10), dt.UTC, after=earliest_next("monthly", at(3, 5), at(3, 12))
    ) == at(4, 10)


def test_a_round_that_is_open_for_long_is_not_followed_before_it_closes(company):
    launch(company, cadence="weekly", open_days=20, now=at(1, 5))
    assert Pulse.objects.get().next_opens == at(1, 26)


def test_the_hour_on_the_wall_stays_when_the_clocks_change(company):
    Organisation.objects.update(time_zone="Europe/Berlin")
    launch(company, cadence="weekly", open_days=7, now=at(3, 23, 8))
    assert Pulse.objects.get().next_opens == at(3, 30, 7)


def test_those_who_run_a_pulse_are_told_why_its_round_does_not_open(company, browser_of):
    launch(company, cadence="monthly", now=at(1, 10))
    Post.objects.all().delete()
    clock.tick(at(2, 10))
    pulse = Pulse.objects.get()
    assert pulse.trouble.startswith("Fewer than 5 people would be asked")
    for page in ("/", f"/listen/{pulse.pk}/"):
        assert "Fewer than 5 people would be asked" in browser_of("eva").get(page).content.decode()


def test_the_trouble_is_over_once_a_round_opens(company):
    launch(company, cadence="monthly", now=at(1, 10))
    Organisation.objects.update(rest_days=0)
    Pulse.objects.update(trouble="Fewer than 5 people would be asked.")
    clock.tick(at(2, 10) - HOUR)
    clock.tick(at(2, 10))
    assert Pulse.objects.get().trouble == ""


def test_a_pulse_that_becomes_weekly_keeps_the_day_of_its_first_round(company):
    asked = launch(company, cadence="monthly", open_days=3, now=at(1, 10))
    plan = Plan(asked.pulse.title, asked.pulse.audience, cadence="weekly", open_days=3)
    change_pulse(asked.pulse, plan, by=company.users["eva"])
    days = run_until(company, at(2, 25))
    assert days[1:] == [dt.date(2026, 2, 10), dt.date(2026, 2, 14), dt.date(2026, 2, 21)]
