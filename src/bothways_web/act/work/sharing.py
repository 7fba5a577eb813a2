"""Sharing out: from the pieces that wait and the room of people to proposals, which somebody looks at and sends."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bothways.allocation import Share, Sharer, Task, count_carried, share_out
from bothways.errors import InputError
from bothways_web.act.models import Capacity, WorkEvent, WorkItem
from bothways_web.act.work.carried import carried_events
from bothways_web.act.work.reach import FIRST_DUE
from bothways_web.act.work.reporters import reporters_of
from bothways_web.act.work.rooms import people_with_room
from bothways_web.act.work.steps import propose
from bothways_web.people.changes import one_at_a_time
from bothways_web.people.models import Person, Unit, User
from bothways_web.people.units import today

#: So many pieces are shared out at once, those that are due first.
MOST_AT_ONCE = 100


@dataclass(frozen=True)
class Offer:
    """What becomes of one piece: whom it would be proposed to and why, or why to nobody."""

    item: WorkItem
    person: Person | None
    reason: str


@dataclass(frozen=True)
class Proposal:
    """A whole proposal.

    Attributes
    ----------
    offers : tuple of Offer
    seed : int
        Settles ties; it is the day, so that nobody can draw again until they like what comes.
    mark : str
        Another one as soon as anything in the proposal changes.
    left_over : int
        Pieces that wait for the next time, where there are very many.
    """

    offers: tuple[Offer, ...]
    seed: int
    mark: str
    left_over: int = 0

    @property
    def chosen(self) -> int:
        """How many pieces would be proposed to somebody."""
        return sum(offer.person is not None for offer in self.offers)


def seed_of(day: dt.date) -> int:
    """Return the seed of a day, such as 20261129."""
    return int(day.strftime("%Y%m%d"))


def propose_shares(unit: Unit, waiting: QuerySet[WorkItem]) -> Proposal:
    """Return who would be offered what; nothing is stored.

    Raises
    ------
    InputError
        Where nobody of the unit has room, or nothing waits.
    """
    pieces = list(waiting.order_by(*FIRST_DUE)[: MOST_AT_ONCE + 1])
    if not pieces:
        raise InputError(
            _("No piece waits here that you may share out."),
            remedy=_("Work is written down first: on the board, or from a problem, a case or a plan."),
        )
    rooms = list(people_with_room(unit.code))
    if not rooms:
        raise InputError(
            _("Nobody here has declared room for shared work, so nothing can be proposed."),
            remedy=_("Ask the team to say on “My work” how many hours a month they have."),
        )
    left_over = waiting.count() - MOST_AT_ONCE if len(pieces) > MOST_AT_ONCE else 0
    pieces, seed = pieces[:MOST_AT_ONCE], seed_of(today())
    shares = share_out(tasks_of(pieces), sharers_of(rooms), seed=seed)
    offers = _offers(pieces, shares, {room.person.code: room.person for room in rooms})
    return Proposal(offers, seed, _mark(offers, seed), left_over)


@transaction.atomic
def send_shares(unit: Unit, waiting: QuerySet[WorkItem], *, mark: str, by: User) -> int:
    """Propose what was looked at, and return how many pieces were proposed.

    Raises
    ------
    InputError
        Where the proposal would now be another one: people, room or pieces have changed, or a new day has begun.
    """
    one_at_a_time()
    found = propose_shares(unit, waiting)
    if found.mark != mark:
        raise InputError(
            _("Work or people have changed since this page was opened, so nothing was proposed."),
            remedy=_("Look at the new proposal."),
        )
    for offer in found.offers:
        if offer.person is not None:
            propose(offer.item, offer.person, seen=offer.item.version, by=by)
    return found.chosen


def tasks_of(pieces: Sequence[WorkItem]) -> list[Task]:
    """Return pieces as the library takes them: reporters with a name come last, whoever handed back never again."""
    reporters, back = reporters_of(pieces), _handed_back(pieces)
    return [
        Task(
            str(one.pk), float(one.effort), skills=frozenset(one.skills), last=reporters.get(one.pk, frozenset()),
            never=back.get(one.pk, frozenset()),
        )
        for one in pieces
    ]  # fmt: skip


def sharers_of(rooms: Collection[Capacity]) -> tuple[Sharer, ...]:
    """Return people as the library takes them, with what they carried lately and what of their month is taken."""
    offered = [Sharer(one.person.code, one.hours, skills=frozenset(one.skills)) for one in rooms]
    return count_carried(offered, carried_events([one.person for one in rooms]), today=today())


def _handed_back(pieces: Iterable[WorkItem]) -> dict[int, frozenset[str]]:
    """Return, by the number of each piece, the codes of those who handed it back since it was last opened again."""
    found: dict[int, frozenset[str]] = {}
    kinds = (WorkEvent.Kind.HANDED_BACK, WorkEvent.Kind.REOPENED)
    rows = WorkEvent.objects.filter(item__in=list(pieces), kind__in=kinds).order_by("pk")
    for item, kind, code in rows.values_list("item", "kind", "person__code"):
        if kind == WorkEvent.Kind.REOPENED:
            found.pop(item, None)
        elif code:
            found[item] = found.get(item, frozenset()) | {code}
    return found


def _offers(
    pieces: Sequence[WorkItem], shares: Iterable[Share], people: dict[str, Person]
) -> tuple[Offer, ...]:
    by_task = {share.task: share for share in shares}
    found = []
    for one in pieces:
        share = by_task[str(one.pk)]
        found.append(Offer(one, people[share.sharer] if share.sharer else None, share.reason))
    return tuple(found)


def _mark(offers: Iterable[Offer], seed: int) -> str:
    rows = [(one.item.pk, one.item.version, one.person.code if one.person else "") for one in offers]
    return hashlib.sha256(repr((seed, sorted(rows))).encode()).hexdigest()[:32]
