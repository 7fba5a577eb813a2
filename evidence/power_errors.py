"""Errors on trial: the unit part of an error borrows from cells, within a pair or across a family.

Innovation scores of one unit are unrelated over time where the model holds, so that the sum of their squares by cell
says the same as by unit, from many more terms. The clustered variance V_u on nu degrees of freedom becomes
(nu V_u + d c V_c) / (nu + d) on nu + d, V_c the variance by cells.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from bothways.linkage.pair import DirectionEstimate, PairEstimate
from bothways.linkage.shared_part import shared_part

Floats = NDArray[np.float64]


def lent(pair: PairEstimate, *, df: float, level: float = 1.0) -> PairEstimate:
    """A pair whose unit part borrows ``df`` degrees of freedom from its cells, at ``level`` times their variance."""
    if pair.employee_to_customer is None or pair.customer_to_employee is None:
        return pair
    return replace(
        pair,
        employee_to_customer=_lent(pair.employee_to_customer, df, level),
        customer_to_employee=_lent(pair.customer_to_employee, df, level),
    )


def _lent(direction: DirectionEstimate, df: float, level: float) -> DirectionEstimate:
    c = direction.coefficient
    if c is None or c.cell_variance <= 0:
        return direction
    total = c.unit_df + df
    variance = (c.unit_df * c.unit_variance + df * level * c.cell_variance) / total
    kept = replace(c, unit_variance=variance, unit_df=total)
    se, reference = kept.two_way
    p = float(2 * stats.t.sf(abs(c.estimate) / se, reference))
    return replace(direction, se=se * c.to_standard, df=reference, p=p, coefficient=kept)


def lent_by_family(pairs: list[PairEstimate]) -> list[PairEstimate]:
    """The same with df and level fitted to the family (empirical Bayes for variances), then moderated as ever."""
    known = [
        d.coefficient
        for pair in pairs
        for d in pair.directions or ()
        if d.coefficient is not None and d.coefficient.cell_variance > 0
    ]
    ratios = np.array([c.unit_variance / c.cell_variance for c in known])
    part = shared_part(ratios, np.array([c.unit_df for c in known]))
    return moderated([lent(pair, df=part.prior_df, level=part.ratio) for pair in pairs])


def moderated(pairs: list[PairEstimate]) -> list[PairEstimate]:
    """What the family says of common shocks, lent to every pair, as ``link`` does."""
    known = [c for pair in pairs if pair.directions for c in (pair.directions[0].coefficient,) if c]
    part = shared_part(np.array([c.ratio for c in known]), np.array([c.ratio_df for c in known]))
    return [pair.moderated(part) for pair in pairs]


def p_values(pairs: list[PairEstimate]) -> Floats:
    """Two-sided p, (k, 2); NaN where a pair is refused."""
    return np.array([[d.p for d in pair.directions] if pair.directions else [np.nan] * 2 for pair in pairs])


def effects(pairs: list[PairEstimate]) -> Floats:
    """Standardised effects, (k, 2); NaN where a pair is refused."""
    return np.array(
        [[d.effect for d in pair.directions] if pair.directions else [np.nan] * 2 for pair in pairs]
    )
