"""The Kaplan-Meier curve with late entry, of many groups at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from bothways.errors import InputError
from bothways.leaving.spells import FROM_THE_START

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Curves:
    """Kaplan-Meier curves of groups, one entry a group and tenure at which somebody left.

    Attributes
    ----------
    group : numpy.ndarray of int64, shape (events,)
        Sorted.
    time : numpy.ndarray of float64, shape (events,)
        Tenure; rises within a group.
    at_risk, left : numpy.ndarray of int64, shape (events,)
        Spells watched at that tenure, and those of them that ended then because somebody left.
    retention : numpy.ndarray of float64, shape (events,)
        Share that stays longer than ``time``, in [0, 1].
    greenwood : numpy.ndarray of float64, shape (events,)
        Greenwood's sum: the variance of ``retention`` over its square; infinite where all had left.
    """

    group: Integers
    time: Floats
    at_risk: Integers
    left: Integers
    retention: Floats
    greenwood: Floats


def kaplan_meier(
    exit: npt.ArrayLike,
    left: npt.ArrayLike,
    *,
    entry: npt.ArrayLike | None = None,
    group: npt.ArrayLike | None = None,
) -> Curves:
    """Estimate how many stay longer than each tenure.

    Parameters
    ----------
    exit : array of float, shape (spells,)
        Tenure when last seen, 0 or more.
    left : array of bool, shape (spells,)
        Whether the person left then.
    entry : array of float, shape (spells,), optional
        Tenure at which watching began; a spell is watched where entry < tenure <= exit. Negative: from the first
        day on, which is also taken where nothing is given.
    group : array of int, shape (spells,), optional
        Group of each spell, 0 or more; negative ones are left out. All one group if not given.

    Returns
    -------
    Curves

    Raises
    ------
    InputError
        Where arrays differ in length, a tenure is missing or negative, or watching ends before it begins.

    Notes
    -----
    With d of n watched spells ending at t, the share falls by the factor 1 - d/n, and d / (n (n - d)) is added to
    Greenwood's sum. Who leaves at t goes before who is last seen at t.
    E. L. Kaplan, P. Meier (1958), JASA 53, 457-481. Late entry: W.-Y. Tsai, N. P. Jewell, M.-C. Wang (1987),
    Biometrika 74, 883-886.

    Examples
    --------
    >>> curve = kaplan_meier([1, 2, 2, 3, 5], [True, True, False, False, True])
    >>> curve.time.tolist(), curve.at_risk.tolist(), curve.retention.round(2).tolist()
    ([1.0, 2.0, 5.0], [5, 4, 1], [0.8, 0.6, 0.0])
    """
    out, gone = np.asarray(exit, np.float64), np.asarray(left, bool)
    into = np.full(len(out), FROM_THE_START) if entry is None else np.asarray(entry, np.float64)
    code = np.zeros(len(out), np.int64) if group is None else np.asarray(group, np.int64)
    _check(out, gone, into, code)
    kept = code >= 0
    out, gone, into, code = out[kept], gone[kept], into[kept], code[kept]
    times = np.unique(np.concatenate([out, into]))
    keys = Keys(times)
    event, counts = np.unique(keys.of(code[gone], out[gone]), return_counts=True)
    where, place = np.divmod(event, keys.width)
    upper = (where + 1) * keys.width
    exits, entries = np.sort(keys.of(code, out)), np.sort(keys.of(code, into))
    at_risk = _between(exits, event, upper) - _between(entries, event, upper)
    n, d = at_risk.astype(np.float64), counts.astype(np.float64)
    with np.errstate(divide="ignore"):
        added = np.where(n > d, d / (n * (n - d)), np.inf)
    by = pd.DataFrame({"group": where, "stay": 1 - d / n, "added": added}).groupby("group", sort=False)
    return Curves(
        where, times[place], at_risk, counts.astype(np.int64),
        by["stay"].cumprod().to_numpy(), by["added"].cumsum().to_numpy(),
    )  # fmt: skip


def _check(out: Floats, gone: Bools, into: Floats, code: Integers) -> None:
    if len({len(out), len(gone), len(into), len(code)}) > 1:
        raise InputError("The arrays differ in length.", remedy="Give one entry a spell in each.")
    if np.isnan(out).any() or np.isnan(into).any() or np.isinf(out).any() or (out < 0).any():
        raise InputError("A tenure is missing, infinite or negative.", remedy="Give numbers of 0 and more.")
    if (into >= out).any():
        raise InputError("A spell ends before watching begins.", remedy="Leave such spells out.")


@dataclass(frozen=True)
class Keys:
    """Group and time as one sortable number.

    Attributes
    ----------
    times : numpy.ndarray of float64
        All times that occur, sorted.
    """

    times: Floats

    @property
    def width(self) -> int:
        """Numbers a group takes."""
        return len(self.times) + 1

    def of(self, group: Integers, time: Floats, *, after: bool = False) -> Integers:
        """Return the number of a group and time; that of the next time with ``after``."""
        place = np.searchsorted(self.times, time, side="right" if after else "left")
        return np.asarray(group * self.width + place, np.int64)


def _between(numbers: Integers, low: Integers, high: Integers) -> Integers:
    """Return how many sorted numbers lie in [low, high)."""
    return np.asarray(np.searchsorted(numbers, high) - np.searchsorted(numbers, low), np.int64)
