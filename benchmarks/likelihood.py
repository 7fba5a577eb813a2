"""Seconds a pair of the likelihood, compiled filter beside plain NumPy, all processors.

    python benchmarks/likelihood.py

Fit and errors of both directions, as `link` runs them before its tests of the model. The NumPy engine is the peer:
the same estimator, checked to be equal, on fewer pairs. Figures are medians of rounds in which the two take turns.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import resource
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from bothways.linkage.likelihood.estimate import estimate
from bothways.linkage.likelihood.problem import Problem, pose
from bothways.simulate import draw_world

SIZES = ((130, 12, 64, 8), (300, 18, 48, 4), (1000, 24, 16, 2))  # units, periods, pairs, pairs of the peer
ROUNDS = 3


def problems(units: int, periods: int, count: int) -> list[Problem]:
    """Uneven panels with holes, late entry and unequal noise."""
    out = []
    for seed in range(count):
        rng = np.random.default_rng([units, periods, seed])
        world = draw_world(rng, units=units, periods=periods, n_sd=1.0, holes=0.15, late=0.2, tails="skewed")
        out.append(pose(world.values, world.noise))
    return out


def seconds_a_pair(work: list[Problem], *, compiled: bool) -> float:
    """Wall seconds over pairs, on all processors."""
    begin = time.perf_counter()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda problem: estimate(problem, compiled=compiled), work))
    return (time.perf_counter() - begin) / len(work)


def main() -> None:
    """Print one line a size."""
    estimate(problems(60, 8, 1)[0])  # compile
    print(f"{os.cpu_count()} processors")
    print("units x periods | 1,000 pairs | a pair | NumPy, a pair | NumPy / filter")
    for units, periods, count, few in SIZES:
        work = problems(units, periods, count)
        rounds = [
            (seconds_a_pair(work, compiled=True), seconds_a_pair(work[:few], compiled=False))
            for _ in range(ROUNDS)
        ]
        fast = statistics.median(a for a, _ in rounds)
        slow = statistics.median(b for _, b in rounds)
        ratio = statistics.median(b / a for a, b in rounds)
        print(f"{units} x {periods} | {1000 * fast:.0f} s | {fast:.3f} s | {slow:.3f} s | {ratio:.1f}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


if __name__ == "__main__":
    main()
