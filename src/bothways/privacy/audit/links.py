"""Metrics that follow from other metrics, as everybody can tell who knows the questionnaire."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import lcm

import numpy as np

from bothways.privacy.audit.publications import IntArray, Link

#: Weights of parts are fractions with denominators up to this.
FINEST = 60
TOLERANCE = 1e-6


def find_links(answers: Mapping[str, IntArray], levels: Mapping[str, int]) -> tuple[Link, ...]:
    """Find metrics that are a weighted sum of others in every answer.

    Parameters
    ----------
    answers : mapping of str to numpy.ndarray of int64, shape (people,)
        Metric -> level of each person, -1 where there is none.
    levels : mapping of str to int

    Returns
    -------
    tuple of Link
        A total that is the mean of its domains, say, or a copy on another scale. Only where at least twice as
        many people answered all of them as there are weights, so that chance cannot make one.

    Examples
    --------
    >>> rng = np.random.default_rng(3)
    >>> calm, fair = rng.integers(0, 5, 40), rng.integers(0, 5, 40)
    >>> find_links({"calm": calm, "fair": fair, "whole": calm + fair}, {"calm": 5, "fair": 5, "whole": 9})
    (Link(whole='whole', factor=1, parts=(('calm', 1), ('fair', 1))),)
    """
    found: list[Link] = []
    for whole in sorted(answers, key=lambda metric: -levels[metric]):
        taken = {link.whole for link in found}
        others = [metric for metric in answers if metric != whole and metric not in taken]
        link = _link(whole, others, answers, levels)
        if link is not None:
            found.append(link)
    return tuple(found)


def _link(
    whole: str, others: list[str], answers: Mapping[str, IntArray], levels: Mapping[str, int]
) -> Link | None:
    """Return how a metric follows from others, if it does with positive weights that sum to its scale."""
    smaller = [metric for metric in others if levels[metric] <= levels[whole]]
    everybody = [answers[metric] for metric in (whole, *smaller)]
    there = np.logical_and.reduce([levels_of >= 0 for levels_of in everybody])
    if not smaller or there.sum() < 2 * len(smaller) + 2:
        return None
    table = np.stack([levels_of[there] for levels_of in everybody[1:]], axis=1).astype(np.float64)
    wanted = everybody[0][there].astype(np.float64)
    weights = np.linalg.lstsq(table, wanted, rcond=None)[0]
    exact = [Fraction(float(weight)).limit_denominator(FINEST) for weight in weights]
    used = [(metric, weight) for metric, weight in zip(smaller, exact, strict=True) if weight]
    if not used or any(weight < 0 for _, weight in used):
        return None
    fits = np.abs(table @ np.array([float(weight) for weight in exact]) - wanted).max() < TOLERANCE
    if not fits or np.linalg.matrix_rank(table) < len(smaller):
        return None
    factor = lcm(*(weight.denominator for _, weight in used))
    return Link(whole, factor, tuple((metric, int(weight * factor)) for metric, weight in used))
