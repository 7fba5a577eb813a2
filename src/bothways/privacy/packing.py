"""How the units of one family are put together until every group is large enough."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

#: Up to so many small units of a family are put together in the best way; more, in a good one first.
EXACT = 9
_Bins = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Packing:
    """Who is shown with whom in one family.

    Attributes
    ----------
    shown : tuple of tuple of int
        Units shown together, by their place in the family, each at most once.
    hidden : tuple of int
        Units that are shown in no group of the family: they stay behind with the people who sit in the
        parent itself, who have no name of their own.
    """

    shown: _Bins
    hidden: tuple[int, ...]


def pack(sizes: Sequence[int], *, direct: int = 0, floor: int) -> Packing | None:
    """Put units together so that every group, and what is left of the parent, is 0 or at least the floor.

    Parameters
    ----------
    sizes : sequence of int
        Respondents of each unit of the family, 1 or more.
    direct : int
        Respondents who sit in the parent itself.
    floor : int
        Fewest respondents of a group.

    Returns
    -------
    Packing or None
        ``None`` where no unit can be shown. Otherwise: as few people hidden as possible; then as few people
        merged; then merged groups as small as possible (least sum of squared sizes). The best for up to nine
        units under the floor; beyond, groups are filled one by one (the largest, then the smallest that
        completes it) until nine are left, and these in the best way. Decided by sizes and order alone.

    Examples
    --------
    >>> pack([7, 3, 4, 2, 1], floor=5)
    Packing(shown=((0,), (1, 3), (2, 4)), hidden=())
    >>> pack([7, 8, 4], direct=1, floor=5)
    Packing(shown=((0,), (1,)), hidden=(2,))
    """
    order = sorted(range(len(sizes)), key=lambda place: (-sizes[place], place))
    small = [place for place in order if sizes[place] < floor]
    large = sorted((place for place in order if sizes[place] >= floor), key=lambda p: (sizes[p], p))
    early, left = _fill(small, sizes, direct, floor)
    spare = tuple(sizes[place] for place in large[:2])
    behind = direct + sum(sizes[place] for place in early.hidden)
    plan = _best(tuple(sizes[place] for place in left), spare, behind, floor)
    if plan is None:
        if not early.shown:
            return None
        plan = _Plan((), (), None, None)
        early = _widen(early, left, sizes)
    used = [place for place in (plan.hidden_large, plan.shown_large) if place is not None]
    hidden = [*early.hidden, *(left[at] for at in plan.hidden)]
    if plan.hidden_large is not None:
        hidden.append(large[plan.hidden_large])
    shown = [*early.shown, *(tuple(left[at] for at in group) for group in plan.groups)]
    if plan.shown_large is not None:
        shown[-1] = (*shown[-1], large[plan.shown_large])
    shown += [(place,) for at, place in enumerate(large) if at not in used]
    if not shown:
        return None
    return Packing(tuple(sorted(tuple(sorted(group)) for group in shown)), tuple(sorted(hidden)))


def _widen(early: Packing, left: Sequence[int], sizes: Sequence[int]) -> Packing:
    """Return the groups with what cannot make one of its own put to the smallest of them."""
    smallest = min(early.shown, key=lambda group: (sum(sizes[place] for place in group), group))
    shown = [(*group, *left) if group == smallest else group for group in early.shown]
    return Packing(tuple(shown), early.hidden)


def _fill(small: Sequence[int], sizes: Sequence[int], direct: int, floor: int) -> tuple[Packing, list[int]]:
    """Fill groups, and what stays behind with the parent's own people, until few units are left."""
    left, hidden, shown = list(small), list[int](), list[tuple[int, ...]]()
    if len(left) > EXACT and 0 < direct < floor:
        hidden = _least([(sizes[place], place) for place in left], floor - direct)
        left = [place for place in left if place not in hidden]
    while len(left) > EXACT:
        group = [left.pop(0)]
        total = sizes[group[0]]
        while total < floor and left:
            ends = [at for at in range(len(left)) if total + sizes[left[at]] >= floor]
            group.append(left.pop(ends[-1] if ends else 0))
            total += sizes[group[-1]]
        if total < floor:
            return Packing(tuple(shown), tuple(hidden)), [*group, *left]
        shown.append(tuple(group))
    return Packing(tuple(shown), tuple(hidden)), left


def _least(units: Sequence[tuple[int, int]], need: int) -> list[int]:
    """Return the units that make up a number of people with as few people as possible; all if none do."""
    reached: dict[int, list[int]] = {0: []}
    for size, place in units:
        for total, chosen in list(reached.items()):
            if total < need:
                reached.setdefault(total + size, [*chosen, place])
    enough = [total for total in reached if total >= need]
    return reached[min(enough)] if enough else [place for _, place in units]


@dataclass(frozen=True)
class _Plan:
    """The best way: places among the small units and among the two smallest large ones."""

    hidden: tuple[int, ...]
    groups: _Bins
    hidden_large: int | None
    shown_large: int | None


@lru_cache(maxsize=1 << 16)
def _best(small: tuple[int, ...], spare: tuple[int, ...], direct: int, floor: int) -> _Plan | None:
    """Return the best way to place up to nine small units; ``None`` where there is none."""
    everyone = (1 << len(small)) - 1
    people = [sum(size for at, size in enumerate(small) if mask >> at & 1) for mask in range(everyone + 1)]
    bins: dict[int, tuple[int, _Bins]] = {0: (0, ())}
    found: tuple[tuple[int, int, int], _Plan] | None = None
    for hidden in range(everyone + 1) if direct else (0,):
        with_large = bool(direct) and direct + people[hidden] < floor
        if with_large and not spare:
            continue
        rest, free = everyone ^ hidden, int(with_large)
        needs_large = 0 < people[rest] < floor
        if needs_large and len(spare) <= free:
            continue
        behind = people[hidden] + (spare[0] if with_large else 0)
        merged = people[rest] + (spare[free] if needs_large else 0)
        if found is not None and (behind, merged) > found[0][:2]:
            continue
        squares, groups = (merged**2, (_places(rest),)) if needs_large else _cut(rest, people, floor, bins)
        cost = (behind, merged, squares)
        if found is None or cost < found[0]:
            large = 0 if with_large else None
            found = cost, _Plan(_places(hidden), groups, large, free if needs_large else None)
    return None if found is None else found[1]


def _cut(
    mask: int, people: Sequence[int], floor: int, known: dict[int, tuple[int, _Bins]]
) -> tuple[int, _Bins]:
    """Return the cut of a set of units into groups of at least the floor with the least sum of squares."""
    if mask not in known:
        known[mask] = min(
            (people[part] ** 2 + rest[0], (_places(part), *rest[1]))
            for part in _parts(mask)
            if people[part] >= floor and (part == mask or people[mask ^ part] >= floor)
            for rest in (_cut(mask ^ part, people, floor, known),)
        )
    return known[mask]


def _parts(mask: int) -> Iterator[int]:
    """Yield the subsets of a set that hold its first unit."""
    first = mask & -mask
    others = part = mask ^ first
    while True:
        yield first | part
        if not part:
            return
        part = (part - 1) & others


def _places(mask: int) -> tuple[int, ...]:
    return tuple(at for at in range(mask.bit_length()) if mask >> at & 1)
