"""All that can be told of who leaves, in one."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from bothways.leaving.cost import CostModel, TurnoverCost, cost_of_turnover, leavers_of_a_year
from bothways.leaving.retention import Retention, Step, retention
from bothways.leaving.spells import Spells
from bothways.leaving.turnover import Turnover, turnover

#: What is said wherever a result of one's own file stands.
NO_LEDGER = (
    "This is your own file: no ledger of anonymity was used, and small groups are shown as they are. Do not publish "
    "these tables as they stand."
)
NO_PREDICTION = (
    "These are counts of groups in the past. They are no prediction, and say nothing of one person."
)


@dataclass(frozen=True)
class Leaving:
    """Retention and turnover of a file, with all that was assumed.

    Attributes
    ----------
    retention : Retention
    turnover : Turnover
    groups : pandas.DataFrame
        ``group, spells, left``, one row a group, the whole first.
    spells, left, people : int
        Of the whole.
    since, as_of : str
        First and last day looked at, blank where the file holds no dates.
    source : str
    cost : TurnoverCost or None
        Where a model of costs was given.
    assumptions : tuple of str
        What was assumed and what is to be known, as sentences.
    """

    retention: Retention
    turnover: Turnover
    groups: pd.DataFrame
    spells: int
    left: int
    people: int
    since: str
    as_of: str
    source: str
    cost: TurnoverCost | None
    assumptions: tuple[str, ...]


def summarise(spells: Spells, *, step: Step | None = None, cost: CostModel | None = None) -> Leaving:
    """Tell retention and turnover of spells.

    Parameters
    ----------
    spells : Spells
    step : {"month", "quarter", "year"}, optional
        See :func:`bothways.leaving.retention.retention`.
    cost : CostModel, optional
        Puts a price on those who left in the last year looked at.

    Returns
    -------
    Leaving

    Examples
    --------
    >>> import pandas as pd
    >>> from bothways.leaving import read_spells
    >>> people = pd.DataFrame({"left": [1, 0, 0], "tenure_months": [1, 2, 2], "unit": ["a", "a", "a"]})
    >>> summarise(read_spells(people)).groups.values.tolist()
    [['all', 3, 1], ['unit: a', 3, 1]]
    """
    stays = retention(spells, step=step)
    leaves = turnover(spells)
    priced = _priced(spells, cost) if cost else None
    notes = (*spells.notes, *stays.notes, *leaves.notes, *(priced.notes if priced else ()))
    return Leaving(
        stays,
        leaves,
        _groups(spells),
        len(spells),
        int(spells.left.sum()),
        spells.people,
        spells.since.isoformat() if spells.since else "",
        spells.as_of.isoformat() if spells.as_of else "",
        spells.source,
        priced,
        (NO_LEDGER, NO_PREDICTION, *notes),
    )


def _priced(spells: Spells, model: CostModel) -> TurnoverCost:
    """Return the cost of those who left in the last year."""
    left, words = leavers_of_a_year(spells)
    priced = cost_of_turnover(model, left)
    return replace(priced, notes=(f"The cost is that of {words}.", *priced.notes))


def _groups(spells: Spells) -> pd.DataFrame:
    """Return how many spells each group holds, and how many of them ended."""
    rows = []
    for grouping in spells.groupings:
        inside, size = grouping.codes >= 0, len(grouping.names)
        counts = np.bincount(grouping.codes[inside], minlength=size)
        gone = np.bincount(grouping.codes[inside & spells.left], minlength=size)
        rows += [(grouping.label(p), int(counts[p]), int(gone[p])) for p in np.flatnonzero(counts).tolist()]
    return pd.DataFrame(rows, columns=["group", "spells", "left"])
