"""The four verdicts, why, and what would settle it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from bothways.cascade.exposure import Estimate, Slope
from bothways.cascade.placebo import Placebo
from bothways.cascade.results import Verdict
from bothways.linkage.findings import Check
from bothways.linkage.reasons import OUT_OF_REACH, POWER, signed

FEWEST_PROVIDERS, FEWEST_CARRYING = 8, 4.0
FEWEST_CLIENTS, FEWEST_PERIODS = 20, 10
LARGEST_SE = 0.5


@dataclass(frozen=True)
class Question:
    """What is asked, and where the line is drawn.

    Attributes
    ----------
    overload, service : str
    frequency : str
    periods : int
    alpha, negligible : float
    """

    overload: str
    service: str
    frequency: str
    periods: int
    alpha: float
    negligible: float


@dataclass(frozen=True)
class Judgement:
    """A verdict and why."""

    verdict: Verdict
    reasons: tuple[str, ...]


def few(providers: int, carrying: float) -> str:
    """Return why so few providers cannot tell; blank where they are enough."""
    if providers < FEWEST_PROVIDERS:
        return (
            f"There are {providers} providers, and errors that allow for shared providers need at least "
            f"{FEWEST_PROVIDERS}. More providers would settle it, such as the teams inside of a large one; more "
            "clients or more time alone would not."
        )
    if carrying < FEWEST_CARRYING:
        return (
            f"Few providers serve nearly everybody: it is as if there were {carrying:.1f} of them. The network of "
            "the teams inside of the large ones would settle it."
        )
    return ""


def judge(
    found: Estimate, drawn: Placebo, reverse: Slope | None, *, providers: int, question: Question
) -> Judgement:
    """Turn figures into a verdict.

    ``provider_first`` needs both the interval (the wider of the errors by client and by provider) and the placebo
    networks; where clients' service also comes before overload at their providers, nothing is claimed, as something
    they share may be behind both. ``no_link``: the effect is under ``negligible`` by two one-sided tests.
    """
    scale, slope = found.slope.to_standard, found.slope
    effect, se = slope.value * scale, slope.se * scale
    low, high = effect - slope.reach() * scale, effect + slope.reach() * scale
    figures = f"{signed(effect)} ({signed(low)} to {signed(high)})"
    what = f"{question.overload} at those who serve, before {question.service}: {figures}"
    too_few = few(providers, found.carrying)
    if too_few:
        return Judgement("cannot_tell", (f"{what}.", too_few))
    reach = float(stats.t.ppf(1 - question.alpha, slope.df)) * se
    if abs(effect) + reach < question.negligible:
        told = f"{what}, smaller than the {question.negligible:g} agreed to matter."
        return Judgement("no_link", (told,))
    stands_out, rare = slope.p <= question.alpha, drawn.p <= question.alpha
    among = f"Of {drawn.drawn + 1} networks, the true one and placebos, {100 * drawn.p:.2g} % are as far from none."
    if not math.isfinite(drawn.p):
        among = "No placebo network could be told."
    if stands_out and rare:
        if reverse is not None and reverse.p <= question.alpha:
            return Judgement(
                "cannot_tell", (f"{what}, which stands out.", among, _both_ways(question, reverse))
            )
        return Judgement("provider_first", (f"{what}, which stands out.", among))
    if stands_out or rare:
        ends = "The interval and the placebo networks do not agree."
        return Judgement("cannot_tell", (f"{what}.", among, ends, _settle(effect, se, question)))
    told = f"{what}, which neither shows nor excludes a lead."
    return Judgement("cannot_tell", (told, among, _settle(effect, se, question)))


def _both_ways(question: Question, reverse: Slope) -> str:
    effect = reverse.value * reverse.to_standard
    return (
        f"But {question.service} of clients also comes before {question.overload} at those who serve them "
        f"({signed(effect)}), so that something both share may be behind it. Naming it, such as a region, and taking "
        "its mean out of both before would settle it."
    )


def _settle(effect: float, se: float, question: Question) -> str:
    """How much more would settle it, from the error at hand."""
    z_power = float(stats.norm.ppf(POWER))
    z_claim, z_side = float(stats.norm.isf(question.alpha / 2)), float(stats.norm.isf(question.alpha))
    size = abs(effect)
    find = (se * (z_claim + z_power) / max(size, question.negligible)) ** 2
    exclude = (se * (z_side + z_power) / max(question.negligible - size, 1e-3)) ** 2
    factor = max(min(find, exclude) if size < question.negligible else find, 1.05)
    if factor > OUT_OF_REACH:
        return "These data are far from telling; more of the same will not settle it."
    more = max(1, math.ceil(question.periods * (factor - 1)))
    text = f"about {more} more {question.frequency}{'s' if more > 1 else ''}, or {factor:.1f} times as many providers"
    return f"To settle it: {text} with their clients."


def checks(found: Estimate, *, noise_known: bool, own_known: bool) -> tuple[Check, ...]:
    """Return what a claim must survive."""
    scale, value = found.slope.to_standard, found.slope.value
    left = found.without_provider * np.sign(value)
    least = float(left.min()) * scale
    halves = [half * scale for half in found.halves]
    return (
        Check(
            "no provider carries it alone",
            bool(left.min() > abs(value) / 2),
            f"Without any one provider the effect is at least {least:.2f} in size, of {abs(value) * scale:.2f}.",
        ),
        Check(
            "it is there in both halves of the time",
            bool(all(half * value > 0 for half in found.halves)),
            f"First half {signed(halves[0])}, second half {signed(halves[1])}.",
        ),
        Check(
            "sampling noise is known",
            True if noise_known else None,
            "Taken out of all metrics." if noise_known else "Not known for a metric, and not taken out.",
        ),
        Check(
            "the client's own overload is allowed for",
            True if own_known else None,
            "Held equal." if own_known else "Clients have no overload of their own in these data.",
        ),
    )
