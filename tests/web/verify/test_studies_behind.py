"""Who stands behind a study: both sides of it, teams that moved, wholes beside their parts, and days of files."""

from __future__ import annotations

import datetime as dt

import linked_company as linked
import pandas as pd
import pytest
import studied
from studied import HELP, LATER, STARTS, looked, programme

from bothways_web.people.models import UnitSpan
from bothways_web.verify.studies import panels
from bothways_web.verify.studies.results import told_looks
from bothways_web.verify.studies.starts import Start, by_team, came_later

pytestmark = pytest.mark.django_db
BEFORE_ALL = dt.date(2024, 12, 1)
OCTOBER, DECEMBER = dt.date(2025, 10, 1), dt.date(2025, 12, 1)


def begun(*groups: tuple[int, dt.date]) -> list[Start]:
    """Let so many teams begin on a day, then so many others on another one."""
    codes = iter(linked.teams(24))
    return [Start(next(codes), day) for number, day in groups for _ in range(number)]


@pytest.mark.parametrize(
    "groups",
    [
        ((20, STARTS), (4, DECEMBER)),  # compared with four that begin at last
        ((20, BEFORE_ALL), (4, STARTS)),  # four of 24 have a time before
        ((8, BEFORE_ALL), (4, STARTS)),
        ((20, STARTS),),
    ],
)
def test_a_study_that_rests_on_four_teams_is_not_told_however_many_are_named(company, groups):
    look = looked(programme(studied.build(company), begun(*groups)))
    assert look.state == "waiting"
    assert "to protect people in small groups" in look.trouble


def test_a_study_ends_before_fewer_than_five_are_left_to_compare_with(company):
    study = programme(studied.build(company), begun((12, STARTS), (8, OCTOBER), (4, DECEMBER)))
    looked(study)
    [told] = told_looks(study)
    assert [point.since for point in told.points if point.since >= 0] == [0, 1, 2]


def brought(monkeypatch, units: list[str]) -> None:
    """Let the numbers be those of a file of 2025, while rounds of the same months closed on their fifth day."""
    months = [f"2025-{month:02d}" for month in range(1, 13)]
    rows = [(unit, month, HELP, float(place)) for place, month in enumerate(months) for unit in units]
    cells = pd.DataFrame(rows, columns=["unit", "period", "metric", "value"]).assign(n=10.0)
    monkeypatch.setattr(panels, "cells_of", lambda *_: cells)
    monkeypatch.setattr(panels, "is_brought", lambda *_: True)
    monkeypatch.setattr(
        panels, "last_days", lambda *_: {month: dt.date.fromisoformat(f"{month}-05") for month in months}
    )


def test_months_of_a_file_speak_to_their_end_whatever_day_rounds_closed(company, monkeypatch):
    linked.add_teams(company, 3)
    brought(monkeypatch, linked.teams(3))
    made = panels.material_of_answers("employees", HELP, [Start("t01", dt.date(2025, 7, 20))])
    assert made.starts == {"t01": "2025-07"}


def test_a_whole_of_a_file_does_not_count_beside_its_parts(company, monkeypatch):
    linked.add_teams(company, 3)
    brought(monkeypatch, ["north", *linked.teams(3)])
    made = panels.material_of_answers("employees", HELP, [Start("t01", STARTS)])
    assert made.panel.units == linked.teams(3)


def moved(company, code: str, *, away: str, to: str, on: dt.date) -> None:
    span = UnitSpan.objects.get(unit__code=code)
    UnitSpan.objects.create(unit=span.unit, name=span.name, parent=company.units[to], valid_from=on)
    UnitSpan.objects.filter(pk=span.pk).update(parent=company.units[away], valid_to=on - dt.timedelta(days=1))


def test_a_team_that_moved_away_has_begun_and_one_that_came_later_is_on_neither_side(company, monkeypatch):
    linked.add_teams(company, 3)
    moved(company, "t01", away="north", to="south", on=LATER)
    moved(company, "t02", away="south", to="north", on=LATER)
    starts = [Start("north", STARTS)]
    assert {"t01", "t03"} <= set(by_team(starts))
    assert "t02" not in by_team(starts)
    assert came_later(starts) == {"t02"}
    brought(monkeypatch, linked.teams(3))
    made = panels.material_of_answers("employees", HELP, starts)
    assert (set(made.starts), made.reorganised) == ({"t01", "t03"}, {"t02"})
