"""Pairs of an employee metric and a customer metric that findings are, or will be, about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from itertools import product

from bothways_web.link.findings import RunFindings, latest_findings
from bothways_web.link.labels import metric_label, metric_labels, round_labels
from bothways_web.link.models import MetricImport
from bothways_web.listen.models import Pulse, Round
from bothways_web.listen.question_sets import questions_of
from bothways_web.wording import in_order


@dataclass(frozen=True)
class Pair:
    """Two metrics, and what people call them."""

    employee_metric: str
    customer_metric: str
    employees: str
    customers: str

    @property
    def key(self) -> tuple[str, str]:
        """The names of both metrics."""
        return self.employee_metric, self.customer_metric

    @property
    def field(self) -> str:
        """What its fields are named by: the same wherever the pair stands on a page."""
        return sha256("\n".join(self.key).encode()).hexdigest()[:16]


def pairs_now() -> tuple[Pair, ...]:
    """Return the pairs of the latest findings, and before the first ones those that are to come; by name."""
    found = latest_findings()
    return pairs_of(found) if found is not None else pairs_to_come()


def pairs_of(found: RunFindings) -> tuple[Pair, ...]:
    """Return the pairs of some findings, by name."""
    pairs = (
        Pair(one.finding.employee_metric, one.finding.customer_metric, one.employees, one.customers)
        for one in found.shown
    )
    return _by_name(pairs)


def pairs_to_come() -> tuple[Pair, ...]:
    """Return the pairs of everything that both voices are asked, or that was brought in."""
    labels = metric_labels()
    mine, theirs = (_metrics(side, labels) for side in (Pulse.Side.EMPLOYEES, Pulse.Side.CUSTOMERS))
    return _by_name(Pair(x, y, labels.get(x) or metric_label(x), labels.get(y) or metric_label(y))
                    for x, y in product(mine, theirs))  # fmt: skip


def _metrics(side: str, labels: dict[str, str]) -> list[str]:
    """Return the metrics of a side: of running surveys, of released rounds, of files; adds what they are called."""
    running = Pulse.objects.filter(side=side, state=Pulse.State.RUNNING).exclude(mode=Pulse.Mode.OPEN)
    released = Round.objects.filter(pulse__side=side, state=Round.State.RELEASED).exclude(
        mode=Pulse.Mode.OPEN
    )
    asked: list[Pulse | Round] = [*running, *released]
    seen: set[tuple[str, str]] = set()
    found: list[str] = []
    for one in asked:
        if (one.definition, one.form) not in seen:
            seen.add((one.definition, one.form))
            found += [metric.name for metric in questions_of(one).metrics]
            labels.update({name: word for name, word in round_labels(one).items() if name not in labels})  # type: ignore[arg-type]
    for file in MetricImport.objects.filter(side=side, state=MetricImport.State.IMPORTED):
        found += file.metric_names
    return list(dict.fromkeys(found))


def _by_name(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    return tuple(sorted(pairs, key=lambda one: (in_order(one.employees), in_order(one.customers))))
