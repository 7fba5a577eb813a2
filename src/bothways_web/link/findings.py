"""Findings as pages show them: read back from the ledger, never computed here."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from bothways.linkage.findings import Check, Delay, Effect, Finding, Findings, Scale
from bothways.privacy import Released
from bothways.reports.order import by_state
from bothways.reports.words import STATES, state
from bothways_web.link.coarse import coarsely
from bothways_web.link.labels import check_label, inside, metric_label, metric_labels
from bothways_web.link.models import Run
from bothways_web.link.second_thoughts import is_second_thought, second_thought
from bothways_web.listen.ledgers import released_round

_PASSED = {"passed": True, "failed": False, "could not run": None}


@dataclass(frozen=True)
class Shown:
    """One finding with its number, which never changes: findings are only ever added.

    ``employees`` and ``customers`` are what people call the two metrics; ``reasons`` are as the library wrote them;
    ``second_thoughts`` are checks that do not decide how sure the finding is.
    """

    number: int
    finding: Finding
    employees: str
    customers: str
    n_band: str
    reasons: tuple[str, ...] = ()
    second_thoughts: tuple[Check, ...] = ()

    @property
    def key(self) -> str:
        """The state: clear, likely, no_link, cannot_tell or not_estimable."""
        return state(self.finding).key

    @property
    def forward(self) -> Effect:
        """Employees first."""
        return self.finding.employee_to_customer

    @property
    def backward(self) -> Effect:
        """Customers first."""
        return self.finding.customer_to_employee

    @property
    def looked_longer(self) -> bool:
        """Whether longer delays were tested, in either direction."""
        return self.forward_longer or self.backward_longer

    @property
    def forward_longer(self) -> bool:
        """Whether longer delays were tested with employees first."""
        return math.isfinite(self.forward.joint_p)

    @property
    def backward_longer(self) -> bool:
        """Whether longer delays were tested with customers first."""
        return math.isfinite(self.backward.joint_p)

    @property
    def passed(self) -> list[str]:
        """Names of the checks that were passed."""
        return [check.name for check in self.finding.checks if check.passed is True]

    @property
    def failed(self) -> list[str]:
        """Names of the checks that failed."""
        return [check.name for check in self.finding.checks if check.passed is False]

    @property
    def not_run(self) -> list[str]:
        """Names of the checks that could not run."""
        return [check.name for check in self.finding.checks if check.passed is None]


@dataclass(frozen=True)
class RunFindings:
    """What a run found: released findings, and what is said of the run as a whole."""

    run: Run
    shown: tuple[Shown, ...]
    too_few: tuple[tuple[str, str], ...]

    @cached_property
    def ordered(self) -> tuple[Shown, ...]:
        """The findings in the order in which they are worth a look: clear, likely, then the others."""
        place = {(one.finding.employee_metric, one.finding.customer_metric): one for one in self.shown}
        groups = by_state(self.findings)
        keys = ("clear", "likely", "cannot_tell", "no_link", "not_estimable")
        pairs = [placed.finding for key in keys for placed in groups[key]]
        return tuple(place[pair.employee_metric, pair.customer_metric] for pair in pairs)

    @cached_property
    def findings(self) -> Findings:
        """The findings as the library has them, so that its words and charts can be used."""
        told = self.run.summary
        scales = {name: _scale(one) for name, one in told.get("scales", {}).items()}
        return Findings(
            tuple(one.finding for one in self.shown), told.get("settings", {}), told.get("directions_tested", 0),
            told.get("expected_false_alarms", 0.0), told.get("frequency", "month"),
            tuple(told.get("notes", ())), scales,
        )  # fmt: skip

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many findings have which state; pairs that too few teams stand behind are not enough to work with."""
        found = dict.fromkeys(STATES, 0)
        for one in self.shown:
            found[one.key] += 1
        found["not_estimable"] += len(self.too_few)
        return found

    @cached_property
    def left_out(self) -> tuple[str, ...]:
        """What people call the metrics that were left out, as their periods are of another length."""
        labels = metric_labels()
        return tuple(_label(name, labels) for name in self.run.summary.get("left_out", ()))

    @property
    def tested(self) -> int:
        """How many links were looked at."""
        return len(self.shown) + len(self.too_few)

    def find(self, number: int) -> Shown | None:
        """Return the finding of a number."""
        return next((one for one in self.shown if one.number == number), None)


def latest_findings() -> RunFindings | None:
    """Return what the last run found; ``None`` where none has found anything yet."""
    for run in Run.objects.filter(state=Run.State.DONE).select_related("round__pulse"):
        if run.summary.get("released"):
            return read_findings(run)
    return None


def read_findings(run: Run) -> RunFindings:
    """Return the findings of a run as the ledger released them."""
    there = released_round("employees", run.round.ledger_name)
    labels = metric_labels()
    rows = [one for one in there.released if one.kind == "finding"] if there else []
    shown = tuple(_shown(number, row, labels) for number, row in enumerate(rows, start=1))
    too_few = tuple((_label(x, labels), _label(y, labels)) for x, y in run.summary.get("too_few", ()))
    return RunFindings(run, shown, too_few)


def _shown(number: int, row: Released, labels: dict[str, str]) -> Shown:
    fields = json.loads(row.text)
    if "within" not in fields:  # released before numbers were told coarsely
        fields = coarsely(fields, estimable=fields["verdict"] != "not_estimable")
    x, y = fields["employee_metric"], fields["customer_metric"]
    effects = [_effect(fields, name) for name in ("employee_to_customer", "customer_to_employee")]
    told = fields.get("checks", {})
    checks = tuple(
        Check(check_label(name, labels), _PASSED[word], "")
        for name, word in told.items()
        if not is_second_thought(name)
    )
    second = tuple(
        Check(second_thought(name, labels), _PASSED[word], "")
        for name, word in told.items()
        if is_second_thought(name)
    )
    reasons = tuple(
        _called(reason, {x: _label(x, labels), y: _label(y, labels)}) for reason in fields["reasons"]
    )
    numbers = {
        name: _number(fields.get(name))
        for name in ("cells_missing", "between_r", "within_r", "employee_reliability", "customer_reliability")
    }
    finding = Finding(
        x, y, fields["verdict"], fields.get("strength"), fields["lag"], fields["units"], fields["periods"],
        employee_to_customer=effects[0], customer_to_employee=effects[1], reasons=reasons, checks=checks,
        within=fields.get("within", 1), **numbers,
    )  # fmt: skip
    return Shown(
        number, finding, _label(x, labels), _label(y, labels), row.n_band, tuple(fields["reasons"]), second
    )


def with_labels(shown: Sequence[Shown]) -> tuple[Finding, ...]:
    """Return findings whose metrics carry the names that people know, for tables that people take along."""
    return tuple(
        replace(one.finding, employee_metric=one.employees, customer_metric=one.customers) for one in shown
    )


def _called(reason: str, labels: dict[str, str]) -> str:
    """Return a reason in which metrics are called what people call them."""
    names = "|".join(re.escape(name) for name in sorted(labels, key=len, reverse=True))
    return re.sub(
        rf"(?<![\w.])(?:{names})(?!\w)",
        lambda found: inside(labels[found[0]]) if found.start() else labels[found[0]],
        reason,
    )


def _label(name: str, labels: Mapping[str, str]) -> str:
    return labels.get(name) or metric_label(name)


def _effect(fields: dict[str, Any], name: str) -> Effect:
    endings = ("se", "low", "high", "p", "q", "natural", "natural_low", "natural_high", "joint_p", "joint_q", "total",
               "total_low", "total_high")  # fmt: skip
    return Effect(
        _number(fields.get(name)), **{each: _number(fields.get(f"{name}_{each}")) for each in endings},
        delays=tuple(Delay(*row) for row in fields.get(f"{name}_delays", ())),
        no_delays=fields.get(f"{name}_no_delays", ""),
    )  # fmt: skip


def _scale(told: dict[str, Any]) -> Scale:
    return Scale(told["kind"], _number(told["low"]), _number(told["high"]), told["better"])


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)
