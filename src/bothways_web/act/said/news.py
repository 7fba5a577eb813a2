"""Whether "You said, we did" has something new for somebody, for the mail that says what is new."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bothways_web.act.said.reading import published
from bothways_web.people.models import User
from bothways_web.people.notifications.topics import Topic, contribute
from bothways_web.people.units import above, current_tree, today


def is_new(user: User, since: dt.date, until: dt.date) -> bool:
    """Return whether others published something for everybody, for somebody's unit or for one above it."""
    concerns = Q(unit=None) | Q(unit__code__in=_units_of(user))
    found = published().filter(concerns, published_on__gte=since, published_on__lt=until)
    return found.exclude(by=user).exists()


def _units_of(user: User) -> tuple[str, ...]:
    """Return where somebody works today, and the units above."""
    person, day = getattr(user, "person", None), today()
    if person is None:
        return ()
    posts = person.posts.filter(Q(end=None) | Q(end__gte=day), start__lte=day)
    tree = current_tree()
    return tuple(
        one for code in posts.values_list("unit__code", flat=True) for one in (code, *above(tree, code))
    )


SAID = contribute(Topic("said", _("There is something new under “You said, we did”."), is_new=is_new))
