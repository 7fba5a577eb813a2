"""Committees drawn by lot: simulated companies, by the library and in ways that people use without one."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.pool import Pool
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bothways.allocation import (
    CommitteePool,
    Quota,
    check_quotas,
    evenness,
    make_lottery,
    propose_quotas,
    read_pool,
)

Row = dict[str, Any]
Ints = npt.NDArray[np.int64]

COMPANIES, FIRST_SEED = 100, 80_000
ATTRIBUTES = ("site", "role", "tenure")
#: What `sortition-algorithms` gives for the same pools and quotas: lowest chance by seed.
PEER = Path(__file__).parents[1] / "tests" / "reference" / "committee" / "expected.json"
#: Draws by which the chances of the greedy way are counted, and panels that the blind way tries.
DRAWS, TRIES = 2000, 100_000
#: So many panels must be found blindly before chances are counted from them.
FEWEST = 500


@dataclass(frozen=True)
class Company:
    """A workforce that is known, those of it who are willing, and what is asked for."""

    seed: int
    workforce: int
    pool: CommitteePool
    seats: int
    asked: tuple[Quota, ...]
    quotas: tuple[Quota, ...]
    """The nearest to what is asked for that can be met."""


def draw_company(seed: int) -> Company:
    """Draw a company: groups of unlike sizes, and some groups far more willing than others."""
    rng = np.random.default_rng([seed, 5])
    size, seats = int(rng.integers(150, 900)), int(rng.integers(8, 17))
    table = pd.DataFrame({name: draw_groups(name, size, rng) for name in ATTRIBUTES})
    keen = np.zeros(size)
    for name in ATTRIBUTES:
        by_value = {value: rng.normal(0, 0.6) for value in sorted(table[name].unique())}
        keen += table[name].map(by_value).to_numpy()
    willing = rng.random(size) < 1 / (1 + np.exp(1.4 - keen))
    asked = propose_quotas({name: list(table[name]) for name in ATTRIBUTES}, seats)
    chosen = table[willing].copy()
    for name in ATTRIBUTES:  # groups that count together in the quotas count together in the pool
        named = {one.value for one in asked if one.attribute == name}
        chosen[name] = chosen[name].where(chosen[name].isin(named), "other")
    chosen["person"] = [f"p{at:04}" for at in range(len(chosen))]
    pool = read_pool(chosen, ATTRIBUTES)
    return Company(seed, size, pool, seats, asked, check_quotas(pool, seats, asked).nearest)


def draw_groups(name: str, size: int, rng: np.random.Generator) -> list[str]:
    """Draw a group for each person; groups are of unlike sizes."""
    fewest, most = {"site": (3, 6), "role": (4, 7), "tenure": (4, 4)}[name]
    count = int(rng.integers(fewest, most + 1))
    drawn = rng.choice(count, size, p=rng.dirichlet(np.full(count, 2.5)))
    return [f"{name} {at}" for at in drawn]


def run_committee(pool: Pool) -> Iterator[Row]:
    """One row: every company, each way."""
    found = pool.map(run_company, range(FIRST_SEED, FIRST_SEED + COMPANIES), chunksize=2)
    yield {"text": "companies", "units": COMPANIES, "periods": 1, "companies": found}


def run_company(seed: int) -> Row:
    """Draw one company, and measure each way of drawing its committee."""
    company = draw_company(seed)
    rng = np.random.default_rng([seed, 7])
    began = time.perf_counter()
    library = by_library(company)
    seconds = time.perf_counter() - began
    return {
        "seed": seed,
        "workforce": company.workforce,
        "pool": company.pool.size,
        "profiles": len(company.pool.profiles),
        "seats": company.seats,
        "quotas": len(company.quotas),
        "moved": sum(
            abs(one.low - other.low) + abs(one.high - other.high)
            for one, other in zip(company.asked, company.quotas, strict=True)
        ),
        "seconds": seconds,
        "library": library,
        "greedy": by_greed(company, rng),
        "blind": by_trying(company, rng),
    }


def by_library(company: Company) -> Row:
    """Measure the lottery of the library: exact chances, and a hundred draws."""
    lottery = make_lottery(company.pool, company.seats, company.quotas)
    met = 0
    for number in range(100):
        counts = lottery.draw(f"{company.seed} {number}").counts()
        met += all(one.low <= counts[one.attribute, one.value] <= one.high for one in company.quotas)
    return measure(lottery.chances(), company) | {"met": met / 100}


def by_greed(company: Company, rng: np.random.Generator) -> Row:
    """Fill the group that is most urgent first, somebody of it by lot; begin anew where it ends in a corner."""
    rows, low, high = _as_arrays(company)
    taken = np.zeros(company.pool.size)
    tries = 0
    for _ in range(DRAWS):
        panel = None
        while panel is None:
            tries += 1
            panel = _greedy_panel(rows, low, high, company.seats, rng)
        taken[panel] += 1
    return measure(_chances(taken / DRAWS, company), company) | {"tries": tries / DRAWS}


def _greedy_panel(
    rows: Ints, low: Ints, high: Ints, seats: int, rng: np.random.Generator
) -> list[int] | None:
    """Return one panel, or None where no one is left who fits.

    Each time the group is taken whose seats still to be filled are most beside its people still there, and one of its
    people by lot; a group that is full takes its people out.
    """
    there = np.ones(rows.shape[1], dtype=bool)
    got = np.zeros(len(rows), dtype=np.int64)
    panel: list[int] = []
    while len(panel) < seats:
        left = rows[:, there].sum(axis=1)
        need = low - got
        if (need > left).any() or not there.any():
            return None
        urgent = np.where(need > 0, need / np.maximum(left, 1), -1.0)
        group = there & (rows[int(urgent.argmax())] > 0) if urgent.max() > 0 else there
        person = int(rng.choice(np.flatnonzero(group)))
        panel.append(person)
        got += rows[:, person]
        there[person] = False
        there &= ~(rows[got >= high] > 0).any(axis=0)
    return panel if (got >= low).all() and (got <= high).all() else None


def by_trying(company: Company, rng: np.random.Generator) -> Row:
    """Draw panels blindly until one meets all quotas; chances are counted where that happens often enough."""
    rows, low, high = _as_arrays(company)
    size, found = company.pool.size, 0
    taken = np.zeros(size)
    for _ in range(TRIES // 5000):
        panels = np.argpartition(rng.random((5000, size)), company.seats, axis=1)[:, : company.seats]
        counts = rows[:, panels].sum(axis=2).T
        good = panels[((counts >= low) & (counts <= high)).all(axis=1)]
        found += len(good)
        taken += np.bincount(good.ravel(), minlength=size)
    told: Row = {"found": found}
    return told | (measure(_chances(taken / found, company), company) if found >= FEWEST else {})


def measure(chances: dict[str, float], company: Company) -> Row:
    """Lowest and highest chance, beside the even one, and how uneven they are."""
    even = company.seats / company.pool.size
    values = np.array(list(chances.values()))
    return {
        "lowest": float(values.min()),
        "highest": float(values.max()),
        "lowest_of_even": float(values.min() / even),
        "gini": evenness(chances),
    }


def _as_arrays(company: Company) -> tuple[Ints, Ints, Ints]:
    """Return who belongs to which quota's group, and the ends: people in the order of profiles."""
    values = [one.values for one in company.pool.profiles for _ in one.people]
    places = {name: at for at, name in enumerate(company.pool.attributes)}
    rows = [[int(one[places[quota.attribute]] == quota.value) for one in values] for quota in company.quotas]
    low, high = ([getattr(one, end) for one in company.quotas] for end in ("low", "high"))
    return np.array(rows), np.array(low), np.array(high)


def _chances(shares: npt.NDArray[np.float64], company: Company) -> dict[str, float]:
    """Return chances by person; people of one profile have the same one, so their counts are averaged."""
    found: dict[str, float] = {}
    at = 0
    for profile in company.pool.profiles:
        mean = float(shares[at : at + len(profile.people)].mean())
        found |= dict.fromkeys(profile.people, mean)
        at += len(profile.people)
    return found


def write_pools(path: Path) -> None:
    """Write pools and quotas for another engine: see tests/reference/committee."""
    companies = [draw_company(FIRST_SEED + at) for at in range(COMPANIES)]
    told = [
        {
            "seed": one.seed,
            "seats": one.seats,
            "people": {person: profile.values for profile in one.pool.profiles for person in profile.people},
            "attributes": ATTRIBUTES,
            "quotas": [[quota.attribute, quota.value, quota.low, quota.high] for quota in one.quotas],
        }
        for one in companies
    ]
    path.write_text(json.dumps(told))


if __name__ == "__main__":
    write_pools(Path(sys.argv[1]))
