"""Quiet hours over zones, changes of clocks, midnight and the date line: never inside, never later than the opening."""

import datetime as dt
import zoneinfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways_web.people.notifications.quiet import LONGEST, Quiet, is_quiet, next_allowed, open_hours

UTC, HOUR, MINUTE = dt.UTC, dt.timedelta(hours=1), dt.timedelta(minutes=1)
ZONES = [
    "UTC", "Pacific/Kiritimati", "Etc/GMT+12", "Pacific/Apia", "Asia/Kathmandu", "Asia/Kolkata", "Europe/Berlin",
    "America/New_York", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Chatham", "Africa/Casablanca",
    "America/Sao_Paulo", "Antarctica/Troll", "Asia/Gaza", "America/Asuncion",
]  # fmt: skip
OFFICE = Quiet(dt.time(18), dt.time(8), range(5))
times = st.times(max_value=dt.time(23, 59)).map(lambda time: time.replace(second=0, microsecond=0))
days = st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))
rests = st.builds(
    Quiet, times, times, st.sets(st.integers(0, 6), min_size=1), st.frozensets(days, max_size=4)
)
moments = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 12, 31), timezones=st.just(UTC))
zones = st.sampled_from(ZONES).map(zoneinfo.ZoneInfo)


def at(text, zone, fold=0):
    """A moment by the clock on the wall, in UTC: Python compares times of an hour that comes twice with nothing."""
    wall = dt.datetime.fromisoformat(text).replace(tzinfo=zoneinfo.ZoneInfo(zone), fold=fold)
    return wall.astimezone(UTC)


@settings(max_examples=300, deadline=None)
@given(moments, zones, st.lists(rests, min_size=1, max_size=2))
def test_it_is_never_quiet_then_and_never_before_or_twice(moment, zone, layers):
    found = next_allowed(moment, zone, *layers)
    assert found >= moment
    if found < moment + LONGEST:
        assert not is_quiet(found, zone, *layers)
        assert next_allowed(found, zone, *layers) == found


@settings(max_examples=150, deadline=None)
@given(moments, zones, rests, st.integers(1, 14 * 24 * 60))
def test_no_opening_before_it_is_missed(moment, zone, rest, step):
    """Every minute before it is quiet, looked at by the definition alone."""
    found = next_allowed(moment, zone, rest)
    before = moment + step * MINUTE
    if before < found:
        assert is_quiet(before, zone, rest)
    if found > moment:
        assert is_quiet(found - dt.timedelta(seconds=1), zone, rest)
        assert is_quiet(moment, zone, rest)


@settings(max_examples=200, deadline=None)
@given(moments, zones, rests, st.timedeltas(dt.timedelta(0), dt.timedelta(days=10)))
def test_who_waits_longer_never_comes_earlier(moment, zone, rest, later):
    assert next_allowed(moment, zone, rest) <= next_allowed(moment + later, zone, rest)


@settings(max_examples=200, deadline=None)
@given(moments, zones, rests, rests)
def test_own_hours_make_it_quieter_and_never_less_quiet(moment, zone, company, own):
    assert next_allowed(moment, zone, company, own) >= next_allowed(moment, zone, company)


@settings(max_examples=100, deadline=None)
@given(st.lists(rests, min_size=1, max_size=2))
def test_hours_left_in_a_week_are_those_that_a_count_by_minutes_finds(layers):
    plain = [Quiet(one.start, one.end, one.working_days) for one in layers]
    monday = dt.datetime(2026, 11, 2, tzinfo=UTC)
    minutes = sum(not is_quiet(monday + minute * MINUTE, UTC, *plain) for minute in range(7 * 24 * 60))
    assert open_hours(*plain) == pytest.approx(minutes / 60, abs=1e-3)  # rounded to seconds


@pytest.mark.parametrize(
    ("zone", "moment", "expected"),
    [
        # The clocks go forward on the Sunday between, and back.
        ("Europe/Berlin", "2026-03-27T19:00", "2026-03-30T08:00+02:00"),
        ("Europe/Berlin", "2026-10-23T19:00", "2026-10-26T08:00+01:00"),
        # Zones of half an hour, of three quarters, and one that moves by half an hour.
        ("Asia/Kolkata", "2026-11-02T19:00", "2026-11-03T08:00+05:30"),
        ("Asia/Kathmandu", "2026-11-02T07:59", "2026-11-02T08:00+05:45"),
        ("Australia/Lord_Howe", "2026-10-02T18:00", "2026-10-05T08:00+11:00"),
        # Both sides of the date line: the same moment is Monday here and still Sunday there.
        ("Pacific/Kiritimati", "2026-11-02T08:00", "2026-11-02T08:00+14:00"),
        ("Etc/GMT+12", "2026-11-01T06:00", "2026-11-02T08:00-12:00"),
    ],
)
def test_it_is_by_the_clock_on_the_wall_of_the_reader(zone, moment, expected):
    found = next_allowed(at(moment, zone), zoneinfo.ZoneInfo(zone), OFFICE)
    assert found == dt.datetime.fromisoformat(expected)


def test_quiet_hours_that_end_in_the_hour_that_comes_twice_are_kept_both_times():
    """On 25 October 2026 it is half past two twice in Berlin; a message at ten past two, the second time, waits."""
    zone, quiet = zoneinfo.ZoneInfo("Europe/Berlin"), Quiet(dt.time(22), dt.time(2, 30), range(7))
    first = at("2026-10-25T02:40", "Europe/Berlin")
    assert next_allowed(first, zone, quiet) == first
    second = at("2026-10-25T02:10", "Europe/Berlin", fold=1)
    assert next_allowed(second, zone, quiet) == at("2026-10-25T02:30", "Europe/Berlin", fold=1)
    assert next_allowed(second, zone, quiet) == dt.datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_quiet_hours_that_begin_in_the_hour_that_is_skipped_begin_with_what_follows():
    zone, quiet = zoneinfo.ZoneInfo("Europe/Berlin"), Quiet(dt.time(2, 15), dt.time(4), range(7))
    last = dt.datetime(2026, 3, 29, 0, 59, tzinfo=UTC)  # a minute to two
    assert next_allowed(last, zone, quiet) == last
    assert next_allowed(last + MINUTE, zone, quiet) == at("2026-03-29T04:00", "Europe/Berlin")


def test_a_day_that_a_country_skipped_is_no_day_of_rest():
    """Samoa went over the date line: after 29 December 2011 came the 31st, a Saturday."""
    zone = zoneinfo.ZoneInfo("Pacific/Apia")
    found = next_allowed(
        dt.datetime(2011, 12, 30, 9, tzinfo=UTC), zone, Quiet(dt.time(18), dt.time(8), range(7))
    )
    assert found == at("2011-12-31T08:00", "Pacific/Apia")


def test_a_public_holiday_is_quiet_where_it_is_that_day():
    holiday = Quiet(dt.time(18), dt.time(8), range(7), frozenset({dt.date(2026, 12, 25)}))
    moment = dt.datetime(2026, 12, 24, 20, tzinfo=UTC)  # ten in the morning of the 25th on Kiritimati
    assert next_allowed(moment, zoneinfo.ZoneInfo("Pacific/Kiritimati"), holiday) == at(
        "2026-12-26T08:00", "Pacific/Kiritimati"
    )
    assert (
        next_allowed(moment, zoneinfo.ZoneInfo("Etc/GMT+12"), holiday) == moment
    )  # there it is the 24th, eight o'clock


def test_who_works_at_night_is_left_the_hours_that_both_leave():
    night = Quiet(dt.time(8), dt.time(16), range(7))
    assert open_hours(OFFICE, night) == 10
    zone = zoneinfo.ZoneInfo("Europe/Berlin")
    assert next_allowed(at("2026-11-02T09:00", "Europe/Berlin"), zone, OFFICE, night) == at(
        "2026-11-02T16:00", "Europe/Berlin"
    )
    assert next_allowed(at("2026-11-06T18:00", "Europe/Berlin"), zone, OFFICE, night) == at(
        "2026-11-09T16:00", "Europe/Berlin"
    )


def test_where_nothing_is_open_a_message_is_held_and_not_lost():
    shut = Quiet(dt.time(8), dt.time(18), range(7))
    assert open_hours(OFFICE, shut) == 0
    moment = dt.datetime(2026, 11, 2, tzinfo=UTC)
    assert next_allowed(moment, UTC, OFFICE, shut) == moment + LONGEST


def test_without_quiet_hours_or_days_off_a_message_comes_at_once():
    moment = dt.datetime(2026, 11, 1, 3, tzinfo=UTC)
    assert next_allowed(moment, UTC, Quiet(dt.time(0), dt.time(0), ())) == moment
