"""What somebody reads of celebrations; never by whom they name, but one's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from bothways_web.act.models import Celebration
from bothways_web.link.team_places import names_of
from bothways_web.people.access import Right, Viewer
from bothways_web.people.models import Person, User
from bothways_web.people.units import today

#: For so many days a celebration is new on home pages and on agendas.
NEW_DAYS = 14


@dataclass(frozen=True)
class Thanks:
    """A celebration as readers see it.

    Attributes
    ----------
    celebration : Celebration
    to : str
        Name of the person or the team.
    by : str
        Name of whoever wrote it; blank where none is known.
    only_in : str
        Name of the unit whose people alone read it; blank for everybody.
    is_mine, is_to_me : bool
        Whether the viewer wrote it, or is thanked.
    """

    celebration: Celebration
    to: str
    by: str
    only_in: str
    is_mine: bool = False
    is_to_me: bool = False


def newest_celebrations(
    viewer: Viewer | None = None, *, most: int = 5, since: dt.date | None = None
) -> tuple[Thanks, ...]:
    """Return the newest celebrations, for the page or the agenda of another room.

    Parameters
    ----------
    viewer : Viewer, optional
        Without one only what everybody with an account may read.
    most : int
        How many at most.
    since : date, optional
        None older than that day; the last two weeks where not given.

    Returns
    -------
    tuple of Thanks
        Newest first; never counted, sorted or put together by whom they name.
    """
    found = readable(viewer) if viewer else _shown().filter(only_in=None)
    first = since or today() - dt.timedelta(days=NEW_DAYS)
    return tuple(thanks_of(found.filter(day__gte=first)[:most], viewer))


def readable(viewer: Viewer) -> QuerySet[Celebration]:
    """Return the celebrations that a viewer may read, newest first."""
    found, units = _shown(), viewer.units(Right.TEAM)
    if units is None:
        return found
    own = Q(by=viewer.user_id) | Q(person__user=viewer.user_id)
    return found.filter(Q(only_in=None) | Q(only_in__code__in=units) | own)


def own_celebrations(viewer: Viewer) -> QuerySet[Celebration]:
    """Return what a viewer wrote or is thanked for, what was taken down as well."""
    own = Q(by=viewer.user_id) | Q(person__user=viewer.user_id)
    return Celebration.objects.select_related("person", "team", "only_in", "by").filter(own)


def moderated(viewer: Viewer) -> QuerySet[Celebration]:
    """Return what leads took down, to those who may bring it back."""
    found = Celebration.objects.select_related("person", "team", "only_in", "by")
    return found.filter(taken_down=Celebration.TakenDown.LEAD) if moderates(viewer) else found.none()


def find_celebration(viewer: Viewer, pk: int) -> Celebration | None:
    """Return a celebration that a viewer may open: readable, own, or taken down by a lead where they moderate."""
    for found in (readable(viewer), own_celebrations(viewer), moderated(viewer)):
        if one := found.filter(pk=pk).first():
            return one
    return None


def moderates(viewer: Viewer) -> bool:
    """Return whether a viewer may take down what others wrote: people leads and customer experience leads."""
    return viewer.may(Right.TRIAGE, "all")


def thanks_of(some: Iterable[Celebration], viewer: Viewer | None = None) -> list[Thanks]:
    """Return celebrations as readers see them."""
    found = list(some)
    names = names_of({unit.code for one in found for unit in (one.team, one.only_in) if unit})
    me = viewer.user_id if viewer else None
    return [
        Thanks(
            one,
            names.get(one.team.code, one.team.code) if one.team else _called(one.person),
            _by(one.by),
            names.get(one.only_in.code, one.only_in.code) if one.only_in else "",
            me is not None and one.by_id == me,
            me is not None and one.person is not None and one.person.user_id == me,
        )
        for one in found
    ]


def _shown() -> QuerySet[Celebration]:
    found = Celebration.objects.filter(taken_down="")
    return found.select_related("person", "team", "only_in", "by")


def _called(person: Person | None) -> str:
    return (person.name or person.code) if person else ""


def _by(user: User | None) -> str:
    return (user.name or user.email) if user else ""
