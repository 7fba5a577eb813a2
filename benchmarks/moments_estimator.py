"""Bias-corrected moments of 1,000 pairs at 10,000 units x 60 periods, beside plain NumPy pair by pair.

Each line runs in a process of its own and reports seconds, processor seconds (which other work on the machine
disturbs less) and peak memory, data included. The peer does the same work for a few pairs of the same panel
in the same process; the ratio is its time a pair over ours. usage: moments_estimator.py [UNITS] [PERIODS]
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
EMPLOYEE, CUSTOMER = 50, 20
SCENES = {
    "complete": "complete panel, effects with unit-clustered errors",
    "complete cr3": "complete panel, CR3-like errors too",
    "side": "20 % holes, one mask a side, unit-clustered errors",
    "side cr3": "20 % holes, one mask a side, CR3-like errors too",
    "metric": "20 % holes, one mask a metric, unit-clustered errors; 5 x 8 pairs, scaled to 1,000",
    "two-way": "complete panel, all errors with two-way; 5 x 4 pairs, scaled to 1,000",
}


def draw(units: int, periods: int, scene: str) -> tuple[Array, Array]:
    """Two sides of a panel with unit and period effects; 20 % holes where the scene asks for them."""
    rng = np.random.default_rng(1)
    employee, customer = {"metric": (5, 8), "two-way": (5, 4)}.get(scene, (EMPLOYEE, CUSTOMER))
    total = employee + customer
    x, y = np.empty((units, periods, employee)), np.empty((units, periods, customer))
    level, state = rng.normal(size=(units, total)), np.zeros((units, total))
    for t in range(-5, periods):
        state = 0.4 * state + rng.normal(size=(units, total)) + 0.4 * rng.normal(size=(units, 1))
        if t >= 0:
            cell = state + level + rng.normal(size=total)
            x[:, t], y[:, t] = cell[:, :employee], cell[:, employee:]
    for side in (x, y):
        if scene.startswith("side"):
            side[rng.random((units, periods)) < 0.2] = np.nan
        if scene == "metric":
            for metric in range(side.shape[2]):
                side[:, :, metric][rng.random((units, periods)) < 0.2] = np.nan
    return x, y


def plain_pair(x: Array, y: Array, *, leave_out: bool, two_way: bool) -> Array:
    """One pair in plain NumPy: estimates, and the errors asked for."""
    from bothways.linkage.moments import fit_moments
    from bothways.linkage.moments.design import lay_out
    from bothways.linkage.moments.equations import solve, unit_equations
    from bothways.linkage.moments.unit_moments import unit_moments

    values = np.stack([x, y], axis=2)
    if leave_out or two_way:
        return fit_moments(values).phi
    design = lay_out(np.isfinite(values).all(2))
    held = unit_moments(values, None, None, design)
    units = unit_equations(held.a, held.b, held.c, design.weights, design.lag_shares)
    phi, jacobian, _ = solve(units.total())
    powers = np.stack([np.linalg.matrix_power(phi, k) for k in range(design.used.shape[1])])
    lagged = np.einsum("ik,kab->iab", design.lag_shares, powers)
    cross = phi @ held.b
    inner = held.c - cross - np.swapaxes(cross, 1, 2) + phi @ held.a @ phi.T
    scores = (held.b - held.a @ phi.T + lagged @ inner).reshape(-1, 4)
    influence = np.linalg.solve(jacobian, scores.T)
    _ = np.sqrt((influence**2).sum(1) * design.small_sample)
    return phi


def measure(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds and processor seconds of one call."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - processor


def run(units: int, periods: int, scene: str) -> None:
    """Print the figures of one scene."""
    from bothways.linkage.moments import fit_many

    options = {"leave_out": "cr3" in scene or scene == "two-way", "two_way": scene == "two-way"}
    small = draw(60, 8, "side")
    fit_many(*small, compiled=True, leave_out=True, two_way=True)  # compile
    x, y = draw(units, periods, scene)
    pairs = x.shape[2] * y.shape[2]
    runs = [measure(lambda: fit_many(x, y, compiled=True, **options)) for _ in range(2)]
    seconds, processor = (min(part) * 1000 / pairs for part in zip(*runs, strict=True))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    count = 1 if options["leave_out"] else 3
    table = fit_many(x[:, :, :1], y[:, :, :count], compiled=True, **options)
    plain, _ = measure(lambda: [plain_pair(x[:, :, 0], y[:, :, j], **options) for j in range(count)])
    far = max(
        np.abs(plain_pair(x[:, :, 0], y[:, :, j], **options) - table.phi[0, j]).max() for j in range(count)
    )
    print(
        f"{SCENES[scene]}\n  {seconds:8.2f} s a 1,000 pairs, {processor:8.2f} processor s, peak {peak:.2f} GB; "
        f"plain NumPy {plain / count:.2f} s a pair: {plain / count * 1000 / seconds:,.0f} times ours; "
        f"largest difference {far:.0e}"
    )


if __name__ == "__main__":
    size = [int(part) for part in sys.argv[1:3]] if len(sys.argv) > 2 else [10_000, 60]
    if len(sys.argv) > 3:
        run(*size, sys.argv[3])
    else:
        print(f"{size[0]:,} units x {size[1]} periods, {EMPLOYEE} x {CUSTOMER} metrics")
        for name in SCENES:
            subprocess.run([sys.executable, __file__, *map(str, size), name], check=True)
