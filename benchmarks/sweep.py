"""The sweep beside pyfixest's multiple estimation and the multiplications that it cannot do without.

Each scene runs in a process of its own; seconds are medians of turns, memory is the peak with the data. The peer does
a part of the same regressions, in the same process (needs ``pip install pyfixest``; the line says so where it is not
there). usage: sweep.py [SCENE]
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Scene:
    """``employee`` x ``customer`` metrics, each pair at each lag in both directions."""

    text: str
    units: int
    periods: int
    employee: int
    customer: int
    lags: int
    holes: str = "none"
    turns: int = 3
    peer: bool = True


SCENES = {
    "complete": Scene("2,000 x 24, complete", 2_000, 24, 12, 10, 6),
    "side": Scene("2,000 x 24, 20 % holes, one pattern a side", 2_000, 24, 12, 10, 6, "side"),
    "metric": Scene("2,000 x 24, 20 % holes, a pattern a metric", 2_000, 24, 12, 10, 6, "metric"),
    "large": Scene("10,000 x 60, complete", 10_000, 60, 50, 20, 12, turns=3, peer=False),
    "large side": Scene(
        "10,000 x 60, 20 % holes, one pattern a side", 10_000, 60, 50, 20, 12, "side", 1, peer=False
    ),
}


def draw(scene: Scene) -> tuple[Array, Array]:
    """Two sides of a panel with unit and period effects."""
    rng = np.random.default_rng(1)
    sides = []
    for metrics in (scene.employee, scene.customer):
        side = rng.normal(size=(scene.units, scene.periods, metrics))
        side += rng.normal(size=(scene.units, 1, metrics)) + rng.normal(size=(1, scene.periods, metrics))
        shape = (*side.shape[:2], 1) if scene.holes == "side" else side.shape
        if scene.holes != "none":
            side[np.broadcast_to(rng.random(shape) < 0.2, side.shape)] = np.nan
        sides.append(side)
    return sides[0], sides[1]


def median(work: Callable[[], object], turns: int) -> float:
    """Median seconds of some turns."""
    seconds = []
    for _ in range(turns):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return statistics.median(seconds)


def floor(scene: Scene) -> Callable[[], None]:
    """The three cross products of each unit at each lag, and nothing else."""
    rng = np.random.default_rng(2)
    x = rng.normal(size=(min(scene.units, 1000), scene.employee, scene.periods - 1))
    y = rng.normal(size=(len(x), scene.periods - 1, scene.customer))
    out = np.empty((len(x), scene.employee, scene.customer))

    def work() -> None:
        for _ in range(3 * scene.lags * scene.units // len(x)):
            np.matmul(x, y, out=out)

    return work


def peer(x: Array, y: Array, lags: int, outcomes: int) -> tuple[float, int, Array]:
    """Seconds, regressions and slopes of pyfixest: some outcomes on every driver, by its own multiple estimation."""
    import pandas as pd
    import pyfixest

    units, periods, p = x.shape
    slopes = np.full((lags, p, outcomes), np.nan)
    seconds = 0.0
    for lag in range(1, lags + 1):
        n = periods - lag
        unit, period = (part.ravel() for part in np.indices((units, n)))
        columns = {f"x{k}": x[:, :n, k].ravel() for k in range(p)}
        for j in range(outcomes):
            table = pd.DataFrame(columns | {
                "unit": unit, "period": period, "own": y[:, :n, j].ravel(), "out": y[:, lag:, j].ravel()
            })  # fmt: skip
            formula = f"out ~ sw({', '.join(f'x{k}' for k in range(p))}) + own | unit + period"
            begin = time.perf_counter()
            found = pyfixest.feols(formula, table, vcov={"CRV1": "unit"})
            seconds += time.perf_counter() - begin
            slopes[lag - 1, :, j] = [one.coef()[f"x{k}"] for k, one in enumerate(found.to_list())]
    return seconds, lags * p * outcomes, slopes


def run(name: str) -> None:
    """Print the figures of one scene."""
    from bothways.linkage.sweeps.many import regress_many

    scene = SCENES[name]
    lags = list(range(1, scene.lags + 1))
    count = 2 * scene.lags * scene.employee * scene.customer
    small = draw(Scene("", 60, 12, 3, 2, 2, scene.holes))
    regress_many(*small, [1, 2], compiled=True)  # compile
    x, y = draw(scene)
    ours = median(lambda: regress_many(x, y, lags, compiled=True), scene.turns)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    least = median(floor(scene), scene.turns)
    print(
        f"{scene.text}: {count:,} regressions in {ours:.2f} s, peak {peak:.2f} GB with the data; "
        f"multiplications alone {least:.2f} s, {ours / least:.1f} times that"
    )
    if scene.peer:
        compare(x, y, scene, ours / count)


def compare(x: Array, y: Array, scene: Scene, ours: float) -> None:
    """Print how many times faster a regression is than pyfixest's, and how far slopes are apart."""
    from bothways.linkage.sweeps.many import regress_many

    try:
        import pyfixest  # noqa: F401
    except ImportError:
        print("  no pyfixest here to compare with: pip install pyfixest")
        return
    warnings.simplefilter("ignore")
    peer(x[:50], y[:50], 1, 1)  # compile
    seconds, count, slopes = peer(x, y, 2, 1)
    found = regress_many(x, y[:, :, :1], [1, 2], compiled=True)
    far = max(np.abs(slopes[lag - 1] - found[lag][0].slope).max() for lag in (1, 2))
    print(
        f"  pyfixest {seconds / count * 1000:.1f} ms a regression, ours {ours * 1000:.3f} ms: "
        f"{seconds / count / ours:,.0f} times; slopes differ by {far:.0e} at most"
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        run(sys.argv[1])
    else:
        for name in SCENES:
            subprocess.run([sys.executable, __file__, name], check=True)
