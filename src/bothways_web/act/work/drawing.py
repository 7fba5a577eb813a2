"""Drawing who comes next for a recurring task, such as taking notes: those drawn least come first, ties by lot."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bothways.allocation import draw
from bothways.errors import InputError
from bothways_web.act.models import WorkItem
from bothways_web.act.work.items import make_item
from bothways_web.act.work.rooms import people_with_room
from bothways_web.act.work.sharing import seed_of
from bothways_web.act.work.steps import propose
from bothways_web.people.changes import one_at_a_time
from bothways_web.people.models import Person, Unit, User
from bothways_web.people.units import today

#: Days that a draw looks back.
LOOK_BACK = 180
HOURS = Decimal("0.5")


def drawn_before(unit: Unit, title: str) -> QuerySet[WorkItem]:
    """Return the pieces of a unit with this title that were not dropped."""
    since = today() - dt.timedelta(days=LOOK_BACK)
    found = WorkItem.objects.filter(unit=unit, title__iexact=title, made_on__gte=since)
    return found.exclude(state=WorkItem.State.DROPPED)


@transaction.atomic
def draw_next(unit: Unit, title: str, *, after: int, by: User) -> tuple[WorkItem, Person]:
    """Draw who comes next, and propose it to them; they may hand it back as anything else.

    Parameters
    ----------
    unit : Unit
    title : str
        What it is: pieces with the same title are counted.
    after : int
        The last piece that ``by`` wrote down when the form was opened: one form draws once.

    Raises
    ------
    InputError
        Where nobody has room.
    """
    one_at_a_time()
    before = list(drawn_before(unit, title).select_related("owner"))
    for one in before:
        if one.pk > after and one.made_by_id == by.pk and one.owner is not None:
            return one, one.owner
    people = {room.person.code: room.person for room in people_with_room(unit.code)}
    if not people:
        raise InputError(
            _("Nobody here has declared room for shared work, so nobody can be drawn."),
            remedy=_("Ask the team to say on “My work” how many hours a month they have."),
        )
    times = Counter(one.owner.code for one in before if one.owner is not None)
    seed = seed_of(today()) * 1000 + len(before)
    [code] = draw(sorted(people), 1, carried=times, seed=seed)
    made = make_item(unit, title, by=by, effort=HOURS)
    propose(made, people[code], seen=made.version, by=by)
    return made, people[code]
