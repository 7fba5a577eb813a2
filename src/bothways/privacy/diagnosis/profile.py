"""What is shown of one unit."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from bothways.privacy.diagnosis.comparison import Comparison, position
from bothways.privacy.diagnosis.domains import DomainScale
from bothways.privacy.released import Released
from bothways.privacy.values.intervals import Z

ChangeWord = Literal["better", "worse", "cannot_tell"]


@dataclass(frozen=True)
class Change:
    """A unit's value beside its value of the round before.

    Attributes
    ----------
    before : Released
    difference : float
        Now less then, in points of the domain's scale.
    low, high : float
        95 % interval of the difference; as wide as the scale where a value is a bound that leaves it open.
    word : {"better", "worse", "cannot_tell"}
        "cannot_tell" where the interval holds 0.
    """

    before: Released
    difference: float
    low: float
    high: float
    word: ChangeWord


@dataclass(frozen=True)
class DomainNumber:
    """One domain of one unit.

    Attributes
    ----------
    domain : DomainScale
    shown : Released or None
        ``None``: withheld.
    under : str
        Where it is withheld, the name of the unit that its people count under; blank where there is none.
    agreement : Released or None
        How far members agree, in a word, where it was released.
    against : Comparison or None
        Beside the company; ``None`` for the company itself and where something is withheld.
    change : Change or None
        Since the round before, where both are released.
    """

    domain: DomainScale
    shown: Released | None
    under: str = ""
    agreement: Released | None = None
    against: Comparison | None = None
    change: Change | None = None


@dataclass(frozen=True)
class UnitProfile:
    """A unit, or units that are shown together, with the value of every domain.

    Attributes
    ----------
    group : str
        Canonical text.
    units : tuple of str
        Codes; empty for the company.
    name : str
        From the names in the tree: "Day shift with Night shift".
    parent : str or None
        Code of the smallest unit that all of these are part of; ``None`` on top.
    part_of : str
        Its name; blank on top.
    level : int
        0 for the company and for roots.
    numbers : tuple of DomainNumber
        One a domain, in their order.
    composite : Comparison or None
        Mean of all domains beside the company's. ``None`` where a domain is withheld, for the company, and
        for units above others that have one.
    """

    group: str
    units: tuple[str, ...]
    name: str
    parent: str | None
    part_of: str
    level: int
    numbers: tuple[DomainNumber, ...]
    composite: Comparison | None = None


@dataclass(frozen=True)
class WithheldUnit:
    """A unit without a number of its own.

    Attributes
    ----------
    unit, name : str
    parent : str or None
        Code of the unit above.
    part_of : str
        Its name; blank on top.
    under : str
        Name of the unit that its people count under; blank where nothing is shown.
    merged : bool
        Whether that is a roll-up which names this unit, rather than a unit above.
    """

    unit: str
    name: str
    parent: str | None
    part_of: str
    under: str
    merged: bool


def change_since(now: Released, before: Released, domain: DomainScale) -> Change:
    """Compare a unit's released value with the one of an earlier round.

    Parameters
    ----------
    now, before : Released
        The same group and metric, with intervals.
    domain : DomainScale

    Returns
    -------
    Change

    Notes
    -----
    The two errors are taken as independent: people who answered twice make the true one smaller. Where a
    value is "at least" or "at most", the end of the interval that it leaves open is the end of the scale.
    """
    span = domain.high - domain.low
    errors = [position(one, domain).error * span / 100 for one in (now, before)]
    half = Z * math.hypot(*errors)
    difference = now.value - before.value
    no_floor = now.text.startswith("<=") or before.text.startswith(">=")
    no_ceiling = now.text.startswith(">=") or before.text.startswith("<=")
    low = -span if no_floor else max(-span, difference - half)
    high = span if no_ceiling else min(span, difference + half)
    word: ChangeWord = "cannot_tell"
    if low > 0 or high < 0:
        word = "better" if (low > 0) == (domain.better == "higher") else "worse"
    return Change(before, difference, low, high, word)
