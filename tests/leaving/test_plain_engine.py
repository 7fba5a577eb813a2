"""A slow engine that goes through people one by one and day by day finds the same tables as the fast one."""

import calendar
import datetime as dt
import math
from dataclasses import dataclass

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothways.errors import NotEnoughData
from bothways.leaving import read_spells, retention, turnover

FIRST, LAST = dt.date(2020, 1, 1), dt.date(2023, 12, 31)
ONE = dt.timedelta(days=1)


@dataclass(frozen=True)
class Row:
    """A row of the file, with the start of the spell it goes on with, and whether another row goes on."""

    unit: str
    start: dt.date
    end: dt.date | None
    hired: dt.date
    moved: bool


def anniversary(start: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last day of a month without it."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return dt.date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def tenure(start: dt.date, day: dt.date) -> float:
    """Months from a start to a day, counted up one by one."""
    whole = 0
    while anniversary(start, whole + 1) <= day:
        whole += 1
    begin, end = anniversary(start, whole), anniversary(start, whole + 1)
    return whole + (day - begin).days / (end - begin).days


def watch(row: Row, since: dt.date, as_of: dt.date) -> tuple[float, float, bool] | None:
    """Entry, exit and whether somebody left, of one row."""
    stop = min(row.end or as_of, as_of)
    if row.start > as_of or stop < since:
        return None
    begin = max(row.start, since)
    entry = -1.0 if begin == row.hired else tenure(row.hired, begin - ONE)
    left = row.end is not None and row.end <= as_of and not row.moved
    return entry, tenure(row.hired, stop), left


def stay(watched: list[tuple[float, float, bool]], until: float) -> float:
    """Share that stays at least until a tenure, by going through all days on which somebody left before it."""
    share = 1.0
    for time in sorted({exit for _, exit, left in watched if left and exit < until}):
        n = sum(entry < time <= exit for entry, exit, _ in watched)
        d = sum(left and exit == time for _, exit, left in watched)
        share *= 1 - d / n
    return share


def gap(watched: list[tuple[float, float, bool]]) -> float:
    """First tenure that nobody was watched at although somebody was later."""
    covered = 0.0
    for entry, exit, _ in sorted(watched):
        if entry > covered:
            return covered
        covered = max(covered, exit)
    return math.inf


DAYS = st.integers(0, (LAST - FIRST).days)


@st.composite
def people(draw: st.DrawFn) -> tuple[pd.DataFrame, list[Row]]:
    """Up to eight people, each with a spell, a move or a second spell."""
    frame, rows = [], []
    for person in range(draw(st.integers(3, 8))):
        kind = draw(st.sampled_from(["there", "left", "moved", "back"]))
        days = [
            FIRST + dt.timedelta(days=number)
            for number in sorted(draw(st.lists(DAYS, min_size=4, max_size=4)))
        ]
        units = draw(st.tuples(st.sampled_from("xy"), st.sampled_from("xy")))
        start, second, third, end = days
        if (kind == "back" and (third - second).days < 2) or (kind == "moved" and third >= end):
            kind = "left"
        mine = {
            "there": [Row(units[0], start, None, start, False)],
            "left": [Row(units[0], start, second, start, False)],
            "moved": [
                Row(units[0], start, third, start, True),
                Row(units[1], third + ONE, end, start, False),
            ],
            "back": [Row(units[0], start, second, start, False), Row(units[1], third, None, third, False)],
        }[kind]
        rows += mine
        frame += [
            (f"p{person}", row.unit, row.start.isoformat(), row.end and row.end.isoformat()) for row in mine
        ]
    order = draw(st.permutations(range(len(rows))))
    table = pd.DataFrame([frame[place] for place in order], columns=["person", "unit", "start", "end"])
    return table, [rows[place] for place in order]


@settings(deadline=None, max_examples=60)
@given(people(), DAYS, DAYS, st.booleans(), st.sampled_from([("month", 1), ("quarter", 3), ("year", 12)]))
def test_both_engines_find_the_same(
    drawn: tuple[pd.DataFrame, list[Row]], one: int, other: int, cut: bool, step: tuple[str, int]
) -> None:
    table, rows = drawn
    since, as_of = (FIRST + dt.timedelta(days=number) for number in sorted((one, other)))
    if not cut:
        since, as_of = min(row.start for row in rows), LAST
    watched = [(row, seen) for row in rows if (seen := watch(row, since, as_of)) is not None]
    asked = {"since": since if cut else None, "as_of": as_of}
    if not any(left for _, (_, _, left) in watched):
        with pytest.raises(NotEnoughData):
            read_spells(table, **asked)
        return
    spells = read_spells(table, **asked)
    assert spells.since == since
    stays = retention(spells, step=step[0]).table  # type: ignore[arg-type]
    leaves = turnover(spells, every="quarter").table
    for group in stays["group"].unique():
        mine = [(row, seen) for row, seen in watched if group in ("all", f"unit: {row.unit}")]
        _compare_retention(stays[stays["group"] == group], [seen for _, seen in mine], step[1])
        _compare_turnover(leaves[leaves["group"] == group], [row for row, _ in mine], as_of)


def _compare_retention(table: pd.DataFrame, watched: list[tuple[float, float, bool]], width: int) -> None:
    unwatched = gap(watched)
    scale = 12 if width == 12 else 1
    over = False
    assert (
        table["from"].iloc[0]
        == math.floor(max(min(entry for entry, _, _ in watched), 0) / width) * width // scale
    )
    assert (
        table["to"].iloc[-1] == (math.floor(max(exit for _, exit, _ in watched) / width) + 1) * width // scale
    )
    for row in table.to_dict("records"):
        begin, end = row["from"] * scale, row["to"] * scale
        assert row["at_risk"] == sum(entry <= begin <= exit for entry, exit, _ in watched)
        assert row["left"] == sum(left and begin <= exit < end for _, exit, left in watched)
        share = stay(watched, end)
        if over or end > unwatched:
            assert math.isnan(row["retention"])
        else:
            assert row["retention"] == pytest.approx(share, abs=1e-12)
            assert row["low"] < row["high"]
        over = over or share == 0


def _compare_turnover(table: pd.DataFrame, rows: list[Row], as_of: dt.date) -> None:
    for row in table.to_dict("records"):
        begin, end = dt.date.fromisoformat(row["from"]), dt.date.fromisoformat(row["to"])
        days = [begin + dt.timedelta(days=number) for number in range((end - begin).days)]
        there = sum(one.start <= day <= (one.end or as_of) for one in rows for day in days)
        left = sum(one.end is not None and begin <= one.end < end and not one.moved for one in rows)
        assert row["headcount"] == pytest.approx(there / len(days))
        assert row["left"] == left
        assert row["turnover"] == pytest.approx(100 * left / (there / 365.25))
