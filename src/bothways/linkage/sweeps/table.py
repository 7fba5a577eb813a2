"""The analyst's table: :func:`sweep`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from bothways.errors import InputError, NotEnoughData
from bothways.linkage.family import adjusted
from bothways.linkage.sweeps.many import Progress, regress_many
from bothways.linkage.sweeps.regress import Regressions
from bothways.panel import Panel

DIRECTIONS = ("employee_to_customer", "customer_to_employee")


@dataclass(frozen=True)
class Sweep:
    """Every pair, lag and direction by two-way fixed effects.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a regression, in the order of the panel's metrics, then by lag and direction: ``employee_metric,
        customer_metric, direction, lag, estimate`` (units of the outcome per unit of the driver), ``se, low, high``
        (unit-clustered, 95 %), ``p`` (two-sided, t with units - 1 degrees of freedom), ``q`` (p adjusted over all rows
        that could be estimated, Benjamini and Hochberg 1995), ``standardised`` (in standard deviations within units and
        periods), ``units, transitions``. NaN where nothing can be estimated.
    frequency : str
        What a lag of one is: "day", "week", "month", "quarter" or "year".
    """

    table: pd.DataFrame
    frequency: str


def sweep(
    panel: Panel,
    *,
    lags: Sequence[int] = (1, 2, 3),
    compiled: bool | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Sweep:
    """Regress every outcome on every driver some periods before: the field's familiar view of a panel.

    It says nothing certain about what leads what. In worlds in which nothing leads, such regressions call a link in 14
    to 100 % of cases, because sampling noise, short panels and shocks that units feel unequally are not allowed for
    (``docs/evidence/truth.md``). Verdicts are in :func:`bothways.link`; this table is for those who want to see what
    the familiar method says, or to compare with it.

    Parameters
    ----------
    panel : Panel
        From :func:`bothways.read_panel`; any holes.
    lags : sequence of int
        Periods from driver to outcome, each at least 1. Lags for which a panel has too few periods give NaN; one of the
        number of periods or more is refused.
    compiled : bool, optional
        Compiled kernels; by default where the panel is large.
    threads : int, optional
        All processors by default.
    progress : callable, optional
        Called with parts done, parts in all and what they are; what it raises ends the work.

    Returns
    -------
    Sweep

    Raises
    ------
    InputError
        If ``panel`` is no Panel, or a lag does not fit.
    NotEnoughData
        If one side has no metric.

    Notes
    -----
    y_i,t+l = a_i + d_t + b x_it + r y_it + e, on the transitions that a pair has itself. Unit and period effects are
    taken out exactly under any pattern of holes: unit means on the used cells, periods by the Schur complement
    diag(n_t) - M' diag(1 / n_i) M. Errors are clustered by unit (Liang and Zeger 1986) with the factor
    (n - 1) / (n - k) G / (G - 1), k = 2 + periods used, as pyfixest has it; linearmodels takes
    n / (n - 1 - G - periods used) instead and gives the same slopes. Transitions that are alone in their unit or period
    are left out.

    Examples
    --------
    >>> import numpy as np
    >>> from bothways.panel import read_panel
    >>> from bothways.simulate import draw_world, world_to_tidy
    >>> tidy = world_to_tidy(draw_world(np.random.default_rng(3), units=150, periods=12, effect=(0.3, 0.0)))
    >>> found = sweep(read_panel(tidy.employees, tidy.customers), lags=[1, 2])
    >>> row = found.table.iloc[0]
    >>> row["direction"], int(row["lag"]), int(row["units"])
    ('employee_to_customer', 1, 150)
    """
    if not isinstance(panel, Panel):
        raise InputError(f"This is a {type(panel).__name__}, no Panel.", remedy="Make one with read_panel.")
    employee, customer = panel.metrics("employee"), panel.metrics("customer")
    if not employee or not customer:
        raise NotEnoughData("One side has no metric: hand in metrics of employees and of customers.")
    x, y = (
        panel.data["value"].sel(metric=names).transpose("unit", "period", "metric").values
        for names in (employee, customer)
    )
    found = regress_many(x, y, lags, compiled=compiled, threads=threads, progress=progress)
    parts = [
        _rows(employee, customer, lag, direction, one)
        for lag, both in found.items()
        for direction, one in zip(DIRECTIONS, both, strict=True)
    ]
    table = pd.concat(parts, ignore_index=True)
    order = table.sort_values(["employee", "customer", "lag", "side"], kind="stable").index
    table = table.loc[order].drop(columns=["employee", "customer", "side"]).reset_index(drop=True)
    table.insert(list(table.columns).index("p") + 1, "q", adjusted(table["p"].to_numpy()))
    return Sweep(table, panel.frequency)


def _rows(
    employee: list[str], customer: list[str], lag: int, direction: str, found: Regressions
) -> pd.DataFrame:
    """Return the regressions of one lag and direction as rows, with where each stands."""
    i, j = (part.ravel() for part in np.indices(found.slope.shape))
    slope, se, units = (part.ravel() for part in (found.slope, found.se, found.units))
    freedom = np.maximum(units - 1, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = 2 * stats.t.sf(np.abs(slope) / se, freedom)
    reach = stats.t.ppf(0.975, freedom) * se
    return pd.DataFrame(
        {
            "employee": i, "customer": j, "side": DIRECTIONS.index(direction),
            "employee_metric": np.array(employee)[i], "customer_metric": np.array(customer)[j],
            "direction": direction, "lag": lag, "estimate": slope, "se": se, "low": slope - reach,
            "high": slope + reach, "p": p, "standardised": found.standardised.ravel(), "units": units,
            "transitions": found.cells.ravel(),
        }
    )  # fmt: skip
