"""What was released of customers: numbers that were brought in, and those of surveys, each in the order of time."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from bothways.privacy import Released, UnitTree
from bothways_web.link.labels import metric_label, round_domains, round_labels
from bothways_web.link.models import MetricImport
from bothways_web.listen.ledgers import released_rounds
from bothways_web.listen.models import Pulse, Round
from bothways_web.listen.question_sets import questions_of

_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_WEEK = re.compile(r"(\d{4})-W(\d{2})")
#: Kinds of what is released that are no course of a number.
NUMBERS = frozenset({"mean", "share", "nps", "rate", "count"})


@dataclass(frozen=True)
class Metric:
    """A metric as pages show it: whose number it is, what it is called, and the ends of its scale where known."""

    name: str
    surveyed: bool
    label: str
    better: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Moment:
    """What was released of a metric in one period."""

    metric: Metric
    period: str
    rows: list[Released]
    tree: UnitTree


def moments_of_unit(unit: str) -> list[Moment]:
    """Return what speaks of a unit, by period; of two surveys of one period the later one stands last."""
    found = [*_brought_in(), *_surveyed(unit)]
    return sorted(found, key=lambda one: when(one.period))


def when(period: str) -> str:
    """Return a text by which periods are sorted, whatever their length: each by its end."""
    if quarter := _QUARTER.fullmatch(period):
        return f"{quarter[1]}-{3 * int(quarter[2]):02d}"
    if week := _WEEK.fullmatch(period):
        return dt.date.fromisocalendar(int(week[1]), int(week[2]), 7).isoformat()
    return f"{period}-12" if len(period) == 4 else period


def surveys_of_unit(unit: str) -> list[Round]:
    """Return the released rounds of customers that hold a unit, oldest first."""
    released = Round.objects.with_unit(unit).filter(
        state=Round.State.RELEASED, ledger_name__isnull=False, pulse__side=Pulse.Side.CUSTOMERS
    )
    return list(released.select_related("pulse").defer("tree").order_by("closes_at", "pk"))


def _brought_in() -> Iterator[Moment]:
    """Yield what was released of numbers that were brought in."""
    told = _scales()
    for one in released_rounds("customers"):
        for name in dict.fromkeys(row.metric for row in one.released):
            scale = told.get(name, {})
            metric = Metric(
                name,
                False,
                with_measure(metric_label(name), scale.get("measured_in") or ""),
                scale.get("better") or "",
                scale.get("low"),
                scale.get("high"),
            )
            yield Moment(metric, one.name, [row for row in one.released if row.metric == name], one.tree)


def _surveyed(unit: str) -> Iterator[Moment]:
    """Yield what was released of surveys that hold a unit."""
    rounds = {one.name: one for one in released_rounds("surveyed")}
    for asked in surveys_of_unit(unit):
        found = rounds.get(asked.ledger_name or "")
        if found is None:
            continue
        for metric in metrics_of(asked):
            rows = [row for row in found.released if row.metric == metric.name and row.kind in NUMBERS]
            yield Moment(metric, asked.period, rows, found.tree)


def metrics_of(asked: Round) -> list[Metric]:
    """Return the metrics of a round of customers with their scales."""
    labels = round_labels(asked)
    ends = {domain.metric: domain.better for domain in round_domains(asked)}
    found = []
    for one in questions_of(asked).metrics:
        low, high = {"nps": (-100.0, 100.0), "share": (0.0, 100.0)}.get(one.kind, (one.low, one.high))
        found.append(Metric(one.name, True, labels[one.name], ends.get(one.name, "higher"), low, high))
    return found


def told_apart(metric: Metric, others: list[Metric]) -> str:
    """Return the label of a metric; of two that are called the same, that of a survey says so."""
    same = any(one.label == metric.label and one != metric for one in others)
    return _("%(label)s (own survey)") % {"label": metric.label} if same and metric.surveyed else metric.label


def with_measure(label: str, measured_in: str) -> str:
    """Return a label with what the number is measured in, such as minutes, where somebody said so."""
    return f"{label} ({measured_in})" if measured_in else label


def _scales() -> dict[str, dict[str, Any]]:
    """Return what the last import of each metric says of its scale."""
    standing = MetricImport.objects.filter(
        side=MetricImport.Side.CUSTOMERS, state=MetricImport.State.IMPORTED
    )
    return {told["name"]: told for one in standing.order_by("pk") for told in one.metrics}
