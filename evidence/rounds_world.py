"""Companies whose answers are known: who works where, who answers when, and what each would answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from bothways.privacy.tree import UnitTree

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

MONTHS, DEPARTMENTS, TEAMS = 36, 3, 4
CENTRE, SPREAD, BETWEEN = 3.6, 1.1, 0.1
TEAM_LAG, LEAVE, REFILL = 0.97, 0.015, 0.5


@dataclass(frozen=True)
class Habit:
    """How people answer: own lag, share of a person's deviation that never changes, share who answer a month."""

    lag: float = 0.95
    trait: float = 0.0
    answering: float = 0.75


@dataclass(frozen=True)
class Company:
    """One company.

    Attributes
    ----------
    team : (people,) int
    score : (months, people) float
        What each would answer, 1 to 5, whether they are there or not.
    there, answered : (months, people) bool
    tree : UnitTree
        Company, departments, teams; team g is unit ``t<g>`` in department ``d<g // TEAMS>``.
    """

    team: Ints
    score: Floats
    there: Bools
    answered: Bools
    tree: UnitTree


def draw_company(rng: np.random.Generator, habit: Habit) -> Company:
    """Draw teams of 3 to 25 (lognormal), 1.5 % of whom leave a month, seats refilled within about two."""
    team, spells = _draw_spells(rng)
    people = len(team)
    there = np.zeros((MONTHS, people), bool)
    for person, (start, end) in enumerate(spells):
        there[start:end, person] = True
    teams = _paths(rng, DEPARTMENTS * TEAMS, Habit(TEAM_LAG, 0.0))
    score = _coded(teams[:, team], _paths(rng, people, habit))
    answered = there & (rng.random(there.shape) < habit.answering)
    return Company(team, score, there, answered, company_tree())


def company_tree() -> UnitTree:
    """One company, its departments, their teams."""
    departments = [f"d{at}" for at in range(DEPARTMENTS)]
    teams = [f"t{at}" for at in range(DEPARTMENTS * TEAMS)]
    units = ("all", *departments, *teams)
    parents = (None, *["all"] * DEPARTMENTS, *[f"d{at // TEAMS}" for at in range(len(teams))])
    return UnitTree(units=units, parents=parents, names=units)


@cache
def second_moments(habit: Habit) -> tuple[float, Floats, Floats]:
    """Mean of coded answers; their covariance by lag: what a person adds to the team's, and what teammates share."""
    rng = np.random.default_rng(99)
    team = _paths(rng, 40_000, Habit(TEAM_LAG, 0.0))
    one, other = (_coded(team, _paths(rng, 40_000, habit)) for _ in range(2))
    mean = float((one.mean() + other.mean()) / 2)
    one, other = one - mean, other - mean
    lags = range(MONTHS)
    own = [_lagged(one, one, lag) / 2 + _lagged(other, other, lag) / 2 for lag in lags]
    shared = [_lagged(one, other, lag) / 2 + _lagged(other, one, lag) / 2 for lag in lags]
    apart = np.abs(np.subtract.outer(np.arange(MONTHS), np.arange(MONTHS)))
    return mean, (np.array(own) - np.array(shared))[apart], np.array(shared)[apart]


def _lagged(one: Floats, other: Floats, lag: int) -> float:
    return float((one[: MONTHS - lag] * other[lag:]).mean())


def _draw_spells(rng: np.random.Generator) -> tuple[Ints, list[tuple[int, int]]]:
    team: list[int] = []
    spells: list[tuple[int, int]] = []
    for group in range(DEPARTMENTS * TEAMS):
        for _ in range(int(np.clip(rng.lognormal(2.05, 0.5), 3, 25))):
            start = 0
            while start < MONTHS:
                end = min(MONTHS, start + int(rng.geometric(LEAVE)))
                team.append(group)
                spells.append((start, end))
                start = end + int(rng.geometric(REFILL)) - 1
    return np.array(team, np.int64), spells


def _paths(rng: np.random.Generator, count: int, habit: Habit) -> Floats:
    """Stationary paths of variance 1, (months, count)."""
    moving = np.empty((MONTHS, count))
    moving[0] = rng.standard_normal(count)
    for month in range(1, MONTHS):
        fresh = np.sqrt(1 - habit.lag**2) * rng.standard_normal(count)
        moving[month] = habit.lag * moving[month - 1] + fresh
    return np.sqrt(habit.trait) * rng.standard_normal(count) + np.sqrt(1 - habit.trait) * moving


def _coded(team: Floats, person: Floats) -> Floats:
    latent = CENTRE + SPREAD * (np.sqrt(BETWEEN) * team + np.sqrt(1 - BETWEEN) * person)
    return np.clip(np.round(latent), 1, 5)
