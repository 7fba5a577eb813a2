"""The analysts' table of regressions for programs: the rows of the page, in full precision."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from bothways_web.api.guard import Bearer
from bothways_web.api.pages import Cut, cut
from bothways_web.api.problems import told
from bothways_web.api.scopes import Scope
from bothways_web.link.findings import latest_findings
from bothways_web.link.labels import metric_labels
from bothways_web.link.models import SweepRow
from bothways_web.link.sweeps.files import COLUMNS
from bothways_web.link.sweeps.showing import Wanted, rows_of, sweep_of

router = Router(tags=["findings"])


class Regression(Schema):
    """One regression: what goes together some periods later. It is no finding and makes no verdict."""

    employee_metric: str
    customer_metric: str
    direction: Literal["employee_to_customer", "customer_to_employee"] = Field(
        description="Whose number stands before."
    )
    lag: int = Field(description="Periods from driver to outcome.")
    estimate: float | None = Field(
        description="Units of the outcome per unit of the driver; null where nothing could be estimated."
    )
    se: float | None
    low: float | None = Field(description="Ends of the 95% range; errors are clustered by team.")
    high: float | None
    p: float | None
    q: float | None = Field(description="p adjusted for all rows of the table that could be estimated.")
    standardised: float | None = Field(description="In standard deviations within teams and periods.")
    units: int
    transitions: int
    finding: int | None = Field(description="Number of the finding of this pair: the verdict is there.")


class RegressionList(Schema):
    """Every pair, lag and direction, made of numbers that team pages show; the field's view, to compare with."""

    items: list[Regression]
    total: int
    next_offset: int | None
    run: int | None = Field(description="Number of the computation of the findings; null without any.")
    state: str | None = Field(
        description="waiting, running, done or failed; null where nobody asked for the table."
    )
    frequency: str | None = Field(description="What a lag of one is: day, week, month, quarter or year.")
    lags: list[int]


class WhichRegressions(Cut):
    """Which rows are wanted."""

    search: str = Field("", max_length=100, description="Part of the name of either number.")
    employee_metric: str = Field("", max_length=200)
    customer_metric: str = Field("", max_length=200)
    direction: Literal["", "employee_to_customer", "customer_to_employee"] = ""
    lag: int = Field(0, ge=0, le=99, description="0: all.")
    order: Literal["pair", "p", "size", "lag"] = "pair"


@router.get(
    "/sweep", response=told(200, RegressionList), auth=Bearer(Scope.SWEEP), summary="List regressions"
)
def list_regressions(request: HttpRequest, wanted: Query[WhichRegressions]) -> dict[str, Any]:
    """Regressions of every pair, lag and direction beside the last findings; not what leads what."""
    found = latest_findings()
    sweep = sweep_of(found)
    texts = (wanted.search, wanted.employee_metric, wanted.customer_metric)
    search, employee, customer = (text.replace("\0", "") for text in texts)
    chosen = Wanted(search, employee, customer, wanted.direction, wanted.lag, wanted.order)
    rows = rows_of(sweep, chosen, metric_labels())
    shown = found.shown if found else ()
    numbers = {(one.finding.employee_metric, one.finding.customer_metric): one.number for one in shown}

    def show(row: SweepRow) -> dict[str, Any]:
        finding = numbers.get((row.employee_metric, row.customer_metric))
        return {**{name: getattr(row, name) for name in COLUMNS}, "finding": finding}

    about = sweep.summary if sweep else {}
    return {
        **cut(rows, rows.count(), wanted, show),
        "run": found.run.pk if found else None,
        "state": sweep.state if sweep else None,
        "frequency": about.get("frequency"),
        "lags": about.get("lags", []),
    }
