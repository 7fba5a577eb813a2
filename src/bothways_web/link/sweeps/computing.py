"""The job behind the analysts' table: the library's sweep over released cells, kept row by row."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.errors import BothwaysError
from bothways.privacy.ledger.statements import UNITS_OF_A_FINDING
from bothways_web.link.findings import read_findings
from bothways_web.link.models import SweepRow, SweepRun
from bothways_web.link.sweeps import running
from bothways_web.link.sweeps.cells import released_cells

if TYPE_CHECKING:
    from bothways.linkage import Sweep
    from bothways.panel import Panel

#: Lags that are looked at: one period to this many, where there are enough of them.
MOST_LAGS = 6
#: A regression needs two steps from one period to a later one.
FEWEST_PERIODS = 3
_NUMBERS = ("estimate", "se", "low", "high", "p", "q", "standardised")
logger = logging.getLogger(__name__)


class GivenUpError(Exception):
    """Another job has taken this table."""


def compute(sweep_id: int) -> None:
    """Make a table, if it waits or its job fell silent; else do nothing."""
    sweep = running.claim(sweep_id)
    if sweep is None:
        return
    try:
        found, summary = _compute(sweep)
        _keep(sweep, found, summary)
    except GivenUpError:
        return
    except BothwaysError as problem:
        running.fail(sweep, str(problem))
    except Exception:
        logger.exception("The table of run %s could not be made.", sweep.run_id)
        running.fail(sweep, _("Something went wrong in the computation. The log of the server says what."))
        raise


def lags_of(periods: int) -> list[int]:
    """Return the lags that are looked at where so many periods have both voices; none where there are too few."""
    return list(range(1, min(MOST_LAGS, periods - FEWEST_PERIODS + 1) + 1))


def _compute(sweep: SweepRun) -> tuple[Sweep | None, dict[str, object]]:
    from bothways.linkage import sweep as sweep_panel
    from bothways.panel import read_panel

    cells = released_cells(sweep.run)
    left_out = _left_out(sweep, {str(name) for side in cells.values() for name in side["metric"].unique()})
    shared = set(cells["employees"]["unit"]) & set(cells["customers"]["unit"])
    if len(shared) < UNITS_OF_A_FINDING:
        return None, {"nothing": "teams", "needed": UNITS_OF_A_FINDING, "left_out": left_out}
    panel = read_panel(cells["employees"], cells["customers"])
    lags = lags_of(_shared_periods(panel))
    if not lags:
        return None, {"nothing": "periods", "needed": FEWEST_PERIODS, "left_out": left_out}
    found = sweep_panel(panel, lags=lags, progress=_progress_of(sweep))
    return found, {
        "units": len(shared),
        "periods": [panel.periods[0], panel.periods[-1]],
        "frequency": found.frequency,
        "lags": lags,
        "rows": len(found.table),
        "estimated": int(found.table["estimate"].notna().sum()),
        "left_out": left_out,
    }


def _shared_periods(panel: Panel) -> int:
    """Return in how many periods there are numbers of both voices."""
    value, side = panel.data["value"], panel.data["side"].values
    there = value.notnull().any("unit")
    both = there.sel(metric=side == "employee").any("metric") & there.sel(metric=side == "customer").any(
        "metric"
    )
    return int(both.sum())


def _left_out(sweep: SweepRun, there: set[str]) -> list[str]:
    """Return the metrics that findings speak of and that no ledger has numbers of single teams of."""
    found = [one.finding for one in read_findings(sweep.run).shown]
    named = {name for one in found for name in (one.employee_metric, one.customer_metric)}
    return sorted(named - there)


def _progress_of(sweep: SweepRun) -> Any:
    last = 0.0

    def progress(done: int, of: int, what: str) -> None:
        nonlocal last
        if time.monotonic() - last >= 1 or done == of:
            last = time.monotonic()
            if not running.tell(sweep, done, of):
                raise GivenUpError

    return progress


@transaction.atomic
def _keep(sweep: SweepRun, found: Sweep | None, summary: dict[str, object]) -> None:
    """Keep the rows of this table in the place of those of all earlier ones, which nobody reads any more."""
    if not running.finish(sweep, summary):
        raise GivenUpError
    SweepRow.objects.filter(sweep__run__pk__lte=sweep.run_id).delete()
    if found is not None:
        SweepRow.objects.bulk_create(_rows(sweep, found), batch_size=500)


def _rows(sweep: SweepRun, found: Sweep) -> Iterator[SweepRow]:
    for row in found.table.to_dict("records"):
        numbers = {name: row[name] if math.isfinite(row[name]) else None for name in _NUMBERS}
        size = numbers["standardised"]
        yield SweepRow(
            sweep=sweep, employee_metric=row["employee_metric"], customer_metric=row["customer_metric"],
            direction=row["direction"], lag=row["lag"], units=row["units"], transitions=row["transitions"],
            size=None if size is None else abs(size), **numbers,
        )  # fmt: skip
