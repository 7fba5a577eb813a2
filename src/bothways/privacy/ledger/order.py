"""Which round comes after which, and how many months lie between them."""

from __future__ import annotations

import re

from bothways.errors import PeriodError

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_PART = re.compile(r"(\d{4})-([QH])([1-4])")
_YEAR = re.compile(r"\d{4}")
_NUMBERED = re.compile(r"(.*?)(\d+)(\D*)")
_LENGTH = {"Q": 3, "H": 6}


def months_between(before: str, after: str) -> int:
    """Return the months from one round to a later one.

    Parameters
    ----------
    before, after : str
        Names of rounds.

    Returns
    -------
    int
        Counted where both are months (2024-03), quarters (2024-Q1), half-years (2024-H1) or years; else 1 for
        one round.

    Raises
    ------
    PeriodError
        Where the names say that the later one comes first.

    Examples
    --------
    >>> months_between("2024-11", "2025-02"), months_between("2024-Q1", "2024-Q2"), months_between("r9", "r10")
    (3, 3, 1)
    """
    one, two = _month(before), _month(after)
    if one is not None and two is not None:
        months, step = two - one, two - one
    else:
        first, second = _NUMBERED.fullmatch(before), _NUMBERED.fullmatch(after)
        alike = first and second and first.group(1, 3) == second.group(1, 3)
        months = int(second[2]) - int(first[2]) if first and second and alike else 1
        step = 1
    if months < 1:
        raise PeriodError(
            f"The round {after!r} comes before {before!r}, of which numbers are released already.",
            remedy="Release rounds in the order of time; an earlier one cannot be put in between.",
        )
    return step


def _month(name: str) -> int | None:
    """Return the month in which a round begins, counted on; None where its name does not tell."""
    if found := _MONTH.fullmatch(name):
        return 12 * int(found[1]) + int(found[2]) - 1 if 1 <= int(found[2]) <= 12 else None
    if found := _PART.fullmatch(name):
        return 12 * int(found[1]) + _LENGTH[found[2]] * (int(found[3]) - 1)
    return 12 * int(name) if _YEAR.fullmatch(name) else None
