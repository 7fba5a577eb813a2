"""Bias-corrected moments of a bivariate panel VAR(1): the check beside the likelihood."""

from bothways.linkage.moments.estimate import fit_moments
from bothways.linkage.moments.fit import MomentsFit
from bothways.linkage.moments.many import fit_many
from bothways.linkage.moments.table import MomentsTable

__all__ = ["MomentsFit", "MomentsTable", "fit_many", "fit_moments"]
