"""Who a message is for: their address, their clock, and the times of rest that are kept for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q

from bothways_web.people.models import DayOff, Organisation, OwnHours, Person, Post, User
from bothways_web.people.notifications.quiet import Quiet
from bothways_web.people.units import today
from bothways_web.people.zones import zone_of

#: Called with an account and the day at the organisation: whether that person is away. Rooms above hang theirs in here.
AWAY: list[Callable[[User, dt.date], bool]] = []


@dataclass(frozen=True)
class Reader:
    """Who gets a message.

    Attributes
    ----------
    address : str
        Blank for a chat room.
    zone : tzinfo
    rests : tuple of Quiet
        The organisation's, and after it their own.
    """

    address: str
    zone: dt.tzinfo
    rests: tuple[Quiet, ...]


class Rests:
    """The times of rest of the organisation and of its people, read once for many messages."""

    def __init__(self, people: Iterable[Person] | None = None) -> None:
        """Read them, for some people or for all."""
        self._organisation = Organisation.current()
        self._users = None if people is None else {one.user_id for one in people if one.user_id}
        self._people = None if people is None else [one.pk for one in people]
        self._days_off: dict[str, set[dt.date]] = {}
        for site, day in DayOff.objects.values_list("site", "day"):
            self._days_off.setdefault(site, set()).add(day)
        self._sites = self._sites_of_people() if any(self._days_off) else {}
        own = OwnHours.objects.all() if self._users is None else OwnHours.objects.filter(user__in=self._users)
        self._own = {one.user_id: one.as_quiet() for one in own}

    def of_company(self, site: str = "") -> Quiet:
        """Return the organisation's, with the days off of a site."""
        given = self._organisation
        days = self._days_off.get("", set()) | (self._days_off.get(site, set()) if site else set())
        return Quiet(given.quiet_from, given.quiet_to, tuple(given.working_days), frozenset(days))

    def reader_of_person(self, person: Person) -> Reader:
        """Return somebody in the records, at the address that the records know."""
        rests = (self.of_company(self._sites.get(person.pk, "")), *self._own_of(person.user_id))
        return Reader(person.email, self.zone(person.time_zone), rests)

    def reader_of(self, user: User) -> Reader:
        """Return an account, at the address with which its owner signs in."""
        person: Person | None = getattr(user, "person", None)
        if person is None:
            return Reader(user.email, self.zone(), (self.of_company(), *self._own_of(user.pk)))
        found = self.reader_of_person(person)
        return Reader(user.email, found.zone, found.rests)

    def reader_outside(self, address: str, time_zone: str) -> Reader:
        """Return somebody outside: the organisation's hours, by their own clock where it is known."""
        return Reader(address, self.zone(time_zone), (self.of_company(),))

    def room(self) -> Reader:
        """Return a chat room: the organisation's hours and clock."""
        return Reader("", self.zone(), (self.of_company(),))

    def zone(self, *names: str) -> dt.tzinfo:
        """Return the first zone that there is, the organisation's at last."""
        return zone_of(*names, self._organisation.time_zone)

    def _own_of(self, user: int | None) -> tuple[Quiet, ...]:
        if user is None:
            return ()
        if self._users is not None and user not in self._users:
            self._users.add(user)
            self._own |= {one.user_id: one.as_quiet() for one in OwnHours.objects.filter(user=user)}
        return (self._own[user],) if user in self._own else ()

    def _sites_of_people(self) -> dict[object, str]:
        """Return where people work today, where the records say so."""
        day = today()
        posts = Post.objects.filter(Q(end__isnull=True) | Q(end__gte=day), start__lte=day).exclude(site="")
        if self._people is not None:
            posts = posts.filter(person__in=self._people)
        return dict(posts.order_by("start").values_list("person_id", "site"))


def reader_of(user: User) -> Reader:
    """Return one account."""
    person: Person | None = getattr(user, "person", None)
    return Rests([person] if person else []).reader_of(user)


def at_address(address: str) -> Reader:
    """Return whoever has an address, for messages that do not wait."""
    return Reader(address, dt.UTC, ())


def is_here(user: User) -> bool:
    """Return whether somebody is here: not switched off, not left, and not away."""
    if not user.is_active or not user.email:
        return False
    day = today()
    if any(away(user, day) for away in AWAY):
        return False
    person: Person | None = getattr(user, "person", None)
    if person is None:
        return True
    posts = list(person.posts.values_list("start", "end"))
    return not posts or any(start <= day and (end is None or end >= day) for start, end in posts)


def language_of(user: User) -> str:
    """Return the language in which somebody is written to."""
    person: Person | None = getattr(user, "person", None)
    return (person.language if person else "") or Organisation.current().language
