"""Shares of a choice beside those of earlier rounds: nobody's answer is settled even if nobody changed theirs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bothways.privacy.ledger.course import Columns, Text
from bothways.privacy.values import choice_shares, fill_choices
from bothways.privacy.values.distribution import POINTS

Floats = npt.NDArray[np.float64]
#: So many unknown counts are looked at; where there are more, nothing is told.
LARGEST = 4_000
#: What was told before counts as long as it is among so many latest.
LATEST = 6
#: So many steps are tried from the true shares to those that leave most open.
STEPS = 10


@dataclass(frozen=True)
class _Worlds:
    """People by the rounds they answered in, and what was told of those rounds.

    Attributes
    ----------
    sizes : ndarray of float64, shape (cells,)
    inside : ndarray of bool, shape (rounds, cells)
        Which cells answered in which round; the last round is the one to be told.
    options, most : int
    told : tuple of tuple of (int, int)
        Least and largest count of each option in the earlier rounds.
    """

    sizes: Floats
    inside: npt.NDArray[np.bool_]
    options: int
    most: int
    told: tuple[tuple[tuple[int, int], ...], ...]

    def totals(self, x: Floats) -> list[int]:
        """Return counts of the last round that are near to those of a world, as people may answer."""
        people = int(self.sizes[self.inside[-1]].sum())
        exact = x[self.inside[-1]].sum(axis=0)
        counts = np.clip(np.floor(exact), 1, people - 1).astype(int)
        order = np.argsort(counts - exact, kind="stable")
        for option in np.resize(order, 4 * self.options).tolist():
            if counts.sum() < people:
                counts[option] += counts[option] < people - 1
        while counts.sum() > people * self.most:
            counts[int(counts.argmax())] -= 1
        return [int(count) for count in counts]


def open_shares(counts: Sequence[int], columns: Columns, *, most: int, earlier: Sequence[Text]) -> str | None:
    """Return the shares of one round as they may be told beside those of earlier rounds.

    Parameters
    ----------
    counts : sequence of int, shape (options,)
    columns : tuple of int
        Who answered, as the ledger numbers people.
    most : int
        How many options one person could choose.
    earlier : sequence of Text
        What was told of the question before, and of whom; the latest six count.

    Returns
    -------
    str or None
        As ``55|35|10``; None where nothing can be told, whatever the answers of this round are.

    Notes
    -----
    An attacker may know who answered when, and that nobody changed their mind. Worlds are counts of each option among
    people who answered in the same rounds. A text is told only if for each such cell and each option there is a world
    in which somebody of it chose the option, one in which somebody did not, and all rounds are told alike. In each
    of these worlds the text would have been the true one, so it is open whether it was moved.
    """
    people = len(columns)
    near = _sharing(columns, earlier[-LATEST:])
    filled = fill_choices(counts, people=people, most=most)
    if not near:
        return _text(filled, people, most)
    if any(len(one.text.split("|")) != len(filled) for one in near):
        return None
    worlds = _worlds(near, columns, len(filled), most)
    if worlds.sizes.size * len(filled) > LARGEST:
        return None
    centre = _centre(worlds)
    if centre is None:
        return None
    end = _text(worlds.totals(centre), people, most)
    if not _is_open(worlds, end, people):
        return None
    for text in dict.fromkeys(_way(filled, worlds.totals(centre), people, most)):
        if _is_open(worlds, text, people):
            return text
    return end


def _text(counts: Sequence[int], people: int, most: int) -> str:
    return "|".join(one.text for one in choice_shares(counts, people=people, most=most))


def _way(start: Sequence[int], end: Sequence[int], people: int, most: int) -> Iterator[str]:
    """Yield texts from the true counts towards others, step by step."""
    for step in range(STEPS + 1):
        part = step / STEPS
        counts = [round(a + part * (b - a)) for a, b in zip(start, end, strict=True)]
        while sum(counts) < people:
            counts[counts.index(min(counts))] += 1
        while sum(counts) > people * min(most, len(counts)):
            counts[counts.index(max(counts))] -= 1
        yield _text(counts, people, most)


def _sharing(columns: Columns, earlier: Sequence[Text]) -> list[Text]:
    """Return what was told of people who answered now, or with others that did, and so on."""
    reached, left, near = set(columns), list(earlier), []
    while found := [one for one in left if reached & set(one.columns)]:
        near += found
        left = [one for one in left if one not in found]
        reached |= {column for one in found for column in one.columns}
    return near


def _worlds(near: Sequence[Text], columns: Columns, options: int, most: int) -> _Worlds:
    """Return the cells of people, and the counts that were told."""
    sets = [set(one.columns) for one in near] + [set(columns)]
    everybody = sorted(set().union(*sets))
    member = np.array([[column in one for column in everybody] for one in sets])
    patterns, sizes = np.unique(member, axis=1, return_counts=True)
    told = tuple(tuple(_range(int(share), len(one.columns)) for share in one.text.split("|")) for one in near)
    return _Worlds(sizes.astype(float), patterns, options, min(most, options), told)


def _range(share: int, people: int) -> tuple[int, int]:
    """Return the least and the largest count, 1 to people - 1, told as a share; the last is less for none."""
    counts = np.arange(1, people)
    fitting = counts[POINTS * ((200 * counts + POINTS * people) // (2 * POINTS * people)) == share]
    return (int(fitting[0]), int(fitting[-1])) if len(fitting) else (1, 0)


def _is_open(worlds: _Worlds, text: str, people: int) -> bool:
    """Return whether all cells are open towards all options where a text is told of the last round."""
    ranges = (*worlds.told, tuple(_range(int(share), people) for share in text.split("|")))
    if any(first > last for each in ranges for first, last in each):
        return False
    sizes = np.repeat(worlds.sizes[:, None], worlds.options, axis=1)
    large = sizes > worlds.options
    low, high = np.where(large, 1.0, 0.0), np.where(large, sizes - 1, sizes)
    if _solve(worlds, ranges, low, high) is not None:
        wanted = np.argwhere(~large)
    else:
        low, high, wanted = np.zeros_like(sizes), sizes.copy(), np.argwhere(sizes > 0)
    return all(
        _all_open(worlds, ranges, low, high, wanted[wanted[:, 1] == option, 0], option)
        for option in range(worlds.options)
    )


def _all_open(
    worlds: _Worlds,
    ranges: Sequence[Sequence[tuple[int, int]]],
    low: Floats,
    high: Floats,
    cells: npt.NDArray[np.int64],
    option: int,
) -> bool:
    """Return whether each of some cells is open towards an option: many in one world, where that is possible."""
    if not len(cells) or _both_ways(worlds, ranges, low, high, cells, option):
        return True
    half = len(cells) // 2
    return half > 0 and all(
        _all_open(worlds, ranges, low, high, part, option) for part in (cells[:half], cells[half:])
    )


def _both_ways(
    worlds: _Worlds,
    ranges: Sequence[Sequence[tuple[int, int]]],
    low: Floats,
    high: Floats,
    cells: npt.NDArray[np.int64],
    option: int,
) -> bool:
    """Return whether somebody of each cell may have chosen an option in one world, and have left it out in another."""
    chosen, left = low.copy(), high.copy()
    chosen[cells, option] = np.maximum(1.0, low[cells, option])
    left[cells, option] = np.minimum(worlds.sizes[cells] - 1, high[cells, option])
    return all(_solve(worlds, ranges, *bounds) is not None for bounds in ((chosen, high), (low, left)))


def _solve(
    worlds: _Worlds,
    ranges: Sequence[Sequence[tuple[int, int]]],
    low: Floats,
    high: Floats,
    *,
    whole: bool = True,
) -> Floats | None:
    """Return a world, counts of each option in each cell, that fits everything told; None where there is none."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array, kron, vstack

    cells, options = worlds.sizes.size, worlds.options
    each_cell = kron(csr_array(np.eye(cells)), np.ones((1, options)))
    each_share = kron(csr_array(worlds.inside[: len(ranges)].astype(float)), csr_array(np.eye(options)))
    least = np.array([first for each in ranges for first, _ in each], float)
    largest = np.array([last for each in ranges for _, last in each], float)
    rules = LinearConstraint(
        vstack([each_cell, each_share]),
        np.concatenate([worlds.sizes, least]),
        np.concatenate([worlds.sizes * worlds.most, largest]),
    )
    aim = np.zeros(cells * options)
    found = milp(
        aim, constraints=rules, bounds=Bounds(low.ravel(), high.ravel()),
        integrality=np.full(aim.size, int(whole)),
    )  # fmt: skip
    return None if found.x is None else np.asarray(found.x).reshape(cells, options)


def _centre(worlds: _Worlds) -> Floats | None:
    """Return a world, in parts of people, that keeps far from the ends in all cells; None where nothing fits."""
    sizes = np.repeat(worlds.sizes[:, None], worlds.options, axis=1)
    for part in (0.9, 0.75, 0.5, 0.25, 0.1, 0.0):
        keep = part * sizes / worlds.options
        found = _solve(worlds, worlds.told, keep, sizes - keep * (worlds.most > 1), whole=False)
        if found is not None:
            return found
    return None
