"""What the table is made of: numbers of single teams that a ledger released, and nothing else.

Findings are computed from the answers themselves; this table is not. Whatever is computed from numbers that are shown
already tells nothing more about anybody, however many lags there are and whatever columns somebody brings in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from bothways.privacy.diagnosis import ReleasedRound
from bothways.privacy.groups import parse_group
from bothways_web.link.inputs import has_frequency
from bothways_web.link.models import Run
from bothways_web.link.runs import latest_rounds, surveyed_rounds
from bothways_web.listen.ledgers import Population, released_rounds
from bothways_web.listen.models import Round
from bothways_web.listen.round_results import on_team_pages

if TYPE_CHECKING:
    import pandas as pd

#: What is a number of a team in a period; of a metric that has several, the first counts.
KINDS = ("mean", "nps", "share", "rate", "count")
_CELL = ["unit", "period", "metric"]
_COLUMNS = [*_CELL, "value", "kind"]


def released_cells(run: Run) -> dict[str, pd.DataFrame]:
    """Return what was released of single teams, by side, in the periods of a run's frequency.

    Parameters
    ----------
    run : Run
        Employees' rounds up to its own are taken.

    Returns
    -------
    dict of str to pandas.DataFrame
        "employees" and "customers": unit, period, metric, value; a cell once. ``value`` is the number that is
        shown; where "at most" or "at least" is shown, that bound. Teams that are shown together with others are not
        there, nor is anything of a unit with others below it.
    """
    told = (one for one in latest_rounds() if on_team_pages(one) and one.closes_at <= run.round.closes_at)
    employees = _table(_cells("employees", _periods(told)))
    brought = _table(_cells("customers", {one.name: one.name for one in released_rounds("customers")}))
    surveyed = _table(_cells("surveyed", _periods(surveyed_rounds().order_by("-closes_at", "-pk"))))
    surveyed = surveyed[~surveyed["metric"].isin(set(brought["metric"]))]
    frequency = str(run.summary.get("frequency", "month"))
    return {
        "employees": _of(employees, frequency),
        "customers": _of(_together(brought, surveyed), frequency),
    }


def _periods(rounds: Iterable[Round]) -> dict[str, str]:
    """Return the period of each round by its name in the ledger, in the given order."""
    return {one.ledger_name: one.period for one in rounds if one.ledger_name}


def _cells(population: Population, periods: dict[str, str]) -> Iterator[tuple[str, str, str, float, str]]:
    """Yield the cells of these rounds, in their order."""
    there = {one.name: one for one in released_rounds(population)}
    for name, period in periods.items():
        if name in there:
            yield from _of_round(there[name], period)


def _of_round(one: ReleasedRound, period: str) -> Iterator[tuple[str, str, str, float, str]]:
    parents = set(one.tree.parents)
    for row in one.released:
        if row.kind not in KINDS or row.value != row.value or not row.group.startswith("unit="):
            continue
        group = parse_group(row.group)
        if not group.attributes and len(group.units) == 1 and group.units[0] not in parents:
            yield group.units[0], period, row.metric, row.value, row.kind


def _table(cells: Iterator[tuple[str, str, str, float, str]]) -> pd.DataFrame:
    """Return cells as a table; of a metric's kinds the first of the list, of a cell's numbers the first."""
    import pandas as pd

    found = pd.DataFrame(list(cells), columns=_COLUMNS)
    place = found["kind"].map(KINDS.index)
    kept = found[place == place.groupby(found["metric"]).transform("min")]
    return kept.drop_duplicates(_CELL).drop(columns="kind").reset_index(drop=True)


def _together(brought: pd.DataFrame, surveyed: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    parts = [part for part in (brought, surveyed) if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else brought


def _of(cells: pd.DataFrame, frequency: str) -> pd.DataFrame:
    return cells[[has_frequency(period, frequency) for period in cells["period"]]].reset_index(drop=True)
