"""Counts with their nouns, for what is told about a file."""

from __future__ import annotations


def amount(count: int, noun: str, plural: str | None = None) -> str:
    """Return a count with its noun.

    >>> amount(1, "row"), amount(1204, "row"), amount(2, "person", "people")
    ('1 row', '1,204 rows', '2 people')
    """
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"
