"""Fit without fitting the unrestricted covariance: Rao's score test of all that a model restricts.

An unrestricted covariance has no maximum of the likelihood where known noise differs by unit: it can be made
to fit the most exact unit without end. Its scores at the fitted model still say how far the data pull away.
On complete cells without noise the statistic is Browne's N / 2 tr((Sigma^-1 S - I)^2), which keeps its level
with few units better than the likelihood ratio.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from bothways.linkage.confirmation.measures import CLOSE, rmsea_interval
from bothways.linkage.confirmation.normal import Maximum, Structure, scores_of_units, unrestricted_scores
from bothways.linkage.confirmation.patterns import Patterns
from bothways.linkage.confirmation.structures import Entries

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ScoreFit:
    """Score test of a model against an unrestricted covariance.

    Attributes
    ----------
    statistic, df : float
        s' J^-1 s for the total score s and the expected information J of all variances and covariances;
        degrees of freedom.
    scaling : float
        Mean of the statistic where the model holds, over df, from scores by unit (Satorra and Bentler 1994):
        above 1 where values have heavier tails than normal ones.
    p : float
        P of a larger ``statistic / scaling`` by chi-square, in [0, 1].
    rmsea, rmsea_low, rmsea_high : float
        Misfit a degree of freedom, from the scaled statistic, at least 0, with its 90 % interval.
    close_p : float
        P of a larger scaled statistic if RMSEA were .05, in [0, 1]: small where the fit is worse than close.
    """

    statistic: float
    df: int
    scaling: float
    p: float
    rmsea: float
    rmsea_low: float
    rmsea_high: float
    close_p: float


def score_fit(
    data: Patterns, structure: Structure, found: Maximum, *, more_parameters: int = 0
) -> ScoreFit | None:
    """Test a fitted structure.

    Parameters
    ----------
    data : Patterns
    structure : Structure
    found : Maximum
        Of ``structure`` on ``data``.
    more_parameters : int
        Parameters that were estimated before and stand in the noise of ``data``.

    Returns
    -------
    ScoreFit or None
        None where no degree of freedom is left.
    """
    entries = Entries.unrestricted(data.columns)
    df = entries.size - structure.size - more_parameters
    if df < 1:
        return None
    scores, information = unrestricted_scores(data, entries, found)
    inverse = np.linalg.pinv(information, rcond=1e-11, hermitian=True)
    total = scores.sum(axis=0)
    statistic = float(total @ inverse @ total)
    own, _ = scores_of_units(data, structure, found)
    all_of_it = float(np.einsum("ip,pq,iq->", scores, inverse, scores, optimize=True))
    own_inverse = np.linalg.pinv(found.information, rcond=1e-11, hermitian=True)
    scaling = max(
        (all_of_it - float(np.einsum("ip,pq,iq->", own, own_inverse, own, optimize=True))) / df, 1e-6
    )
    scaled, N = statistic / scaling, data.units
    low, high = rmsea_interval(scaled, df, N)
    return ScoreFit(
        statistic=statistic,
        df=df,
        scaling=scaling,
        p=float(stats.chi2.sf(scaled, df)),
        rmsea=float(np.sqrt(max(scaled - df, 0.0) / (df * N))),
        rmsea_low=low,
        rmsea_high=high,
        close_p=float(stats.ncx2.sf(scaled, df, N * df * CLOSE**2)),
    )
