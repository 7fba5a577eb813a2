"""The Panel: the one table that all statistics take."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import pandas as pd
import xarray as xr

Frequency = Literal["day", "week", "month", "quarter", "year"]
Side = Literal["employee", "customer"]
NoiseSource = Literal["given", "sd", "percent", "nps", "count", "n only", "unknown"]

#: Full cycles per year; ``None`` where a year holds no whole number of periods or just one.
PERIODS_PER_YEAR: dict[Frequency, int | None] = {
    "day": None,
    "week": 52,
    "month": 12,
    "quarter": 4,
    "year": None,
}


@dataclass(frozen=True)
class Panel:
    """Units x periods x metrics of both sides, with the sampling noise of each cell.

    Attributes
    ----------
    data : xarray.Dataset
        Dimensions ``unit``, ``period``, ``metric``. The period axis is a complete calendar at
        ``frequency``, without gaps; a period nobody reported is a slice of holes.

        Variables over (unit, period, metric), float64: ``value`` (NaN where there is no cell), ``n``
        (answers behind the value, NaN where unknown), ``noise_variance`` (sampling variance of ``value``
        in its own units squared, NaN where unknown, 0 where the value is a full count).
        Variables over (period, metric), datetime64: ``reference_start``, ``reference_end`` (NaT where not
        given).
        Coordinates over metric: ``side`` ("employee" or "customer"), ``kind`` ("mean", "percent", "nps",
        "count", "rate" or ""), ``low``, ``high`` (scale ends, NaN where not given), ``better`` ("higher",
        "lower" or ""), ``noise_source`` (where ``noise_variance`` comes from: "given", "sd", "percent",
        "nps", "count"; "n only": n is known, the variance of one answer is not; "unknown": neither).
    frequency : {"day", "week", "month", "quarter", "year"}
        Distance between two periods.
    noise_covariance : pandas.DataFrame
        Sparse sampling covariances of two values of one cell given by the same people; columns ``unit``,
        ``period``, ``metric_a``, ``metric_b``, ``covariance``. Pairs that are not listed have covariance 0.
    notes : tuple of str
        What the reader of a result must be told about the data: sentences, in the order found.
    """

    data: xr.Dataset
    frequency: Frequency
    noise_covariance: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["unit", "period", "metric_a", "metric_b", "covariance"])
    )
    notes: tuple[str, ...] = ()

    @property
    def units(self) -> list[str]:
        """Names of the units, sorted."""
        return [str(unit) for unit in self.data["unit"].values]

    @property
    def periods(self) -> list[str]:
        """Labels of the periods, oldest first: 2024, 2024-Q1, 2024-03, 2024-W05 or 2024-03-01."""
        return [str(period) for period in self.data["period"].values]

    def metrics(self, side: Side) -> list[str]:
        """Names of the metrics of one side, in the order of the file."""
        return [str(m) for m in self.data["metric"].values[self.data["side"].values == side]]

    def to_tidy(self) -> pd.DataFrame:
        """Return the panel as tidy metrics of both sides, which :func:`read_panel` reads again.

        Returns
        -------
        pandas.DataFrame
            One row a cell with a value, sorted by metric (as in the panel), unit and period. Columns ``side,
            unit, period, metric, value, n, noise_variance, kind, low, high, better, reference_start,
            reference_end``; spans as text like 2024-03-01. Sampling covariances are not among them.

        Examples
        --------
        >>> import pandas as pd
        >>> from bothways.panel import read_panel
        >>> employees = pd.DataFrame({"unit": ["a"], "year": [2024], "metric": "trust", "value": [3.9]})
        >>> customers = pd.DataFrame({"unit": ["a"], "year": [2024], "metric": "nps", "value": [31.0]})
        >>> read_panel(employees, customers).to_tidy()[["side", "unit", "period", "metric", "value"]]
               side unit period metric  value
        0  employee    a   2024  trust    3.9
        1  customer    a   2024    nps   31.0
        """
        from bothways.panel.export import tidy_table

        return tidy_table(self)
