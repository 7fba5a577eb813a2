"""How often each side speaks of a theme, with errors that allow for people of one unit writing alike."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from bothways.themes.comments import Comments
from bothways.themes.results import Themes

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
#: Themes that so many people of a side speak of can tell how alike people of one unit are.
_TELLING = 5


@dataclass(frozen=True)
class Voice:
    """A share of people of one side.

    Attributes
    ----------
    people, of : int
        Who speak of the theme, and who wrote something.
    weight : float
        Independent people who would be worth as much: ``of`` over the design effect.
    """

    people: int
    of: int
    weight: float

    @property
    def share(self) -> float:
        """In [0, 1]; NaN where nobody wrote."""
        return self.people / self.of if self.of else math.nan

    def interval(self, level: float) -> tuple[float, float]:
        """Return Wilson's score interval (1927) with ``weight`` for n."""
        if not self.of:
            return 0.0, 1.0
        z2 = float(ndtri(0.5 + level / 2)) ** 2
        p, n = self.share, self.weight
        centre = (p + z2 / (2 * n)) / (1 + z2 / n)
        margin = math.sqrt(z2 * (p * (1 - p) / n + z2 / (4 * n * n))) / (1 + z2 / n)
        low = 0.0 if self.people == 0 else max(centre - margin, 0.0)
        return low, 1.0 if self.people == self.of else min(centre + margin, 1.0)


def voices(comments: Comments, themes: Themes, side: int) -> list[Voice]:
    """Return the voice of one side on each theme.

    Parameters
    ----------
    comments : Comments
    themes : Themes
        Of these comments.
    side : {0, 1}
        0 for employees, 1 for customers.

    Returns
    -------
    list of Voice
        The variance of a share comes from sums over units, ``U / (U - 1) sum_u (sum_i (y_i - p) / n)^2``; the design
        effect is that over ``p (1 - p) / n``, at least 1. A person is of the unit of the first comment. Where fewer
        than five people speak of a theme it is the mean over other themes of the side; without units it is 1.
    """
    member = (comments.side == side) & (comments.text >= 0)
    records = np.flatnonzero(member)
    people, first = np.unique(comments.person[records], return_index=True)
    units = comments.columns.get("unit")
    unit = units.codes[records[first]] if units is not None else np.full(len(people), -1)
    speaks = np.zeros((len(themes.themes), len(people)), bool)
    own = member[themes.assignment.record]
    at = np.searchsorted(people, comments.person[themes.assignment.record[own]])
    speaks[themes.assignment.theme[own], at] = True
    effects = np.array([design_effect(one, unit) for one in speaks])
    told = speaks.sum(axis=1) >= _TELLING
    mean = float(effects[told].mean()) if told.any() else 1.0
    return [
        Voice(int(one.sum()), len(people), len(people) / (effect if known else mean))
        for one, effect, known in zip(speaks, effects, told, strict=True)
    ]


def design_effect(speaks: npt.NDArray[np.bool_], unit: Ints) -> float:
    """Return how many times the variance of a share is larger because people of one unit are alike; at least 1.

    Examples
    --------
    >>> round(design_effect(np.array([True] * 4 + [False] * 12), np.repeat([0, 1, 2, 3], 4)), 2)
    5.33
    """
    there = unit >= 0
    units = len(np.unique(unit[there]))
    n, p = len(speaks), float(speaks.mean()) if len(speaks) else 0.0
    alone = p * (1 - p) / n if n else 0.0
    if units < 2 or alone == 0:
        return 1.0
    pulls = np.bincount(unit[there], weights=speaks[there] - p) / n
    loose = (~there).sum() / n
    return float(max(1.0, (units / (units - 1) * float(pulls @ pulls) + loose * alone) / alone))


def difference(first: Voice, second: Voice, level: float) -> tuple[float, float]:
    """Return Newcombe's interval of ``first.share - second.share`` (1998, method 10)."""
    (l1, u1), (l0, u0) = first.interval(level), second.interval(level)
    p1, p0 = first.share, second.share
    return (
        p1 - p0 - math.sqrt((p1 - l1) ** 2 + (u0 - p0) ** 2),
        p1 - p0 + math.sqrt((u1 - p1) ** 2 + (p0 - l0) ** 2),
    )


def p_more(first: Voice, second: Voice) -> float:
    """Return the one-sided p that the first side speaks of a theme no more often: the score test of two shares."""
    n = first.weight + second.weight
    pooled = (first.share * first.weight + second.share * second.weight) / n
    variance = pooled * (1 - pooled) * (1 / first.weight + 1 / second.weight)
    if variance <= 0:
        return 1.0
    return float(ndtr(-(first.share - second.share) / math.sqrt(variance)))


def adjusted(p: Floats) -> Floats:
    """Return p-values adjusted for the false discovery rate: Benjamini and Hochberg (1995).

    Examples
    --------
    >>> adjusted(np.array([0.01, 0.04, 0.03])).round(3).tolist()
    [0.03, 0.04, 0.04]
    """
    order = np.argsort(p)
    stepped = p[order] * len(p) / np.arange(1, len(p) + 1)
    out = np.empty(len(p))
    out[order] = np.minimum.accumulate(stepped[::-1])[::-1]
    return np.minimum(out, 1.0)
