"""One pair through the likelihood: estimate, test the fit, extend where the data ask for it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from scipy import stats

from bothways.linkage.copies import copied
from bothways.linkage.delays.combine import cauchy
from bothways.linkage.delays.joint import FEWEST_PERIODS, Joint, Lags, joint_lags
from bothways.linkage.enough import too_little
from bothways.linkage.likelihood.estimate import FEW_UNITS, Estimate, estimate, extended, freed
from bothways.linkage.likelihood.inference import Coefficient, two_way_error
from bothways.linkage.likelihood.misfit import EXTENSIONS, Misfit, extend, misfits
from bothways.linkage.likelihood.model import within_spread
from bothways.linkage.likelihood.problem import Floats, Problem, pose
from bothways.linkage.shared_part import SharedPart

FULL_CYCLES = 3
FEWEST_PERIODS_DRIFTING = 10
LARGEST_SE = 0.5
MISFIT_ALPHA = 0.001
NOISE_LAG_MENDED = 0.05  # above it, another extension explains what looked like carried noise
DRIFT_ALPHA = 0.05  # a stricter test misses drift that already biases
DRIFT_REFUSAL_ALPHA = 0.02  # where drift cannot be mended but only refused
THIN = 0.3  # reliability under which the wider error is used
NOISE_FACTORS = (0.4, 3.0)  # by how much stated noise may be off before it contradicts the data
MOST_EXTENSIONS = 3
LATER_ALPHA = (
    0.05  # effects later than one period, by Wald test: a stricter test leaves them to bias the other way
)
CAUTIOUS = ("white",)  # extensions after which the wider error is used
REFUSED = {
    "noise_lag": (
        "It looks as if noise carries over from one period to the next, as with rolling windows or the same people "
        "asked again: what comes first cannot be told. Values of separate periods would settle it."
    ),
    "trends": (
        "Unit means drift, and with so few periods drift cannot be told from what comes first: at least "
        f"{FEWEST_PERIODS_DRIFTING} periods are needed."
    ),
}


@dataclass(frozen=True)
class DirectionEstimate:
    """One direction, standardised.

    Attributes
    ----------
    effect, se, df : float
        b~, its standard error and degrees of freedom of the reference t.
    p : float
        Two-sided p of the effect one period later; together with the test of all lags where there is one.
    to_natural : float
        Factor from b~ to outcome units per driver unit.
    coefficient : Coefficient or None
        What the error is made of, so that a family can lend it its shared part; None where the error is fixed.
    ends : tuple of float or None
        A 95 % interval that holds those of several assumptions about noise; then ``se`` is that of the one shown.
    lags : Lags or None
        Effects of several lags together, from enough periods on.
    """

    effect: float
    se: float
    df: float
    p: float
    to_natural: float
    coefficient: Coefficient | None = None
    ends: tuple[float, float] | None = None
    lags: Lags | None = None

    def with_lags(self, lags: Lags) -> DirectionEstimate:
        """The same with the test of all lags, and the p of both; with its own alone where there is no such test."""
        return replace(self, lags=lags if lags.testable else None, p=cauchy(self._own_p, lags.p))

    @property
    def _own_p(self) -> float:
        return float(2 * stats.t.sf(abs(self.effect) / self.se, self.df)) if self.se > 0 else float("nan")

    def moderated(self, part: SharedPart) -> DirectionEstimate:
        """The same direction with the shared part of its error borrowed from the family."""
        c = self.coefficient
        if c is None or not part.prior_df or c.cell_variance <= 0:
            return self
        ratio, ratio_df = part.moderate(c.ratio, c.ratio_df)
        se, df = two_way_error(c.unit_variance, c.unit_df, c.cell_variance, ratio, ratio_df)
        p = float(2 * stats.t.sf(abs(c.estimate) / se, df))
        return replace(self, se=se * c.to_standard, df=df, p=p)

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Two-sided interval of b~; at 95 % the stated ends where there are some."""
        if self.ends is not None and level == 0.95:
            return self.ends
        reach = float(stats.t.ppf(0.5 + level / 2, self.df)) * self.se
        return self.effect - reach, self.effect + reach


@dataclass(frozen=True)
class PairEstimate:
    """What the likelihood says about one pair.

    Attributes
    ----------
    refused : str or None
        Why direction cannot be estimated, as a sentence; None where it can.
    employee_to_customer, customer_to_employee : DirectionEstimate or None
    covariance : float
        Of the two standardised effects.
    reliability : tuple of float
        Share of within-unit variance that is not sampling noise, employee and customer metric.
    extensions : tuple of str
        What the data asked to add to the model.
    estimate : Estimate or None
        The fit itself, for checks.
    band : tuple of PairEstimate
        Where noise is unknown: the estimate under every share of noise assumed.
    joint : Joint or None
        Both directions at several lags, estimated together, from enough periods on.
    lags_untested : bool
        Enough periods to test longer delays, but that could not be done, in one direction at least.
    """

    refused: str | None
    employee_to_customer: DirectionEstimate | None = None
    customer_to_employee: DirectionEstimate | None = None
    covariance: float = float("nan")
    reliability: tuple[float, float] = (float("nan"), float("nan"))
    extensions: tuple[str, ...] = ()
    estimate: Estimate | None = field(default=None, repr=False)
    band: tuple[PairEstimate, ...] = field(default=(), repr=False)
    joint: Joint | None = field(default=None, repr=False)
    lags_untested: bool = False

    def with_lags(self, joint: Joint) -> PairEstimate:
        """The same with the test of all lags, both directions, where there are degrees of freedom for it."""
        if self.employee_to_customer is None or self.customer_to_employee is None:
            return self
        return replace(
            self,
            employee_to_customer=self.employee_to_customer.with_lags(joint.first),
            customer_to_employee=self.customer_to_employee.with_lags(joint.second),
            joint=joint,
            lags_untested=not (joint.first.testable and joint.second.testable),
        )

    def moderated(self, part: SharedPart) -> PairEstimate:
        """Both directions with the shared part of their errors borrowed from the family."""
        if self.employee_to_customer is None or self.customer_to_employee is None or self.band:
            return self
        first, second = self.employee_to_customer.moderated(part), self.customer_to_employee.moderated(part)
        out = replace(self, employee_to_customer=first, customer_to_employee=second)
        return out if self.joint is None else out.with_lags(self.joint.moderated(part))

    @property
    def delayed(self) -> bool:
        """Does the model stand in which what comes first takes longer than one period?"""
        return "delays" in self.extensions

    @property
    def directions(self) -> tuple[DirectionEstimate, DirectionEstimate] | None:
        """Both directions, or None where refused."""
        if self.employee_to_customer is None or self.customer_to_employee is None:
            return None
        return self.employee_to_customer, self.customer_to_employee


def estimate_pair(
    values: Floats,
    noise: Floats,
    *,
    seasons: int = 0,
    compiled: bool = True,
    noise_error: tuple[float, float] = (0.0, 0.0),
    noise_stated: bool = True,
    longer: bool = True,
) -> PairEstimate:
    """Estimate both directions of one pair.

    Parameters
    ----------
    values : ndarray, shape (N, T, 2)
        Employee metric, customer metric; NaN where not observed.
    noise : ndarray, shape (N, T, 2, 2)
        Sampling covariance.
    seasons : int
        Periods per cycle where at least three cycles are at hand, else 0.
    compiled : bool
        Use the compiled filter for the plain model.
    noise_error : tuple of float
        Relative standard error of each metric's noise variance where it was estimated.
    noise_stated : bool
        False where the noise is an assumption, which is then not tested.
    longer : bool
        Look for delays of more than one period, where there are periods enough.
    """
    reason = too_little(values)
    if reason:
        return PairEstimate(reason)
    problem = pose(values, noise)
    if not (problem.scale > 1e-9 * np.nanmax(np.abs(values), axis=(0, 1))).all():
        return PairEstimate("One of the two metrics never varies.")
    copy = copied(values)
    if copy:
        return PairEstimate(copy)
    seasons = seasons if FULL_CYCLES * seasons <= problem.periods else 0
    found = estimate(problem, compiled=compiled)
    if found.inference is None:
        return PairEstimate(
            "The data do not settle on one answer: too few periods, or values that hardly move from one to the next."
        )
    found, left, doubted = _extend(found, seasons, noise_stated, compiled)
    if found.inference is None:
        return PairEstimate(f"{_sentence(left)} and a wider model does not settle on one answer.")
    if left is not None and _extensions(found).count(left) == 0 and left in REFUSED:
        return PairEstimate(REFUSED[left])
    if left is not None:
        return PairEstimate(f"{_sentence(left)} and adding that to the model does not mend it.")
    if found.model.noise_scale:
        factor = 1 + found.fit.theta[found.model.blocks["noise_scale"]]
        if not ((factor > NOISE_FACTORS[0]) & (factor < NOISE_FACTORS[1])).all():
            return PairEstimate(
                "The stated sampling noise contradicts the data: it would have to be "
                f"{factor[0]:.1f} times as large for the first metric and {factor[1]:.1f} times for the second."
            )
    pair = _standardised(found, noise_error, doubted)
    return _with_lags(pair, noise_error, doubted) if longer else pair


def _with_lags(pair: PairEstimate, noise_error: tuple[float, float], doubted: bool) -> PairEstimate:
    """Test all lags together; where one later than the first is shown, the model with all of them stands."""
    found = pair.estimate
    if found is None or pair.directions is None or found.problem.joint_periods < FEWEST_PERIODS:
        return pair
    cautious = _cautious(found, pair.reliability, doubted)
    joint = joint_lags(found, cautious=cautious, extra=np.array(noise_error) ** 2)
    if joint is None:
        return replace(pair, lags_untested=True)
    both = joint.first.testable and joint.second.testable
    if both and min(joint.first.later_p, joint.second.later_p) < LATER_ALPHA:
        wide = _standardised(joint.estimate, noise_error, doubted)
        if wide.directions is None:
            return replace(pair, lags_untested=True)
        pair = wide
    return pair.with_lags(joint)


def _sentence(extension: str | None) -> str:
    text = EXTENSIONS.get(extension or "", "the model does not describe these series")
    return f"The model does not describe these series: {text},"


def _extend(found: Estimate, seasons: int, noise: bool, compiled: bool) -> tuple[Estimate, str | None, bool]:
    """Add what the score tests ask for.

    Returns the last estimate, what is still amiss, and whether the model was widened where noise looked carried over:
    other extensions can hide that without mending it, so what is left of it is looked for harder.
    """
    first = misfits(found, seasons=seasons, noise=noise)
    carried = _p_of(first, "noise_lag") <= MISFIT_ALPHA
    last, worst = _widened(found, first, seasons, noise, compiled)
    if carried and worst is None and last is not found:
        left = _p_of(misfits(last, seasons=seasons, noise=noise), "noise_lag")
        worst = "noise_lag" if left <= NOISE_LAG_MENDED else None
    return last, worst, carried and bool(_extensions(last))


def _widened(
    found: Estimate, tests: list[Misfit], seasons: int, noise: bool, compiled: bool
) -> tuple[Estimate, str | None]:
    """Set the start free or add extensions until no test alarms; returns the last estimate, and what still does."""
    worst = _alarm(tests, found)
    if worst is not None and found.problem.units >= FEW_UNITS:
        free = freed(found, compiled=compiled)
        if free is not found and _alarm(misfits(free, seasons=seasons, noise=noise), free) is None:
            return free, None
    while worst is not None:
        if worst == "noise_lag" or (worst == "trends" and found.problem.periods < FEWEST_PERIODS_DRIFTING):
            break
        if len(_extensions(found)) == MOST_EXTENSIONS:
            break
        found = extended(found, extend(found.model, worst, seasons=seasons))
        if found.inference is None:
            break
        worst = _alarm(misfits(found, seasons=seasons, noise=noise), found)
    return found, worst


def _alarm(tests: list[Misfit], found: Estimate) -> str | None:
    """The extension that the data ask for most, or None."""
    alarms = [test for test in tests if test.p <= _alpha(test.extension, found.problem.periods)]
    return alarms[0].extension if alarms else None


def _p_of(tests: list[Misfit], extension: str) -> float:
    return next((test.p for test in tests if test.extension == extension), 1.0)


def _alpha(extension: str, periods: int) -> float:
    """Level of the score test: drift hides better than anything else, so it is looked for harder."""
    if extension != "trends":
        return MISFIT_ALPHA
    return DRIFT_REFUSAL_ALPHA if periods < FEWEST_PERIODS_DRIFTING else DRIFT_ALPHA


def _extensions(found: Estimate) -> tuple[str, ...]:
    return tuple(name for name in EXTENSIONS if getattr(found.model, name))


def _standardised(found: Estimate, noise_error: tuple[float, float], doubted: bool) -> PairEstimate:
    """``doubted``: the model was widened where noise looked carried over, so that the wider error is used."""
    inference = found.inference
    if inference is None:
        raise ValueError("an estimate without inference cannot be standardised")
    extensions = _extensions(found)
    shares = _reliability(found)
    cautious = _cautious(found, shares, doubted)
    pair = (inference.employee_to_customer, inference.customer_to_employee)
    extra = _noise_variance_part(found, noise_error)
    first, second = (
        _direction(c, found.problem, driver, cautious, more)
        for c, driver, more in zip(pair, (0, 1), extra, strict=True)
    )
    if max(first.se, second.se) > LARGEST_SE or not np.isfinite(first.se + second.se):
        return PairEstimate(
            "The range around any answer is too wide: more periods, units or answers per cell are needed."
        )
    return PairEstimate(
        None,
        first,
        second,
        covariance=inference.covariance * pair[0].to_standard * pair[1].to_standard,
        reliability=shares,
        extensions=extensions,
        estimate=found,
    )


def _cautious(found: Estimate, shares: tuple[float, float], doubted: bool) -> bool:
    """Is the wider error used?"""
    return doubted or any(name in CAUTIOUS for name in _extensions(found)) or min(shares) < THIN


def _direction(
    c: Coefficient, problem: Problem, driver: int, cautious: bool, more: float
) -> DirectionEstimate:
    """``more``: variance that comes from noise that had to be estimated."""
    with_more = replace(c, unit_variance=c.unit_variance + more)
    se, df = with_more.two_way
    if cautious:
        wide, wide_df = with_more.wide
        if wide * stats.t.ppf(0.975, wide_df) > se * stats.t.ppf(0.975, df):
            se, df = wide, wide_df
    p = float(2 * stats.t.sf(abs(c.estimate) / se, df)) if se > 0 else float("nan")
    to_natural = float(problem.scale[1 - driver] / problem.scale[driver] / c.to_standard)
    kept = None if cautious else with_more
    return DirectionEstimate(c.estimate * c.to_standard, se * c.to_standard, df, p, to_natural, kept)


def _noise_variance_part(found: Estimate, noise_error: tuple[float, float]) -> tuple[float, float]:
    """Delta method: (d beta / d log noise)^2 times the squared relative error of the noise, both directions."""
    if not any(noise_error) or found.model.noise_scale:
        return 0.0, 0.0
    from bothways.linkage.likelihood.misfit import sensitivity_to_noise

    slopes = sensitivity_to_noise(found)  # (p, 2)
    variance = (slopes**2) @ (np.array(noise_error) ** 2)
    return float(variance[2]), float(variance[1])


def _reliability(found: Estimate) -> tuple[float, float]:
    """sd_w^2 / (sd_w^2 + mean noise variance), each metric; uses the corrected noise where the fit corrected it."""
    problem = found.problem
    spread = within_spread(found.model, found.fit.theta) ** 2
    seen = problem.observed.sum(axis=(0, 1))
    noise = np.einsum("itkk->k", problem.noise) / np.maximum(seen, 1)
    if found.model.noise_scale:
        noise = noise * np.maximum(1 + found.fit.theta[found.model.blocks["noise_scale"]], 0.0)
    if found.model.white:
        noise = noise + np.maximum(found.fit.theta[found.model.blocks["white"]], 0.0)
    share = spread / (spread + noise)
    return float(share[0]), float(share[1])
