"""Who left in a year, by tenure and role: told of the whole company alone, from fifty people on."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bothways.privacy import RoundAnswers, UnitTree, make_roster
from bothways.privacy.ledger import After, Choices
from bothways_web.people.units import tree_on
from bothways_web.verify.leaving.quarters import Quarter
from bothways_web.verify.leaving.records import Stay, there_on
from bothways_web.verify.models import LeavingQuarter

if TYPE_CHECKING:
    from bothways.privacy import Ledger

#: Years of tenure at which a band ends.
BANDS = (1, 2, 5, 10)
#: So many roles are named at most, each held by so many people when the first year is released; the rest is one.
ROLES, ROLE_OF = 5, 20
#: What is told of everybody, and of those who left.
OF_ALL, OF_LEAVERS = "{} of everybody", "{} of those who left"


@dataclass(frozen=True)
class Year:
    """The people of a year's first day, and the roles that are told of them, "" for all others."""

    first: dt.date
    tree: UnitTree
    stays: tuple[Stay, ...]
    roles: tuple[str, ...]


def year_of(quarter: Quarter) -> Year | None:
    """Return the year that ends with a quarter, if its records begin in time."""
    first, last = dt.date(quarter.year, 1, 1), dt.date(quarter.year, 12, 31)
    tree = tree_on(first)
    begun = LeavingQuarter.objects.filter(name=f"{quarter.year}-Q1").exists()
    if quarter.number != 4 or tree is None or not begun:
        return None
    stays = there_on(first, last, tree).stays
    return Year(first, tree, stays, tuple(_roles(stays))) if stays else None


def release_year(ledger: Ledger, year: Year, roles: Sequence[str]) -> None:
    """Offer how the people of a year are spread over tenure and roles, and those of them who left."""
    stays = year.stays
    people, units = tuple(stay.person for stay in stays), [stay.unit for stay in stays]
    answers = RoundAnswers(f"{year.first.year}", people, make_roster(year.tree, units), (), {})
    _release(ledger, answers, stays, "tenure", len(BANDS) + 1, [band_of(stay, year.first) for stay in stays])
    if len(roles) > 1:
        places = {role: place for place, role in enumerate(roles)}
        of_each = [places.get(stay.role, len(roles) - 1) for stay in stays]
        _release(ledger, answers, stays, "role", len(roles), of_each)


def band_of(stay: Stay, day: dt.date) -> int:
    """Return the band of somebody's tenure on a day."""
    since = stay.hired
    whole = day.year - since.year - ((day.month, day.day) < (since.month, since.day))
    return sum(whole >= end for end in BANDS)


def _roles(stays: Sequence[Stay]) -> list[str]:
    """Return the roles that are told, "" for all others: those of the first year, for shares must stay comparable."""
    known = LeavingQuarter.objects.exclude(roles=[]).order_by("name").first()
    if known is not None:
        return [str(role) for role in known.roles]
    held = Counter(stay.role for stay in stays if stay.role)
    common = [role for role, people in held.most_common(ROLES) if people >= ROLE_OF]
    return [*sorted(common), ""] if common else []


def _release(
    ledger: Ledger,
    answers: RoundAnswers,
    stays: Sequence[Stay],
    what: str,
    options: int,
    places: Sequence[int],
) -> None:
    """Offer how everybody is spread over some options, and those who left."""
    import numpy as np

    marks = np.zeros((len(stays), options), bool)
    marks[np.arange(len(stays)), list(places)] = True
    left = np.array([stay.left for stay in stays], bool)
    ledger.release_choices(answers, Choices(OF_ALL.format(what), marks))
    after = After("left in the year", np.stack([~left, left], axis=1), (1,))
    ledger.release_choices(answers, Choices(OF_LEAVERS.format(what), marks & left[:, None], after=after))
