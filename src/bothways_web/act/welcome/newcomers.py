"""Who is new: since when, and in which unit, as the records say today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from bothways_web.people.models import Person, Post, User
from bothways_web.people.units import current_tree, today

#: For so many days after the first one somebody is new: ninety, and a month to look back.
NEW_DAYS = 120
#: Whoever comes within so many days can see what waits for them already.
AHEAD_DAYS = 30
#: So many days after the first one somebody may offer to be a mentor.
EXPERIENCED_DAYS = 180
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Newcomer:
    """Somebody who is new.

    Attributes
    ----------
    person : Person
    begun : date
        The first day of this time here; may lie ahead. Whoever comes back after a time away is new again.
    post : Post or None
    unit : str
        Code of the unit; blank where the records name none that exists today.
    """

    person: Person
    begun: dt.date
    post: Post | None
    unit: str

    def day(self, on: dt.date | None = None) -> int:
        """Return how many days the start is ago; negative before it."""
        return ((on or today()) - self.begun).days


def person_of(user: User) -> Person | None:
    """Return who an account belongs to in the records."""
    return getattr(user, "person", None)


def newcomer_of(person: Person | None) -> Newcomer | None:
    """Return somebody as new; ``None`` for everybody who is not."""
    if person is None:
        return None
    found = list(newcomers([person]))
    return found[0] if found else None


def newcomers(people: Iterable[Person]) -> Iterable[Newcomer]:
    """Yield those of some people who are new, or come soon."""
    day, tree = today(), current_tree()
    known = tree.places if tree is not None else {}
    some = list(people)
    posts: dict[object, list[Post]] = {}
    for post in Post.objects.filter(person__in=some).select_related("unit").order_by("start"):
        posts.setdefault(post.person_id, []).append(post)
    for person in some:
        mine = posts.get(person.pk)
        now, begun = _now_and_since(mine, day) if mine else (None, _invited(person))
        if begun is not None and -AHEAD_DAYS <= (day - begun).days <= NEW_DAYS:
            yield Newcomer(person, begun, now, now.unit.code if now and now.unit.code in known else "")


def begun_on(person: Person, day: dt.date | None = None) -> dt.date | None:
    """Return the first day of somebody's present time here; ``None`` where they are not here."""
    return _now_and_since(list(person.posts.select_related("unit").order_by("start")), day or today())[1]


def is_here(person: Person, day: dt.date | None = None) -> bool:
    """Return whether somebody works here on a day and can sign in."""
    return here(day).filter(pk=person.pk).exists()


def here(day: dt.date | None = None) -> QuerySet[Person]:
    """Return those who work here on a day and can sign in."""
    day = day or today()
    there = Post.objects.filter(Q(end__isnull=True) | Q(end__gte=day), start__lte=day)
    return Person.objects.filter(user__is_active=True, pk__in=there.values("person"))


def is_experienced(person: Person) -> bool:
    """Return whether somebody is here for long enough to be a mentor."""
    begun = begun_on(person)
    return begun is not None and (today() - begun).days >= EXPERIENCED_DAYS


def without_unit() -> list[Newcomer]:
    """Return who is new and stands in no unit of today, those who began first on top."""
    day = today()
    started = Post.objects.filter(
        start__range=(day - dt.timedelta(days=NEW_DAYS), day + dt.timedelta(days=AHEAD_DAYS))
    )
    some = Person.objects.filter(Q(pk__in=started.values("person")) | Q(posts=None, user__is_active=True))
    found = [one for one in newcomers(some.select_related("user").distinct()) if not one.unit]
    return sorted(found, key=lambda one: (one.begun, one.person.code))


def _now_and_since(posts: list[Post], day: dt.date) -> tuple[Post | None, dt.date | None]:
    """Return the post of a day, or else the next one, and since when one post follows the other without a gap."""
    there = [one for one in posts if one.end is None or one.end >= day]
    if not there:
        return None, None
    begun = there[0].start
    for one in reversed(posts[: posts.index(there[0])]):
        if one.end is None or one.end < begun - _DAY:
            break
        begun = one.start
    return there[0], begun


def _invited(person: Person) -> dt.date | None:
    """Return since when somebody has an account whom no post is known of."""
    return person.user.invited_on if person.user and person.user.is_active else None
