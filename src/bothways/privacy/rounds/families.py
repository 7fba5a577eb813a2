"""One month of a family of teams: who is split off, starts, changes, is renewed or shares from now on."""

from __future__ import annotations

import numpy as np

from bothways.privacy.rounds.book import Book
from bothways.privacy.rounds.sharing import share_panels
from bothways.privacy.rounds.sight import IntArray


def decide_family(book: Book, teams: tuple[str, ...], settled: frozenset[str]) -> None:
    """Decide one month for the teams below one unit, in the order of the tree."""
    for number in _standing(book, teams):
        _split(book, number)
    before = _standing(book, teams)
    stuck = [number for number in before if book.here(number) < book.k]
    for number in stuck:
        if book.panels[number] is not None and not _change(book, number):
            _merge(book, number, teams)
    _start(book, teams, settled)
    for number in before:
        if book.panels[number] is not None and number not in stuck and not _change(book, number):
            book.renew(number)


def _standing(book: Book, teams: tuple[str, ...]) -> list[int]:
    """Panels of these teams that were not decided this month, in the order of the tree."""
    return [number for number in book.numbers(teams) if book.panel(number).renewed < book.sight.month]


def _difference(columns: IntArray, panel: IntArray) -> int:
    return int(np.setxor1d(columns, panel, assume_unique=True).size)


def _people(book: Book, *numbers: int) -> IntArray:
    return np.sort(np.concatenate([np.array(book.panel(number).columns, np.int64) for number in numbers]))


def _change(book: Book, number: int) -> bool:
    """Choose today's members, or at least take in the joiners or let the leavers go, where at least k differ."""
    units, panel = book.panel(number).units, _people(book, number)
    today = book.ready(units, own=(number,))
    choices = [today, np.union1d(panel, today), np.intersect1d(panel, today)]
    return any(
        _difference(choice, panel) >= book.k and book.set(units, choice, instead=(number,))
        for choice in choices
    )


def _merge(book: Book, number: int, teams: tuple[str, ...]) -> None:
    """Let a panel that too few are left of share with the smallest sibling; without siblings its people wait."""
    others = [other for other in _standing(book, teams) if other != number]
    if not others:
        book.drop(number)
        return
    partner = min(others, key=lambda other: (len(book.panel(other).columns), other))
    units = tuple(sorted(book.panel(number).units + book.panel(partner).units, key=teams.index))
    panel = _people(book, number, partner)
    today = book.ready(units, own=(number, partner))
    choices = [today, panel] if _difference(today, panel) >= book.k else [panel]
    for choice in choices:
        if book.set(units, choice, instead=(number, partner)):
            return


def _split(book: Book, number: int) -> None:
    """Give teams that share a panel their own again, once each could lose one and still stand."""
    units = book.panel(number).units
    parts = [book.ready((unit,), own=(number,)) for unit in units]
    if len(units) < 2 or min(part.size for part in parts) <= book.k:
        return
    differ = _difference(np.sort(np.concatenate(parts)), _people(book, number))
    if 0 < differ < book.k:
        return
    if all(book.admits((unit,), part) for unit, part in zip(units, parts, strict=True)):
        book.drop(number)
        for unit, part in zip(units, parts, strict=True):
            book.set((unit,), part)


def _start(book: Book, teams: tuple[str, ...], settled: frozenset[str]) -> None:
    """First panels for teams without one; those too few for one share with a sibling."""
    taken = {unit for number in book.numbers(teams) for unit in book.panel(number).units}
    free = [unit for unit in teams if unit not in taken and unit in settled]
    sizes = [int(book.ready((unit,)).size) for unit in free]
    groups = share_panels(sizes, k=book.k)
    for group in groups:
        units = tuple(free[at] for at in group)
        book.set(units, book.ready(units))
    left = tuple(unit for unit, size in zip(free, sizes, strict=True) if size) if not groups else ()
    hosts = _standing(book, teams)
    if left and hosts:
        host = min(hosts, key=lambda number: (len(book.panel(number).columns), number))
        units = tuple(sorted(book.panel(host).units + left, key=teams.index))
        today = book.ready(units, own=(host,))
        if _difference(today, _people(book, host)) >= book.k:
            book.set(units, today, instead=(host,))
