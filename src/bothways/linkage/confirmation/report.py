"""Second thoughts about a claim, as checks that are told and do not decide its strength."""

from __future__ import annotations

import numpy as np

from bothways.linkage.confirmation.boundary import boundary_tests
from bothways.linkage.confirmation.improper import improper
from bothways.linkage.confirmation.of_estimate import fit_of_estimate
from bothways.linkage.confirmation.predetermined import third_opinion
from bothways.linkage.delays.picture import noise_of
from bothways.linkage.findings import Check
from bothways.linkage.likelihood.estimate import Estimate
from bothways.linkage.pair import DirectionEstimate, PairEstimate
from bothways.linkage.reasons import signed

GAP = 2.576
CLOSE_ALPHA = 0.01
LEVEL_ALPHA = 0.05
WHO = ("employee", "customer")
TROUBLE = (ArithmeticError, np.linalg.LinAlgError)
THIRD, CLOSE, PROPER, LEVELS = (
    "third opinion agrees",
    "the fit is close",
    "the solution is proper",
    "units differ in level",
)


def second_thoughts(pair: PairEstimate, *, employee_first: bool) -> tuple[Check, ...]:
    """Third opinion, fit, properness and levels of one claimed direction.

    Parameters
    ----------
    pair : PairEstimate
        With its estimate.
    employee_first : bool
        Which direction is claimed.

    Returns
    -------
    tuple of Check
        Four, with ``weighs`` False; ``passed`` is None where one cannot run, with the reason.
    """
    if pair.estimate is None or pair.directions is None:
        return ()
    found, claim = pair.estimate, pair.directions[0 if employee_first else 1]
    return (
        _third(found, claim, employee_first),
        _close(found),
        _proper(found),
        _levels(found),
    )


def _third(found: Estimate, claim: DirectionEstimate, employee_first: bool) -> Check:
    """Does the likelihood that knows nothing of levels contradict the claim beyond their joint error?"""
    if getattr(found.model, "lags", 1) > 1:
        return Check(
            THIRD, None, "It looks at one period alone, and the claim is about several.", weighs=False
        )
    problem = found.problem
    values = np.where(problem.observed, problem.values, np.nan)
    inference = found.inference
    try:
        other = third_opinion(values, noise_of(found), employee_first=employee_first)
    except TROUBLE:
        other = "It does not settle on one answer."
    if isinstance(other, str) or inference is None:
        return Check(THIRD, None, str(other), weighs=False)
    own = inference.employee_to_customer if employee_first else inference.customer_to_employee
    effect, se = other.effect * own.to_standard, other.se * own.to_standard
    agrees = abs(effect - claim.effect) < GAP * float(np.hypot(se, claim.se))
    detail = f"Without any use of levels of units it says {signed(effect)} (standard error {se:.2f})."
    return Check(THIRD, bool(agrees), detail, weighs=False)


def _close(found: Estimate) -> Check:
    """Is the fit worse than close (RMSEA .05)?"""
    try:
        fit = fit_of_estimate(found)
    except TROUBLE:
        fit = "The unrestricted covariance could not be compared."
    if isinstance(fit, str):
        return Check(CLOSE, None, fit, weighs=False)
    score = fit.score
    ends = f"({score.rmsea_low:.3f} to {score.rmsea_high:.3f})"
    detail = f"RMSEA {score.rmsea:.3f} {ends} against a covariance without any model"
    if fit.measures is not None:
        detail += f", CFI {fit.measures.cfi:.2f}, TLI {fit.measures.tli:.2f}"
    return Check(CLOSE, bool(score.close_p > CLOSE_ALPHA), detail + ".", weighs=False)


def _proper(found: Estimate) -> Check:
    flags = improper(found)
    text = "; ".join(flags) if flags else "all variances are positive and all correlations within 1"
    return Check(PROPER, not flags, f"{text[0].upper()}{text[1:]}.", weighs=False)


def _levels(found: Estimate) -> Check:
    """Are random intercepts there in both metrics?"""
    try:
        tests = [test for test in boundary_tests(found) if test.what.startswith("intercept")]
    except TROUBLE:
        tests = []
    if len(tests) < 2:
        return Check(LEVELS, None, "The model without levels of units could not be fitted.", weighs=False)
    told = " and ".join(f"{_p(test.p)} for the {who} metric" for test, who in zip(tests, WHO, strict=True))
    passed = all(test.p < LEVEL_ALPHA for test in tests)
    return Check(LEVELS, passed, f"That units do not differ in level has p {told}.", weighs=False)


def _p(p: float) -> str:
    return "under 0.001" if p < 0.001 else f"{p:.3f}"
