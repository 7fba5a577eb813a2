"""Made-up findings for the tests of the reports: every state, awkward names, any number of pairs."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import replace

from bothways.linkage.findings import Check, Effect, Finding, Findings, Scale

NAN = float("nan")
NEVER = Effect()
PASSED = (
    Check("placebo lead", True, "The lead of the outcome is +0.01 (−0.05 to +0.07)."),
    Check("leave one period out", True, "Between +0.14 and +0.19 without any one period."),
)
OPEN = (*PASSED, Check("noise x1.5", False, "With more noise the range holds zero: −0.01 to +0.31."))
NOT_RUN = (*PASSED, Check("split respondents", None, "Answers are not at hand."))
AWKWARD = (
    "<script>alert('x')</script>",
    '"quoted" & <b>bold</b>',
    "שביעות רצון של עובדים",
    "a_very_long_metric_name_" * 12,
    "\u202eright to left override",
)


def effect(size: float, half: float = 0.06, *, q: float = 0.01) -> Effect:
    """An effect with a symmetric range; natural units are 1.3 times the standardised ones."""
    natural = 1.3 * size
    return Effect(size, half / 2, size - half, size + half, q / 2, q, natural, natural - 1.3 * half,
                  natural + 1.3 * half)  # fmt: skip


SMALL, WIDE = effect(0.01, 0.04, q=0.9), effect(0.06, 0.2, q=0.4)

_STATES = {
    "employee_leads": (effect(0.17), SMALL),
    "customer_leads": (SMALL, effect(-0.21)),
    "both_ways": (effect(0.15), effect(0.22)),
    "no_link": (SMALL, effect(-0.02, 0.04, q=0.8)),
    "cannot_tell": (WIDE, effect(0.02, 0.25, q=0.6)),
    "not_estimable": (NEVER, NEVER),
}
_REASONS = {
    "cannot_tell": ("Employees first: +0.06 was seen, but no link and a link of 0.25 both fit.",
                    "About 8 more periods would settle it."),
    "not_estimable": ("There are 12 units; 20 are needed.",),
}  # fmt: skip


def finding(verdict: str, x: str = "workload", y: str = "recommendation", **changes: object) -> Finding:
    """One finding with the given verdict; ``changes`` replace fields."""
    there, back = _STATES[verdict]
    claimed = verdict in ("employee_leads", "customer_leads", "both_ways")
    made = Finding(
        x, y, verdict, "clear" if claimed else None, 1, 80, 30, 0.04, there, back, 0.41, 0.06, 0.76, NAN,
        _REASONS.get(verdict, ()), PASSED if claimed else (),
    )  # fmt: skip
    return replace(made, **changes)


def findings(pairs: Sequence[Finding], **changes: object) -> Findings:
    """A family of the given pairs, with settings, notes and scales."""
    tested = sum(
        math.isfinite(e.effect) for p in pairs for e in (p.employee_to_customer, p.customer_to_employee)
    )
    made = Findings(
        tuple(pairs),
        {"alpha": 0.05, "negligible": 0.1, "version": "0.1.0"},
        tested,
        0.24,
        "month",
        ("3 units appear on the employee side only and are left out.",),
        {"workload": Scale("percent", 0, 100, "higher"), "recommendation": Scale("nps", -100, 100, "higher")},
    )
    return replace(made, **changes)


def every_state() -> Findings:
    """One pair of each state, a likely claim included."""
    pairs = [finding(verdict, f"metric {n}", f"outcome {n}") for n, verdict in enumerate(_STATES)]
    likely = finding("employee_leads", "workload", "recommendation", strength="likely", checks=OPEN)
    return findings([*pairs, likely])


def many(employees: int, customers: int, *, seed: int = 7) -> Findings:
    """A large family in which few pairs are claimed."""
    rng = random.Random(seed)
    weights = dict(zip(_STATES, (4, 2, 2, 20, 60, 12), strict=True))
    return findings([_drawn(rng, weights, x, y) for x in range(employees) for y in range(customers)])


def _drawn(rng: random.Random, weights: dict[str, int], x: int, y: int) -> Finding:
    verdict = rng.choices(list(weights), list(weights.values()))[0]
    drawn = finding(verdict, f"staff_metric_{x}_pct", f"outcome_{y}", between_r=rng.uniform(-0.6, 0.7),
                    within_r=rng.gauss(0, 0.05))  # fmt: skip
    if verdict == "not_estimable":
        return drawn
    if verdict == "cannot_tell":
        there, back = (effect(rng.gauss(0, 0.08), rng.uniform(0.1, 0.5), q=rng.random()) for _ in range(2))
        return replace(drawn, employee_to_customer=there, customer_to_employee=back)
    if drawn.checks and rng.random() < 0.4:
        return replace(drawn, strength="likely", checks=rng.choice([OPEN, NOT_RUN]))
    return drawn


def awkward() -> Findings:
    """Names that try to break the page."""
    verdicts = ("employee_leads", "cannot_tell", "both_ways", "no_link", "customer_leads")
    pairs = [finding(v, x, AWKWARD[-1 - n]) for n, (v, x) in enumerate(zip(verdicts, AWKWARD, strict=True))]
    return findings(pairs, notes=("A note with <i>markup</i> & more.",))


def one_period() -> Findings:
    """Association only."""
    pairs = [finding("not_estimable", f"metric {n}", "outcome", periods=1, within_r=NAN,
                     reasons=("There is one period only: association only.",)) for n in range(6)]  # fmt: skip
    return findings(pairs, directions_tested=0, expected_false_alarms=0.0)


def nothing_claimed() -> Findings:
    """Everything could be estimated, nothing can be claimed."""
    pairs = [finding("cannot_tell", f"metric {n}", "outcome") for n in range(9)]
    return findings([*pairs, finding("no_link")], expected_false_alarms=0.0)


def no_pairs() -> Findings:
    """Nothing was handed in."""
    return findings([], expected_false_alarms=0.0)
