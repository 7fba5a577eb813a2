"""Answers in teams: the sums that agreement and ICC rest on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from bothways.errors import InputError, NotEnoughData

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Teams:
    """People with whole answers, by team.

    Attributes
    ----------
    names : tuple of str
        Teams, sorted by their labels.
    code : ndarray of int, shape (people,)
        Position of each person's team in ``names``.
    table : ndarray of float, shape (people, items)
    size : ndarray of int, shape (teams,)
    left_out : int
        People left out because an answer or the team was missing.
    """

    names: tuple[str, ...]
    code: Ints
    table: Floats
    size: Ints
    left_out: int

    def team_sums(self, column: Floats) -> Floats:
        """Return the sum of a column in each team."""
        sums = np.bincount(self.code, weights=column, minlength=len(self.names))
        return np.asarray(sums, dtype=np.float64)

    def deviations(self, column: Floats) -> Floats:
        """Return each person's distance from the mean of the team."""
        means = self.team_sums(column) / self.size
        return np.asarray(column - means[self.code], dtype=np.float64)


def gather_teams(answers: npt.ArrayLike | pd.DataFrame, teams: npt.ArrayLike | pd.Series | None) -> Teams:
    """Return answers by team; people with a missing answer or team are left out.

    Raises
    ------
    InputError
        ``answers`` and ``teams`` differ in length.
    NotEnoughData
        Nobody is left.
    """
    table = np.asarray(answers, dtype=np.float64)
    table = table[:, np.newaxis] if table.ndim == 1 else table
    labels = pd.Series(["all"] * len(table) if teams is None else np.asarray(teams, dtype=object))
    if len(labels) != len(table):
        raise InputError("Answers and teams differ in length.", remedy="Give one team for each answer.")
    whole = ~np.isnan(table).any(axis=1) & ~labels.isna().to_numpy()
    if not whole.any():
        raise NotEnoughData("Nobody answered every item and belongs to a team.")
    code, names = pd.factorize(labels[whole], sort=True)
    code = np.asarray(code, dtype=np.int64)
    return Teams(
        names=tuple(map(str, names)),
        code=code,
        table=table[whole],
        size=np.bincount(code, minlength=len(names)).astype(np.int64),
        left_out=int((~whole).sum()),
    )
