"""How the answers of a large group are spread over the options."""

from __future__ import annotations

from collections.abc import Sequence

from bothways.errors import InputError
from bothways.privacy.values.coding import Coded, coding, text_range

#: Fewest respondents, and the steps of the shares in percent.
PEOPLE_NEEDED, POINTS = 50, 5


def distribution(counts: Sequence[int], *, low: float, high: float) -> tuple[Coded, ...]:
    """Return the share of each option as it may be shown beside the mean of the same answers.

    Parameters
    ----------
    counts : sequence of int, shape (options,)
        People by option, from the lowest to the highest; 50 people or more, 3 options or more.
    low, high : float
        Scale of the mean that is shown.

    Returns
    -------
    tuple of Coded, one an option
        In percent, in steps of 5; they need not add up to 100.

    Raises
    ------
    InputError
        Where there are too few people or options, or a count cannot be.

    Notes
    -----
    Before rounding, each option that nobody chose gets one person from the fullest option, and people are
    moved by one option, from the fullest, until the coded mean has the text it had. What comes out is itself
    a possible set of answers with the same mean and the same shares, in which every option is chosen. So
    nobody can be told from the mean and the shares not to have chosen an option. Where no such set exists (a mean
    at the very end of the scale), the shares shown are those of everybody at that end, and say what the
    mean says.

    Examples
    --------
    >>> [each.text for each in distribution([0, 2, 8, 20, 30], low=1, high=5)]
    ['0', '5', '15', '30', '50']
    """
    n, top = sum(counts), len(counts) - 1
    if n < PEOPLE_NEEDED or top < 2:
        raise InputError(f"A distribution needs {PEOPLE_NEEDED} people and 3 options.", remedy="Withhold it.")
    if any(count < 0 or count != int(count) for count in counts):
        raise InputError("A count is negative or no whole number.", remedy="Give counts of people.")
    rule = coding(n, low=low, high=high, step=(high - low) / top)
    total = sum(option * int(count) for option, count in enumerate(counts))
    first, last = text_range(rule, rule.text(total))
    shown = _fill_options([int(count) for count in counts], first, last)
    shares = [POINTS * ((200 * count + POINTS * n) // (2 * POINTS * n)) for count in shown]
    return tuple(Coded(str(points), float(points)) for points in shares)


def _fill_options(counts: list[int], first: int, last: int) -> list[int]:
    """Return counts without empty options whose total lies in a range."""
    n, top = sum(counts), len(counts) - 1
    least = top * (top + 1) // 2
    most = (n - top - 1) * top + least
    if last < least:
        return [n] + [0] * top
    if first > most:
        return [0] * top + [n]
    filled = list(counts)
    for option, count in enumerate(counts):
        if count == 0:
            filled[filled.index(max(filled))] -= 1
            filled[option] += 1
    total = sum(option * count for option, count in enumerate(filled))
    while not first <= total <= last:
        way = 1 if total < first else -1
        movable = filled[:top] if way > 0 else filled[1:]
        option = movable.index(max(movable)) + (way < 0)
        filled[option] -= 1
        filled[option + way] += 1
        total += way
    return filled
