"""Unknown pain points: what one side writes of and the other has not said."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import stdtrit

from bothways.errors import InputError, NotEnoughData
from bothways.themes.comments import Comments
from bothways.themes.results import Themes
from bothways.themes.shares import theme_shares
from bothways.themes.voices import Voice, adjusted, difference, p_more, voices

Floats = npt.NDArray[np.float64]
State = Literal["known", "employees only", "customers only", "cannot tell"]
STATES: tuple[State, ...] = ("employees only", "customers only", "known", "cannot tell")
#: A side of whose people surely fewer speak of a theme has not said it; so many of it must have written.
QUIET, LEAST_PEOPLE = 0.02, 100
#: Share of false ones among themes that are told to be of one side only.
FALSE = 0.05
#: Fewer periods tell no slope.
_PERIODS = 3
COLUMNS = [
    "theme", "label", "kind", "state", "reason", "employees", "employees_of", "employee_share", "employee_low",
    "employee_high", "customers", "customers_of", "customer_share", "customer_low", "customer_high", "difference",
    "difference_low", "difference_high", "p", "q", "slope", "slope_low", "slope_high", "rank",
]  # fmt: skip


@dataclass(frozen=True)
class Slope:
    """Change of a share a period.

    Attributes
    ----------
    value, low, high : float
        In shares; NaN with fewer than three periods.
    """

    value: float = math.nan
    low: float = math.nan
    high: float = math.nan


def unknown_themes(
    comments: Comments,
    themes: Themes,
    *,
    quiet: float = QUIET,
    least_people: int = LEAST_PEOPLE,
    level: float = 0.95,
) -> pd.DataFrame:
    """Tell which themes one side writes of and the other has not said.

    Parameters
    ----------
    comments : Comments
        Of both sides.
    themes : Themes
        Of these comments.
    quiet : float
        A side has not said a theme when surely less than this share of its people speak of it; in (0, .5).
    least_people : int
        So many people of a side must have written for it to be silent.
    level : float
        Of all intervals, in (0, 1).

    Returns
    -------
    pandas.DataFrame
        One row a theme: ``state`` (``employees only``, ``customers only``, ``known``, ``cannot tell``) and ``reason``;
        people, share and interval of either side; ``difference`` (employees less customers) with its interval; ``p``
        and ``q`` of the side that speaks of it more; ``slope``: change of that side's share a period, with its
        interval; ``rank`` among themes of one side only, from 1 (missing for others). Themes of one side come first.

    Raises
    ------
    InputError
        ``quiet`` is out of range, or the themes are of other comments.
    NotEnoughData
        Only one side wrote.

    Notes
    -----
    *One side only*: its share is larger (score test of two shares; Benjamini and Hochberg over all themes and both
    directions, q at most .05), and the upper limit of the other side's share lies under ``quiet``. *Known*: the lower
    limits of both lie above ``quiet``. Everything else: *cannot tell*. Intervals are Wilson's and Newcombe's with n
    over the design effect of units. Rank: the sum of the ranks by how many people speak of it and by the lower
    limit of the slope, the former deciding ties.
    """
    if not 0 < quiet < 0.5:
        raise InputError("The share of a silent side must lie between 0 and 0.5.", remedy=f"Use {QUIET}.")
    theme_shares(comments, themes)  # refuses themes of other comments
    both = [voices(comments, themes, side) for side in (0, 1)]
    if not themes.themes:
        return pd.DataFrame(columns=COLUMNS)
    if not all(side[0].of for side in both):
        missing = "customers" if both[0][0].of else "employees"
        raise NotEnoughData(
            f"{comments.file}: no comment of {missing}, so nothing can be set beside the others."
        )
    p = np.array([[p_more(a, b), p_more(b, a)] for a, b in zip(*both, strict=True)])
    q = adjusted(p.ravel()).reshape(p.shape)
    rows = []
    for at, (one, a, b) in enumerate(zip(themes.themes, *both, strict=True)):
        more = int(a.share < b.share)
        state, reason = _state(a, b, q[at], quiet, least_people, level)
        slope = _slope(comments, themes, at, more, level)
        rows.append(
            (one.id, one.label, one.kind, state, reason, *_told(a, level), *_told(b, level), a.share - b.share,
             *difference(a, b, level), p[at, more], q[at, more], slope.value, slope.low, slope.high)
        )  # fmt: skip
    return _ranked(pd.DataFrame(rows, columns=COLUMNS[:-1]))


def _told(voice: Voice, level: float) -> tuple[float, ...]:
    return (voice.people, voice.of, voice.share, *voice.interval(level))


def _state(
    employees: Voice, customers: Voice, q: Floats, quiet: float, least: int, level: float
) -> tuple[State, str]:
    """Return the state of a theme and why."""
    limits = [one.interval(level) for one in (employees, customers)]
    if all(low > quiet for low, _ in limits):
        return "known", "both sides speak of it"
    silent = [
        high < quiet and one.of >= least
        for (_, high), one in zip(limits, (employees, customers), strict=True)
    ]
    if all(silent):
        return "cannot tell", "hardly anybody speaks of it"
    if silent[1] and q[0] <= FALSE:
        return "employees only", "customers have not said it"
    if silent[0] and q[1] <= FALSE:
        return "customers only", "employees have not said it"
    if min(employees.of, customers.of) < least:
        return "cannot tell", f"fewer than {least} people of one side wrote"
    if not any(silent) and any(low <= quiet for low, _ in limits):
        return "cannot tell", "a side speaks of it so seldom that it could be silent or not"
    return "cannot tell", "the difference may be chance"


def _slope(comments: Comments, themes: Themes, at: int, side: int, level: float) -> Slope:
    """Return the change of a side's share a period: least squares over periods, weighted by people."""
    if "period" not in comments.columns:
        return Slope()
    own = (comments.side == side) & (comments.text >= 0) & (comments.columns["period"].codes >= 0)
    period = comments.columns["period"].codes
    whole = _people_by(period[own], comments.person[own])
    records = themes.assignment.record[themes.assignment.theme == at]
    records = records[own[records]]
    people = _people_by(period[records], comments.person[records], len(whole))
    there = np.flatnonzero(whole > 0)
    return weighted_slope(
        there.astype(float), people[there] / whole[there], whole[there].astype(float), level
    )


def _people_by(period: npt.NDArray[np.int64], person: npt.NDArray[np.int64], periods: int = 0) -> Floats:
    pairs = np.unique(np.column_stack([period, person]), axis=0)
    return np.bincount(pairs[:, 0], minlength=periods).astype(float)


def weighted_slope(x: Floats, y: Floats, weight: Floats, level: float) -> Slope:
    """Return the slope of weighted least squares with Student's interval on periods less two.

    Examples
    --------
    >>> weighted_slope(np.array([0.0, 1, 2]), np.array([0.1, 0.2, 0.3]), np.ones(3), 0.95).value.__round__(3)
    0.1
    """
    if len(x) < _PERIODS:
        return Slope()
    share = weight / weight.sum()
    dx, dy = x - share @ x, y - share @ y
    sxx = float(weight @ dx**2)
    value = float(weight @ (dx * dy)) / sxx
    rest = float(weight @ (dy - value * dx) ** 2) / (len(x) - 2)
    margin = float(stdtrit(len(x) - 2, 0.5 + level / 2)) * math.sqrt(rest / sxx)
    return Slope(value, value - margin, value + margin)


def _ranked(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with ranks of themes of one side only, these first."""
    one_sided = table["state"].isin(["employees only", "customers only"])
    reach = table[["employees", "customers"]].max(axis=1)
    worse = table["slope_low"].fillna(-np.inf)
    total = reach[one_sided].rank(ascending=False) + worse[one_sided].rank(ascending=False)
    order = pd.DataFrame({"total": total, "reach": -reach[one_sided]}).sort_values(["total", "reach"]).index
    table["rank"] = pd.Series(np.arange(1, len(order) + 1), index=order, dtype="float64").astype("Int64")
    state = table["state"].map({name: max(place, 1) for place, name in enumerate(STATES)})
    return (
        table.assign(_state=state, _reach=-reach)
        .sort_values(["_state", "rank", "_reach"], kind="stable", na_position="last")
        .drop(columns=["_state", "_reach"])
        .reset_index(drop=True)[COLUMNS]
    )
