"""What a study says in sentences."""

from __future__ import annotations

import math

from bothways.change.design import counted
from bothways.change.honest import Bounds
from bothways.change.result import Difference, Reach, Verdict
from bothways.change.trends import Drift, EarlierTrend
from bothways.change.verdict import Judgement

WHOLE_PERCENT = 100


def number(value: float) -> str:
    """Three figures and no sign on zero; an open end where nothing is excluded."""
    if not math.isfinite(value):
        return "–"
    text = f"{value:.3g}"
    return "0" if float(text) == 0 else text


def interval(low: float, high: float, alpha: float) -> str:
    """ "95 % 1.2 to 3.4"."""
    return f"{WHOLE_PERCENT * (1 - alpha):g} % {number(low)} to {number(high)}"


def sentence(
    verdict: Verdict, difference: Difference, *, began: int, others: int, bound: float, alpha: float
) -> str:
    """The study in one sentence, without causal words."""
    who = f"{began} against {others} units"
    told = interval(difference.low, difference.high, alpha)
    size = number(abs(difference.effect))
    ends = sorted((abs(difference.low), abs(difference.high)))
    if verdict in ("helped", "hurt"):
        how = "improved" if verdict == "helped" else "became worse"
        return (
            f"Units that began {how} by {size} more than units that had not begun ({who}), "
            f"{interval(ends[0], ends[1], alpha)}."
        )
    if verdict == "no_difference":
        return (
            f"Units that began and units that had not begun changed alike ({who}): difference "
            f"{number(difference.effect)}, {told}, less than the {number(bound)} that matters."
        )
    return (
        f"We cannot tell yet: units that began changed by {number(difference.effect)} more than units that had not "
        f"begun ({who}), {told}."
    )


def alone(change: Difference, began: int, alpha: float) -> str:
    """All began at once: only their own change can be told."""
    return (
        f"We cannot tell: every unit began at once, so there is nobody to compare with. Since before the start the "
        f"{counted(began, 'unit', 'units')} changed by {number(change.effect)}, "
        f"{interval(change.low, change.high, alpha)}; what would have been without it nobody knows."
    )


def reasons(
    judgement: Judgement,
    *,
    trend: EarlierTrend,
    drift: Drift,
    bounds: Bounds | None,
    bound: float,
    reach: Reach,
    every: str,
    smallest_p: float | None,
    alpha: float,
) -> list[str]:
    """Why this verdict, what was checked, and what would settle it."""
    out = [_WHY[word].format(span=number(drift.allowed), every=every) for word in judgement.held]
    out.append(_trend(trend, every))
    if judgement.verdict in ("helped", "hurt"):
        out.append(
            f"The interval leaves out 0 unless both sides drifted apart by {number(drift.breakdown)} or more a "
            f"{every} anyway."
        )
    if bounds is not None:
        out.append(
            f"Steps after the start as large as {number(bounds.breakdown)} times the largest step before it would "
            f"make it 0."
        )
    if smallest_p is not None:
        out.append(
            f"With so few units the starts were dealt to units again; p cannot be smaller than {number(smallest_p)}."
        )
        if smallest_p > alpha:
            out.append("So few units cannot show any difference, however large.")
    if judgement.verdict == "cannot_tell":
        out.append(_when(reach, bound, every))
    return out


_WHY = {
    "trend": "Both sides drift apart within the time before and after the start; the difference may be more of it.",
    "drift": "A modest drift of {span} a {every} between both sides could have made a difference like this.",
    "late": "The difference rests on the last {every} before the start, which was unusual.",
    "open": "The interval neither leaves out 0 nor stays within what does not matter.",
}


def _trend(trend: EarlierTrend, every: str) -> str:
    if not trend.could_run:
        few = counted(trend.periods, every, every + "s")
        return f"Whether both sides moved alike before the start cannot be seen in {few}."
    seen = "moved alike" if trend.p >= 0.05 else "did not move alike"
    return (
        f"Before the start both sides {seen}: drift {number(trend.slope)} a {every} ({number(trend.low)} to "
        f"{number(trend.high)}); one of {number(trend.smallest_slope)} would have been seen in four of five studies."
    )


def _when(reach: Reach, bound: float, every: str) -> str:
    """What would settle it."""
    size = (
        f"A difference of {number(reach.now)} would be seen now in four of five such studies"
        f" (what matters is {number(bound)})."
    )
    ways = []
    if reach.more_periods is not None:
        ways.append(f"{counted(reach.more_periods, 'more ' + every, 'more ' + every + 's')}")
    if reach.more_units is not None:
        ways.append(f"{counted(reach.more_units, 'more unit', 'more units')}, half of which begin")
    if not ways:
        return f"{size} More of the same will hardly settle it."
    return f"{size} To settle it: about {', or '.join(ways)}."
