"""One month of those who wait: counted in the units above them, in batches, and in no team's number."""

from __future__ import annotations

import numpy as np

from bothways.privacy.rounds.book import Book
from bothways.privacy.rounds.sight import BoolArray, IntArray
from bothways.privacy.rounds.state import NEVER


def decide_pools(book: Book, settled: frozenset[str]) -> None:
    """Decide the pools from the lowest units up; who finds no pool waits one level higher."""
    sight = book.sight
    ready = np.isin(sight.now, [sight.index[unit] for unit in settled]) & sight.fresh & ~book.bound
    free = np.nonzero(ready)[0].astype(np.int64)
    inner = sorted(sight.children, key=lambda unit: -int(sight.first[sight.index[unit]]))
    seats = sight.first[sight.now[free]]
    order = np.argsort(seats, kind="stable")
    free, seats = free[order], seats[order]
    for unit in inner:
        at = sight.index[unit]
        low, high = np.searchsorted(seats, [sight.first[at], sight.last[at]])
        _decide_pool(book, unit, np.sort(free[low:high]))


def _decide_pool(book: Book, unit: str, below: IntArray) -> None:
    number = book.number_of.get((unit, True))
    below = below[book.sight.counts_in((unit,), below)]
    if number is None:
        book.set((unit,), below[_waits(book, unit, below)], pool=True)
        return
    pool = np.array(book.panel(number).columns, np.int64)
    kept = pool[book.holder[pool] == number]
    today = below[_waits(book, unit, below) | (book.holder[below] == number)]
    differ = int(np.setxor1d(today, pool, assume_unique=True).size)
    if differ >= book.k and book.set((unit,), today, pool=True, instead=(number,)):
        return
    if kept.size < pool.size:
        if not book.set((unit,), kept, pool=True, instead=(number,)):
            book.drop(number)
    elif book.here(number) < book.k:
        book.drop(number)
    else:
        book.renew(number)


def _waits(book: Book, unit: str, columns: IntArray) -> BoolArray:
    """Who of the columns stands behind no number, or only in a pool further up."""
    holders = book.holder[columns]
    above = [
        number
        for number in set(holders.tolist()) - {NEVER}
        if book.panel(number).pool and book.sight.lies_below(unit, book.panel(number).units[0])
    ]
    waiting: BoolArray = (holders == NEVER) | np.isin(holders, above)
    return waiting
