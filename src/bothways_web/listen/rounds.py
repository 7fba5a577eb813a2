"""Opening and closing rounds."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from bothways.errors import InputError
from bothways.measures.instrument import refuse_for_oneself
from bothways_web.listen.asks import keep_waiting
from bothways_web.listen.calendar import earliest_next, end_of_period, next_opening, period_of
from bothways_web.listen.invitations import choose_invited, invite
from bothways_web.listen.models import Contact, Pulse, Round
from bothways_web.listen.outside.choosing import choose_contacts
from bothways_web.listen.question_sets import instrument_of, of_occasions, questions_of
from bothways_web.listen.quiet import zone_of
from bothways_web.listen.same_questions import refuse_other_use, refuse_other_way, refuse_rivals
from bothways_web.listen.sealed.readiness import refuse_unfit, refuse_unready
from bothways_web.listen.sealed.strata import seal
from bothways_web.people.changes import ROUND_OPENED, one_at_a_time, record
from bothways_web.people.models import Organisation, Post, User
from bothways_web.people.units import part_of_tree, tree_on


@transaction.atomic
def open_round(pulse: Pulse, *, now: dt.datetime, by: User | None = None) -> Round:
    """Open the next round of a pulse: what is asked, of whom, the unit tree and the floor are fixed here.

    Raises
    ------
    InputError
        Where another round of the pulse is still open, too few people would be asked for anything to be shown, or
        the questions were asked before in a way beside which nothing could be shown.
    """
    one_at_a_time()  # two rounds of the same questions, opened at once, would each not see the other
    organisation = Organisation.current()
    zone = zone_of(organisation.time_zone)
    day = now.astimezone(zone).date()
    locked = Pulse.objects.select_for_update(of=("self",)).select_related("audience").get(pk=pulse.pk)
    if locked.rounds.filter(state__in=[Round.State.PREPARING, Round.State.OPEN]).exists():
        raise InputError(
            "A round of this pulse is still open.", remedy="Close it first, or wait for its end."
        )
    _refuse_unaskable(locked)
    tree = tree_on(day)
    people = _chosen(locked, day)
    floor = max([organisation.floor, *(metric.floor for metric in questions_of(locked).metrics)])
    if tree is None or (asks_at_once(locked) and len(people) < floor):
        raise InputError(
            f"Fewer than {floor} people would be asked, so nothing could ever be shown.",
            remedy="Choose a larger unit, or wait until people have had their rest from the last survey.",
        )
    tree = part_of_tree(tree, locked.audience.code)
    sealed = locked.mode == Pulse.Mode.SEALED
    closes_at = _end(locked, now, zone)
    opened = Round.objects.create(
        pulse=locked,
        number=locked.rounds.count() + 1,
        period=_period(locked, day, closes_at, zone),
        opens_at=now,
        closes_at=closes_at,
        definition=locked.definition,
        form=locked.form,
        comment=locked.comment,
        tree=[list(row) for row in zip(tree.units, tree.parents, tree.names, strict=True)],
        floor=floor,
        mode=locked.mode,
        state=Round.State.PREPARING if sealed else Round.State.OPEN,
    )
    if sealed:
        seal(opened, [one for one in people if isinstance(one, Post)], day=day)
    else:
        invite(opened, people, reminder=locked.reminder)
    _plan_next(locked, opened, zone)
    record(by, ROUND_OPENED, opened, closes=opened.closes_at.isoformat(timespec="minutes"))
    return opened


def asks_at_once(pulse: Pulse) -> bool:
    """Return whether everybody is invited when a round opens."""
    return not (pulse.is_standing or pulse.is_open_to_all)


def _chosen(pulse: Pulse, day: dt.date) -> Sequence[Post | Contact]:
    """Return who is invited when a round opens."""
    if not asks_at_once(pulse):
        return ()
    if pulse.side == Pulse.Side.EMPLOYEES:
        return choose_invited(pulse, day, random.SystemRandom())
    return choose_contacts(pulse, day)


def _end(pulse: Pulse, now: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """Return when a round that opens now closes: one that stands, with its period, if that lasts a day or more."""
    if not pulse.is_standing:
        return now + dt.timedelta(days=pulse.open_days)
    end = end_of_period(pulse.cadence, now.astimezone(zone).date(), zone)
    if end - now < dt.timedelta(days=1):
        end = end_of_period(pulse.cadence, end.astimezone(zone).date(), zone)
    return end


def _period(pulse: Pulse, day: dt.date, closes_at: dt.datetime, zone: dt.tzinfo) -> str:
    """Return the period a round speaks of: one that stands speaks of that with which it ends."""
    if pulse.is_standing:
        day = (closes_at - dt.timedelta(hours=1)).astimezone(zone).date()
    return period_of(pulse.cadence, day)


def _refuse_unaskable(pulse: Pulse) -> None:
    """Refuse questions beside whose earlier numbers nothing could be shown, and sealed rounds that cannot be run."""
    refuse_for_oneself(instrument_of(pulse))  # a draft may be older than the rule
    refuse_other_use(pulse)
    refuse_other_way(pulse)
    refuse_rivals(pulse)
    if not pulse.is_standing and of_occasions(instrument_of(pulse)):
        raise InputError(
            "This question set asks about what happened to one person, so it cannot be asked by the calendar.",
            remedy="Ask it after a contact, or choose another question set.",
        )
    if pulse.mode == Pulse.Mode.SEALED:
        refuse_unready()
        refuse_unfit(pulse)


def _plan_next(pulse: Pulse, opened: Round, zone: dt.tzinfo) -> None:
    """Note when the next round opens, counted from the first one."""
    first = pulse.rounds.get(number=1).opens_at
    after = earliest_next(pulse.cadence, opened.opens_at, opened.closes_at)
    following = next_opening(pulse.cadence, first, zone, after=after)
    if pulse.is_standing:
        following = opened.closes_at
    Pulse.objects.filter(pk=pulse.pk).update(next_opens=following, trouble="")


@transaction.atomic
def close_round(asked: Round, *, by: User | None = None, now: dt.datetime | None = None) -> bool:
    """Close a round for good and have its results released; returns whether this call closed it.

    The name under which the ledger knows it is given here, so that names follow the order of closing.
    """
    moment = now or timezone.now()
    closed = Round.objects.filter(pk=asked.pk, state=Round.State.OPEN).update(
        state=Round.State.CLOSING, ledger_name=f"closing {asked.pk}", release_begun_at=None
    )
    if not closed:
        return False
    if asked.pulse.is_standing:
        keep_waiting(asked, moment)
    Organisation.objects.select_for_update().filter(pk=1).first()  # one name at a time
    Round.objects.filter(pk=asked.pk).update(ledger_name=next_ledger_name(moment.date()))
    record(by, "closed round", asked)
    return True


def is_followed(asked: Round) -> bool:
    """Return whether a later round of imported answers waits for its release, and with it what is made of all."""
    later = Round.objects.filter(pulse_id=asked.pulse_id, closes_at__gt=asked.closes_at)
    return later.filter(state=Round.State.HELD).exists()


def place_in_order(ledger_name: str | None) -> int:
    """Return the running number in the name of a round; 0 where it has none."""
    number = (ledger_name or "").rpartition(" r")[2]
    return int(number) if number.isdecimal() else 0


def next_ledger_name(day: dt.date, *, alone: bool = False) -> str:
    """Return the next name: never before one that was given, whatever the clock says.

    ``alone``: of a round of the past, whose day is its own. The caller has seen to it that no later round of the same
    questions is released.
    """
    names = Round.objects.exclude(ledger_name=None).exclude(ledger_name__startswith="closing")
    given = [str(name) for name in names.values_list("ledger_name", flat=True)]
    number = 1 + max(map(place_in_order, given), default=0)
    latest = max((name.split(" ")[0] for name in given), default="")
    return f"{day.isoformat() if alone else max(day.isoformat(), latest)} r{number}"
