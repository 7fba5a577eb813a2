"""Bias-corrected moments of a bivariate panel VAR(1): the check beside the likelihood."""

from bothways.linkage.moments.estimate import fit_moments
from bothways.linkage.moments.fit import MomentsFit

__all__ = ["MomentsFit", "fit_moments"]
