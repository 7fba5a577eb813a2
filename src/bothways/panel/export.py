"""A Panel back to tidy metrics."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bothways.panel.panel import Panel


def tidy_table(panel: Panel) -> pd.DataFrame:
    """Return one row a cell with a value; see :meth:`bothways.panel.Panel.to_tidy`."""
    data = panel.data
    value = data["value"].transpose("metric", "unit", "period").values
    metric, unit, period = np.nonzero(np.isfinite(value))

    def of_cell(name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.asarray(data[name].transpose("metric", "unit", "period").values[metric, unit, period])

    def of_metric(name: str) -> np.ndarray[tuple[int], np.dtype[np.generic]]:
        return np.asarray(data[name].values[metric])

    spans = {
        name: pd.Series(data[name].transpose("metric", "period").values[metric, period]).dt.strftime(
            "%Y-%m-%d"
        )
        for name in ("reference_start", "reference_end")
    }
    return pd.DataFrame(
        {
            "side": of_metric("side"),
            "unit": data["unit"].values[unit],
            "period": data["period"].values[period],
            "metric": of_metric("metric"),
            **{name: of_cell(name) for name in ("value", "n", "noise_variance")},
            **{name: of_metric(name) for name in ("kind", "low", "high", "better")},
            **spans,
        }
    )
