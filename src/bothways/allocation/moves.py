"""A first proposal, and moves and swaps that make it more level."""

from __future__ import annotations

from collections.abc import Iterator

from bothways.allocation.case import NOBODY, Case

#: Pieces of work squared times sharers, up to which one may also push another on to a third sharer.
PUSHES = 10_000
Change = tuple[tuple[int, int], ...]


def begin(case: Case) -> list[int]:
    """Give each task in turn to the one who is best off with it; those for volunteers first."""
    who = [NOBODY] * len(case.effort)
    loads, room = list(case.load), list(case.room)
    best = [min(prices.values()) for prices in case.price]
    for task in sorted(range(len(who)), key=lambda task: best[task] // case.effort[task]):
        effort = case.effort[task]
        able = [one for one in case.price[task] if one == NOBODY or effort <= room[one]]
        chosen = min(
            able,
            key=lambda one: (
                case.price[task][one],
                0 if one == NOBODY else loads[one] + effort * case.weight[one],
                case.lots[task][one],
            ),
        )
        who[task] = chosen
        if chosen != NOBODY:
            loads[chosen] += effort * case.weight[chosen]
            room[chosen] -= effort
    return who


class Proposal:
    """A proposal that is being improved, with the loads and the room that it leaves."""

    def __init__(self, case: Case, who: list[int]) -> None:
        self.case, self.who = case, who
        self.loads, self.room = list(case.load), list(case.room)
        for task, one in enumerate(who):
            if one != NOBODY:
                self.loads[one] += case.effort[task] * case.weight[one]
                self.room[one] -= case.effort[task]

    def try_out(self, change: Change) -> bool:
        """Make a change if it is possible and better; say whether it was made."""
        case, who = self.case, self.who
        price = sum(case.price[task][one] - case.price[task][who[task]] for task, one in change)
        if price > 0:
            return False
        more: dict[int, int] = {}
        for task, one in change:
            for sharer, seconds in ((who[task], -case.effort[task]), (one, case.effort[task])):
                if sharer != NOBODY:
                    more[sharer] = more.get(sharer, 0) + seconds
        if any(seconds > self.room[one] for one, seconds in more.items()):
            return False
        after = {one: self.loads[one] + seconds * case.weight[one] for one, seconds in more.items()}
        if price == 0 and not self._is_more_level(change, after):
            return False
        for one, seconds in more.items():
            self.loads[one] = after[one]
            self.room[one] -= seconds
        for task, one in change:
            who[task] = one
        return True

    def _is_more_level(self, change: Change, after: dict[int, int]) -> bool:
        """Compare the loads that change, the largest first; the others are the same on both sides."""
        old = sorted((self.loads[one] for one in after), reverse=True)
        new = sorted(after.values(), reverse=True)
        if new != old:
            return new < old
        lots = [
            (self.case.lots[task][one], self.case.lots[task][self.who[task]]) for task, one in sorted(change)
        ]
        return [one for one, _ in lots] < [one for _, one in lots]


def improve(case: Case, who: list[int]) -> None:
    """Move single tasks, swap two, or let one push another on, until none of it is better."""
    proposal = Proposal(case, who)
    while sum(proposal.try_out(change) for change in _changes(case, who)):
        pass


def _changes(case: Case, who: list[int]) -> Iterator[Change]:
    tasks = range(len(who))
    for task in tasks:
        yield from (((task, one),) for one in case.price[task] if one != who[task])
    for task in tasks:
        for other in range(task):
            to, back = who[other], who[task]
            if to != back and to in case.price[task] and back in case.price[other]:
                yield ((task, to), (other, back))
    if len(who) ** 2 * len(case.room) > PUSHES:
        return
    for task in tasks:
        for other in tasks:
            to = who[other]
            if to not in (NOBODY, who[task]) and to in case.price[task]:
                yield from (
                    ((task, to), (other, one)) for one in case.price[other] if one not in (to, who[task])
                )
