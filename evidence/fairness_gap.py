"""How near the best proposal the library comes: small cases, settled again by a search that is not cut short."""

from __future__ import annotations

import random
from dataclasses import dataclass
from multiprocessing.pool import Pool
from typing import Any

from bothways.allocation import Sharer, Task
from bothways.allocation.branches import prove
from bothways.allocation.case import NOBODY, Case, build_case
from bothways.allocation.moves import begin, improve
from bothways.allocation.search import STEPS, find
from bothways.simulate.work_year import CAPACITIES, SKILLED, SKILLS

#: Steps of the search that is held to be complete if it ends.
LONG_SEARCH = 1_000_000
SEED = 27_000
Worth = tuple[int, list[int]]


@dataclass(frozen=True)
class Size:
    """So many cases of one size."""

    tasks: int
    sharers: int
    cases: int

    @property
    def text(self) -> str:
        """As a row is told."""
        return f"{self.tasks} pieces of work, {self.sharers} people"


def sizes() -> list[Size]:
    """All sizes."""
    small = [Size(3, 4, 2000), Size(5, 6, 2000), Size(8, 6, 1000), Size(6, 12, 1000)]
    return [*small, Size(10, 12, 100), Size(6, 40, 100)]


def draw_case(seed: int, size: Size) -> Case:
    """A case as a unit may have it, with people who start from unequal loads and rooms."""
    draw = random.Random(f"{SEED} {size.tasks} {size.sharers} {seed}")
    people = []
    for at in range(size.sharers):
        capacity = draw.choice(CAPACITIES)
        taken = draw.randint(0, 2 * capacity) / 2
        skills = frozenset(
            skill for skill, chance in zip(SKILLS, SKILLED, strict=True) if draw.random() < chance
        )
        people.append(
            Sharer(f"p{at}", capacity, carried=taken * draw.uniform(1, 3), skills=skills, taken=taken)
        )
    work = [
        Task(
            f"t{at}",
            min(12, max(1, round(2 * draw.lognormvariate(0.4, 0.75)))) / 2,
            skills=frozenset({draw.choice(SKILLS)}) if draw.random() < 0.5 else frozenset(),
            last=frozenset({draw.choice(people).key}) if draw.random() < 0.4 else frozenset(),
            volunteers=frozenset({draw.choice(people).key}) if draw.random() < 0.1 else frozenset(),
        )
        for at in range(size.tasks)
    ]
    return build_case(work, people, seed)


def worth(case: Case, who: list[int]) -> Worth:
    """What a proposal is judged by, lots aside."""
    loads = list(case.load)
    for task, one in enumerate(who):
        if one != NOBODY:
            loads[one] += case.effort[task] * case.weight[one]
    return sum(case.price[task][one] for task, one in enumerate(who)), sorted(loads, reverse=True)


def compare(seed: int, size: Size) -> dict[str, bool | str]:
    """Hold one case's proposals against the best."""
    case = draw_case(seed, size)
    moved = begin(case)
    improve(case, moved)
    found, proved = find(case, STEPS)
    best, complete = prove(case, list(found), LONG_SEARCH)
    target = worth(case, best)
    return {
        "proved": proved, "complete": complete,
        "moves": how_missed(worth(case, moved), target), "library": how_missed(worth(case, found), target),
    }  # fmt: skip


def how_missed(found: Worth, best: Worth) -> str:
    """Name what is worse than in the best proposal."""
    if found == best:
        return "none"
    if found[0] != best[0]:
        return "hours"
    return "largest" if found[1][0] != best[1][0] else "later"


def measure_gap(pool: Pool, size: Size) -> dict[str, Any]:
    """One row: how many cases of a size are proved, and how many miss the best in what."""
    cases = pool.starmap(compare, [(seed, size) for seed in range(size.cases)], chunksize=8)
    complete = [case for case in cases if case["complete"]]
    row: dict[str, Any] = {"gap": True, "units": size.sharers, "periods": size.tasks, "cases": size.cases}
    row |= {"proved": sum(bool(case["proved"]) for case in cases), "complete": len(complete)}
    for way in ("moves", "library"):
        row[way] = {
            miss: sum(case[way] == miss for case in complete) for miss in ("hours", "largest", "later")
        }
    return row
