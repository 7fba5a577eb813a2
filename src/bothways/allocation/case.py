"""One case of sharing out in whole numbers, put in an order that does not depend on how it was given."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bothways.allocation.hours import check_keys, lot, to_seconds
from bothways.allocation.work import Sharer, Task
from bothways.errors import InputError

#: The sharer of a task that nobody is offered.
NOBODY = -1


@dataclass(frozen=True)
class Case:
    """What there is to decide; tasks by descending effort, sharers by lot.

    Attributes
    ----------
    tasks, sharers : tuple of int
        Places in what was given.
    effort : tuple of int
        Seconds of each task.
    room : tuple of int
        Seconds of this month that each sharer has left.
    load : tuple of int
        Relative load of each sharer so far, times a number that makes all loads whole.
    weight : tuple of int
        What one second adds to the relative load of each sharer.
    price : tuple of dict of int to int
        For each task, who may do it, by sharer, and what is looked at before the loads: seconds that fall on
        volunteers, seconds that find somebody, seconds that fall on who comes last, in one number. The sum of
        prices compares as these three sums do, one after the other.
    lots : tuple of dict of int to int
        For each task, the lot of each who may do it; of nobody, above all others.
    """

    tasks: tuple[int, ...]
    sharers: tuple[int, ...]
    effort: tuple[int, ...]
    room: tuple[int, ...]
    load: tuple[int, ...]
    weight: tuple[int, ...]
    price: tuple[dict[int, int], ...]
    lots: tuple[dict[int, int], ...]
    #: More than the seconds of all tasks together: what one part of a price weighs more than the next.
    above: int

    def falls_on_last(self, task: int, sharer: int) -> bool:
        """Return whether this choice gives a task to somebody who comes last."""
        return self.price[task][sharer] % self.above > 0

    def without_last(self) -> Case:
        """Return the case as it is if nobody comes last."""
        price = ({one: each - each % self.above for one, each in prices.items()} for prices in self.price)
        return replace(self, price=tuple(price))


def may_do(task: Task, sharer: Sharer) -> bool:
    """Return whether somebody comes into question at all, room aside."""
    return task.skills <= sharer.skills and sharer.key not in task.never


def build_case(tasks: Sequence[Task], sharers: Sequence[Sharer], seed: int) -> Case:
    """Check what was given, and put it into whole numbers."""
    check_keys([one.key for one in tasks], "tasks")
    check_keys([one.key for one in sharers], "sharers")
    for named in (*(task.skills for task in tasks), *(one.skills for one in sharers)):
        check_is_set(named, "Skills")
    for task in tasks:
        for named in (task.last, task.volunteers, task.never):
            check_is_set(named, "The sharers that a task names")
    efforts = [to_seconds(task.effort, "The effort of a task", above_zero=True) for task in tasks]
    order = sorted(range(len(tasks)), key=lambda at: (-efforts[at], lot(seed, tasks[at].key), tasks[at].key))
    people = [at for at, one in enumerate(sharers) if to_seconds(one.capacity, "A capacity")]
    people.sort(key=lambda at: (lot(seed, sharers[at].key), sharers[at].key))
    capacity = [to_seconds(sharers[at].capacity, "A capacity") for at in people]
    carried = [to_seconds(one.carried, "What somebody carried") for one in sharers]
    taken = [to_seconds(one.taken, "What somebody has taken") for one in sharers]
    room = [max(0, offered - taken[at]) for offered, at in zip(capacity, people, strict=True)]
    whole = math.lcm(*capacity)
    weight = [whole // offered for offered in capacity]
    above = sum(efforts) + 1
    price = [_price(tasks[at], efforts[at], above, sharers, people, room) for at in order]
    return Case(
        tasks=tuple(order),
        sharers=tuple(people),
        effort=tuple(efforts[at] for at in order),
        room=tuple(room),
        load=tuple(carried[at] * each for at, each in zip(people, weight, strict=True)),
        weight=tuple(weight),
        price=tuple(price),
        lots=tuple(
            _lots(tasks[at], able, sharers, people, seed) for at, able in zip(order, price, strict=True)
        ),
        above=above,
    )


def check_is_set(value: object, what: str) -> None:
    """Refuse a bare text where a set of texts is meant: it would be read letter by letter."""
    if not isinstance(value, (frozenset, set)):
        raise InputError(f"{what} are no set.", remedy="Give a frozenset of texts.")


def _price(
    task: Task, effort: int, above: int, sharers: Sequence[Sharer], people: Sequence[int], room: Sequence[int]
) -> dict[int, int]:
    """Return who may do a task, and what each choice weighs before loads are looked at."""
    found = {NOBODY: 0}
    for place, at in enumerate(people):
        if effort <= room[place] and may_do(task, sharers[at]):
            key = sharers[at].key
            found[place] = -effort * above
            if key in task.volunteers:
                found[place] -= effort * above**2
            elif key in task.last:
                found[place] += effort
    return found


def _lots(
    task: Task, able: dict[int, int], sharers: Sequence[Sharer], people: Sequence[int], seed: int
) -> dict[int, int]:
    drawn = {place: lot(seed, task.key, sharers[people[place]].key) for place in able if place != NOBODY}
    return drawn | {NOBODY: 1 << 64}
