"""Seats: who was drawn says yes or no, leaves or comes to the end of the term; empty ones are filled again by lot."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.allocation import check_quotas, lottery_record, make_lottery, next_seed
from bothways.errors import InputError
from bothways_web.act.committee import lists
from bothways_web.act.committee.groups import posts_today
from bothways_web.act.committee.willing import can_be_drawn
from bothways_web.act.models import CommitteeDraw, Seat
from bothways_web.act.reminders import remind
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.models import Grant, Person, Role, User
from bothways_web.people.units import today

State = Seat.State
WAITS = (State.ASKED, State.HELD)
#: Who has not answered after so many days is asked no longer.
DAYS_TO_ANSWER = 14


def add_seats(draw: CommitteeDraw, codes: Iterable[str], *, refill: int) -> None:
    """Ask those who were drawn; inside a transaction."""
    keys = {code: key for code, key, *_values in draw.pool}
    there = {one.pk.hex: one for one in Person.objects.filter(pk__in=keys.values())}
    for code in codes:
        Seat.objects.create(
            draw=draw, code=code, person=there.get(keys[code]), refill=refill, asked_on=today()
        )


def accept(seat: Seat, *, by: User) -> None:
    """Take the seat; the role comes with it for as long.

    Raises
    ------
    InputError
        Where nobody is asked any more.
    """
    with transaction.atomic():
        locked = _asked(seat)
        _grant, new = Grant.objects.get_or_create(user=by, role=Role.COMMITTEE, unit=None)
        locked.state, locked.answered_on, locked.gave_role = State.HELD, today(), new
        locked.save(update_fields=["state", "answered_on", "gave_role"])
        if new:
            record(by, "gave role", by, role=Role.COMMITTEE)
        record(by, "took seat on the committee", by)


def decline(seat: Seat) -> None:
    """Say no, without a reason; somebody else is drawn.

    The change log does not say who: a no needs no defence.

    Raises
    ------
    InputError
        Where nobody is asked any more.
    """
    with transaction.atomic():
        locked = _asked(seat)
        locked.state, locked.answered_on, locked.ended_on = State.DECLINED, today(), today()
        locked.save(update_fields=["state", "answered_on", "ended_on"])
        record(None, "a seat on the committee was declined", locked.draw)
    refill(locked.draw)


def step_down(seat: Seat, *, by: User) -> None:
    """Leave the committee; somebody else is drawn.

    Raises
    ------
    InputError
        Where the seat is not held any more.
    """
    with transaction.atomic():
        locked = Seat.objects.select_for_update(of=("self",)).select_related("draw", "person").get(pk=seat.pk)
        if locked.state != State.HELD:
            raise InputError(_("You do not hold this seat any more."), remedy=_("Nothing is left to do."))
        _end(locked, State.LEFT, by=by)
    refill(locked.draw)


def settle(draw: CommitteeDraw) -> None:
    """See to everything that time or the records bring to seats: leavers, silence, the end of a term, empty seats."""
    with transaction.atomic():
        one_at_a_time()
        locked = CommitteeDraw.objects.select_for_update().get(pk=draw.pk)
        if locked.state != CommitteeDraw.State.DRAWN or locked.over:
            return
        waiting = list(locked.people.filter(state__in=WAITS).select_related("person__user", "draw"))
        if term_end(locked) < today():
            _close_term(locked, waiting)
            return
        here, willing = _here(waiting), _willing()
        for seat in waiting:
            if seat.person_id not in here:
                _end(seat, State.LEFT, by=None)
            elif seat.state == State.ASKED and (seat.person_id not in willing or _silent(seat)):
                seat.state, seat.ended_on = State.DECLINED, today()
                seat.save(update_fields=["state", "ended_on"])
                record(None, "a seat on the committee was declined", locked)
    refill(draw)


def refill(draw: CommitteeDraw) -> bool:
    """Draw for seats that are empty, among those who are left, for the same quotas or the nearest; return whether."""
    with transaction.atomic():
        one_at_a_time()
        locked = CommitteeDraw.objects.select_for_update().get(pk=draw.pk)
        if locked.over or locked.state != CommitteeDraw.State.DRAWN:
            return False
        kept = list(locked.people.filter(state__in=WAITS).values_list("code", flat=True))
        gone = _gone(locked, kept)
        pool = lists.pool_of(locked, locked.pool, without=gone)
        if len(kept) >= locked.seats or pool.size <= len(kept):
            return False
        seats = min(locked.seats, pool.size)
        quotas = check_quotas(pool, seats, lists.quotas_in(locked), kept=kept).nearest
        lottery = make_lottery(pool, seats, quotas, kept=kept)
        number = len(locked.refills) + 1
        found = lottery.draw(next_seed(locked.seed, number))
        new = sorted(set(found.panel) - set(kept))
        locked.refills = [
            *locked.refills,
            {"number": number, "gone": sorted(gone), "record": lottery_record(lottery), "ticket": found.ticket,
             "drawn": new},
        ]  # fmt: skip
        locked.version += 1
        locked.save(update_fields=["refills", "version"])
        add_seats(locked, new, refill=number)
        record(None, "drew somebody for an empty seat", locked)
    for seat in locked.people.filter(code__in=new).select_related("person__user"):
        if seat.person and seat.person.user:
            remind(seat.person.user)
    return True


def empty_seats(draw: CommitteeDraw) -> int:
    """Return how many seats nobody holds or is asked about."""
    return max(draw.seats - draw.people.filter(state__in=WAITS).count(), 0)


def term_end(draw: CommitteeDraw) -> dt.date:
    """Return the last day of a term: so many months after the day of the draw."""
    begun = draw.drawn_at.date() if draw.drawn_at else today()
    months = begun.month - 1 + draw.term_months
    year, month = begun.year + months // 12, months % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return dt.date(year, month, min(begun.day, last)) - dt.timedelta(days=1)


def _asked(seat: Seat) -> Seat:
    locked = Seat.objects.select_for_update(of=("self",)).select_related("draw", "person").get(pk=seat.pk)
    if locked.state != State.ASKED or locked.draw.over:
        raise InputError(_("You are not asked about this seat any more."), remedy=_("Nothing is left to do."))
    return locked


def _end(seat: Seat, state: str, *, by: User | None) -> None:
    """End a seat, and take away the role that came with it."""
    was_held, user = seat.state == State.HELD, seat.person.user if seat.person else None
    seat.state, seat.ended_on = state, today()
    seat.save(update_fields=["state", "ended_on"])
    others = Seat.objects.filter(person=seat.person, state=State.HELD).exclude(pk=seat.pk)
    if seat.gave_role and others.exists():
        others.update(gave_role=True)  # the role goes with the last of them
    elif seat.gave_role and user is not None:
        taken, _rows = Grant.objects.filter(user=user, role=Role.COMMITTEE, unit=None).delete()
        if taken:
            record(by, "took role away", user, role=Role.COMMITTEE)
    if was_held:
        record(by, "left the committee", user or seat.draw)
    else:
        record(None, "a seat on the committee was declined", seat.draw)


def _close_term(draw: CommitteeDraw, waiting: Iterable[Seat]) -> None:
    for seat in waiting:
        if seat.state == State.HELD:
            _end(seat, State.OVER, by=None)
        else:
            seat.state, seat.ended_on = State.OVER, today()
            seat.save(update_fields=["state", "ended_on"])
    draw.over, draw.pool = True, []
    draw.version += 1
    draw.save(update_fields=["over", "pool", "version"])
    record(None, "ended term of the committee", draw)


def _here(waiting: Iterable[Seat]) -> set[object]:
    """Return those who still work here and can sign in."""
    people = [seat.person_id for seat in waiting if seat.person_id]
    found = posts_today().filter(person__in=people, person__user__is_active=True)
    return set(found.values_list("person_id", flat=True))


def _willing() -> set[object]:
    return set(can_be_drawn().values_list("pk", flat=True))


def _gone(draw: CommitteeDraw, kept: Iterable[str]) -> set[str]:
    """Return the codes that cannot be drawn any more: drawn before, not willing any more, or left."""
    willing = {one.pk.hex for one in can_be_drawn()}
    before = set(draw.people.exclude(state__in=WAITS).values_list("code", flat=True))
    return before | {
        code for code, key, *_values in draw.pool if key not in willing and code not in set(kept)
    }


def _silent(seat: Seat) -> bool:
    return seat.asked_on + dt.timedelta(days=DAYS_TO_ANSWER) < today()
