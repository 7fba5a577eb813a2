"""What is shown and who is exposed: the ledger beside other rules, at four sizes."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.pool import Pool
from pathlib import Path

import numpy as np

from bothways.privacy import Ledger
from bothways.privacy.audit import Published, attack, exact, mean_of, read_folder
from bothways.privacy.audit.reading import read_rounds
from evidence.pairs import Row
from evidence.privacy_rules import RULES
from evidence.privacy_worlds import BY, IntArray, World, draw_world

OURS = "Bothways"
#: Respondents, organisations, departments whose answers are bounded (0: all), seconds for that.
SIZES = ((64, 6, 0, 20.0), (200, 3, 0, 10.0), (2_000, 1, 4, 20.0), (100_000, 1, 8, 30.0))
#: From here on it takes minutes an organisation: a part of its own.
LARGE = 100_000
#: What of ours is bounded at sizes where others are sampled: departments and seconds.
OWN = {2_000: (0, 90.0), 100_000: (20, 60.0)}


@dataclass(frozen=True)
class Job:
    """One organisation under one rule."""

    people: int
    seed: int
    rule: str
    bounded: int
    seconds: float


def jobs(*, large: bool) -> list[Job]:
    """Return the jobs of the large organisation or of the others, the longest first."""
    out = []
    for people, runs, bounded, seconds in SIZES:
        for seed in range(runs):
            out.append(Job(people, seed, OURS, *OWN.get(people, (bounded, seconds))))
            out += [Job(people, seed, rule, bounded, seconds) for rule in RULES]
    out = [job for job in out if (job.people >= LARGE) == large]
    return sorted(out, key=lambda job: (-job.people, job.rule != OURS))


def run_privacy(pool: Pool, *, large: bool = False) -> Iterator[Row]:
    """Yield one row a job."""
    yield from pool.imap_unordered(run_job, jobs(large=large), chunksize=1)


def run_job(job: Job) -> Row:
    """Publish under one rule and attack it."""
    world = draw_world(job.people, seed=job.seed)
    begin = time.perf_counter()
    published, served, merged = ours(world) if job.rule == OURS else theirs(world, job.rule)
    made = time.perf_counter() - begin
    found = attack(published, seconds=job.seconds, only=_sample(world, job))
    return {
        "kind": f"{job.rule}, {job.people} people, seed {job.seed}",
        "text": job.rule,
        "units": len(world.staff),
        "periods": 1,
        "people": job.people,
        "rule": job.rule,
        "shown": len({one.members.tobytes() for one in published.publications}),
        "isolated": found.isolated,
        "searched": found.searched,
        "exposed": found.exposed,
        "algebra_complete": found.algebra_complete,
        "answers": found.answers,
        "bounded": found.bounded,
        "pinned": found.pinned,
        "narrowed": found.narrowed,
        "served": served,
        "merged": merged,
        "seconds": made,
    }


def _sample(world: World, job: Job) -> IntArray | None:
    """Return the people of some departments drawn at random; None for everybody."""
    if not job.bounded:
        return None
    department = world.unit["department"]
    drawn = np.random.default_rng(job.seed).permutation(np.unique(department))[: job.bounded]
    return np.flatnonzero(np.isin(department, drawn))


def theirs(world: World, rule: str) -> tuple[Published, float, float]:
    """Publish exact means under another rule; share of staff whose team is shown."""
    shown = RULES[rule](world)
    numbers = tuple(exact("calm", one.members, world.answers, mean_of(5)) for one in shown)
    teams = [int(str(one.name[1])) for one in shown if one.name[0] == "team" and len(one.name) == 2]
    served = float(world.staff[teams].sum() / world.staff.sum())
    return Published(world.people, numbers, {"calm": world.answers}, {"calm": 5}), served, 0.0


def ours(world: World) -> tuple[Published, float, float]:
    """Release by the ledger, as files, and read them back; shares of staff whose team is shown, alone or merged."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ledger = Ledger(folder, world.tree)
        ledger.release(world.round, by=BY)
        ledger.write_tables(folder)
        read = read_folder(folder)
        [one] = read_rounds(read, [world.round])
    alone, together = set(), set()
    for row in read.rows:
        teams = {int(unit[1:]) for unit in row.group.units if unit.startswith("t")}
        if not row.group.attributes and teams:
            (alone if len(row.group.units) == 1 else together).update(teams)
    staff = world.staff
    merged = float(staff[sorted(together - alone)].sum() / staff.sum())
    return one.published, float(staff[sorted(alone)].sum() / staff.sum()) + merged, merged
