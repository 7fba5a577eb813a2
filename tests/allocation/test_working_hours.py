"""Working hours that two time zones share, as clocks stand on a day."""

import datetime as dt

import pytest

from bothways.allocation import common_working_hours
from bothways.errors import InputError


@pytest.mark.parametrize(
    ("zone", "other", "day", "hours"),
    [
        ("Europe/Berlin", "Europe/Madrid", (2026, 1, 12), 8),
        ("Europe/Berlin", "Europe/London", (2026, 1, 12), 7),
        ("Europe/Berlin", "America/New_York", (2026, 2, 2), 2),  # six hours apart
        (
            "Europe/Berlin",
            "America/New_York",
            (2026, 3, 16),
            3,
        ),  # America has changed its clocks, Europe has not
        ("Europe/Berlin", "America/New_York", (2026, 3, 30), 2),  # both have
        ("Europe/Berlin", "America/New_York", (2026, 10, 26), 3),  # Europe has changed back, America has not
        ("Europe/Berlin", "Asia/Kolkata", (2026, 1, 12), 3.5),
        ("Europe/Berlin", "America/Los_Angeles", (2026, 1, 12), 0),  # nine hours apart
        # Monday 9 to 17 in California is Tuesday 6 to 14 in New Zealand
        ("America/Los_Angeles", "Pacific/Auckland", (2026, 1, 12), 5),
        # and Tuesday there is Monday in California
        ("Pacific/Auckland", "America/Los_Angeles", (2026, 1, 13), 5),
    ],
)
def test_hours_worked_out_by_hand(zone: str, other: str, day: tuple[int, int, int], hours: float) -> None:
    assert common_working_hours(zone, other, on=dt.date(*day)) == hours


def test_a_day_that_a_zone_leaves_out_counts_once() -> None:
    """Samoa went from the 29th to the 31st of December 2011, from 10 hours behind to 14 ahead."""
    assert common_working_hours("Pacific/Auckland", "Pacific/Apia", on=dt.date(2011, 12, 31)) == 7


def test_no_zone_shares_less_than_none_or_more_than_a_day() -> None:
    zones = ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "UTC", "America/St_Johns")
    for month in range(1, 13):
        for zone in zones:
            assert common_working_hours(zone, zone, on=dt.date(2026, month, 1)) == 8
            assert all(0 <= common_working_hours(zone, one, on=dt.date(2026, month, 1)) <= 8 for one in zones)


@pytest.mark.parametrize("zone", ["Berlin", "europe/berlin", "", "../etc", "Europe"])
def test_what_is_no_time_zone_is_refused(zone: str) -> None:
    with pytest.raises(InputError, match="no time zone"):
        common_working_hours("UTC", zone, on=dt.date(2026, 1, 1))


@pytest.mark.parametrize("day", [dt.date(1, 1, 1), dt.date(9999, 12, 31), dt.datetime(2026, 1, 1)])
def test_a_day_of_another_century_is_refused(day: dt.date) -> None:
    with pytest.raises(InputError, match="1950 to 2100"):
        common_working_hours("UTC", "UTC", on=day)
