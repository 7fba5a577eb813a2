"""The cells of one metric, whatever they come from: for closed jobs alone."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bothways_web.link.cells import COLUMNS, joined_cells, standing_imports
from bothways_web.link.inputs import FREQUENCIES, has_frequency, joined, moment_cells
from bothways_web.listen.employee_moments import customer_moments, employee_moments
from bothways_web.listen.ledgers import Population

if TYPE_CHECKING:
    import pandas as pd


def cells_of(side: Population, metric: str) -> pd.DataFrame:
    """Return the cells of a metric, all of the frequency that most have; never for a page.

    Parameters
    ----------
    side : {"employees", "customers", "surveyed"}
        Whose number it is; of employees both what they answered and what was brought in, the file going first.
    metric : str

    Returns
    -------
    pandas.DataFrame
        Columns of an import; empty where there is nothing.
    """
    asked = {"employees": employee_moments, "surveyed": customer_moments}.get(side)
    answered = _one(moment_cells(asked()), metric) if asked else _nothing()
    brought = _one(joined_cells(standing_imports(side)), metric) if side != "surveyed" else _nothing()
    return of_one_frequency(joined(answered, brought) if brought.empty else brought)


def is_brought(side: Population, metric: str) -> bool:
    """Return whether the cells of a metric are those of a file."""
    return side != "surveyed" and any(metric in one.metric_names for one in standing_imports(side))


def _one(cells: pd.DataFrame, metric: str) -> pd.DataFrame:
    return cells[cells["metric"] == metric]


def _nothing() -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS})


def of_one_frequency(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of the frequency that most of them have; of two that are as common, the first of the list."""
    periods = cells["period"].astype(str)
    counted = Counter(periods)
    fits = {
        name: {period for period in counted if has_frequency(period, name)} for name in (*FREQUENCIES, "day")
    }
    most = max(fits, key=lambda name: sum(counted[period] for period in fits[name]))
    return cells[periods.isin(fits[most])].reset_index(drop=True) if fits[most] else cells
