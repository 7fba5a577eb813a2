"""A committee drawn by lot as a cross-section: quotas met exactly, chances as even as they leave room for."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import sha256

from bothways.allocation.committee_chances import fairest
from bothways.allocation.committee_pool import CommitteePool, Quota
from bothways.allocation.committee_quotas import check_quotas, rules_of
from bothways.errors import InputError

#: So many tickets a lottery has; a chance is a whole number of them.
TICKETS = 1_000_000


@dataclass(frozen=True)
class CommitteeLottery:
    """A lottery over panels, with numbered tickets: what is published before there is a seed.

    Attributes
    ----------
    pool : CommitteePool
    seats : int
    quotas : tuple of Quota
    kept : frozenset of str
        Who is on every panel.
    panels : tuple of tuple of int
        How many people of each profile of the pool, those kept included.
    tickets : tuple of int
        How many tickets each panel has; they sum to :data:`TICKETS`. The first panel has the first ones.
    """

    pool: CommitteePool = field(repr=False)
    seats: int
    quotas: tuple[Quota, ...]
    kept: frozenset[str]
    panels: tuple[tuple[int, ...], ...] = field(repr=False)
    tickets: tuple[int, ...] = field(repr=False)

    def chances(self) -> dict[str, float]:
        """Return the chance of each person of the pool who is not kept: of groups on pages, never one by one."""
        found: dict[str, float] = {}
        for at, profile in enumerate(self.pool.profiles):
            free = [person for person in profile.people if person not in self.kept]
            fixed = len(profile.people) - len(free)
            drawn = sum(
                count * (panel[at] - fixed) for panel, count in zip(self.panels, self.tickets, strict=True)
            )
            found |= {person: drawn / (TICKETS * len(free)) for person in free}
        return found

    def draw(self, seed: str) -> CommitteeDraw:
        """Draw the panel that a seed gives: always the same one.

        Parameters
        ----------
        seed : str
            Any text that nobody could know when the lottery was published.
        """
        ticket = _number(seed, "ticket") % TICKETS
        panel = self.panels[self._panel_of(ticket)]
        drawn = set(self.kept)
        for profile, count in zip(self.pool.profiles, panel, strict=True):
            free = [person for person in profile.people if person not in self.kept]
            free.sort(key=lambda person: (_number(seed, "person", person), person))
            drawn.update(free[: count - len(profile.people) + len(free)])
        return CommitteeDraw(self, seed, ticket, tuple(sorted(drawn)))

    def _panel_of(self, ticket: int) -> int:
        for at, count in enumerate(self.tickets):
            if ticket < count:
                return at
            ticket -= count
        raise InputError("There is no such ticket.", remedy="Give one below the number of tickets.")


@dataclass(frozen=True)
class CommitteeDraw:
    """A panel that was drawn.

    Attributes
    ----------
    lottery : CommitteeLottery
    seed : str
    ticket : int
        The number that was drawn, from 0 on.
    panel : tuple of str
        Who is on it, sorted; those kept included.
    """

    lottery: CommitteeLottery
    seed: str
    ticket: int
    panel: tuple[str, ...]

    def counts(self) -> dict[tuple[str, str], int]:
        """Return how many of the panel belong to each quota's group."""
        pool = self.lottery.pool
        places = {name: at for at, name in enumerate(pool.attributes)}
        mine = {person: one.values for one in pool.profiles for person in one.people}
        return {
            (one.attribute, one.value): sum(
                mine[person][places[one.attribute]] == one.value for person in self.panel
            )
            for one in self.lottery.quotas
        }


def make_lottery(
    pool: CommitteePool, seats: int, quotas: Sequence[Quota], *, kept: Collection[str] = ()
) -> CommitteeLottery:
    """Make the fairest lottery over all panels that meet the quotas.

    Parameters
    ----------
    pool : CommitteePool
        Everybody who is willing, and, for a replacement, who stays.
    seats : int
        Of the whole panel, 1 or more.
    quotas : sequence of Quota
        At most one a group. All are met exactly by every panel of the lottery.
    kept : collection of str, optional
        Who is on the panel already and stays, such as when one seat is to be filled again.

    Returns
    -------
    CommitteeLottery

    Raises
    ------
    InputError
        Where nobody is willing, the pool is smaller than the panel, or no panel meets the quotas;
        :func:`check_quotas` says which, and the nearest that can.

    Notes
    -----
    Chances are *leximin*: of all lotteries over panels that meet the quotas, the lowest chance is as high as can be;
    among those the second lowest, and so on (B. Flanigan, P. Gölz, A. Gupta, B. Hennig, A. Procaccia 2021, Nature 596,
    548-552). People of one profile have the same chance, so panels count profiles: it makes the programmes smaller
    and the chances of equals equal. Panels are found by column generation with the whole-number solver HiGHS.
    Weights of panels are rounded to :data:`TICKETS` tickets by largest remainders.

    Examples
    --------
    >>> import pandas as pd
    >>> from bothways.allocation.committee_pool import read_pool
    >>> people = pd.DataFrame({"person": ["ana", "ben", "cem", "dua"], "site": ["N", "S", "S", "S"]})
    >>> lottery = make_lottery(read_pool(people, ["site"]), 2, [Quota("site", "N", 1, 1)])
    >>> {person: round(chance, 3) for person, chance in lottery.chances().items()}
    {'ana': 1.0, 'ben': 0.333, 'cem': 0.333, 'dua': 0.333}
    """
    found = check_quotas(pool, seats, quotas, kept=kept)
    if found.seats < seats:
        raise InputError(
            f"{pool.size} people are in the pool, for {seats} seats.",
            remedy="Find more who are willing, or have fewer seats.",
        )
    if not found.possible:
        raise InputError(
            f"No panel meets {'; '.join(map(str, found.clash)) or 'the quotas'}.",
            remedy="Move a quota: check_quotas gives the nearest that can be met.",
        )
    fair = fairest(rules_of(pool, seats, quotas, kept))
    panels = tuple(tuple(int(count) for count in panel) for panel in fair.panels)
    tickets = _share_tickets([float(one) for one in fair.weights])
    used = [at for at, count in enumerate(tickets) if count]
    return CommitteeLottery(
        pool, seats, tuple(sorted(quotas)), frozenset(kept),
        tuple(panels[at] for at in used), tuple(tickets[at] for at in used),
    )  # fmt: skip


def draw_committee(
    pool: CommitteePool, seats: int, quotas: Sequence[Quota], *, seed: str, kept: Collection[str] = ()
) -> CommitteeDraw:
    """Draw a committee: :func:`make_lottery`, then the panel that the seed gives.

    Parameters
    ----------
    pool, seats, quotas, kept
        As for :func:`make_lottery`.
    seed : str
        To be made after the lottery was published, so that nobody could fit one to the other.

    Returns
    -------
    CommitteeDraw

    Raises
    ------
    InputError
        As :func:`make_lottery`.

    Examples
    --------
    >>> import pandas as pd
    >>> from bothways.allocation.committee_pool import read_pool
    >>> people = pd.DataFrame({"person": ["ana", "ben", "cem", "dua"], "site": ["N", "S", "S", "S"]})
    >>> drawn = draw_committee(read_pool(people, ["site"]), 2, [Quota("site", "N", 1, 1)], seed="17 May, 12:00")
    >>> len(drawn.panel), "ana" in drawn.panel
    (2, True)
    """
    return make_lottery(pool, seats, quotas, kept=kept).draw(seed)


def next_seed(seed: str, number: int) -> str:
    """Return the seed of the replacement with a number, counted from 1: fixed by the first seed, so nobody chooses it.

    Examples
    --------
    >>> next_seed("17 May, 12:00", 1) != next_seed("17 May, 12:00", 2)
    True
    """
    return f"{seed} / replacement {number}"


def evenness(chances: Mapping[str, float]) -> float:
    """Return the Gini coefficient of chances: 0 where all are the same, near 1 where few have them all; NaN for none.

    Examples
    --------
    >>> evenness({"ana": 0.5, "ben": 0.5}), evenness({"ana": 0.0, "ben": 1.0})
    (0.0, 0.5)
    """
    ordered = sorted(chances.values())
    total = sum(ordered)
    if not total:
        return math.nan
    count = len(ordered)
    return sum((2 * at + 1 - count) * one for at, one in enumerate(ordered)) / (count * total)


def _share_tickets(weights: Sequence[float]) -> list[int]:
    """Return whole tickets in proportion to weights: rounded down, the rest to the largest remainders."""
    total = sum(map(Fraction, weights))
    exact = [Fraction(one) * TICKETS / total for one in weights]
    tickets = [int(one) for one in exact]
    by_rest = sorted(range(len(exact)), key=lambda at: (tickets[at] - exact[at], at))
    for at in by_rest[: TICKETS - sum(tickets)]:
        tickets[at] += 1
    return tickets


def _number(seed: str, *parts: str) -> int:
    """Return the number that SHA-256 gives for a seed and parts, joined by line ends."""
    return int.from_bytes(sha256("\n".join((seed, *parts)).encode()).digest(), "big")
