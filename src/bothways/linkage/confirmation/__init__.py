"""Second thoughts about a claim: fit, improper solutions, variances at the boundary, and a third opinion."""

from bothways.linkage.confirmation.boundary import BoundaryTest, boundary_tests
from bothways.linkage.confirmation.improper import improper
from bothways.linkage.confirmation.measures import FitMeasures
from bothways.linkage.confirmation.of_estimate import Fit, fit_of_estimate
from bothways.linkage.confirmation.predetermined import Opinion, third_opinion
from bothways.linkage.confirmation.textbook import TextbookFit, fit_textbook

__all__ = [
    "BoundaryTest",
    "Fit",
    "FitMeasures",
    "Opinion",
    "TextbookFit",
    "boundary_tests",
    "fit_of_estimate",
    "fit_textbook",
    "improper",
    "third_opinion",
]
