"""Checks of a claim: what would have to be true if the lead is real."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from bothways.errors import InputError
from bothways.linkage.delays.half_panels import half_panel_test
from bothways.linkage.delays.joint import Lags
from bothways.linkage.delays.picture import noise_of, seasons_of
from bothways.linkage.findings import Check
from bothways.linkage.likelihood.estimate import Estimate
from bothways.linkage.likelihood.fit import maximise
from bothways.linkage.likelihood.misfit import next_lags
from bothways.linkage.likelihood.model import CUSTOMER_TO_EMPLOYEE, EMPLOYEE_TO_CUSTOMER, within_spread
from bothways.linkage.likelihood.problem import Problem
from bothways.linkage.pair import PairEstimate
from bothways.linkage.reasons import signed

Floats = NDArray[np.float64]
PLACEBO_ALPHA = 0.01
REFIT_STEPS = 12
WEAK = 4.0  # strength of the moments design under which its answer is not used


@dataclass(frozen=True)
class _Claim:
    """What must hold: the effect one period later, or of all ``lags`` where it takes longer.

    Of several lags that is their sum where its interval leaves out 0; else how far they point the same way, weighed by
    their errors, b_again' V^-1 b / b' V^-1 b.
    """

    effect: float
    se: float
    lags: Lags | None

    @property
    def by_lags(self) -> bool:
        """Is it all lags that are compared, and not one number?"""
        if self.lags is None:
            return False
        low, high = self.lags.interval()
        return low <= 0 <= high

    def size(self, again: Floats) -> float:
        """What is left of the claim when it is estimated again, by the effects one period later and more."""
        if self.lags is None or not self.by_lags:
            return float(again.sum())
        weights = np.linalg.pinv(self.lags.covariance, hermitian=True) @ self.lags.effects
        return float(again @ weights / (self.lags.effects @ weights))

    def told(self, *sizes: float) -> str:
        """One size or a range of them in words."""
        if not self.by_lags:
            figures = [signed(size) for size in sizes]
            return (
                f"the effect lies between {figures[0]} and {figures[1]}"
                if sizes[1:]
                else f"the effect is {figures[0]}"
            )
        figures = [f"{size:.2f}" for size in sizes]
        return f"{' to '.join(figures)} of the effects at all delays is left"


def checks(pair: PairEstimate, *, employee_first: bool) -> tuple[Check, ...]:
    """Run every check of one claimed direction.

    Parameters
    ----------
    pair : PairEstimate
        With its estimate.
    employee_first : bool
        Which direction is claimed.
    """
    if pair.estimate is None or pair.directions is None:
        return ()
    found = pair.estimate
    k = EMPLOYEE_TO_CUSTOMER if employee_first else CUSTOMER_TO_EMPLOYEE
    direction = pair.directions[0 if employee_first else 1]
    claim = _Claim(direction.effect, direction.se, direction.lags if pair.delayed else None)
    if claim.lags is not None:
        claim = replace(claim, effect=claim.lags.total[0])
    other = _against_half_panels if claim.lags is not None else _against_moments
    return (
        *_next_lag_checks(found, k),
        _without_periods(found, k, claim),
        *(_with_noise(found, k, claim, factor) for factor in (0.5, 1.5) if found.problem.noise.any()),
        _without_weightiest(found, k, claim, employee_first),
        *other(found, claim, employee_first),
    )


def _next_lag_checks(found: Estimate, k: int) -> tuple[Check, Check]:
    many = found.model.lags > 1
    names = "placebo lead", "no delay beyond those looked at" if many else "one period is enough"
    p = next_lags(found)
    if not p:
        return Check(names[0], None, _FEW_PERIODS), Check(names[1], None, _FEW_PERIODS)
    reverse = CUSTOMER_TO_EMPLOYEE if k == EMPLOYEE_TO_CUSTOMER else EMPLOYEE_TO_CUSTOMER
    back = "two" if not many else str(found.model.lags + 1)
    return (
        Check(
            names[0],
            p[reverse] > PLACEBO_ALPHA,
            _leftover(p[reverse], f"The follower {back} periods back", "about the leader"),
        ),
        Check(
            names[1],
            p[k] > PLACEBO_ALPHA,
            _leftover(p[k], f"The leader {back} periods back", "about the follower"),
        ),
    )


_FEW_PERIODS = "Needs at least five periods."


def _leftover(p: float, who: str, about: str) -> str:
    return f"{who} says {'nothing more' if p > PLACEBO_ALPHA else 'something more'} {about}."


def _refit(found: Estimate, problem: Problem, k: int) -> Floats | None:
    """Standardised effects by lag on a changed problem, from where the full fit ended; None if it fails."""
    engine = type(found.engine)(problem, found.model)  # type: ignore[call-arg]
    fit = maximise(
        engine, found.fit.theta, means=found.fit.means, profile=False, limit=REFIT_STEPS, tolerance=1e-3
    )
    if not fit.usable:
        return None
    spread = within_spread(found.model, fit.theta)
    lags = range(1, found.model.lags + 1)
    effects = np.array([fit.theta[found.model.lag_places(lag).start + k] for lag in lags])
    return np.asarray(effects * spread[k % 2] / spread[k // 2])


def _holds(size: float, claim: _Claim) -> bool:
    """Same sign and at least half the size."""
    whole = 1.0 if claim.by_lags else claim.effect
    return bool(size * whole > 0 and abs(size) >= 0.5 * abs(whole))


def _without_periods(found: Estimate, k: int, claim: _Claim) -> Check:
    problem = found.problem
    effects = []
    for t in range(problem.periods):
        observed = problem.observed.copy()
        observed[:, t] = False
        effects.append(_refit(found, replace(problem, observed=observed), k))
    ran = [claim.size(one) for one in effects if one is not None]
    if not ran:
        return Check("leave one period out", None, "The smaller panels could not be fitted.")
    passed = all(_holds(size, claim) for size in ran)
    if passed and len(ran) < len(effects):
        return Check("leave one period out", None, "Some of the smaller panels could not be fitted.")
    return Check("leave one period out", passed, f"Without any one period {claim.told(min(ran), max(ran))}.")


def _with_noise(found: Estimate, k: int, claim: _Claim, factor: float) -> Check:
    name = f"noise x{factor:g}"
    if found.model.noise_scale:
        return Check(name, False, "The stated noise does not fit the data and was estimated with the rest.")
    again = _refit(found, replace(found.problem, noise=found.problem.noise * factor), k)
    if again is None:
        return Check(name, None, "The panel could not be fitted with that noise.")
    size = claim.size(again)
    return Check(name, _holds(size, claim), f"With {factor:g} times the sampling noise {claim.told(size)}.")


def _without_weightiest(found: Estimate, k: int, claim: _Claim, employee_first: bool) -> Check:
    name = "without the unit that weighs most"
    if found.inference is None:
        return Check(name, None, "The influence of single units is not known.")
    influence = np.abs(found.inference.influence[:, 0 if employee_first else 1])
    keep = np.arange(len(influence)) != int(influence.argmax())
    problem = found.problem
    smaller = replace(
        problem, values=problem.values[keep], observed=problem.observed[keep], noise=problem.noise[keep]
    )
    again = _refit(found, smaller, k)
    if again is None:
        return Check(name, None, "The smaller panel could not be fitted.")
    size = claim.size(again)
    return Check(name, _holds(size, claim), f"Without it {claim.told(size)}.")


def _against_half_panels(found: Estimate, claim: _Claim, employee_first: bool) -> tuple[Check, ...]:
    """Regressions over half panels, which use no between-unit information, where enough cells are complete."""
    problem, lags = found.problem, claim.lags
    if lags is None:
        return ()
    values = np.where(problem.observed, problem.values, np.nan)
    noise = noise_of(found) if problem.noise.any() or found.model.white else None
    other = half_panel_test(
        values, noise, employee_first=employee_first, lags=len(lags.effects), season=seasons_of(found)
    )
    if other.reason:
        return ()
    spread = within_spread(found.model, found.fit.theta)
    to_standard = float(spread[0] / spread[1] if employee_first else spread[1] / spread[0])
    gap = other.effects * to_standard - lags.effects
    covariance = other.covariance * to_standard**2 + lags.covariance
    q, df = len(gap), other.units - 1
    statistic = float(gap @ np.linalg.solve(covariance, gap)) * (df - q + 1) / (q * df)
    p = float(stats.f.sf(statistic, q, df - q + 1))
    said = " ".join(signed(effect * to_standard) for effect in other.effects)
    detail = f"Regressions over half panels say {said}, one to {len(gap)} periods later."
    return (Check("second estimator agrees", p > PLACEBO_ALPHA, detail),)


def _against_moments(found: Estimate, claim: _Claim, employee_first: bool) -> tuple[Check, ...]:
    """The estimator that uses no between-unit information, where it has an answer precise enough to contradict."""
    from bothways.linkage.moments import fit_moments

    problem = found.problem
    try:
        other = fit_moments(np.where(problem.observed, problem.values, np.nan), problem.noise)
    except (ArithmeticError, ValueError, InputError, np.linalg.LinAlgError):
        return ()
    if not other.ok or other.strength < WEAK or other.spectral_radius >= 1:
        return ()
    a, b = (1, 0) if employee_first else (0, 1)
    factor = other.sd_within[b] / other.sd_within[a]
    effect = float(other.phi[a, b] * factor)
    se = float(max(other.se_cr3[a, b], other.se_unit[a, b], other.se_two_way[a, b]) * factor)
    if not se < abs(claim.effect):
        return ()
    gap = abs(effect - claim.effect) / float(np.hypot(se, claim.se))
    detail = f"The moments estimator says {signed(effect)} (standard error {se:.2f})."
    return (Check("second estimator agrees", bool(gap < 2.576), detail),)
