"""A year of shared work in one unit: who offers what room, what comes in, who hands it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bothways.allocation import Share, Sharer, Task, count_carried
from bothways.errors import InputError

WEEKS = 52
#: The Monday on which the year begins.
START = dt.date(2026, 1, 5)
#: Times in one week that work which was handed back is proposed again.
TURNS = 3
SKILLS = ("languages", "numbers", "systems", "writing")
#: Share of people who have each skill; the first is rare.
SKILLED = (0.25, 0.5, 0.5, 0.6)
CAPACITIES = (4, 6, 8, 10, 12, 16, 20)
#: Hours of a task on average, as they are drawn here.
MEAN_EFFORT = 1.98
#: Handed (tasks, sharers, seed=number): `share_out`, or anything else that proposes.
Chooser = Callable[..., Sequence[Share]]


@dataclass(frozen=True)
class WorkPlan:
    """What the year brings, whoever chooses.

    Attributes
    ----------
    sharers : tuple of Sharer
        Capacity in whole hours a month, and skills; nothing carried yet.
    tasks : tuple of tuple of Task, one a week
        Efforts in halves of an hour, each with the reporter in ``last`` where there is a named one.
    away : tuple of frozenset of str, one a week
        Who is away and offers no room.
    declined : frozenset of (str, str)
        Task and sharer, where it would be handed back if proposed.
    """

    sharers: tuple[Sharer, ...]
    tasks: tuple[tuple[Task, ...], ...]
    away: tuple[frozenset[str], ...]
    declined: frozenset[tuple[str, str]]

    def sharers_in(self, week: int) -> tuple[Sharer, ...]:
        """Return the sharers of a week: who is away has no capacity."""
        away = self.away[week]
        return tuple(replace(one, capacity=0) if one.key in away else one for one in self.sharers)


@dataclass(frozen=True)
class WorkDone:
    """One piece of work that was done.

    Attributes
    ----------
    task, sharer : str
    day : date
    hours : float
    reported : bool
        Whether it fell on who reported it and had not volunteered.
    """

    task: str
    sharer: str
    day: dt.date
    hours: float
    reported: bool


@dataclass(frozen=True)
class WorkYear:
    """What came of a year.

    Attributes
    ----------
    plan : WorkPlan
    done : tuple of WorkDone
        In the order in which it was taken.
    handed_back : int
        Proposals that were declined.
    waiting : tuple of int, one a week
        Pieces of work left at the end of the week.
    """

    plan: WorkPlan
    done: tuple[WorkDone, ...]
    handed_back: int
    waiting: tuple[int, ...]

    @property
    def events(self) -> list[tuple[str, dt.date, float]]:
        """Return who carried how many hours when, as `carried_lately` takes them."""
        return [(one.sharer, one.day, one.hours) for one in self.done]


def monday(week: int) -> dt.date:
    """Return the day of a week, from 0, on which its work is shared out."""
    return START + dt.timedelta(weeks=week)


def draw_work_plan(
    seed: int, *, people: int = 12, weeks: int = WEEKS, demand: float = 0.6, volunteering: float = 0.0
) -> WorkPlan:
    """Draw what a year brings.

    People offer 4 to 20 hours a month and have each of four skills with a chance of their own (one is rare).
    Everybody is away for some weeks, one in ten for ten weeks on end. Tasks come in by chance (Poisson), their
    effort is skewed (log-normal, median 1.5 h, .5 to 12 h); half need one skill; two in five have a named
    reporter, and some report far more than others. How often somebody hands back differs between people
    (beta(1, 6): one in seven on average).

    Parameters
    ----------
    seed : int
    people : int
        At least 2.
    weeks : int
    demand : float
        Hours that come in, as a share of all hours offered if nobody were ever away.
    volunteering : float
        Share of tasks that somebody asks for, in [0, 1]; who reports much asks for much.

    Returns
    -------
    WorkPlan

    Raises
    ------
    InputError
        Fewer than two people, or less than one week.

    Examples
    --------
    >>> plan = draw_work_plan(1, people=12)
    >>> len(plan.sharers), len(plan.tasks), plan.tasks[0][0].key
    (12, 52, 't1')
    """
    if people < 2 or weeks < 1:
        raise InputError("Work is shared by two or more, in a week or more.", remedy="Ask for more of them.")
    draw = np.random.default_rng([seed, people, weeks])
    keys = [f"p{at + 1:02}" for at in range(people)]
    sharers = tuple(Sharer(key, int(draw.choice(CAPACITIES)), skills=_draw_skills(draw)) for key in keys)
    eager = draw.gamma(0.7, size=people)
    declines = draw.beta(1, 6, people)
    weekly = demand * sum(one.capacity for one in sharers) * 12 / 52
    tasks: list[tuple[Task, ...]] = []
    for _ in range(weeks):
        before = sum(map(len, tasks))
        count = int(draw.poisson(weekly / MEAN_EFFORT))
        tasks.append(
            tuple(_draw_task(draw, f"t{before + at + 1}", keys, eager, volunteering) for at in range(count))
        )
    declined = {
        (task.key, key)
        for week in tasks
        for task in week
        for key, chance in zip(keys, declines, strict=True)
        if draw.random() < chance and key not in task.volunteers
    }
    return WorkPlan(sharers, tuple(tasks), _draw_away(draw, keys, weeks), frozenset(declined))


def simulate_year(
    chooser: Chooser,
    *,
    seed: int,
    plan: WorkPlan | None = None,
    people: int = 12,
    weeks: int = WEEKS,
    demand: float = 0.6,
    volunteering: float = 0.0,
) -> WorkYear:
    """Run a year of shared work, with anybody's way to choose.

    Each Monday new work joins what waits, and ``chooser(tasks, sharers, seed=number)`` proposes who does what.
    What is not handed back is done that day, in the hours it was said to take; what is handed back is proposed
    again on the same day, twice at most, not to the same person. The rest waits.

    Parameters
    ----------
    chooser : callable
        `bothways.allocation.share_out`, or anything that takes the same and returns a `Share` a task. It sees
        the room left and the hours carried lately as `bothways.allocation.count_carried` finds them.
    seed : int
        Of the plan; the seed of each proposal is ``seed * 1000 + week * 10 + turn``.
    plan : WorkPlan, optional
        Drawn by :func:`draw_work_plan` where not given.
    people, weeks, demand, volunteering
        As in :func:`draw_work_plan`.

    Returns
    -------
    WorkYear

    Raises
    ------
    InputError
        As in :func:`draw_work_plan`; or the chooser names somebody who is not there.

    Examples
    --------
    >>> from bothways.allocation import share_out
    >>> year = simulate_year(share_out, seed=1, people=5, weeks=4)
    >>> len(year.done) + year.waiting[-1] == sum(map(len, year.plan.tasks))
    True
    """
    if plan is None:
        plan = draw_work_plan(seed, people=people, weeks=weeks, demand=demand, volunteering=volunteering)
    waits: dict[str, Task] = {}
    done: list[WorkDone] = []
    handed_back, waiting = 0, list[int]()
    for week, new in enumerate(plan.tasks):
        waits |= {task.key: task for task in new}
        day = monday(week)
        for turn in range(TURNS):
            if not waits:
                break
            so_far = [(one.sharer, one.day, one.hours) for one in done]
            sharers = count_carried(plan.sharers_in(week), so_far, today=day)
            shares = chooser(tuple(waits.values()), sharers, seed=seed * 1000 + week * 10 + turn)
            back = _answer(plan, shares, waits, done, day)
            handed_back += back
            if not back:
                break
        waiting.append(len(waits))
    return WorkYear(plan, tuple(done), handed_back, tuple(waiting))


def _answer(
    plan: WorkPlan, shares: Sequence[Share], waits: dict[str, Task], done: list[WorkDone], day: dt.date
) -> int:
    """Let each take or hand back what is proposed; return how much was handed back."""
    back, known = 0, {one.key for one in plan.sharers}
    for share in shares:
        if share.sharer is None:
            continue
        if share.sharer not in known or share.task not in waits:
            raise InputError(
                "Something is proposed that is not there.", remedy="Choose from what is handed in."
            )
        task = waits[share.task]
        if (task.key, share.sharer) in plan.declined:
            waits[task.key] = replace(task, never=task.never | {share.sharer})
            back += 1
        else:
            del waits[task.key]
            reported = share.sharer in task.last - task.volunteers
            done.append(WorkDone(task.key, share.sharer, day, task.effort, reported))
    return back


def _draw_skills(draw: np.random.Generator) -> frozenset[str]:
    return frozenset(skill for skill, chance in zip(SKILLS, SKILLED, strict=True) if draw.random() < chance)


def _draw_task(
    draw: np.random.Generator, key: str, keys: Sequence[str], eager: np.ndarray, volunteering: float
) -> Task:
    effort = float(np.clip(np.round(2 * draw.lognormal(np.log(1.5), 0.75)) / 2, 0.5, 12))
    skills = frozenset({str(draw.choice(SKILLS))}) if draw.random() < 0.5 else frozenset[str]()
    reporter, volunteer = draw.choice(keys, 2, p=eager / eager.sum())
    last = frozenset({str(reporter)}) if draw.random() < 0.4 else frozenset[str]()
    asks = frozenset({str(volunteer)}) if draw.random() < volunteering else frozenset[str]()
    return Task(key, effort, skills, last, asks)


def _draw_away(draw: np.random.Generator, keys: Sequence[str], weeks: int) -> tuple[frozenset[str], ...]:
    """Draw the weeks away: three spells of one to three weeks, for one in ten also one of ten weeks."""
    away: list[set[str]] = [set() for _ in range(weeks)]
    for key in keys:
        spells = [int(draw.integers(1, 4)) for _ in range(3)] + [10] * (draw.random() < 0.1)
        for length in spells:
            begin = int(draw.integers(weeks))
            for week in range(begin, min(begin + length, weeks)):
                away[week].add(key)
    return tuple(frozenset(names) for names in away)
