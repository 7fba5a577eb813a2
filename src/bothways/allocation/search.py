"""The search for the most level proposal: a first one, moves and swaps, then all others as far as they go."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator

from bothways.allocation.case import NOBODY, Case

#: Proposals that are looked into, whole or begun, before the best so far is taken.
STEPS = 2_000
#: Pieces of work squared times sharers, up to which one may also push another on to a third sharer.
PUSHES = 40_000
#: Most pieces of work of which all proposals are looked for.
DEEPEST = 200
Change = tuple[tuple[int, int], ...]


def settle(case: Case, *, steps: int = STEPS) -> tuple[list[int], bool]:
    """Return the sharer of each task of the case, and whether no proposal is better for sure.

    Who comes last is looked at only where the proposal would otherwise fall on one of them: so a proposal that
    would have passed them by anyway is the same whether they are named or not, and tells nothing about them.
    """
    who, proved = find(case.without_last(), steps)
    if any(case.falls_on_last(task, one) for task, one in enumerate(who)):
        return find(case, steps)
    return who, proved


def find(case: Case, steps: int) -> tuple[list[int], bool]:
    """Return a proposal that no move and no swap betters, and whether none at all is better."""
    who = begin(case)
    improve(case, who)
    best, proved = prove(case, who, steps)
    if best != who and not proved:
        improve(case, best)
    return best, proved


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
        case, price, more = self.case, 0, dict[int, int]()
        for task, one in change:
            price += case.price[task][one] - case.price[task][self.who[task]]
            for sharer, seconds in ((self.who[task], -case.effort[task]), (one, case.effort[task])):
                if sharer != NOBODY:
                    more[sharer] = more.get(sharer, 0) + seconds
        if price > 0 or any(seconds > self.room[one] for one, seconds in more.items()):
            return False
        after = {one: self.loads[one] + seconds * case.weight[one] for one, seconds in more.items()}
        if price == 0 and not self._is_more_level(change, after):
            return False
        for one, seconds in more.items():
            self.loads[one] = after[one]
            self.room[one] -= seconds
        for task, one in change:
            self.who[task] = one
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


def prove(case: Case, who: list[int], steps: int) -> tuple[list[int], bool]:
    """Look for a better proposal among all, for so many steps; say whether all were ruled out."""
    if len(who) > DEEPEST:
        return who, False
    search = _Search(case, who, steps)
    search.go(0, 0)
    return search.best, search.steps >= 0


class _Search:
    """Depth first, leaving out what cannot become better than the best so far."""

    def __init__(self, case: Case, who: list[int], steps: int) -> None:
        self.case, self.best, self.steps = case, list(who), steps
        start = Proposal(case, list(who))
        self.best_price = sum(case.price[task][one] for task, one in enumerate(who))
        self.best_loads = sorted(-load for load in start.loads)
        self.loads, self.room = list(case.load), list(case.room)
        self.sorted = sorted(-load for load in case.load)  # negative, so that the largest comes first
        self.who = [NOBODY] * len(who)
        self.rest = [0]
        for prices in reversed(case.price):
            self.rest.insert(0, self.rest[0] + min(prices.values()))

    def go(self, task: int, price: int) -> None:
        """Settle this task and those after it in every way that may be better."""
        if self.steps < 0:
            return
        self.steps -= 1
        if task == len(self.who):
            self._keep(price)
            return
        for one in self._able(task):
            if self.steps < 0 or not self._may_be_better(task, one, price):
                continue
            self._put(task, one, 1)
            if self._still_level(price + self.case.price[task][one], task + 1):
                self.go(task + 1, price + self.case.price[task][one])
            self._put(task, one, -1)

    def _able(self, task: int) -> list[int]:
        effort, prices = self.case.effort[task], self.case.price[task]
        able = [one for one in prices if one == NOBODY or effort <= self.room[one]]
        return sorted(able, key=lambda one: (prices[one], self._with(task, one), self.case.lots[task][one]))

    def _with(self, task: int, one: int) -> int:
        return 0 if one == NOBODY else self.loads[one] + self.case.effort[task] * self.case.weight[one]

    def _may_be_better(self, task: int, one: int, price: int) -> bool:
        return price + self.case.price[task][one] + self.rest[task + 1] <= self.best_price

    def _still_level(self, price: int, task: int) -> bool:
        """Loads only grow: a proposal begun that is less level than the best stays so."""
        if price + self.rest[task] < self.best_price:
            return True
        if self.sorted < self.best_loads:  # of negative loads: the largest is larger
            return False
        most = -self.best_loads[0] if self.best_loads else 0
        return all(self._fits(other, most) for other in range(task, len(self.who)))

    def _fits(self, task: int, most: int) -> bool:
        prices, effort = self.case.price[task], self.case.effort[task]
        least = min(prices.values())
        return any(
            prices[one] == least
            and (one == NOBODY or (effort <= self.room[one] and self._with(task, one) <= most))
            for one in prices
        )

    def _put(self, task: int, one: int, sign: int) -> None:
        self.who[task] = one if sign > 0 else NOBODY
        if one == NOBODY:
            return
        self.sorted.remove(-self.loads[one])
        self.loads[one] += sign * self.case.effort[task] * self.case.weight[one]
        self.room[one] -= sign * self.case.effort[task]
        insort(self.sorted, -self.loads[one])

    def _keep(self, price: int) -> None:
        if (price, self.best_loads) == (self.best_price, self.sorted):
            lots, best = (
                [self.case.lots[task][one] for task, one in enumerate(who)] for who in (self.who, self.best)
            )
            better = lots < best
        else:
            better = price < self.best_price or (price == self.best_price and self.sorted > self.best_loads)
        if better:
            self.best, self.best_price, self.best_loads = list(self.who), price, list(self.sorted)
