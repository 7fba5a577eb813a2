"""What the page of a plan shows: its numbers then and now, its tasks and its history, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways_web.act.models import Plan, PlanChange, WorkItem
from bothways_web.act.plans.measured import Measured, Number, find_measured, key_of, measured_in, then_and_now
from bothways_web.act.plans.number_words import day_in_words, expectation_in_words, plain, size_in_words
from bothways_web.link.labels import metric_label

_FIELDS = {
    "title": gettext_lazy("We will"),
    "text": gettext_lazy("How"),
    "because_text": gettext_lazy("Because"),
    "stop_if": gettext_lazy("We will stop if"),
    "commitment": gettext_lazy("Promise of whoever leads the team"),
    "owner": gettext_lazy("Owner"),
    "review_on": gettext_lazy("Look back on"),
    "state": gettext_lazy("State"),
    "degree": gettext_lazy("How big a change"),
    "metric": gettext_lazy("Number that will tell"),
    "metric_side": gettext_lazy("Whose number it is"),
    "expected": gettext_lazy("Better by at least"),
    "smallest": gettext_lazy("Smallest change worth the effort"),
    "expected_by": gettext_lazy("Expected by"),
    "starts_on": gettext_lazy("Start"),
}
_SIDES = {
    "employees": gettext_lazy("employees"),
    "customers": gettext_lazy("customers, brought in"),
    "surveyed": gettext_lazy("customers, asked here"),
}


@dataclass(frozen=True)
class Expected:
    """What a plan expects, beside what was measured before its start and since: no word on whether it worked."""

    sentence: str
    smallest: str
    measured: Measured | None
    then: Number | None
    now: Number | None

    @property
    def unit(self) -> str:
        """What stands behind the figures."""
        return "%" if self.measured and self.measured.kind == "share" else ""

    @property
    def side(self) -> str:
        """Whose voice it is, as panels call it."""
        return "employees" if self.measured is None or self.measured.side == "employees" else "customers"


@dataclass(frozen=True)
class Line:
    """One line of the history."""

    day: dt.date
    name: str
    what: str
    before: str
    after: str
    refused: bool
    why: str


def expected_of(plan: Plan) -> Expected | None:
    """Return what a plan expects, with its numbers; ``None`` where it expects nothing."""
    if not plan.metric:
        return None
    measured = find_measured(plan.unit.code, key_of(plan.metric_side, plan.metric))
    sentence = expectation_in_words(plan, measured)
    if not sentence:
        return None
    then, now = then_and_now(plan.unit.code, plan.metric_side, plan.metric, plan.starts_on)
    smallest = size_in_words(plan.smallest, measured) if plan.smallest is not None else ""
    return Expected(sentence, smallest, measured, then, now)


def tasks_of(plan: Plan) -> list[WorkItem]:
    """Return the tasks of a plan but for those that will not be done."""
    return list(
        plan.work.exclude(state=WorkItem.State.DROPPED).select_related("owner").order_by("due_on", "pk")
    )


def history_of(plan: Plan, zone: dt.tzinfo) -> Iterator[Line]:
    """Yield what was changed since a plan started, and what was tried and refused, newest first."""
    changes = list(plan.changes.order_by("-pk"))
    has_numbers = any(one.field == "metric" for one in changes)
    there = reversed(measured_in(plan.unit.code)) if has_numbers else ()
    labels = {one.metric: one.label for one in there}
    for one in changes:
        yield Line(
            one.at.astimezone(zone).date(), one.by_name or _("the site"), str(_FIELDS.get(one.field, one.field)),
            _in_words(one, one.before, labels), _in_words(one, one.after, labels), one.refused, one.why,
        )  # fmt: skip


def _in_words(change: PlanChange, kept: str, labels: Mapping[str, str]) -> str:
    """Return what a field held in the language of the page; ``labels`` are those of metrics."""
    if not kept:
        return ""
    match change.field:
        case "state":
            return str(dict(Plan.State.choices).get(kept, kept))
        case "degree":
            return str(dict(Plan.Degree.choices).get(kept, kept))
        case "metric":
            return labels.get(kept) or metric_label(kept.rpartition(".")[2])
        case "metric_side":
            return str(_SIDES.get(kept, kept))
        case "expected" | "smallest":
            return plain(float(kept))
        case "expected_by" | "starts_on" | "review_on":
            return day_in_words(dt.date.fromisoformat(kept))
    return kept
