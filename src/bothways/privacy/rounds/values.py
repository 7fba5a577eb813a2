"""From whose answers count to the number that is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bothways.errors import InputError
from bothways.privacy.groups import Group
from bothways.privacy.rounds.shown import ShownRound
from bothways.privacy.values import Coded, band, code_mean


@dataclass(frozen=True)
class RoundValue:
    """One mean of one month, coded as it may be shown.

    Attributes
    ----------
    month : int
    group : Group
    n_band : str
    coded : Coded
    """

    month: int
    group: Group
    n_band: str
    coded: Coded


def round_values(
    shown: Sequence[ShownRound],
    answers: Mapping[tuple[int, int], float],
    *,
    low: float,
    high: float,
    step: float | None = None,
) -> tuple[RoundValue, ...]:
    """Average the counted answers of every number shown, and code the means.

    Parameters
    ----------
    shown : sequence of ShownRound
        From `advance`.
    answers : mapping of (int, int) to float
        Score by column and month, in [low, high]; whatever was handed to `advance` as answered must be here.
    low, high : float
        Ends of the scale.
    step : float, optional
        Distance between neighbouring scores; 1 for an item.

    Returns
    -------
    tuple of RoundValue
        In the order of ``shown``.

    Raises
    ------
    InputError
        If a counted answer is missing: scores that not everybody gave need rounds of their own.

    Examples
    --------
    >>> shown = ShownRound(month=3, units=("ana",), columns=(0, 1, 2, 3, 4), months=(3, 3, 3, 2, 3))
    >>> given = {(0, 3): 4, (1, 3): 4, (2, 3): 4, (3, 2): 3, (4, 3): 4}
    >>> round_values([shown], given, low=1, high=5)[0].coded.text
    '3.8'
    """
    return tuple(
        RoundValue(
            one.month,
            Group(units=tuple(sorted(one.units)), attributes=()),
            band(len(one.columns)),
            code_mean(_total(one, answers), len(one.columns), low=low, high=high, step=step),
        )
        for one in shown
    )


def _total(one: ShownRound, answers: Mapping[tuple[int, int], float]) -> float:
    pairs = list(zip(one.columns, one.months, strict=True))
    missing = sum(pair not in answers for pair in pairs)
    if missing:
        raise InputError(
            f"{missing} of the answers that count in month {one.month} are missing.",
            remedy="Keep counted answers; give scores that not everybody answered their own rounds.",
        )
    return sum(answers[pair] for pair in pairs)
