"""The report in short: what was looked at, what can be said, how many false alarms to expect."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from bothways.linkage.findings import Findings
from bothways.reports.figures import about, count
from bothways.reports.order import by_association, claimed_effects
from bothways.reports.settling import settlings
from bothways.reports.words import ORDER_WORDS, STATES, state


@dataclass(frozen=True)
class Summary:
    """Counts over all pairs.

    Attributes
    ----------
    by_state : dict of str to int
        Pairs by state key, zeros included.
    by_order : dict of str to int
        Claims by verdict: who comes first.
    pairs, claims : int
        Pairs looked at, and pairs of which something is claimed.
    directions_claimed, directions_tested : int
        A pair has two directions; "It runs both ways" claims both.
    expected_false_alarms : float
        How many of the claimed directions are expected to be false alarms, by the family rule.
    associations : int
        Pairs of which it is known how strongly they go together.
    why_none : str
        Where no pair could be estimated, the most frequent reason; else an empty string.
    units, periods : int
        Largest numbers over the pairs.
    frequency : str
    """

    by_state: dict[str, int]
    by_order: dict[str, int]
    pairs: int
    claims: int
    directions_claimed: int
    directions_tested: int
    expected_false_alarms: float
    associations: int
    why_none: str
    units: int
    periods: int
    frequency: str


def summarise(findings: Findings) -> Summary:
    """Count what a reader wants to know first."""
    states = [state(pair).key for pair in findings.pairs]
    verdicts = [str(pair.verdict) for pair in findings.pairs]
    return Summary(
        by_state={key: states.count(key) for key in STATES},
        by_order={key: verdicts.count(key) for key in ORDER_WORDS},
        pairs=len(states),
        claims=states.count("clear") + states.count("likely"),
        directions_claimed=sum(len(claimed_effects(pair)) for pair in findings.pairs),
        directions_tested=findings.directions_tested,
        expected_false_alarms=findings.expected_false_alarms,
        associations=len(by_association(findings)),
        why_none=_why_none(findings) if states.count("not_estimable") == len(states) else "",
        units=max((pair.units for pair in findings.pairs), default=0),
        periods=max((pair.periods for pair in findings.pairs), default=0),
        frequency=findings.frequency,
    )


def headline(summary: Summary) -> str:
    """The one sentence to remember.

    >>> from bothways.linkage.findings import Findings
    >>> headline(summarise(Findings((), {}, 0, 0.0, "month")))
    'There was no pair to look at.'
    """
    clear, likely = summary.by_state["clear"], summary.by_state["likely"]
    if not summary.pairs:
        return "There was no pair to look at."
    if summary.claims == 0:
        return _nothing_claimed(summary)
    if clear and likely:
        return f"In {_of(clear, summary.pairs)} it is clear what comes first. In {likely} more it is likely."
    word = "clear" if clear else "likely"
    return f"In {_of(clear or likely, summary.pairs)} it is {word} what comes first."


def _nothing_claimed(summary: Summary) -> str:
    short: dict[int, Callable[[str], str]] = {
        1: lambda period: f"There is one {period} only, so nothing can be said about what comes first.",
        2: lambda period: f"There are two {period}s only, so nothing can be said about what comes first.",
    }
    if summary.periods in short:
        return short[summary.periods](summary.frequency)
    if summary.by_state["not_estimable"] == summary.pairs:
        if summary.associations:
            return "What comes first cannot be told from these data, only what goes together."
        return "There is not enough to work with yet in any pair."
    return "Nothing here can be claimed. That is a result."


def _why_none(findings: Findings) -> str:
    told = settlings(findings.pairs)
    if not told:
        return ""
    some = f"In {_of(told[0].pairs, len(findings.pairs))}: " if len(told) > 1 else ""
    return f"{some}{told[0].words}"


def looked_at(summary: Summary) -> str:
    """What was looked at, in one sentence."""
    span = f"{count(summary.units, 'unit')} over {count(summary.periods, summary.frequency)}"
    pairs = f"{count(summary.pairs, 'pair')} of an employee metric with a customer metric"
    return f"We looked at {pairs}, in {span}."


def false_alarms(summary: Summary) -> str:
    """How many false alarms to expect among what is shown."""
    directions = (
        count(summary.directions_tested, "direction") if summary.directions_tested else "No direction"
    )
    tested = f"{directions} could be tested; a pair has two."
    if not summary.directions_claimed:
        return f"{tested} None is claimed, so no false alarm is shown."
    claimed = f"{_are(summary.directions_claimed)} claimed"
    if not math.isfinite(summary.expected_false_alarms):
        return f"{tested} {claimed}. How many of these are false alarms is not known."
    expected = about(summary.expected_false_alarms)
    return f"{tested} {claimed}. Expect about {expected} of these to be a false alarm."


def who_comes_first(summary: Summary) -> str:
    """How the claims split by who comes first, or an empty string without claims."""
    parts = [f"{word}: {summary.by_order[key]}" for key, word in ORDER_WORDS.items()]
    return " · ".join(parts) if summary.claims else ""


def _of(some: int, total: int) -> str:
    if some == total:
        return "the only pair" if total == 1 else f"all {total:,} pairs"
    return f"{some:,} of {total:,} pairs"


def _are(directions: int) -> str:
    return "1 is" if directions == 1 else f"{directions:,} are"
