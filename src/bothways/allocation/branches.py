"""All proposals, leaving out whole branches that cannot hold a better one."""

from __future__ import annotations

from bisect import insort

from bothways.allocation.case import NOBODY, Case
from bothways.allocation.moves import Proposal

#: Most pieces of work of which all proposals are looked for.
DEEPEST = 200


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
        if task == len(self.who):
            self._keep(price)
            return
        for one in self._able(task):
            self.steps -= 1
            if self.steps < 0:
                return
            if not self._may_be_better(task, one, price):
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

    def _most(self) -> int:
        return -self.best_loads[0] if self.best_loads else 0

    def _may_be_better(self, task: int, one: int, price: int) -> bool:
        least = price + self.case.price[task][one] + self.rest[task + 1]
        return least < self.best_price or (least == self.best_price and self._with(task, one) <= self._most())

    def _still_level(self, price: int, task: int) -> bool:
        """Loads only grow: a proposal begun that is less level than the best stays so."""
        if price + self.rest[task] < self.best_price:
            return True
        if self.sorted < self.best_loads:  # of negative loads: the largest is larger
            return False
        most = self._most()
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
