"""Rows of the analysts' table as pages, files and programs get them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.reports.figures import decimals
from bothways_web.link.findings import RunFindings, Shown
from bothways_web.link.labels import metric_label, metric_labels
from bothways_web.link.models import SweepRow, SweepRun
from bothways_web.link.words import interval, signed
from bothways_web.wording import written

#: What a reader may sort by, and how; rows that were not estimated come last.
ORDERS = {
    "pair": ("pk",),
    "p": (F("p").asc(nulls_last=True), "pk"),
    "size": (F("size").desc(nulls_last=True), "pk"),
    "lag": ("lag", "pk"),
}


@dataclass(frozen=True)
class Wanted:
    """Which rows are wanted; blank and 0: all."""

    text: str = ""
    employees: str = ""
    customers: str = ""
    direction: str = ""
    lag: int = 0
    order: str = "pair"


@dataclass(frozen=True)
class Line:
    """One row in words: names that people know, and the finding of the pair, where there is one."""

    row: SweepRow
    employees: str
    customers: str
    finding: Shown | None
    frequency: str

    @property
    def later(self) -> str:
        """How long after: "2 months later"."""
        return later(self.row.lag, self.frequency)

    @property
    def is_estimated(self) -> bool:
        """Whether there is a number."""
        return self.row.estimate is not None

    @property
    def estimate(self) -> str:
        """Units of the outcome per unit of the driver, with as many decimals as the range supports."""
        return signed(self.row.estimate, self._places) if self.row.estimate is not None else ""

    @property
    def range(self) -> str:
        """The 95 % range."""
        low, high = (math.nan if end is None else end for end in (self.row.low, self.row.high))
        return interval(low, high, self._places)

    @property
    def p(self) -> str:
        """P in words."""
        return share_in_words(self.row.p)

    @property
    def q(self) -> str:
        """Q in words."""
        return share_in_words(self.row.q)

    @property
    def _places(self) -> int:
        low, high = self.row.low, self.row.high
        return decimals(low=math.nan if low is None else low, high=math.nan if high is None else high)


def share_in_words(value: float | None) -> str:
    """Return a p or q with three decimals; what is smaller as "under .001"."""
    if value is None:
        return ""
    if value < 0.001:
        return _("under %(number)s") % {"number": written(0.001, 3)}
    return written(value, 3)


def later(lag: int, frequency: str) -> str:
    """Return a wait in words: "2 months later"."""
    told = {
        "day": ngettext("%(n)s day later", "%(n)s days later", lag),
        "week": ngettext("%(n)s week later", "%(n)s weeks later", lag),
        "month": ngettext("%(n)s month later", "%(n)s months later", lag),
        "quarter": ngettext("%(n)s quarter later", "%(n)s quarters later", lag),
        "year": ngettext("%(n)s year later", "%(n)s years later", lag),
    }
    return told[frequency] % {"n": lag}


def sweep_of(found: RunFindings | None) -> SweepRun | None:
    """Return the table of a run's findings; ``None`` where nobody has asked for it yet."""
    return SweepRun.objects.filter(run=found.run).first() if found else None


def rows_of(sweep: SweepRun | None, wanted: Wanted, labels: Mapping[str, str]) -> QuerySet[SweepRow]:
    """Return the rows that are wanted, in their order; none before the table is done."""
    if sweep is None or sweep.state != SweepRun.State.DONE:
        return SweepRow.objects.none()
    rows = SweepRow.objects.filter(sweep=sweep)
    exact = {
        "employee_metric": wanted.employees, "customer_metric": wanted.customers, "direction": wanted.direction,
        "lag": wanted.lag,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if wanted.text:
        fitting = [name for name in _names(sweep) if _is_in(wanted.text, name, labels)]
        rows = rows.filter(Q(employee_metric__in=fitting) | Q(customer_metric__in=fitting))
    return rows.order_by(*ORDERS.get(wanted.order, ORDERS["pair"]))


def metrics_of(sweep: SweepRun | None, side: str) -> list[str]:
    """Return the names of the metrics of a side ("employee" or "customer") that stand in a table."""
    rows = SweepRow.objects.filter(sweep=sweep).order_by()
    return sorted(rows.values_list(f"{side}_metric", flat=True).distinct())


def lines(rows: list[SweepRow], found: RunFindings, labels: Mapping[str, str]) -> list[Line]:
    """Return rows in words."""
    findings = {(one.finding.employee_metric, one.finding.customer_metric): one for one in found.shown}
    return [
        Line(
            row, label_of(row.employee_metric, labels), label_of(row.customer_metric, labels),
            findings.get((row.employee_metric, row.customer_metric)), found.findings.frequency,
        )
        for row in rows
    ]  # fmt: skip


def label_of(name: str, labels: Mapping[str, str] | None = None) -> str:
    """Return what people call a metric."""
    known = metric_labels() if labels is None else labels
    return known.get(name) or metric_label(name)


def _names(sweep: SweepRun) -> list[str]:
    return [*metrics_of(sweep, "employee"), *metrics_of(sweep, "customer")]


def _is_in(text: str, name: str, labels: Mapping[str, str]) -> bool:
    return text.casefold() in label_of(name, labels).casefold() or text.casefold() in name.casefold()
