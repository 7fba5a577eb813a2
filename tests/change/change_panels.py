"""Panels of a handful of units, and the reference panel."""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from bothways.change.design import NEVER, Design
from bothways.panel import Panel, read_panel

REFERENCE = Path(__file__).parents[1] / "reference" / "change"


def months(periods: int) -> list[str]:
    return [f"{2024 + t // 12}-{t % 12 + 1:02d}" for t in range(periods)]


def unit_names(units: int) -> list[str]:
    return [f"u{i:03d}" for i in range(units)]


def panel_of(values, *, noise=None, better="higher") -> Panel:
    """A panel with one customer metric, nps; NaN for holes."""
    values = np.asarray(values, dtype=float)
    rows = [
        {"unit": unit, "month": month, "value": values[i, t], "metric": "nps"}
        | ({} if noise is None else {"noise_variance": float(np.broadcast_to(noise, values.shape)[i, t])})
        for i, unit in enumerate(unit_names(len(values)))
        for t, month in enumerate(months(values.shape[1]))
        if np.isfinite(values[i, t])
    ]
    table = pd.DataFrame(rows)
    if better:
        table["better"] = better
    trust = table.drop(columns=["better"], errors="ignore").assign(metric="trust")
    return read_panel(trust, table)


def starts_of(starts) -> dict[str, str]:
    """Indices of periods, None for never, to the words a user writes."""
    return {
        unit: months(start + 1)[-1]
        for unit, start in zip(unit_names(len(starts)), starts, strict=True)
        if start is not None
    }


def design_of(values, starts, *, noise=0.0, anticipation=0, sign=1) -> Design:
    values = np.asarray(values, dtype=float)
    return Design(
        tuple(unit_names(len(values))),
        tuple(months(values.shape[1])),
        values,
        np.broadcast_to(noise, values.shape).astype(float),
        np.array([NEVER if s is None else s for s in starts]),
        anticipation,
        sign,
        (),
    )


def drawn(seed, *, units=40, periods=12, began=20, start=6, effect=0.0, memory=0.0):
    """Values and starts of a plain world: unit levels, shared shocks, and what moves within units."""
    rng = np.random.default_rng(seed)
    moves = rng.standard_normal((units, periods))
    for t in range(1, periods):
        moves[:, t] = memory * moves[:, t - 1] + np.sqrt(1 - memory**2) * moves[:, t]
    values = 3 * rng.standard_normal((units, 1)) + rng.standard_normal(periods) + moves
    starts = [start if i < began else None for i in range(units)]
    values[:began, start:] += effect
    return values, starts


def reference() -> dict:
    return json.loads((REFERENCE / "expected.json").read_text())
