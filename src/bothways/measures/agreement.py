"""Do the members of a team see the same thing? rwg, rwg(j) and the average deviation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from bothways.errors import InputError
from bothways.measures.teams import Teams, gather_teams
from bothways.measures.words import Word, judge

Floats = npt.NDArray[np.float64]
TeamLabels = npt.ArrayLike | pd.Series | None
#: Variance of slightly skewed random answers, by number of steps (LeBreton & Senter 2008).
SLIGHTLY_SKEWED = {5: 1.34, 7: 2.90}
PEOPLE_NEEDED = 5


@dataclass(frozen=True)
class Agreement:
    """Agreement within teams, one entry a team.

    Attributes
    ----------
    check : {"rwg", "rwg_j", "average_deviation"}
    teams : tuple of str
    value : ndarray of float, shape (teams,)
        rwg and rwg(j) under the uniform null, in [0, 1]; average deviation in answer steps. NaN for a team
        of one.
    skewed : ndarray of float, shape (teams,)
        Under the slightly skewed null, in [0, 1]; NaN for the average deviation and where that null is not
        known.
    n : ndarray of int, shape (teams,)
        People who answered every item.
    words : tuple of {"good", "weak", "cannot tell"}
        Good: rwg and rwg(j) at .70 or more under both nulls, average deviation at most options / 6. "cannot
        tell" below 5 people, or where one of the nulls is not known.
    items : int
    left_out : int
        People left out because an answer or the team was missing.
    """

    check: str
    teams: tuple[str, ...]
    value: Floats
    skewed: Floats
    n: npt.NDArray[np.int64]
    words: tuple[Word, ...]
    items: int
    left_out: int

    @property
    def table(self) -> pd.DataFrame:
        """One row a team: team, value, skewed, n, word."""
        return pd.DataFrame(
            {
                "team": self.teams,
                "value": self.value,
                "skewed": self.skewed,
                "n": self.n,
                "word": self.words,
            }
        )


def rwg(
    answers: npt.ArrayLike,
    teams: TeamLabels = None,
    *,
    options: int,
    skewed_variance: float | None = None,
) -> Agreement:
    """Return the agreement of each team on one item: ``1 - s^2 / sigma^2``.

    Parameters
    ----------
    answers : array of float, shape (people,)
        In answer steps, not on 0-100; people with a missing answer or team are left out.
    teams : array of labels, shape (people,), optional
        Without it all people are one team.
    options : int
        Steps of the scale, A. The uniform null is ``(A^2 - 1) / 12``.
    skewed_variance : float, optional
        The slightly skewed null; known for 5 steps (1.34) and 7 steps (2.90).

    Returns
    -------
    Agreement
        A value below 0 (more variance than random answers have) is set to 0.

    Raises
    ------
    InputError
        Answers span more than ``options`` steps, or the lengths differ.
    NotEnoughData
        Nobody is left.

    Notes
    -----
    L. R. James, R. G. Demaree, G. Wolf (1984), J. Applied Psychology 69, 85-98.

    Examples
    --------
    >>> result = rwg([4, 4, 5, 4, 3], options=5)
    >>> float(result.value[0]), float(result.skewed[0].round(2)), result.words
    (0.75, 0.63, ('weak',))
    """
    if np.asarray(answers).ndim != 1:
        raise InputError("rwg is for one item.", remedy="Use rwg_j for several items.")
    return _against_random("rwg", answers, teams, options, skewed_variance)


def rwg_j(
    answers: npt.ArrayLike | pd.DataFrame,
    teams: TeamLabels = None,
    *,
    options: int,
    skewed_variance: float | None = None,
) -> Agreement:
    """Return the agreement of each team on several items, reversed items turned.

    ``J (1 - m / sigma^2) / (J (1 - m / sigma^2) + m / sigma^2)`` with J items and m their mean variance in
    the team. It rises with J.

    Parameters
    ----------
    answers : array of float or DataFrame, shape (people, items)
        In answer steps, not on 0-100; people with a missing answer or team are left out.
    teams, options, skewed_variance
        As in :func:`rwg`.

    Returns
    -------
    Agreement
        A value below 0 or above 1 is set to 0. That is the same as capping m at ``sigma^2``, which R's
        ``multilevel`` does: the formula leaves [0, 1] exactly where m exceeds ``sigma^2``.

    Raises
    ------
    InputError, NotEnoughData
        As in :func:`rwg`.

    Notes
    -----
    James, Demaree & Wolf (1984). Random answers can pass .70 (Harvey & Hollander 2004); read it with ICC(1).

    Examples
    --------
    >>> answers = [[4, 5, 4], [4, 4, 4], [5, 4, 4], [4, 4, 3], [3, 4, 4]]
    >>> result = rwg_j(answers, options=5)
    >>> float(result.value[0].round(3)), float(result.skewed[0].round(3)), result.words
    (0.944, 0.912, ('good',))
    """
    return _against_random("rwg_j", answers, teams, options, skewed_variance)


def average_deviation(
    answers: npt.ArrayLike | pd.DataFrame, teams: TeamLabels = None, *, options: int
) -> Agreement:
    """Return the mean distance from the team's median, averaged over items.

    Parameters
    ----------
    answers : array of float or DataFrame, shape (people,) or (people, items)
        In answer steps; people with a missing answer or team are left out.
    teams, options
        As in :func:`rwg`. Good is at most ``options / 6``.

    Returns
    -------
    Agreement

    Raises
    ------
    InputError, NotEnoughData
        As in :func:`rwg`.

    Notes
    -----
    M. J. Burke, W. P. Dunlap (2002), Organizational Research Methods 5, 159-172.

    Examples
    --------
    >>> float(average_deviation([4, 4, 5, 4, 3], options=5).value[0])
    0.4
    """
    groups = _gather(answers, teams, options)
    frame = pd.DataFrame(groups.table)
    centre = frame.groupby(groups.code).transform("median").to_numpy()
    distance = np.abs(groups.table - centre).mean(axis=1)
    value = np.where(groups.size > 1, groups.team_sums(distance) / groups.size, np.nan)
    limit = options / 6
    words: list[Word] = [
        "cannot tell" if size < PEOPLE_NEEDED else "good" if x <= limit else "weak"
        for x, size in zip(value, groups.size, strict=True)
    ]
    return _result("average_deviation", groups, value, np.full(value.size, np.nan), words)


def _against_random(
    check: str,
    answers: npt.ArrayLike | pd.DataFrame,
    teams: TeamLabels,
    options: int,
    skewed_variance: float | None,
) -> Agreement:
    groups = _gather(answers, teams, options)
    squares = np.mean([groups.team_sums(groups.deviations(c) ** 2) for c in groups.table.T], axis=0)
    observed = np.where(groups.size > 1, squares / np.maximum(groups.size - 1, 1), np.nan)
    items = groups.table.shape[1]
    skew = SLIGHTLY_SKEWED.get(options, np.nan) if skewed_variance is None else skewed_variance
    value = _below_random(observed / ((options**2 - 1) / 12), items)
    skewed = _below_random(observed / skew, items)
    words = [
        judge(check, float(min(a, b)) if not np.isnan(a + b) else np.nan, n=int(size))
        for a, b, size in zip(value, skewed, groups.size, strict=True)
    ]
    return _result(check, groups, value, skewed, words)


def _below_random(ratio: Floats, items: int) -> Floats:
    """Return rwg(j) for observed over random variance; with one item it is rwg."""
    kept = np.minimum(ratio, 1.0)
    return np.asarray(items * (1 - kept) / (items * (1 - kept) + kept), dtype=np.float64)


def _gather(answers: npt.ArrayLike | pd.DataFrame, teams: TeamLabels, options: int) -> Teams:
    if options < 2:
        raise InputError("A scale has two steps or more.", remedy="Give the number of answer steps.")
    groups = gather_teams(answers, teams)
    if float(np.ptp(groups.table)) > options - 1:
        raise InputError(
            f"The answers span more than {options} steps.",
            remedy="Give answers in steps of the scale, not on 0-100, and the right number of options.",
        )
    return groups


def _result(check: str, groups: Teams, value: Floats, skewed: Floats, words: list[Word]) -> Agreement:
    items = groups.table.shape[1]
    return Agreement(check, groups.names, value, skewed, groups.size, tuple(words), items, groups.left_out)
