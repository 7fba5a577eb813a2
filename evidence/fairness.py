"""Fair shares: a year of shared work under five ways to choose, and how near the best the library comes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.pool import Pool
from typing import Any

import numpy as np

from bothways.allocation import carried_lately
from bothways.simulate.work_year import WEEKS, WorkYear, draw_work_plan, monday, simulate_year
from evidence.fairness_choosers import CHOOSERS
from evidence.fairness_gap import measure_gap, sizes

SEEDS, FIRST_SEED = 200, 40_000
#: Weeks that are over at the end of month 3, 6 and 12.
MONTHS = {3: 13, 6: 26, 12: WEEKS}
#: Weeks away after which somebody counts as back from a long absence, and weeks then looked at.
LONG, BACK = 3, 2


@dataclass(frozen=True)
class Setting:
    """One kind of unit."""

    text: str
    people: int
    demand: float = 0.6
    volunteering: float = 0.0


SETTINGS = (
    Setting("12 people", 12),
    Setting("12 people, little room left", 12, demand=0.9),
    Setting("12 people, three in ten pieces have a volunteer", 12, volunteering=0.3),
    Setting("40 people", 40),
)


def run_fairness(pool: Pool) -> Iterator[dict[str, Any]]:
    """One row a setting and one a size of case."""
    for size in sizes():
        yield measure_gap(pool, size) | {"text": size.text}
    for setting in SETTINGS:
        jobs = [(setting, FIRST_SEED + seed) for seed in range(SEEDS)]
        years = pool.starmap(run_year, jobs, chunksize=1)
        yield {
            "text": setting.text,
            "units": setting.people,
            "periods": WEEKS,
            "demand": setting.demand,
            "volunteering": setting.volunteering,
            "ways": {name: [year[name] for year in years] for name in CHOOSERS},
        }


def run_year(setting: Setting, seed: int) -> dict[str, dict[str, Any]]:
    """Run the same year under each way to choose."""
    plan = draw_work_plan(
        seed, people=setting.people, demand=setting.demand, volunteering=setting.volunteering
    )
    return {
        name: measure_year(simulate_year(make(), seed=seed, plan=plan)) for name, make in CHOOSERS.items()
    }


def measure_year(year: WorkYear) -> dict[str, Any]:
    """How level the loads were at the end of months 3, 6 and 12, and what else came of it."""
    found: dict[str, Any] = {str(month): measure_until(year, weeks) for month, weeks in MONTHS.items()}
    found["full"] = share_of_full_months(year)
    found["after_return"] = load_after_return(year)
    found["handed_back"] = year.handed_back / max(1, len(year.done) + year.handed_back)
    efforts = [task.effort for week in year.plan.tasks for task in week]
    found["pieces_left"] = year.waiting[-1] / len(efforts)
    found["hours_left"] = 1 - sum(one.hours for one in year.done) / sum(efforts)
    return found


def measure_until(year: WorkYear, weeks: int) -> dict[str, float]:
    """Relative loads at the end of so many weeks: of hours carried lately, and of hours since the start."""
    day = monday(weeks - 1)
    events = [event for event in year.events if event[1] <= day]
    lately = carried_lately(events, today=day)
    total = dict.fromkeys((one.key for one in year.plan.sharers), 0.0)
    for key, _, hours in events:
        total[key] += hours
    present = {
        one.key: sum(one.key not in year.plan.away[week] for week in range(weeks))
        for one in year.plan.sharers
    }
    aged = [lately.get(one.key, 0.0) / one.capacity for one in year.plan.sharers]
    since = [
        total[one.key] / (one.capacity * max(1, present[one.key]) * 12 / 52) for one in year.plan.sharers
    ]
    named = {task.key for week in year.plan.tasks for task in week if task.last - task.volunteers}
    done = [one for one in year.done if one.day <= day and one.task in named]
    return {
        "ratio": ratio(aged), "spread": spread(aged), "ratio_since": ratio(since), "spread_since": spread(since),
        "reported": sum(one.reported for one in done) / max(1, len(done)),
    }  # fmt: skip


def ratio(loads: list[float]) -> float:
    """Largest to smallest load; infinite where somebody carries nothing and another something."""
    if max(loads) == 0:
        return 1.0
    return max(loads) / min(loads) if min(loads) else math.inf


def spread(loads: list[float]) -> float:
    """Standard deviation of the loads over their mean."""
    return float(np.std(loads) / np.mean(loads)) if max(loads) else 0.0


def share_of_full_months(year: WorkYear) -> float:
    """Share of people's weeks that end with nine tenths or more of the month's room taken."""
    full = 0
    for week in range(WEEKS):
        day, taken = monday(week), dict.fromkeys((one.key for one in year.plan.sharers), 0.0)
        for key, when, hours in year.events:
            if 0 <= (day - when).days < 30:
                taken[key] += hours
        full += sum(taken[one.key] >= 0.9 * one.capacity for one in year.plan.sharers)
    return full / (WEEKS * len(year.plan.sharers))


def load_after_return(year: WorkYear) -> float:
    """Load in the two weeks after a long absence, over everybody's in the weeks they are there; NaN if none."""
    away = year.plan.away
    week_of = {monday(week): week for week in range(WEEKS)}
    hours: dict[tuple[str, int], float] = {}
    for one in year.done:
        key = one.sharer, week_of[one.day]
        hours[key] = hours.get(key, 0.0) + one.hours
    usual, back = [], []
    for one in year.plan.sharers:
        there = [one.key not in away[week] for week in range(WEEKS)]
        load = [hours.get((one.key, week), 0.0) / one.capacity for week in range(WEEKS)]
        usual += [each for each, present in zip(load, there, strict=True) if present]
        for week in range(LONG, WEEKS - BACK + 1):
            if not any(there[week - LONG : week]) and all(there[week : week + BACK]):
                back += load[week : week + BACK]
    return float(np.mean(back) / np.mean(usual)) if back else math.nan
