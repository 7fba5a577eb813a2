"""Numbers of people, in bands."""

from __future__ import annotations

from bothways.errors import InputError

#: Fewest people that any number may be about.
SMALLEST = 5
_STARTS = (5, 10, 20, 50, 100)


def band(n: int) -> str:
    """Return the band of a number of people.

    Parameters
    ----------
    n : int
        People, 5 or more.

    Returns
    -------
    {"5-9", "10-19", "20-49", "50-99", "100+"}

    Raises
    ------
    InputError
        Below 5: such a number is not shown in any form.

    Examples
    --------
    >>> [band(n) for n in (5, 19, 100)]
    ['5-9', '10-19', '100+']
    """
    if n < SMALLEST:
        raise InputError("There is no band for so few people.", remedy="Withhold the number.")
    start = max(start for start in _STARTS if start <= n)
    past = next((other for other in _STARTS if other > start), None)
    return f"{start}+" if past is None else f"{start}-{past - 1}"


def band_low(name: str) -> int:
    """Return the fewest people of a band.

    Raises
    ------
    InputError
        For a text that is no band.

    Examples
    --------
    >>> band_low("20-49")
    20
    """
    for start in _STARTS:
        if band(start) == name:
            return start
    raise InputError(f"{name[:20]!r} is no band.", remedy=f"Bands are {', '.join(map(band, _STARTS))}.")
