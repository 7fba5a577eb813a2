"""A draw, step by step: planned, announced with a hash of everything, made once its moment has come."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.allocation import (
    CommitteeLottery,
    Quota,
    commitment,
    lottery_record,
    make_lottery,
    read_lottery,
)
from bothways.errors import InputError
from bothways_web.act.committee import lists
from bothways_web.act.committee.charters import current_charter
from bothways_web.act.committee.groups import attributes_of, offered, traits_of_workforce
from bothways_web.act.committee.seats import WAITS, add_seats, settle, term_end
from bothways_web.act.models import CommitteeDraw
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.models import User
from bothways_web.people.units import today

State = CommitteeDraw.State
UNDER_WAY = (State.PLANNED, State.WORKING, State.ANNOUNCED)
#: A lottery that is worked out for longer was stopped.
GIVEN_UP = dt.timedelta(minutes=15)
#: Up to so many profiles a lottery is worked out while the page waits.
AT_ONCE = 40
#: So long before a term ends the next committee may be drawn.
BEFORE_THE_END = dt.timedelta(days=92)


class Stale(InputError):
    """Somebody else has changed the draw since it was looked at."""


def plan_draw(seats: int, draw_at: dt.datetime, attributes: Collection[str], *, by: User) -> CommitteeDraw:
    """Plan a draw; its quotas are proposed from the shares of the whole workforce.

    Raises
    ------
    InputError
        Where there is no charter, another draw is under way, a committee sits for long yet, the moment has passed, or
        nothing tells people apart.
    """
    with transaction.atomic():
        one_at_a_time()
        charter = current_charter()
        if charter is None:
            raise InputError(
                _("There is no charter yet: nobody could know what they say yes to."),
                remedy=_("Write the charter first."),
            )
        if CommitteeDraw.objects.filter(state__in=UNDER_WAY).exists():
            raise InputError(_("Another draw is under way."), remedy=_("Finish it or call it off first."))
        _refuse_while_one_sits()
        _check_moment(draw_at)
        traits = traits_of_workforce()
        known = {name for name, _label in offered(traits)}
        found = attributes_of(traits, known & set(attributes))
        quotas = lists.proposed(found, traits, seats)
        made = CommitteeDraw.objects.create(
            seats=seats, draw_at=draw_at, term_months=charter.term_months,
            attributes=[[one.name, list(one.alone)] for one in found], quotas=_rows(quotas),
        )  # fmt: skip
        record(by, "planned draw of the committee", made)
    return made


def change_quotas(draw: CommitteeDraw, quotas: Sequence[Quota], *, seen: int, by: User) -> None:
    """Change how many seats groups have.

    Raises
    ------
    Stale
        Where somebody else was first.
    InputError
        Where the draw is announced already, the groups are others, or a group would be shut out.
    """
    with transaction.atomic():
        locked = _locked(draw, seen, State.PLANNED)
        before = [(one.attribute, one.value) for one in lists.quotas_in(locked)]
        if [(one.attribute, one.value) for one in quotas] != before:
            raise Stale(_("The groups are others by now."), remedy=_("Look at the draw again."))
        lists.refuse_bent(quotas, lists.proposed_now(locked))
        locked.quotas, locked.trouble = _rows(quotas), ""
        _save(locked, "quotas", "trouble")
        record(by, "changed quotas of the committee", locked)


def take_nearest(draw: CommitteeDraw, *, seen: int, by: User) -> None:
    """Take the nearest quotas that those who are willing now can meet.

    Raises
    ------
    InputError
        As :func:`change_quotas`, and where nobody is willing.
    """
    found = lists.check_now(draw)
    if found is None:
        raise InputError(_("Nobody is willing yet."), remedy=_("Tell people what the committee is for."))
    change_quotas(draw, found.nearest, seen=seen, by=by)


def begin_announcing(draw: CommitteeDraw, *, seen: int, by: User) -> int:
    """Take down the list of those who are willing now; return how many profiles its lottery has.

    Raises
    ------
    InputError
        Where the moment has passed, or those who are willing cannot meet the quotas.
    """
    with transaction.atomic():
        one_at_a_time()
        locked = _locked(draw, seen, State.PLANNED)
        _check_moment(locked.draw_at)
        rows = lists.list_now(locked)
        if len(rows) < locked.seats:
            raise InputError(
                _("Fewer people are willing than there are seats."),
                remedy=_("Tell people what the committee is for, or plan a draw with fewer seats."),
            )
        found = lists.check_list(locked, rows)
        if found is None or not found.possible:
            raise InputError(
                _("No panel can meet these quotas."),
                remedy=_("Change them, or take the nearest that can be met."),
            )
        locked.pool, locked.state, locked.trouble = rows, State.WORKING, ""
        locked.rows_are_shared = lists.rows_are_shared(locked)
        locked.announced_at, locked.announced_by = timezone.now(), by
        _save(locked, "pool", "rows_are_shared", "state", "trouble", "announced_at", "announced_by")
        return len(lists.pool_of(locked, rows).profiles)


def finish_announcing(pk: int) -> None:
    """Work out the lottery and publish the hash of everything; where it cannot be, the draw is planned again."""
    draw = CommitteeDraw.objects.filter(pk=pk, state=State.WORKING).first()
    if draw is None:
        return
    try:
        lottery = make_lottery(lists.pool_of(draw, draw.pool), draw.seats, lists.quotas_in(draw))
    except InputError as error:
        give_up(pk, str(error))
        return
    with transaction.atomic():
        locked = CommitteeDraw.objects.select_for_update().get(pk=pk)
        if locked.state != State.WORKING or locked.version != draw.version:
            return
        locked.record, locked.commitment = lottery_record(lottery), commitment(lottery)
        locked.state, locked.announced_at = State.ANNOUNCED, timezone.now()
        _save(locked, "record", "commitment", "state", "announced_at")
        record(locked.announced_by, "announced draw of the committee", locked)


def give_up(pk: int, trouble: str) -> None:
    """Plan a draw again whose lottery could not be worked out; the list is dropped."""
    mine = CommitteeDraw.objects.filter(pk=pk, state=State.WORKING)
    mine.update(state=State.PLANNED, trouble=trouble, pool=[], announced_at=None, announced_by=None)


def call_off(draw: CommitteeDraw, *, seen: int, by: User) -> None:
    """Call a draw off that has no seed yet; the list is dropped.

    Raises
    ------
    InputError
        Where it was drawn: then it stays.
    """
    with transaction.atomic():
        locked = _locked(draw, seen, *UNDER_WAY)
        locked.state, locked.pool, locked.record = State.CANCELLED, [], {}
        _save(locked, "state", "pool", "record")
        record(by, "called off draw of the committee", locked)


def make_draw(draw: CommitteeDraw, *, seen: int, by: User) -> CommitteeDraw:
    """Make the seed, and draw; once, and not before the moment that was announced.

    Raises
    ------
    InputError
        Where its moment has not come, or it was drawn already.
    """
    with transaction.atomic():
        one_at_a_time()
        locked = _locked(draw, seen, State.ANNOUNCED)
        now = timezone.now()
        if now < locked.draw_at:
            raise InputError(_("The moment that was announced has not come."), remedy=_("Come back then."))
        lottery = lottery_of(locked)
        if commitment(lottery) != locked.commitment:
            raise InputError(
                _("The list is not the one that was announced."),
                remedy=_("Call the draw off and plan a new one."),
            )
        drawn = lottery.draw(secrets.token_hex(16))
        locked.seed, locked.ticket = drawn.seed, drawn.ticket
        locked.state, locked.drawn_at, locked.drawn_by = State.DRAWN, now, by
        _save(locked, "seed", "ticket", "state", "drawn_at", "drawn_by")
        record(by, "drew the committee", locked)
        add_seats(locked, drawn.panel, refill=0)
    settle(locked)
    return locked


def lottery_of(draw: CommitteeDraw) -> CommitteeLottery:
    """Return the lottery of a draw, checked against its list."""
    return read_lottery(draw.record, lists.pool_of(draw, draw.pool))


def note_list_taken(draw: CommitteeDraw, *, by: User) -> None:
    """Write into the change log that somebody takes the list along by which a draw can be repeated."""
    with transaction.atomic():
        record(by, "took along list of the draw", draw)


def is_stuck(draw: CommitteeDraw) -> bool:
    """Return whether the working out of a lottery seems to have been stopped."""
    begun = draw.announced_at
    return draw.state == State.WORKING and begun is not None and begun < timezone.now() - GIVEN_UP


def _refuse_while_one_sits() -> None:
    """Refuse another draw while a committee has its term: who likes this one less could draw until they like one."""
    for sits in CommitteeDraw.objects.filter(state=State.DRAWN, over=False):
        if sits.people.filter(state__in=WAITS).exists() and term_end(sits) - today() > BEFORE_THE_END:
            raise InputError(
                _("A committee has been drawn, and its term goes on."),
                remedy=_("The next one can be drawn in the last three months of the term."),
            )


def _check_moment(moment: dt.datetime) -> None:
    if moment <= timezone.now():
        raise InputError(
            _("The moment of the draw has passed."), remedy=_("Choose one that is still to come.")
        )


def _rows(quotas: Sequence[Quota]) -> list[list[str | int]]:
    return [[one.attribute, one.value, one.low, one.high] for one in quotas]


def _locked(draw: CommitteeDraw, seen: int, *states: str) -> CommitteeDraw:
    locked = CommitteeDraw.objects.select_for_update().get(pk=draw.pk)
    if locked.state not in states or locked.version != seen:
        raise Stale(_("Somebody else has changed this draw meanwhile."), remedy=_("Look at it as it is now."))
    return locked


def _save(draw: CommitteeDraw, *fields: str) -> None:
    draw.version += 1
    draw.save(update_fields=[*fields, "version"])
