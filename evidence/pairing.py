"""Mentors for new hires: simulated cohorts, paired by the library and by each new hire in turn."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.pool import Pool
from typing import Any

import numpy as np
import pandas as pd

from bothways.allocation import FitWeights, pair_mentors
from bothways.allocation.hours import lot
from bothways.allocation.mentor_case import MentorCase, read_case
from bothways.privacy import UnitTree, make_tree

Row = dict[str, Any]
Pairs = dict[int, int]

COHORTS, FIRST_SEED = 100, 70_000
DAY = dt.date(2026, 3, 16)
LATER = 0.05
DIVISIONS, DEPARTMENTS, TEAMS = 3, 4, 3
#: Site, its time zone, and the language spoken there beside English.
SITES = (
    ("Bonn", "Europe/Berlin", "de"),
    ("Vigo", "Europe/Madrid", "es"),
    ("Boston", "America/New_York", ""),
    ("Pune", "Asia/Kolkata", "hi"),
)
ROLES = tuple(f"role {number}" for number in range(1, 9))
TOPICS = tuple(f"topic {number}" for number in range(1, 13))
#: The first way is that of the library, the last the one it is compared with: each new hire in turn.
WAYS = ("library", "library, later places free", "library, who waits longest first", "in turn")
#: Days of which each new hire began to wait on one, and the part of a cohort that waits longest.
WAITING_DAYS, LONGEST = 60, 0.25


@dataclass(frozen=True)
class Cohort:
    """How many there are to pair."""

    text: str
    hires: int
    mentors: int


KINDS = (
    Cohort("places to spare", 20, 20),
    Cohort("about as many places as new hires", 40, 25),
    Cohort("too few places", 40, 12),
    Cohort("a larger cohort, places to spare", 60, 50),
)


def run_pairing(pool: Pool) -> Iterator[Row]:
    """One row a kind of cohort."""
    for kind in KINDS:
        cohorts = pool.starmap(
            run_cohort, [(kind, FIRST_SEED + seed) for seed in range(COHORTS)], chunksize=10
        )
        yield {
            "text": kind.text,
            "units": kind.hires,
            "periods": kind.mentors,
            "ways": {way: [one[way] for one in cohorts] for way in WAYS},
        }


def run_cohort(kind: Cohort, seed: int) -> dict[str, Row]:
    """Pair one cohort in each way, and measure it."""
    tree = draw_tree()
    hires, mentors = draw_people(kind, tree, np.random.default_rng([seed, kind.hires, kind.mentors]))
    case = read_case(hires, mentors, tree, FitWeights(), DAY, frozenset())
    since = draw_waiting(case, seed)
    longest = who_waits_longest(case, since)
    ways: dict[str, Row] = {
        WAYS[0]: {"later": LATER},
        WAYS[1]: {"later": 0.0},
        WAYS[2]: {"later": LATER, "waiting_since": since},
    }
    found = {
        way: measure(
            case,
            places_of(case, pair_mentors(hires, mentors, tree, on=DAY, seed=seed, **more).proposals),
            longest,
        )
        for way, more in ways.items()
    }
    return found | {WAYS[3]: measure(case, pair_in_turn(case, seed), longest)}


def draw_waiting(case: MentorCase, seed: int) -> dict[str, dt.date]:
    """Draw since when new hires wait; what else is drawn of a cohort does not depend on it."""
    rng = np.random.default_rng([seed, 1])
    return {one.key: DAY - dt.timedelta(days=int(rng.integers(WAITING_DAYS))) for one in case.hires}


def who_waits_longest(case: MentorCase, since: dict[str, dt.date]) -> frozenset[int]:
    """Return the places of the quarter that waits longest."""
    order = sorted(range(len(case.hires)), key=lambda row: (since[case.hires[row].key], row))
    return frozenset(order[: max(1, round(LONGEST * len(order)))])


def draw_tree() -> UnitTree:
    """Divisions, departments in them, teams in these."""
    units, parents = ["all"], [""]
    for division in range(DIVISIONS):
        units, parents = [*units, f"{division}"], [*parents, "all"]
        for department in range(DEPARTMENTS):
            units, parents = [*units, f"{division}.{department}"], [*parents, f"{division}"]
            for team in range(TEAMS):
                units, parents = (
                    [*units, f"{division}.{department}.{team}"],
                    [*parents, f"{division}.{department}"],
                )
    return make_tree(units, [one or None for one in parents])


def draw_people(kind: Cohort, tree: UnitTree, rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw both tables: teams, sites (most of a division at one), roles, languages, topics, room."""
    teams = [unit for unit in tree.units if unit.count(".") == 2]
    hires = [
        draw_person(f"h{at:03}", teams, rng) | {"asks": some(TOPICS, 0, 3, rng)} for at in range(kind.hires)
    ]
    mentors = [draw_person(f"m{at:03}", teams, rng) for at in range(kind.mentors)]
    for mentor in mentors:
        team, above = mentor["unit"], mentor["unit"].rpartition(".")[0]
        mentor["leads"] = str(rng.choice(["", team, above], p=[0.7, 0.2, 0.1]))
        mentor["offers"] = some(TOPICS, 1, 4, rng)
        mentor["willing"] = "yes" if rng.random() < 0.8 else "no"
        mentor["room"] = int(rng.integers(1, 4))
    return pd.DataFrame(hires), pd.DataFrame(mentors)


def draw_person(key: str, teams: list[str], rng: np.random.Generator) -> dict[str, Any]:
    """Draw what new hires and mentors have in common."""
    team = str(rng.choice(teams))
    home = int(team[0]) if rng.random() < 0.6 else int(rng.integers(len(SITES)))
    site, zone, language = SITES[home]
    spoken = [one for one, likely in (("en", 0.85), (language, 0.8)) if one and rng.random() < likely]
    role = str(rng.choice(ROLES))
    return {
        "person": key, "unit": team, "site": site, "role": role, "time_zone": zone, "languages": "; ".join(spoken),
    }  # fmt: skip


def some(parts: tuple[str, ...], fewest: int, most: int, rng: np.random.Generator) -> str:
    """Draw a list of some parts."""
    return "; ".join(rng.choice(parts, int(rng.integers(fewest, most + 1)), replace=False))


def places_of(case: MentorCase, proposals: Any) -> Pairs:
    """New hire -> mentor, as places in the case."""
    places = {one.key: at for at, one in enumerate(case.mentors)}
    return {row: places[one.mentor] for row, one in enumerate(proposals) if one.mentor is not None}


def pair_in_turn(case: MentorCase, seed: int) -> Pairs:
    """Each new hire in turn takes the best mentor who has a place; ties by lot."""
    taken, pairs = Counter[int](), Pairs()
    for row, hire in enumerate(case.hires):
        free = [
            (-case.fits[row, at], lot(seed, hire.key, one.key), at)
            for at, one in enumerate(case.mentors)
            if taken[at] < one.room and (row, at) not in case.bars
        ]
        if free:
            pairs[row] = min(free)[2]
            taken[pairs[row]] += 1
    return pairs


def measure(case: MentorCase, pairs: Pairs, longest: frozenset[int] = frozenset()) -> Row:
    """Total, mean and worst fit of the pairs, who stays without, and the spread of new hires over mentors."""
    fits = [float(case.fits[pair]) for pair in pairs.items()]
    taken = Counter(pairs.values())
    silent = [row for row, one in enumerate(case.hires) if not one.topics]
    return {
        "total": sum(fits),
        "mean": float(np.mean(fits)) if fits else np.nan,
        "worst": min(fits, default=np.nan),
        "without": 1 - len(pairs) / len(case.hires),
        "without_silent": float(np.mean([row not in pairs for row in silent])) if silent else np.nan,
        "without_longest": float(np.mean([row not in pairs for row in longest])) if longest else np.nan,
        "spread": float(np.std([taken[at] for at in range(len(case.mentors))])) if case.mentors else 0.0,
    }
