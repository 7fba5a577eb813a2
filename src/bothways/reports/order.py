"""Which finding comes first on a page: clarity, then size."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bothways.linkage.findings import Effect, Finding, Findings
from bothways.reports.words import ORDER_WORDS, STATES, state

#: The rule as printed on the page.
RULE = (
    "Clear findings come first, then likely ones. Within each, the larger size comes first, "
    "counted in typical swings. Pairs we cannot tell yet start with the strongest signal."
)


@dataclass(frozen=True)
class Placed:
    """A finding with its anchor, which stays the same whatever the order of the page."""

    finding: Finding
    anchor: str


def claimed_effects(finding: Finding) -> tuple[Effect, ...]:
    """The directions that the verdict claims."""
    return {
        "employee_leads": (finding.employee_to_customer,),
        "customer_leads": (finding.customer_to_employee,),
        "both_ways": (finding.employee_to_customer, finding.customer_to_employee),
    }.get(finding.verdict, ())


def is_claim(finding: Finding) -> bool:
    """Whether the verdict says that something comes first."""
    return finding.verdict in ORDER_WORDS


def by_state(findings: Findings) -> dict[str, list[Placed]]:
    """All pairs by state, in the order in which they are worth a look.

    Parameters
    ----------
    findings : Findings

    Returns
    -------
    dict of str to list of Placed
        One entry for every key of :data:`~bothways.reports.words.STATES`, empty lists included. Claims are
        ordered by the size of what is claimed, pairs we cannot tell by the smallest q; ties by name.
    """
    groups: dict[str, list[Placed]] = {key: [] for key in STATES}
    for number, finding in enumerate(findings.pairs, start=1):
        groups[state(finding).key].append(Placed(finding, f"pair-{number}"))
    for placed in groups.values():
        placed.sort(key=lambda entry: _worth_a_look(entry.finding))
    return groups


def by_association(findings: Findings) -> list[Finding]:
    """Pairs of which an association is known, strongest between units first."""
    known = [pair for pair in findings.pairs if math.isfinite(pair.between_r) or math.isfinite(pair.within_r)]
    return sorted(known, key=lambda pair: (-_size(pair.between_r), -_size(pair.within_r)))


def _size(r: float) -> float:
    return abs(r) if math.isfinite(r) else 0.0


def _worth_a_look(finding: Finding) -> tuple[float, str, str]:
    if is_claim(finding):
        first = -max(abs(effect.effect) for effect in claimed_effects(finding))
    elif finding.verdict == "cannot_tell":
        first = _or_last(min(_or_last(effect.q) for effect in _both(finding)))
    else:
        first = 0.0
    return first, finding.employee_metric, finding.customer_metric


def _both(finding: Finding) -> tuple[Effect, Effect]:
    return finding.employee_to_customer, finding.customer_to_employee


def _or_last(value: float) -> float:
    return value if math.isfinite(value) else math.inf
