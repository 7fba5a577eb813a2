"""Why a verdict is what it is, and what would settle it."""

from __future__ import annotations

import math

from scipy import stats

from bothways.linkage.findings import Check
from bothways.linkage.likelihood.misfit import EXTENSIONS
from bothways.linkage.pair import DirectionEstimate, PairEstimate
from bothways.linkage.verdict import NEGLIGIBLE, OPEN, YES, Judgement

POWER = 0.8
WAITING_IS_POINTLESS = 4.0  # times the data
OUT_OF_REACH = 20.0
#: Periods of waiting that are told.
WAITING_STEPS = (1, 2, 3, 6, 12, 18, 24, 36, 48)


def signed(value: float) -> str:
    """Two decimals with a sign, and no sign on zero."""
    text = f"{value:+.2f}"
    return "0.00" if text in ("+0.00", "-0.00") else text


def reasons(
    pair: PairEstimate,
    judgement: Judgement,
    checks: tuple[Check, ...],
    *,
    names: tuple[str, str],
    periods: int,
    every: str,
    family: int,
    alpha: float,
    negligible: float,
) -> tuple[str, ...]:
    """Sentences behind one verdict.

    Parameters
    ----------
    names : tuple of str
        Employee metric, customer metric.
    periods : int
        Periods at hand.
    every : str
        "month", "year", ...
    family : int
        Directions tested together.
    """
    if pair.directions is None:
        return (pair.refused or "",)
    out = []
    for k, (direction, state) in enumerate(zip(pair.directions, judgement.states, strict=True)):
        driver, outcome = names[k], names[1 - k]
        when, figures = _figures(direction, pair.delayed and state != NEGLIGIBLE)
        open_case = judgement.verdict == "cannot_tell"
        text = {
            YES: f"{driver} before {outcome}{when}: {figures}, which stands out."
            if open_case
            else f"Changes in {driver} come before changes in {outcome}{when}: {figures}.",
            NEGLIGIBLE: f"{driver} before {outcome}: {figures}, smaller than the {negligible:g} agreed to matter.",
            OPEN: f"{driver} before {outcome}{when}: {figures}, which neither shows nor excludes a lead.",
        }[state]
        out.append(text)
    if judgement.verdict == "cannot_tell":
        out.append(_settle(pair, judgement, periods, every, family, alpha, negligible))
    out += [f"The model was widened because {EXTENSIONS[name]}." for name in pair.extensions]
    if pair.lags_untested:
        out += _untested(pair, names)
    failed = [check.name for check in checks if check.passed is False and check.weighs]
    missing = [check.name for check in checks if check.passed is None and check.weighs]
    if failed:
        out.append(f"Only likely, because a check failed: {', '.join(failed)}.")
    if missing:
        out.append(f"Could not be checked: {', '.join(missing)}.")
    return tuple(out)


def _untested(pair: PairEstimate, names: tuple[str, str]) -> list[str]:
    """Where longer delays could not be tested."""
    without = [k for k, direction in enumerate(pair.directions or ()) if direction.lags is None]
    if len(without) == 1:
        driver, outcome = names[without[0]], names[1 - without[0]]
        return [
            f"Delays of more than one period could not be tested for {driver} before {outcome}: too few units carry it."
        ]
    return ["Delays of more than one period could not be tested: the model with all of them has no answer."]


def _figures(direction: DirectionEstimate, delayed: bool) -> tuple[str, str]:
    """When, and how much: one period later, or over all lags together."""
    effect, (low, high) = direction.effect, direction.interval()
    if delayed and direction.lags is not None:
        effect, (low, high) = direction.lags.total[0], direction.lags.interval()
        return (
            f" within {len(direction.lags.effects)} periods",
            f"{signed(effect)} ({signed(low)} to {signed(high)})",
        )
    return "", f"{signed(effect)} ({signed(low)} to {signed(high)})"


def _settle(
    pair: PairEstimate,
    judgement: Judgement,
    periods: int,
    every: str,
    family: int,
    alpha: float,
    negligible: float,
) -> str:
    """How much more data would settle it, from the standard errors at hand."""
    if pair.directions is None:
        return ""
    if YES in judgement.states:
        return "One direction stands out, but the other is neither excluded nor clearly smaller: " + _more(
            _factor_for_gap(pair, alpha), periods, every, pair
        )
    factors = [
        _factor(direction, family, alpha, negligible)
        for direction, state in zip(pair.directions, judgement.states, strict=True)
        if state == OPEN
    ]
    told = _more(max(factors), periods, every, pair)
    return told[0].upper() + told[1:] if max(factors) > OUT_OF_REACH else f"To settle it: {told}"


def _factor(direction: DirectionEstimate, family: int, alpha: float, negligible: float) -> float:
    """Times the data at hand until the effect seen is found (power .8), or shown to be negligible."""
    z_power, z_side = float(stats.norm.ppf(POWER)), float(stats.norm.ppf(1 - alpha))
    z_claim = float(stats.norm.isf(alpha / (2 * max(family, 1))))
    size = abs(direction.effect)
    find = (direction.se * (z_claim + z_power) / max(size, negligible)) ** 2
    exclude = (direction.se * (z_side + z_power) / max(negligible - size, 1e-3)) ** 2
    return min(find, exclude) if size < negligible else find


def _factor_for_gap(pair: PairEstimate, alpha: float) -> float:
    """Times the data at hand until a gap of the size seen is shown (power .8)."""
    if pair.directions is None:
        return math.inf
    reach = float(stats.norm.ppf(1 - alpha) + stats.norm.ppf(POWER))
    if pair.delayed and pair.joint is not None:
        return (reach / max(abs(pair.joint.larger_first()[0]), 1e-3)) ** 2
    first, second = pair.directions
    gap = abs(abs(first.effect) - abs(second.effect))
    spread = math.hypot(first.se, second.se)
    return (spread * reach / max(gap, 1e-3)) ** 2


def _at_least(count: float) -> int:
    """Return the next of the steps in which waiting is told, and beyond them the next number of one digit.

    More digits would pretend to know, and would tell the estimate that they rest on.
    """
    for step in WAITING_STEPS:
        if step >= count:
            return step
    power = int(10 ** math.floor(math.log10(count)))
    return math.ceil(count / power) * power


def _more(factor: float, periods: int, every: str, pair: PairEstimate) -> str:
    factor = max(factor, 1.05)
    thin = min((r for r in pair.reliability if r == r), default=1.0)
    answers = (
        " More answers per cell would help as well: much of what moves is sampling noise."
        if thin < 0.6
        else ""
    )
    if factor > OUT_OF_REACH:
        return f"these data are far from telling; more of the same will not settle it.{answers}"
    if factor > WAITING_IS_POINTLESS:
        times = float(f"{factor:.1g}")
        return (
            f"about {times:.0f} times the data at hand would be needed, so waiting alone will hardly settle it; "
            f"more units or a larger effect would.{answers}"
        )
    extra = _at_least(periods * (factor - 1))
    return f"about {extra} more {every}{'s' if extra > 1 else ''} of the same quality may settle it.{answers}"
