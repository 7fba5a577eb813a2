"""Why people say they left, beside why leaders believe they do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import spearmanr

from bothways.errors import InputError, NotEnoughData
from bothways.measures import load_instrument
from bothways.measures.intervals import mean_score, share

Floats = npt.NDArray[np.float64]
#: Kept out of every figure about people who left of their own will.
NOT_BY_CHOICE = "not_my_choice"
#: Leaders' numbers add up to this.
WHOLE = 100.0
COLUMNS = (
    "reason", "label", "left", "leavers", "leavers_low", "leavers_high", "leaders", "leaders_low", "leaders_high",
    "gap", "gap_low", "gap_high", "verdict",
)  # fmt: skip


@dataclass(frozen=True)
class ReasonGaps:
    """Main reasons of people who left by choice, beside what leaders believe.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a reason, in the order of the list, all in percent: ``reason, label, left`` (people who named it),
        ``leavers`` and its 95 % limits, ``leaders`` (mean of what they believe) and its limits, ``gap`` (leaders less
        leavers, in percentage points) and limits that hold for all reasons together, ``verdict``: ``more`` or ``less``
        than leavers say, or ``cannot_tell``.
    leavers, leaders : int
    not_by_choice : int
        People who did not leave by choice; they are in no share.
    agreement : float
        Spearman's correlation of the two profiles; NaN where one of them is flat.
    shared_top : int
        Reasons that are among the first three on both sides, ties counted in.
    """

    table: pd.DataFrame
    leavers: int
    leaders: int
    not_by_choice: int
    agreement: float
    shared_top: int


@cache
def reason_labels() -> Mapping[str, str]:
    """Return the codes of reasons and their English labels, in the order of the list.

    Examples
    --------
    >>> reason_labels()["pay"]
    'Pay and benefits'
    """
    options = load_instrument("exit").item("main_reason").scale.options
    return {code: text["en"] for code, text in options.items()}


def compare_reasons(
    leavers: Sequence[str], leaders: Sequence[Mapping[str, float]], *, level: float = 0.95
) -> ReasonGaps:
    """Compare the main reasons of people who left with what leaders believe.

    Parameters
    ----------
    leavers : sequence of str
        Main reason of each person who left and answered, a code of the list (``exit``: ``main_reason``).
    leaders : sequence of mapping of str to float
        What each leader believes (``leaving_reasons_leaders``: ``shares``): code -> for how many of 100 it is the main
        reason. Codes that are not there count as 0; the numbers of a leader add up to 100.
    level : float
        Of each interval of a share, and of all intervals of gaps together; in (0, 1).

    Returns
    -------
    ReasonGaps

    Raises
    ------
    InputError
        Where a code is unknown, or a leader's numbers are negative or do not add up to 100.
    NotEnoughData
        Where nobody left by choice, or fewer than two leaders answered.

    Notes
    -----
    Shares of leavers: Wilson. Means of leaders: t, cut at 0 and 100; Wilson's limits where all gave the same number.
    Gaps: Newcombe's method of combining the limits of both sides (R. G. Newcombe 1998, Statistics in Medicine 17,
    873-890; for means G. Y. Zou, A. Donner 2008, ibid. 27, 1693-1702), each at 1 - (1 - level) / reasons (Bonferroni),
    so that all of them hold together; reasons are all of the list but ``not_my_choice``, of which those that nobody
    named on either side are not in the table. Answers of people who left are asked for in confidence: results of
    surveys reach others through the ledger, not through this function.

    Examples
    --------
    >>> said = ["workload"] * 30 + ["pay"] * 10
    >>> believed = [{"pay": pay, "workload": 100 - pay} for pay in (80, 90, 85, 70, 95, 80)]
    >>> compare_reasons(said, believed).table.set_index("reason")["verdict"].to_dict()
    {'pay': 'more', 'workload': 'less'}
    """
    named = [code for code in leavers if code != NOT_BY_CHOICE]
    _refuse_unknown({*leavers, *(code for one in leaders for code in one)})
    if not named:
        raise NotEnoughData("Nobody who left by choice named a reason.")
    if len(leaders) < 2:
        raise NotEnoughData("Fewer than two leaders answered, so what leaders believe has no interval.")
    believed = np.array([[float(one.get(code, 0)) for code in reason_labels()] for one in leaders])
    _refuse_odd_sums(believed, leaders)
    codes = list(reason_labels())
    counts = {code: named.count(code) for code in codes}
    told = [code for place, code in enumerate(codes) if counts[code] or believed[:, place].any()]
    strict = 1 - (1 - level) / (len(codes) - 1)
    rows = [
        _row(code, counts[code], len(named), believed[:, codes.index(code)], level, strict) for code in told
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    shared = _top(table, "leavers") & _top(table, "leaders")
    return ReasonGaps(
        table, len(named), len(leaders), len(leavers) - len(named), _agreement(table), len(shared)
    )


def _refuse_unknown(codes: set[str]) -> None:
    unknown = sorted(str(code) for code in codes if code not in reason_labels())
    if unknown:
        raise InputError(
            f"{len(unknown)} of the reasons are not on the list.",
            remedy=f"Use codes of reasons_taxonomy: {', '.join(reason_labels())}.",
        )


def _refuse_odd_sums(believed: Floats, leaders: Sequence[Mapping[str, float]]) -> None:
    if any(NOT_BY_CHOICE in one for one in leaders):
        raise InputError(
            "Leaders are asked about people who leave by choice.",
            remedy=f"Take {NOT_BY_CHOICE} out of their answers.",
        )
    odd = ~(
        np.isfinite(believed).all(axis=1)
        & (believed >= 0).all(axis=1)
        & (abs(believed.sum(axis=1) - WHOLE) < 0.5)
    )
    if odd.any():
        raise InputError(
            f"The numbers of {int(odd.sum())} of {len(odd)} leaders are negative or do not add up to 100; the first is "
            f"answer {int(np.argmax(odd)) + 1}.",
            remedy="Take only complete answers.",
        )


def _row(code: str, count: int, n: int, beliefs: Floats, level: float, strict: float) -> dict[str, Any]:
    """Return the figures of one reason."""
    said, low, high = _leavers(count, n, level)
    mean, least, most = _leaders(beliefs, level)
    _, said_low, said_high = _leavers(count, n, strict)
    _, mean_low, mean_high = _leaders(beliefs, strict)
    gap = mean - said
    gap_low = gap - float(np.hypot(mean - mean_low, said_high - said))
    gap_high = gap + float(np.hypot(mean_high - mean, said - said_low))
    verdict = "more" if gap_low > 0 else "less" if gap_high < 0 else "cannot_tell"
    figures = (said, low, high, mean, least, most, gap, gap_low, gap_high, verdict)
    return dict(zip(COLUMNS, (code, reason_labels()[code], count, *figures), strict=True))


def _leavers(count: int, n: int, level: float) -> tuple[float, float, float]:
    found = share(count, n, level=level)
    return found.value, found.low, found.high


def _leaders(beliefs: Floats, level: float) -> tuple[float, float, float]:
    """Return the mean of what leaders believe with its limits, which always have width."""
    if np.ptp(beliefs) > 0:
        found = mean_score(beliefs, low=0, high=WHOLE, level=level)
        return found.value, found.low, found.high
    value, n = float(beliefs[0]), len(beliefs)
    people = (
        value / WHOLE * n
    )  # as if so many leaders held it for the only reason: never narrower than the truth
    below, above = (share(int(count), n, level=level) for count in (np.floor(people), np.ceil(people)))
    return value, below.low, above.high


def _agreement(table: pd.DataFrame) -> float:
    """Return Spearman's correlation of the profiles; NaN where it cannot be told."""
    if len(table) < 3 or table["leavers"].nunique() < 2 or table["leaders"].nunique() < 2:
        return float("nan")
    return float(spearmanr(table["leavers"], table["leaders"]).statistic)


def _top(table: pd.DataFrame, side: str) -> set[str]:
    """Return the first three reasons of a side, ties counted in; none that nobody named."""
    least = table[side].nlargest(3).min()
    return set(table.loc[(table[side] >= least) & (table[side] > 0), "reason"])
