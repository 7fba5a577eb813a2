"""How much of an error units share within periods, borrowed across the directions of a family.

Each pair has its own ratio of period to cell variance, with few degrees of freedom: on its own it is too noisy to
tell common shocks from luck. The ratios of all pairs together say how large they are here
(empirical Bayes for variances, Smyth 2004).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

Floats = NDArray[np.float64]
FEWEST_PAIRS = 8
LARGEST_PRIOR = 100.0


@dataclass(frozen=True)
class SharedPart:
    """What a family says about the ratio of period to cell variance.

    Attributes
    ----------
    ratio : float
        Typical ratio, at least 1 (units independent within periods).
    prior_df : float
        Degrees of freedom that the family lends to each pair; 0 where it is too small to lend any.
    """

    ratio: float = 1.0
    prior_df: float = 0.0

    def moderate(self, ratio: float, df: float) -> tuple[float, float]:
        """Ratio of one pair after borrowing, at least 1, and its degrees of freedom."""
        total = df + self.prior_df
        return max((df * ratio + self.prior_df * self.ratio) / total, 1.0), total


def shared_part(ratios: Floats, df: Floats) -> SharedPart:
    """Fit a scaled F distribution to the ratios of a family by its log moments.

    Parameters
    ----------
    ratios : ndarray, shape (k,)
        Period over cell variance of each estimable pair, positive.
    df : ndarray, shape (k,)
        Degrees of freedom of each.

    Returns
    -------
    SharedPart
        Without a prior where there are fewer than 8 pairs.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> part = shared_part(rng.chisquare(11, 60) / 11, np.full(60, 11.0))
    >>> 1.0 <= part.ratio < 1.2, part.prior_df > 20
    (True, True)
    """
    good = np.isfinite(ratios) & (ratios > 0) & (df > 0)
    ratios, df = ratios[good], df[good]
    if len(ratios) < FEWEST_PAIRS:
        return SharedPart()
    centred = np.log(ratios) - special.digamma(df / 2) + np.log(df / 2)
    spread = float(centred.var(ddof=1) - special.polygamma(1, df / 2).mean())
    if spread <= special.polygamma(1, LARGEST_PRIOR / 2):
        return SharedPart(max(float(np.exp(centred.mean())), 1.0), LARGEST_PRIOR)
    prior = 2 * optimize.brentq(lambda x: special.polygamma(1, x) - spread, 1e-3, LARGEST_PRIOR)
    level = np.exp(centred.mean() + special.digamma(prior / 2) - np.log(prior / 2))
    return SharedPart(max(float(level), 1.0), float(prior))
