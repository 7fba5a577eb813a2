"""Favourable shares and NPS, from clipped atoms of the unit tree."""

from __future__ import annotations

from collections.abc import Sequence

from bothways.errors import InputError
from bothways.privacy.values.bands import SMALLEST, band, band_low
from bothways.privacy.values.coding import Coded


def clip_count(count: int, n: int) -> int:
    """Return a count of people in an atom as it counts: at least one did, at least one did not.

    Parameters
    ----------
    count : int
        Favourable answers, 0 to n.
    n : int
        Respondents of the atom, 5 or more.

    Returns
    -------
    int
        1 to n - 1.

    Raises
    ------
    InputError
        Where the count or the number of respondents cannot be.

    Examples
    --------
    >>> [clip_count(count, 6) for count in (0, 3, 6)]
    [1, 3, 5]
    """
    _check(count, n, least=0)
    return min(max(int(count), 1), n - 1)


def clip_nps(net: int, n: int) -> int:
    """Return promoters less detractors of an atom as they count.

    Parameters
    ----------
    net : int
        -n to n.
    n : int
        Respondents of the atom, 5 or more.

    Returns
    -------
    int
        -n + 2 to n - 2.

    Raises
    ------
    InputError
        Where the numbers cannot be.

    Examples
    --------
    >>> [clip_nps(net, 6) for net in (-6, 0, 5)]
    [-4, 0, 4]
    """
    _check(net, n, least=-n)
    return min(max(int(net), 2 - n), n - 2)


def share(counts: Sequence[int], sizes: Sequence[int]) -> Coded:
    """Return the favourable share of a unit from its atoms.

    Parameters
    ----------
    counts : sequence of int
        Favourable answers in each of the unit's atoms, as counted; they are clipped here.
    sizes : sequence of int, same length
        Respondents of each atom, 5 or more.

    Returns
    -------
    Coded
        In percent, in steps of 100 / b with b the low end of the band of all respondents, without 0 and 100.

    Raises
    ------
    InputError
        Where there is no atom, or the numbers cannot be.

    Examples
    --------
    >>> share([6, 3], [6, 6]).text
    '70'
    """
    clipped = sum(clip_count(c, n) for c, n in _pairs(counts, sizes))
    return _percent(clipped, sum(sizes), end=1)


def nps(nets: Sequence[int], sizes: Sequence[int]) -> Coded:
    """Return the net promoter score of a unit from its atoms.

    Parameters
    ----------
    nets : sequence of int
        Promoters less detractors of each atom, as counted; they are clipped here.
    sizes : sequence of int, same length
        Respondents of each atom, 5 or more.

    Returns
    -------
    Coded
        In points, in steps of 100 / b, without the two ends of each side.

    Raises
    ------
    InputError
        As :func:`share`.

    Examples
    --------
    >>> nps([6, -1], [6, 6]).text
    '30'
    """
    clipped = sum(clip_nps(net, n) for net, n in _pairs(nets, sizes))
    return _percent(clipped, sum(sizes), end=2)


def share_of(count: int, people: int) -> Coded:
    """Return a count, moved already so that nobody is settled, as a share of a group.

    Parameters
    ----------
    count : int
    people : int
        5 or more.

    Returns
    -------
    Coded
        As :func:`share`.

    Raises
    ------
    InputError
        Where the numbers cannot be.

    Examples
    --------
    >>> share_of(78, 1942).text
    '4'
    """
    _check(count, people, least=0)
    return _percent(int(count), people, end=1)


def consistent_counts(text: str, people: int, *, kind: str) -> tuple[int, int]:
    """Return the least and the largest total of clipped atoms shown as a text: for auditors.

    Parameters
    ----------
    text : str
        As shown, such as ``67``.
    people : int
        Respondents of all atoms together, 5 or more.
    kind : str
        ``share`` or ``nps``.

    Returns
    -------
    tuple of int
        The first is larger than the second where no total is shown like this.

    Examples
    --------
    >>> consistent_counts("60", 13, kind="share")
    (8, 8)
    """
    end, first = (2, -people) if kind == "nps" else (1, 0)
    shown = [total for total in range(first, people + 1) if _percent(total, people, end=end).text == text]
    return (shown[0], shown[-1]) if shown else (1, 0)


def _pairs(counts: Sequence[int], sizes: Sequence[int]) -> list[tuple[int, int]]:
    """Return counts with sizes, of which there must be some."""
    if not sizes or len(counts) != len(sizes):
        raise InputError("Counts and sizes of atoms do not match.", remedy="Give one of each an atom.")
    return list(zip(counts, sizes, strict=True))


def _percent(total: int, people: int, *, end: int) -> Coded:
    """Return a total as a percentage, to the nearest it could be among as many people as the low end of the band.

    A finer one would tell how many answered. ``end``: how far it stays from nobody and from everybody.
    """
    size = band_low(band(people))
    count = (2 * total * size + people) // (2 * people)
    least = end if end == 1 else end - size
    count = min(max(count, least), size - end)
    points = (200 * count + size) // (2 * size)
    return Coded(str(points), float(points))


def _check(count: int, n: int, *, least: int) -> None:
    """Refuse a count or a size that cannot be."""
    if n < SMALLEST:
        raise InputError(f"An atom of {n} people is not shown.", remedy="Take atoms from the roll-up.")
    if count != int(count) or not least <= count <= n:
        raise InputError("More people are counted than there are, or parts of people.", remedy="Recount.")
