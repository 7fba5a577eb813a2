"""Whether answers to two questions are the same ones: rarer by chance than once in a thousand."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import numpy.typing as npt

from bothways.privacy.ledger.copies import PEOPLE

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
#: Agreement of all that chance brings about seldomer than this is none.
BY_CHANCE = 1e-3
#: Different answers that are told apart of one person; more are put together.
_BITS = 62
#: People who are looked at first; mostly they are enough to see that two questions differ.
_LOOKED_AT = 500


def is_same(first: Floats, second: Floats) -> bool:
    """Return whether one answer of each person settles the other one, and the other way round, beyond chance.

    Parameters
    ----------
    first, second : ndarray, shape (n,)
        Answers of the same people to two questions, NaN where there is none. They may be on other scales, mirrored,
        or options in another order.

    Returns
    -------
    bool
        False under 8 people with both answers. Chance: of all ways in which the second answers could be dealt out
        to these people, the part in which they follow from the first.

    Examples
    --------
    >>> yes = np.array([1.0, 2, 2, 1, 1, 2, 1, 1, 2, 1, 1, 2, 1, 2])
    >>> is_same(yes, 3 - yes), is_same(yes, yes[::-1].copy()), is_same(yes[:7], yes[:7])
    (True, False, False)
    """
    both = ~(np.isnan(first) | np.isnan(second))
    x, y = first[both], second[both]
    people = len(x)
    if people < PEOPLE or not (_settle(x[:_LOOKED_AT], y[:_LOOKED_AT]) and _settle(x, y)):
        return False
    right = Counter(y.tolist())
    dealt = math.lgamma(people + 1) - sum(math.lgamma(many + 1) for many in right.values())
    alike = sum(math.lgamma(many + 1) for many in Counter(right.values()).values())
    return alike - dealt < math.log(BY_CHANCE)


def _settle(x: Floats, y: Floats) -> bool:
    """Return whether each answer goes with one other answer alone."""
    pairs = len(np.unique(np.column_stack([x, y]), axis=0))
    return pairs == len(np.unique(x)) == len(np.unique(y))


def is_within(
    people: npt.NDArray[np.str_], values: Floats, others: npt.NDArray[np.str_], theirs: Floats
) -> bool:
    """Return whether what people answered in one set of rows lies within what they answered in another, beyond chance.

    For rows of several periods, of which one file may have kept another one of each person than the other file.

    Parameters
    ----------
    people, others : ndarray of str, shapes (n,) and (m,)
        Who answered; somebody may be there several times.
    values, theirs : ndarray, shapes (n,) and (m,)
        Answers, NaN where there is none.

    Returns
    -------
    bool
        As the answers stand, and with the ends of one scale put upon those of the other, mirrored too. Chance: how
        many others' answers would fit as well, person by person.

    Examples
    --------
    >>> who = np.array([f"p{number}" for number in range(12)])
    >>> months = np.array([1.0, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2])
    >>> is_within(who, months, np.concatenate([who, who]), np.concatenate([months[::-1], months]))
    True
    >>> is_within(who, months, who, months[::-1].copy())
    False
    """
    mine, yours = ~np.isnan(values), ~np.isnan(theirs)
    x, y = values[mine], theirs[yours]
    shared, _, _ = np.intersect1d(people[mine], others[yours], return_indices=True)
    if len(shared) < PEOPLE:
        return False
    here, there = np.isin(people[mine], shared), np.isin(others[yours], shared)
    x, who, y, whose = x[here], people[mine][here], y[there], others[yours][there]
    return any(_fits(who, x, whose, turned) for turned in _turned(x, y))


def _turned(x: Floats, y: Floats) -> list[Floats]:
    """Return answers as they stand, and on the other scale in both directions."""
    found = [y]
    if np.ptp(x) and np.ptp(y):
        part = (y - y.min()) / np.ptp(y)
        found += [np.round(x.min() + np.ptp(x) * part, 9), np.round(x.max() - np.ptp(x) * part, 9)]
    return found


def _fits(who: npt.NDArray[np.str_], x: Floats, whose: npt.NDArray[np.str_], y: Floats) -> bool:
    _, codes = np.unique(np.concatenate([np.round(x, 9), np.round(y, 9)]), return_inverse=True)
    codes = codes.reshape(-1).astype(np.int64) % _BITS
    mine, yours = _masks(who, codes[: len(x)]), _masks(whose, codes[len(x) :])
    few, many = (mine, yours) if _answers(mine) <= _answers(yours) else (yours, mine)
    if np.any(few & ~many):
        return False
    kinds, place, counts = np.unique(many, return_inverse=True, return_counts=True)
    wanted, first, times = np.unique(few, return_index=True, return_counts=True)
    chance = 0.0
    for mask, many_such in zip(wanted, times, strict=True):
        share = counts[(mask & ~kinds) == 0].sum() / len(place)
        chance += many_such * math.log(share)
    return bool(len(first) and chance < math.log(BY_CHANCE))


def _masks(who: npt.NDArray[np.str_], codes: Codes) -> Codes:
    """Return for each person, in the order of names, the set of answers as bits."""
    _, place = np.unique(who, return_inverse=True)
    found = np.zeros(int(place.max()) + 1, np.int64)
    np.bitwise_or.at(found, place.reshape(-1), np.int64(1) << codes)
    return found


def _answers(masks: Codes) -> int:
    return sum(int(mask).bit_count() for mask in masks)
