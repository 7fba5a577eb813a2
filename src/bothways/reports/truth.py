"""Findings beside a planted truth: for simulated companies, where the right answer is known."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bothways.errors import FileError
from bothways.linkage.findings import Finding, Findings
from bothways.reports.figures import count, number
from bothways.reports.order import is_claim
from bothways.reports.words import ORDER_WORDS

_VERDICT_OF = {
    "employee_to_customer": "employee_leads",
    "customer_to_employee": "customer_leads",
    "both_ways": "both_ways",
}
FOUND, IN_PART, MISSED = "found", "found in part", "missed"
FALSE_ALARM, AVOIDED, RIGHT = "false alarm", "trap avoided", "rightly not claimed"

Pair = tuple[str, str]


@dataclass(frozen=True)
class Truth:
    """What was planted.

    Attributes
    ----------
    links : dict of pair to str
        Verdict that would be right, by (employee metric, customer metric).
    sizes : dict of pair to tuple of float
        Planted standardised effects of the two directions, employees first; empty where none is told.
    traps : dict of pair to str
        Why a careless method would claim a link that is not there.
    """

    links: dict[Pair, str]
    sizes: dict[Pair, tuple[float, ...]]
    traps: dict[Pair, str]


@dataclass(frozen=True)
class Comparison:
    """One finding beside the truth: the outcome, what was planted in words, and how large."""

    outcome: str
    planted: str
    size: str = ""


def read_truth(path: str | Path) -> Truth:
    """Read the ``truth.json`` of a simulated company.

    Raises
    ------
    FileError
        Where the file is missing, is not JSON or lacks ``links``.
    """
    place = Path(path)
    remedy = "Name the truth.json that `bothways simulate` wrote."
    try:
        document = json.loads(place.read_text(encoding="utf-8"))
        links = {_pair(link): _VERDICT_OF[link["direction"]] for link in document["links"]}
        sizes = {_pair(link): tuple(map(float, link.get("effect", ()))) for link in document["links"]}
        traps = {_pair(trap): str(trap.get("why", "")) for trap in document.get("traps", [])}
    except OSError as problem:
        what = f"The truth cannot be read ({problem.strerror})."
        raise FileError(what, remedy=remedy, file=place.name) from problem
    except (ValueError, LookupError, TypeError, AttributeError) as problem:
        raise FileError("This is not a planted truth.", remedy=remedy, file=place.name) from problem
    return Truth(links, sizes, traps)


def _pair(entry: Any) -> Pair:
    return str(entry["employee_metric"]), str(entry["customer_metric"])


def compare(finding: Finding, truth: Truth) -> Comparison:
    """Say whether a finding is right.

    Parameters
    ----------
    finding : Finding
    truth : Truth
        A pair that it does not list has no link.

    Returns
    -------
    Comparison
        A claim that goes beyond what was planted, or against it, is a false alarm; a planted link without a
        claim is missed, whatever the reason.
    """
    pair = finding.employee_metric, finding.customer_metric
    if pair in truth.links:
        planted = truth.links[pair]
        return Comparison(_beside_link(finding, planted), ORDER_WORDS[planted], _size(truth.sizes[pair]))
    if pair in truth.traps:
        return Comparison(FALSE_ALARM if is_claim(finding) else AVOIDED, "a trap, no link")
    return Comparison(FALSE_ALARM if is_claim(finding) else RIGHT, "no link")


def _size(sizes: tuple[float, ...]) -> str:
    planted = [number(size, 2, sign=True) for size in sizes if size]
    return " and ".join(planted)


def _beside_link(finding: Finding, planted: str) -> str:
    if not is_claim(finding):
        return MISSED
    if finding.verdict == planted:
        return FOUND
    return IN_PART if planted == "both_ways" else FALSE_ALARM


def tally(findings: Findings, truth: Truth) -> str:
    """All comparisons in two sentences."""
    outcomes = Counter(compare(pair, truth).outcome for pair in findings.pairs)
    planted = sum((pair.employee_metric, pair.customer_metric) in truth.links for pair in findings.pairs)
    traps = sum((pair.employee_metric, pair.customer_metric) in truth.traps for pair in findings.pairs)
    part = f", {outcomes[IN_PART]} found in part" if outcomes[IN_PART] else ""
    links = f"{count(planted, 'link')} planted: {outcomes[FOUND]} found{part}, {outcomes[MISSED]} missed."
    alarms = f"{count(outcomes[FALSE_ALARM], 'false alarm')}."
    return f"{links} {alarms} {outcomes[AVOIDED]} of {count(traps, 'trap')} avoided."
