"""The pool of a committee: who is willing, which groups they belong to, and which quotas the groups have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from bothways.allocation.hours import check_keys
from bothways.errors import ColumnError, InputError

if TYPE_CHECKING:
    import pandas as pd

#: The column that names each person of a pool.
PERSON = "person"


@dataclass(frozen=True, order=True)
class Quota:
    """How many seats a group has: at least ``low``, at most ``high``.

    Attributes
    ----------
    attribute : str
        Such as "site".
    value : str
        Such as "North".
    low, high : int
    """

    attribute: str
    value: str
    low: int
    high: int

    @property
    def group(self) -> str:
        """Attribute and value as one text."""
        return f"{self.attribute}: {self.value}"


@dataclass(frozen=True)
class Profile:
    """People of a pool who are alike in everything that quotas speak of.

    Attributes
    ----------
    values : tuple of str
        One for each attribute of the pool.
    people : tuple of str
        Sorted.
    """

    values: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(frozen=True)
class CommitteePool:
    """Everybody who can be drawn, by profile.

    Attributes
    ----------
    attributes : tuple of str
    profiles : tuple of Profile
        Sorted by their values, so that the order of the table does not matter.
    """

    attributes: tuple[str, ...]
    profiles: tuple[Profile, ...] = field(repr=False)

    @property
    def size(self) -> int:
        """How many people there are."""
        return sum(len(one.people) for one in self.profiles)

    def count(self, attribute: str, value: str) -> int:
        """Return how many people of a group there are."""
        at = self.attributes.index(attribute)
        return sum(len(one.people) for one in self.profiles if one.values[at] == value)

    def list_text(self) -> str:
        """Return the pool as lines "person, values", sorted: what its hash is made of."""
        rows = sorted((person, *one.values) for one in self.profiles for person in one.people)
        head = (PERSON, *self.attributes)
        return "".join("\t".join(map(_plain, row)) + "\n" for row in (head, *rows))

    def fingerprint(self) -> str:
        """Return the SHA-256 hash of the list, as 64 hexadecimal digits."""
        return sha256(self.list_text().encode()).hexdigest()


def read_pool(table: pd.DataFrame, attributes: Sequence[str]) -> CommitteePool:
    """Read a pool from a table of people.

    Parameters
    ----------
    table : DataFrame
        One row a person: ``person`` (text, once each) and a column for each attribute. Missing values are refused: say
        "not recorded" where nothing is known, so that such people can be drawn as well.
    attributes : sequence of str
        The columns that quotas may speak of.

    Returns
    -------
    CommitteePool

    Raises
    ------
    InputError
        Where a column is missing, a person is there twice, or a value is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> people = pd.DataFrame({"person": ["ana", "ben", "cem"], "site": ["North", "South", "North"]})
    >>> pool = read_pool(people, ["site"])
    >>> pool.size, pool.count("site", "North")
    (3, 2)
    """
    for column in (PERSON, *attributes):
        if column not in table.columns:
            raise ColumnError("The column is missing.", remedy="Add it to the pool.", column=column)
    people = [_text(one) for one in table[PERSON]]
    check_keys(people, "pool")
    by_values: dict[tuple[str, ...], list[str]] = {}
    for place, person in enumerate(people):
        values = tuple(_text(table[column].iloc[place]) for column in attributes)
        if "" in values:
            raise InputError(
                "A value is missing.", remedy="Write “not recorded” where nothing is known.",
                row=place + 2, column=attributes[values.index("")],
            )  # fmt: skip
        by_values.setdefault(values, []).append(person)
    profiles = [Profile(values, tuple(sorted(found))) for values, found in sorted(by_values.items())]
    return CommitteePool(tuple(attributes), tuple(profiles))


def propose_quotas(
    workforce: Mapping[str, Sequence[str]], seats: int, *, smallest: int = 5, other: str = "other"
) -> tuple[Quota, ...]:
    """Propose quotas from the shares of the whole workforce: the share of the seats, rounded down and up.

    Parameters
    ----------
    workforce : mapping of str to sequence of str
        Attribute -> its value for each person of the workforce.
    seats : int
        1 or more.
    smallest : int
        Groups of fewer people count together as ``other``.
    other : str
        What they are called together.

    Returns
    -------
    tuple of Quota
        Sorted. With exact shares, each attribute alone can always be met: the low ends sum to at most the seats,
        the high ends to at least that.

    Raises
    ------
    InputError
        Where there is no seat.

    Examples
    --------
    >>> for one in propose_quotas({"site": ["North"] * 60 + ["South"] * 40}, 8):
    ...     print(one.group, one.low, one.high)
    site: North 4 5
    site: South 3 4
    """
    check_seats(seats)
    found: list[Quota] = []
    for attribute, values in workforce.items():
        counts = Counter(merge_small(values, smallest=smallest, other=other).values_of(values))
        total = sum(counts.values())
        for value, count in counts.items():
            low = count * seats // total
            found.append(Quota(attribute, value, low, low + (count * seats % total > 0)))
    return tuple(sorted(found))


@dataclass(frozen=True)
class Merged:
    """Which values of an attribute stand alone; all others count together."""

    alone: frozenset[str]
    other: str

    def value(self, value: str) -> str:
        """Return a value as it counts."""
        return value if value in self.alone else self.other

    def values_of(self, values: Sequence[str]) -> list[str]:
        """Return many values as they count."""
        return [self.value(one) for one in values]


def merge_small(values: Sequence[str], *, smallest: int = 5, other: str = "other") -> Merged:
    """Put values of fewer people than ``smallest`` together; where those are too few still, the next smallest too.

    Examples
    --------
    >>> sorted(merge_small(["a"] * 9 + ["b"] * 5 + ["c"] * 2).alone)
    ['a']
    """
    counts = Counter(values)
    small = {value for value, count in counts.items() if count < smallest or value == other}
    while small and sum(counts[one] for one in small) < smallest and len(small) < len(counts):
        small.add(min(set(counts) - small, key=lambda one: (counts[one], one)))
    return Merged(frozenset(counts) - small, other)


def check_seats(seats: int) -> None:
    """Refuse a committee without a seat."""
    if seats < 1:
        raise InputError("A committee without a seat is none.", remedy="Give 1 seat or more.")


def check_quotas_read(pool: CommitteePool, quotas: Sequence[Quota]) -> None:
    """Refuse quotas that speak of an attribute twice or of none, or whose ends are turned round."""
    seen: set[tuple[str, str]] = set()
    for one in quotas:
        if one.attribute not in pool.attributes:
            raise InputError(
                f"A quota speaks of {one.attribute!r}, which the pool does not have.",
                remedy="Name an attribute of the pool.",
            )
        if (one.attribute, one.value) in seen:
            raise InputError(f"There are two quotas for {one.group}.", remedy="Give one for each group.")
        if not 0 <= one.low <= one.high:
            raise InputError(
                f"The quota for {one.group} is {one.low} to {one.high}.",
                remedy="Give a lower end of 0 or more, and an upper end that is not below it.",
            )
        seen.add((one.attribute, one.value))


def _text(value: object) -> str:
    text = "" if value is None or value != value else str(value)
    return " ".join(text.split())


def _plain(text: str) -> str:
    return text.replace("\t", " ").replace("\n", " ")
