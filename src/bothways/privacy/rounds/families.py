"""One month of a family of teams: who is split off, starts, changes, is renewed or shares from now on."""

from __future__ import annotations

import numpy as np

from bothways.privacy.rounds.book import Book
from bothways.privacy.rounds.sharing import share_panels
from bothways.privacy.rounds.sight import IntArray


def decide_family(book: Book, teams: tuple[str, ...], settled: frozenset[str]) -> None:
    """Decide one month for the teams below one unit, in the order of the tree."""
    for number in _undecided(book, teams):
        _split(book, number)
    for number in _undecided(book, teams):
        if _is_weak(book, number) and book.panels[number] is not None and not _change(book, number):
            _merge(book, number, teams)
    _start(book, teams, settled)
    for number in _undecided(book, teams):
        if not _change(book, number):
            book.renew(number)


def _undecided(book: Book, teams: tuple[str, ...]) -> list[int]:
    """Panels of these teams that took nothing in this month, in the order of the tree."""
    return [number for number in book.numbers(teams) if book.panel(number).renewed < book.sight.month]


def _is_weak(book: Book, number: int) -> bool:
    """Whether too few are left for k new answers, or nothing came in for longer than patience lasts."""
    return book.panels[number] is not None and (book.here(number) < book.k or _is_silent(book, number))


def _is_silent(book: Book, number: int) -> bool:
    return book.sight.month - book.panel(number).renewed >= book.patience


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
    """Let a weak panel share with a sibling that is weak or shares already; after a silence, with the smallest.

    A panel that has been silent and finds no sibling is dropped, and its people wait.
    """
    silent = _is_silent(book, number)
    others = [
        other
        for other in _undecided(book, teams)
        if other != number and (silent or _is_weak(book, other) or len(book.panel(other).units) > 1)
    ]
    for partner in sorted(others, key=lambda other: (len(book.panel(other).columns), other)):
        units = tuple(sorted(book.panel(number).units + book.panel(partner).units, key=teams.index))
        panel = _people(book, number, partner)
        today = book.ready(units, own=(number, partner))
        choices = [today, panel] if _difference(today, panel) >= book.k else [panel]
        if any(book.set(units, choice, instead=(number, partner)) for choice in choices):
            return
    if silent and not others:
        book.drop(number)


def _split(book: Book, number: int) -> None:
    """Give teams that share a panel their own again, once each has enough people for it."""
    units = book.panel(number).units
    parts = [book.ready((unit,), own=(number,)) for unit in units]
    if len(units) < 2 or min(part.size for part in parts) < book.k:
        return
    differ = _difference(np.sort(np.concatenate(parts)), _people(book, number))
    if 0 < differ < book.k:
        return
    if all(book.admits((unit,), part) for unit, part in zip(units, parts, strict=True)):
        book.drop(number)
        for unit, part in zip(units, parts, strict=True):
            book.set((unit,), part)


def _start(book: Book, teams: tuple[str, ...], settled: frozenset[str]) -> None:
    """First panels for teams without one; those too few for one share among themselves, later with a sibling."""
    taken = {unit for number in book.numbers(teams) for unit in book.panel(number).units}
    free = [unit for unit in teams if unit not in taken and unit in settled]
    sizes = [int(book.ready((unit,)).size) for unit in free]
    groups = share_panels(sizes, k=book.k)
    for group in groups:
        units = tuple(free[at] for at in group)
        book.set(units, book.ready(units))
    shared = {at for group in groups for at in group}
    left = tuple(unit for at, unit in enumerate(free) if sizes[at] and at not in shared)
    if left:
        _host(book, teams, left)


def _host(book: Book, teams: tuple[str, ...], left: tuple[str, ...]) -> None:
    """Let teams too small even together share with a weak or sharing sibling, after a silence with the smallest."""
    silent = all(book.sight.month - book.opened[unit] >= book.patience for unit in left)
    hosts = [
        number
        for number in _undecided(book, teams)
        if silent or _is_weak(book, number) or len(book.panel(number).units) > 1
    ]
    for host in sorted(hosts, key=lambda number: (len(book.panel(number).columns), number)):
        units = tuple(sorted(book.panel(host).units + left, key=teams.index))
        today = book.ready(units, own=(host,))
        if _difference(today, _people(book, host)) >= book.k and book.set(units, today, instead=(host,)):
            return
