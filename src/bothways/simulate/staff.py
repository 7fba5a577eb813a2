"""The company's units and people: a tree of units, hires and exits, no names of people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from bothways.simulate.plan import Shape

Ints = npt.NDArray[np.int_]
ROLES = ("service agent", "service agent", "service agent", "specialist", "coordinator", "team lead")
REASONS = ("pay", "promotion", "learning", "manager", "workload", "tools", "offer", "family", "not_my_choice")
LEAVING, VACANT = 0.015, 0.6


@dataclass(frozen=True)
class Staff:
    """Who works where and when.

    Attributes
    ----------
    units : pandas.DataFrame
        ``unit, parent, name, valid_from, valid_to``: company, divisions, sites, teams.
    people : pandas.DataFrame
        ``person, unit, start, end, reason, role, site, manager``; ids, no names.
    teams : tuple of str
        Units that answer.
    opened, closed : (teams,) int
        First month of a team, and the month after its last.
    seat_team : (seats,) int
        Team of each seat.
    seat_person : (seats, months) int
        Row of ``people`` who sits there; -1 where vacant.
    """

    units: pd.DataFrame
    people: pd.DataFrame
    teams: tuple[str, ...]
    opened: Ints
    closed: Ints
    seat_team: Ints
    seat_person: Ints


def draw_staff(rng: np.random.Generator, shape: Shape) -> Staff:
    """Draw units and people of a company.

    Parameters
    ----------
    rng : numpy.random.Generator
    shape : Shape

    Returns
    -------
    Staff
        Teams with the seats of the shape; one in eight opens late, one in forty closes early; 1.5 % leave a month.
    """
    months = pd.period_range(shape.first_month, periods=shape.periods, freq="M")
    site_of = np.sort(rng.integers(shape.sites, size=shape.units))
    last = shape.periods
    opened = np.where(rng.random(shape.units) < 1 / 8, rng.integers(2, last // 2, shape.units), 0)
    closed = np.where(rng.random(shape.units) < 1 / 40, rng.integers(last // 2 + 2, last, shape.units), last)
    units = _tree(shape, site_of, opened, closed, months)
    teams = tuple(f"team-{k + 1:0{len(str(shape.units))}d}" for k in range(shape.units))
    seats = np.round(np.exp(rng.uniform(np.log(shape.smallest), np.log(shape.largest), shape.units))).astype(
        int
    )
    seat_team = np.repeat(np.arange(shape.units), seats)
    seat_person, spells = _fill_seats(rng, seat_team, opened, closed, last)
    people = _people(rng, spells, seat_team, teams, site_of, months)
    return Staff(units, people, teams, opened, closed, seat_team, seat_person)


def _tree(shape: Shape, site_of: Ints, opened: Ints, closed: Ints, months: pd.PeriodIndex) -> pd.DataFrame:
    """Return the units, from the company down to the teams."""
    division_of = np.arange(shape.sites) * shape.divisions // shape.sites
    rows = [("company", "", "The whole company", "", "")]
    rows += [(f"division-{d + 1}", "company", f"Division {d + 1}", "", "") for d in range(shape.divisions)]
    rows += [
        (f"site-{s + 1:02d}", f"division-{division_of[s] + 1}", f"Site {s + 1}", "", "")
        for s in range(shape.sites)
    ]
    width = len(str(shape.units))
    for k in range(shape.units):
        start = str(months[opened[k]].start_time.date()) if opened[k] else ""
        end = str(months[closed[k] - 1].end_time.date()) if closed[k] < len(months) else ""
        name = f"team-{k + 1:0{width}d}"
        rows.append((name, f"site-{site_of[k] + 1:02d}", f"Service team {k + 1}", start, end))
    return pd.DataFrame(rows, columns=["unit", "parent", "name", "valid_from", "valid_to"])


def _fill_seats(
    rng: np.random.Generator, seat_team: Ints, opened: Ints, closed: Ints, months: int
) -> tuple[Ints, Ints]:
    """Draw who sits where; also the spells (seat, first month, month of leaving or ``months``)."""
    seats, spells = len(seat_team), list[list[int]]()
    sitting = np.full(seats, -1)
    table = np.full((seats, months), -1)
    for t in range(months):
        open_now = (opened[seat_team] <= t) & (t < closed[seat_team])
        start = open_now & (t == opened[seat_team])
        hire = start | (open_now & (sitting < 0) & (rng.random(seats) < VACANT))
        for seat in np.flatnonzero(hire):
            sitting[seat] = len(spells)
            spells.append([int(seat), t, months])
        table[:, t] = np.where(open_now, sitting, -1)
        gone = (sitting >= 0) & ((rng.random(seats) < LEAVING) | (t + 1 == closed[seat_team]))
        gone &= t + 1 < months
        for seat in np.flatnonzero(gone):
            spells[sitting[seat]][2] = t + 1
            sitting[seat] = -1
    return table, np.array(spells)


def _people(
    rng: np.random.Generator,
    spells: Ints,
    seat_team: Ints,
    teams: tuple[str, ...],
    site_of: Ints,
    months: pd.PeriodIndex,
) -> pd.DataFrame:
    """Return one row a person; those there on the first day started up to eight years before."""
    count, last = len(spells), len(months)
    team = seat_team[spells[:, 0]]
    first_days = np.append(months.start_time.to_numpy("M8[D]"), (months[-1] + 1).start_time.to_datetime64())
    first_days = first_days.astype("M8[D]")
    start = first_days[spells[:, 1]] - (spells[:, 1] == 0) * rng.integers(0, 8 * 365, count)
    left = spells[:, 2] < last
    end = first_days[spells[:, 2]] - 1
    width = len(str(count))
    ids = np.array([f"p{k + 1:0{width}d}" for k in range(count)], object)
    leader = pd.Series(np.arange(count)).groupby(team).transform("first").to_numpy()
    role = np.array(ROLES, object)[rng.integers(len(ROLES) - 1, size=count)]
    is_leader = leader == np.arange(count)
    role[is_leader] = ROLES[-1]
    return pd.DataFrame(
        {
            "person": ids,
            "unit": np.array(teams, object)[team],
            "start": start.astype(str),
            "end": np.where(left, end.astype(str), ""),
            "reason": np.where(left, np.array(REASONS, object)[rng.integers(len(REASONS), size=count)], ""),
            "role": role,
            "site": [f"site-{site + 1:02d}" for site in site_of[team]],
            "manager": np.where(is_leader, "", ids[leader]),
        }
    )
