"""What findings tell of longer delays: the joint test, and the profile of a claimed direction."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bothways.linkage.delays.joint import LAGS
from bothways.linkage.delays.profile import profile
from bothways.linkage.findings import Delay, Finding
from bothways.linkage.likelihood.estimate import Estimate
from bothways.linkage.likelihood.model import within_spread
from bothways.linkage.likelihood.problem import Floats
from bothways.linkage.pair import PairEstimate

Picture = tuple[tuple[Delay, ...], str]
NO_PICTURE: Picture = ((), "")


def joint_p_values(pairs: list[PairEstimate]) -> Floats:
    """P of all lags together, direction by direction; NaN where they were not tested."""
    out = [
        direction.lags.p if direction and direction.lags else np.nan
        for pair in pairs
        for direction in (pair.employee_to_customer, pair.customer_to_employee)
    ]
    return np.array(out, dtype=float)


def with_delays(
    finding: Finding, pair: PairEstimate, joint_q: tuple[float, float], pictures: list[Picture]
) -> Finding:
    """The finding with what is known of longer delays, both directions."""
    effects = [finding.employee_to_customer, finding.customer_to_employee]
    for k, direction in enumerate(pair.directions or ()):
        if direction.lags is not None:
            low, high = direction.lags.interval()
            effects[k] = replace(
                effects[k],
                joint_p=direction.lags.p,
                joint_q=float(joint_q[k]),
                total=direction.lags.total[0],
                total_low=low,
                total_high=high,
                delays=pictures[k][0],
                no_delays=pictures[k][1],
            )
    return replace(
        finding,
        employee_to_customer=effects[0],
        customer_to_employee=effects[1],
        within=LAGS if pair.delayed else 1,
    )


def picture(pair: PairEstimate, *, employee_first: bool) -> Picture:
    """How long one direction takes.

    Parameters
    ----------
    pair : PairEstimate
        With its estimate.
    employee_first : bool
        Which direction.

    Returns
    -------
    tuple of Delay
        Standardised, with a band that holds all delays; none where several lags were not tested.
    str
        Why there are none where they were; else empty.
    """
    found, directions = pair.estimate, pair.directions
    if found is None or directions is None:
        return (), ""
    lags = directions[0 if employee_first else 1].lags
    if lags is None:
        return (), ""
    problem = found.problem
    spread = within_spread(found.model, found.fit.theta)
    to_standard = float(spread[0] / spread[1] if employee_first else spread[1] / spread[0])
    shared = np.diag(lags.covariance) / np.diag(lags.unit)
    told = profile(
        np.where(problem.observed, problem.values, np.nan),
        noise_of(found) if problem.noise.any() or found.model.white else None,
        employee_first=employee_first,
        season=seasons_of(found),
        widen=float(np.sqrt(max(shared.mean(), 1.0))),
    )
    rows = zip(told.delays, told.estimate, told.low, told.high, strict=True)
    return tuple(
        Delay(int(h), *(float(part) * to_standard for part in parts)) for h, *parts in rows
    ), told.reason


def seasons_of(found: Estimate) -> NDArray[np.int_] | None:
    """Season of each period where the model gives units seasons of their own, (T,); else None."""
    return np.arange(found.problem.periods) % found.model.seasons if found.model.seasons else None


def noise_of(found: Estimate) -> Floats:
    """The noise of each cell as the fit has it, scaled (N, T, 2, 2): stated, times what it was found to be wrong by."""
    problem, model, theta = found.problem, found.model, found.fit.theta
    noise = problem.noise.copy()
    for k in range(2):
        if model.noise_scale:
            noise[..., k, k] *= max(1 + theta[model.blocks["noise_scale"]][k], 0.0)
        if model.white:
            noise[..., k, k] += max(theta[model.blocks["white"]][k], 0.0) * problem.observed[..., k]
    return noise
