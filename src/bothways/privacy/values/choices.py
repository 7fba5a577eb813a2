"""How the answers to an additional question are spread over its options."""

from __future__ import annotations

from collections.abc import Sequence

from bothways.errors import InputError
from bothways.privacy.values.coding import Coded
from bothways.privacy.values.distribution import POINTS


def choice_shares(counts: Sequence[int], *, people: int, most: int = 1) -> tuple[Coded, ...]:
    """Return the share of each option as it may be shown where nothing else is shown of the same answers.

    Parameters
    ----------
    counts : sequence of int, shape (options,)
        People by option; 2 options or more.
    people : int
        Who answered, each with at least one option; more than there are options.
    most : int
        How many options one person could choose.

    Returns
    -------
    tuple of Coded, one an option
        In percent of those who answered, in steps of 5; they need not add up to 100.

    Raises
    ------
    InputError
        Where there are too few people or options, or a count cannot be.

    Examples
    --------
    >>> [each.text for each in choice_shares([60, 0, 0], people=60)]
    ['95', '0', '0']
    >>> [each.text for each in choice_shares([50, 50, 10], people=50, most=3)]
    ['100', '100', '20']
    """
    shares = [
        POINTS * ((200 * count + POINTS * people) // (2 * POINTS * people))
        for count in fill_choices(counts, people=people, most=most)
    ]
    return tuple(Coded(str(points), float(points)) for points in shares)


def fill_choices(counts: Sequence[int], *, people: int, most: int = 1) -> list[int]:
    """Return counts in which every option was chosen by somebody, and by somebody not.

    They are a possible set of answers themselves, and come back as they are. So whatever is shown, each person may have
    chosen each option, and may have left it out.

    Parameters
    ----------
    counts, people, most
        As in :func:`choice_shares`.

    Returns
    -------
    list of int, shape (options,)
        Each from 1 to ``people - 1``; together between ``people`` and ``people * most``.

    Raises
    ------
    InputError
        As in :func:`choice_shares`.

    Examples
    --------
    >>> fill_choices([50, 10, 0], people=60)
    [49, 10, 1]
    """
    options, most = len(counts), min(most, len(counts))
    if options < 2 or most < 1 or people <= options:
        raise InputError(
            "Shares of choices need 2 options, and more people than options.", remedy="Withhold them."
        )
    filled = [int(count) for count in counts]
    if not all(0 <= count <= people for count in filled) or not people <= sum(filled) <= people * most:
        raise InputError("Counts of choices are not those of so many people.", remedy="Count them again.")
    for option, count in enumerate(counts):
        if count == 0:
            filled[option] = 1
            if sum(filled) > people * most:
                filled[filled.index(max(filled))] -= 1
    for option in range(options):
        if filled[option] == people:
            filled[option] -= 1
            if sum(filled) < people:
                filled[filled.index(min(filled))] += 1
    return filled
