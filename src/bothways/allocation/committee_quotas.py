"""Whether quotas can be met by a pool at all; which of them clash, and the nearest that can be met."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bothways.allocation.committee_pool import (
    CommitteePool,
    Quota,
    check_quotas_read,
    check_seats,
)
from bothways.errors import InputError

if TYPE_CHECKING:  # loaded when the first committee is drawn
    import numpy as np
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Demand:
    """One end of a quota.

    Attributes
    ----------
    attribute, value : str
    end : str
        "low": at least so many; "high": at most.
    count : int
    """

    attribute: str
    value: str
    end: str
    count: int

    def __str__(self) -> str:
        return (
            f"{'at least' if self.end == 'low' else 'at most'} {self.count} of {self.attribute}: {self.value}"
        )


@dataclass(frozen=True)
class QuotaCheck:
    """What a pool says to quotas.

    Attributes
    ----------
    possible : bool
        Whether some panel meets all of them.
    clash : tuple of Demand
        Ends that cannot be met together in this pool; without any one of them the others can. Empty where possible.
    nearest : tuple of Quota
        All quotas, with the ends moved as little in sum as makes them possible; the quotas themselves where possible.
    seats : int
        As many as asked for; fewer where the pool has fewer people.
    """

    possible: bool
    clash: tuple[Demand, ...]
    nearest: tuple[Quota, ...]
    seats: int


@dataclass(frozen=True)
class PanelRules:
    """What a panel must keep to, as whole numbers of people by profile.

    Attributes
    ----------
    seats : int
    least, room : array of int, shape (profiles,)
        How many of each are in it for sure, and how many there are.
    groups : array of int, shape (quotas, profiles)
        1 where a profile belongs to a quota's group.
    low, high : array of int, shape (quotas,)
    """

    seats: int
    least: Ints
    room: Ints
    groups: Ints
    low: Ints
    high: Ints

    def best(self, worth: Floats) -> Ints | None:
        """Return the panel of most worth, as counts by profile; ``None`` where no panel meets the rules."""
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp

        rows = np.vstack([np.ones(len(self.room)), self.groups])
        low, high = np.append(self.seats, self.low), np.append(self.seats, self.high)
        found = milp(
            -worth, integrality=np.ones(len(self.room), dtype=np.int64), bounds=Bounds(self.least, self.room),
            constraints=LinearConstraint(rows, low, high), options={"mip_rel_gap": 0.0},
        )  # fmt: skip
        return np.rint(found.x).astype(np.int64) if found.x is not None else None


def rules_of(
    pool: CommitteePool, seats: int, quotas: Sequence[Quota], kept: Collection[str] = ()
) -> PanelRules:
    """Return what a panel must keep to; whoever is kept is in it for sure.

    Raises
    ------
    InputError
        Where quotas cannot be read, or somebody is to be kept who is not in the pool.
    """
    import numpy as np

    check_seats(seats)
    check_quotas_read(pool, quotas)
    unknown = set(kept) - {person for one in pool.profiles for person in one.people}
    if unknown:
        raise InputError(
            f"{len(unknown)} of those who stay are not in the pool.",
            remedy="Put everybody who stays into the pool.",
        )
    places = {name: at for at, name in enumerate(pool.attributes)}
    member = [
        [int(profile.values[places[quota.attribute]] == quota.value) for profile in pool.profiles]
        for quota in quotas
    ]
    return PanelRules(
        seats,
        np.array([len(set(one.people) & set(kept)) for one in pool.profiles], dtype=np.int64),
        np.array([len(one.people) for one in pool.profiles], dtype=np.int64),
        np.array(member, dtype=np.int64).reshape(len(quotas), len(pool.profiles)),
        np.array([one.low for one in quotas], dtype=np.int64),
        np.array([one.high for one in quotas], dtype=np.int64),
    )


def check_quotas(
    pool: CommitteePool, seats: int, quotas: Sequence[Quota], *, kept: Collection[str] = ()
) -> QuotaCheck:
    """Say whether some panel meets all quotas; if not, which clash, and the nearest that can be met.

    Parameters
    ----------
    pool : CommitteePool
    seats : int
    quotas : sequence of Quota
        At most one a group.
    kept : collection of str, optional
        Who is on the panel for sure.

    Returns
    -------
    QuotaCheck

    Raises
    ------
    InputError
        Where nobody is in the pool, or quotas cannot be read.

    Notes
    -----
    The clash is found by leaving out one end after the other and keeping it out where the rest is still impossible (a
    deletion filter; J. Chinneck, E. Dravnieks 1991, ORSA Journal on Computing 3, 157-168). The nearest quotas are the
    solution of a whole-number programme: the least sum of steps by which ends are moved.

    Examples
    --------
    >>> import pandas as pd
    >>> from bothways.allocation.committee_pool import read_pool
    >>> people = pd.DataFrame({"person": ["ana", "ben", "cem"], "site": ["North", "South", "South"]})
    >>> found = check_quotas(read_pool(people, ["site"]), 2, [Quota("site", "North", 2, 2)])
    >>> [str(one) for one in found.clash], found.nearest
    (['at least 2 of site: North'], (Quota(attribute='site', value='North', low=1, high=2),))
    """
    import numpy as np

    if not pool.size:
        raise InputError("Nobody is willing.", remedy="Ask again, and say what the committee is for.")
    there = min(seats, pool.size)
    rules = rules_of(pool, max(there, len(set(kept))), quotas, kept)
    if rules.best(np.zeros(len(rules.room))) is not None:
        return QuotaCheck(there == seats, (), tuple(quotas), there)
    clash = _clash(rules)
    told = [
        Demand(quotas[at].attribute, quotas[at].value, end, getattr(quotas[at], end)) for at, end in clash
    ]
    return QuotaCheck(False, tuple(told), _nearest(rules, quotas), there)


def _clash(rules: PanelRules) -> list[tuple[int, str]]:
    """Return ends of quotas that cannot be met together, none of them to spare."""
    import numpy as np

    free = {"low": np.zeros_like(rules.low), "high": np.full_like(rules.high, rules.seats)}
    kept: list[tuple[int, str]] = []
    nothing = np.zeros(len(rules.room))
    for at in range(len(rules.low)):
        for end in ("low", "high"):
            moved = getattr(rules, end).copy()
            moved[at] = free[end][at]
            without = replace(rules, **{end: moved})
            if without.best(nothing) is None:
                rules = without
            else:
                kept.append((at, end))
    return kept


def _nearest(rules: PanelRules, quotas: Sequence[Quota]) -> tuple[Quota, ...]:
    """Return the quotas with ends moved by the least sum; of ties the one that moves no end far."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    profiles, count = len(rules.room), len(quotas)
    nothing, steps = np.zeros((count, count)), np.eye(count)
    farthest = np.ones((count, 1))
    rows = np.vstack([
        np.hstack([np.ones((1, profiles)), np.zeros((1, 2 * count + 1))]),
        np.hstack([rules.groups, steps, nothing, 0 * farthest]),
        np.hstack([rules.groups, nothing, -steps, 0 * farthest]),
        np.hstack([np.zeros((count, profiles)), steps, nothing, -farthest]),
        np.hstack([np.zeros((count, profiles)), nothing, steps, -farthest]),
    ])  # fmt: skip
    without = np.full(count, np.inf)
    low = np.concatenate([[rules.seats], rules.low, -without, -without, -without])
    high = np.concatenate([[rules.seats], without, rules.high, 0 * rules.low, 0 * rules.low])
    tie = 1 / (2 + rules.seats + int(rules.low.max(initial=0)))
    cost = np.concatenate([np.zeros(profiles), np.ones(2 * count), [tie]])
    least = np.concatenate([rules.least, np.zeros(2 * count + 1)])
    most = np.concatenate([rules.room, rules.low, np.full(count, rules.seats), [np.inf]])
    found = milp(
        cost, integrality=np.ones(len(cost), dtype=np.int64), bounds=Bounds(least, most),
        constraints=LinearConstraint(rows, low, high), options={"mip_rel_gap": 0.0},
    )  # fmt: skip
    if found.x is None:
        raise InputError("Those who stay are more than the seats.", remedy="Give more seats.")
    moved = np.rint(found.x[profiles : profiles + 2 * count]).astype(int)
    return tuple(
        replace(one, low=one.low - int(moved[at]), high=one.high + int(moved[count + at]))
        for at, one in enumerate(quotas)
    )
