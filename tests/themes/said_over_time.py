"""People of both sides over units and periods, who write on one theme or not: made by hand, without a search."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from bothways.simulate import draw_world, world_to_tidy
from bothways.themes import Comments, Theme, Themes
from bothways.themes.comments import Labels
from bothways.themes.results import Assignment, recount

Floats = npt.NDArray[np.float64]


def said(
    shares: Floats,
    people: int,
    rng: np.random.Generator,
    *,
    customers: int = 0,
    label: str = "late parts",
) -> tuple[Comments, Themes]:
    """Employees of units x periods of whom such shares write on a theme, and customers who never do."""
    units, periods = shares.shape
    cells = units * periods
    speak = rng.random((cells, people)) < shares.reshape(-1, 1)
    code = np.repeat(np.arange(cells), people)
    unit, period = np.divmod(np.concatenate([code, np.arange(customers) % cells]), periods)
    side = np.repeat([0, 1], [len(code), customers])
    names = {
        "unit": Labels(unit, tuple(f"unit {u + 1:0{len(str(units))}d}" for u in range(units))),
        "period": Labels(period, tuple(f"{2015 + t // 12}-{1 + t % 12:02d}" for t in range(periods))),
    }
    records = np.arange(len(side))
    comments = Comments(("said",), np.zeros(len(side), np.int64), records, side, names)
    record = np.flatnonzero(speak).astype(np.int64)
    assignment = Assignment(record, np.zeros(len(record), np.int64), np.ones(len(record)))
    return comments, recount(Themes((Theme("t1", label),), assignment, records))


def company(
    seed: int, effect: float, *, units: int = 60, periods: int = 14, people: int = 40, customers: int = 500
) -> tuple[Comments, Themes, pd.DataFrame]:
    """A company in which the share that writes on the theme comes before a customer metric, or has none before it."""
    rng = np.random.default_rng(seed)
    world = draw_world(rng, units=units, periods=periods, effect=(effect, 0.0), reliability=(1.0, 0.8))
    state = world.values[..., 0]
    shares = 1 / (1 + np.exp(1.4 - 0.5 * (state - state.mean())))
    metrics = world_to_tidy(world).customers
    return (*said(shares, people, rng, customers=customers), metrics)
