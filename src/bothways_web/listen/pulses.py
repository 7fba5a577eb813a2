"""Making, changing, launching and ending pulses."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from bothways.errors import InputError
from bothways.measures import Instrument, write_instrument
from bothways.measures.instrument import refuse_for_oneself
from bothways.privacy.values.bands import SMALLEST, band
from bothways_web.listen.first_days import part_for
from bothways_web.listen.invitations import candidates, left_out
from bothways_web.listen.models import Pulse, Round
from bothways_web.listen.outside.choosing import choose_contacts
from bothways_web.listen.question_sets import Offer, of_occasions, offers
from bothways_web.listen.rounds import asks_at_once, open_round
from bothways_web.listen.sealed.opening import give_up
from bothways_web.people.access import Right, Viewer
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.models import Unit, User
from bothways_web.people.units import today

#: What the table of rights says to somebody who runs surveys of any kind.
RUNS = ("employees", "own pulses", "customers")


@dataclass(frozen=True)
class Plan:
    """What a people lead decides about a pulse."""

    title: str
    audience: Unit
    cadence: str = Pulse.Cadence.MONTHLY
    form: str = Pulse.Form.FULL
    open_days: int = 7
    share: int = 100
    reminder: bool = True
    comment: bool = False
    follow_up: bool = False
    mode: str = Pulse.Mode.CONFIDENTIAL
    side: str = Pulse.Side.EMPLOYEES
    occasion: str = Pulse.Occasion.CALENDAR
    days: int = 0
    rest_days: int = 30
    shown_on: str = ""


#: The voice of a question set -> who is asked it.
SIDES: dict[str, str] = {
    "employee": Pulse.Side.EMPLOYEES, "customer": Pulse.Side.CUSTOMERS, "candidate": Pulse.Side.CANDIDATES,
}  # fmt: skip


def voices_of(viewer: Viewer) -> tuple[str, ...]:
    """Return whose question sets somebody may ask."""
    runs = {
        "employee": viewer.may(Right.ROUNDS, "employees", "own pulses"),
        "customer": viewer.may(Right.ROUNDS, "customers"),
        "candidate": viewer.may(Right.ROUNDS, "employees"),
    }
    return tuple(voice for voice, there in runs.items() if there)


def offers_for(viewer: Viewer) -> list[Offer]:
    """Return the question sets that somebody may ask: managers ask none about what happened to one person."""
    asks_one_by_one = viewer.may(Right.ROUNDS, "employees", "customers")
    found = offers(voices_of(viewer))
    return [one for one in found if asks_one_by_one or not of_occasions(one.instrument)]


def may_run(viewer: Viewer, audience: str, side: str = Pulse.Side.EMPLOYEES) -> bool:
    """Return whether somebody may launch surveys for a unit.

    People leads ask employees and candidates everywhere, CX leads customers, managers those whom they lead.
    """
    if side == Pulse.Side.CUSTOMERS:
        return viewer.may(Right.ROUNDS, "customers")
    if viewer.may(Right.ROUNDS, "employees"):
        return True
    own = side == Pulse.Side.EMPLOYEES and viewer.may(Right.ROUNDS, "own pulses")
    return own and audience in viewer.leads


def may_run_pulse(viewer: Viewer, pulse: Pulse) -> bool:
    """Return whether somebody may launch this survey. Managers see nothing of what leavers are asked."""
    if pulse.occasion == Pulse.Occasion.LEAVING and not viewer.may(Right.ROUNDS, "employees"):
        return False
    return may_run(viewer, pulse.audience.code, pulse.side)


def people_now(pulse: Pulse) -> int:
    """Return how many people could be written to today if a round opened; 0 where nobody is at that time."""
    if not asks_at_once(pulse):
        return 0
    if pulse.side == Pulse.Side.EMPLOYEES:
        return len(candidates(pulse, today()))
    return len(choose_contacts(pulse, today()))


def left_out_now(pulse: Pulse) -> str:
    """Return how many of the audience would not be asked today since they were asked lately: a band.

    Blank where fewer than five are, and for customers and candidates, of whom those alone are told who can be asked.
    """
    if not asks_at_once(pulse) or pulse.side != Pulse.Side.EMPLOYEES:
        return ""
    number = left_out(pulse, today())
    return band(number) if number >= SMALLEST else ""


@transaction.atomic
def create_pulse(instrument: Instrument, plan: Plan, *, by: User) -> Pulse:
    """Make a draft of a pulse that asks a question set, or the part of it that is meant for its day.

    Raises
    ------
    InputError
        Where answers are for the person alone who gives them.
    """
    refuse_for_oneself(instrument)
    if plan.occasion == Pulse.Occasion.FIRST_DAYS:
        instrument = part_for(instrument, plan.days)
    pulse = Pulse.objects.create(
        instrument=instrument.id, definition=write_instrument(instrument), created_by=by, **vars(plan)
    )
    record(by, "made pulse", pulse, question_set=instrument.id, audience=plan.audience.code)
    return pulse


@transaction.atomic
def change_pulse(pulse: Pulse, plan: Plan, *, by: User) -> Pulse:
    """Change a pulse; once it was launched its audience and length stay, so that rounds can be compared."""
    locked = Pulse.objects.select_for_update().get(pk=pulse.pk)
    fixed = ("audience", "form", "mode", "side", "occasion")
    if locked.rounds.exists() and any(getattr(plan, name) != getattr(locked, name) for name in fixed):
        raise InputError(
            "Who is asked, how much, and in which kind of round, stays the same from the first round on.",
            remedy="End this pulse and make a new one.",
        )
    before = {name: str(getattr(locked, name)) for name in vars(plan)}
    for name, value in vars(plan).items():
        setattr(locked, name, value)
    locked.save()
    changed = {name: [old, str(getattr(locked, name))] for name, old in before.items()}
    record(
        by, "changed pulse", locked, **{name: both for name, both in changed.items() if both[0] != both[1]}
    )
    return locked


@transaction.atomic
def launch_pulse(pulse: Pulse, *, by: User, now: dt.datetime | None = None) -> Round:
    """Open the first round at once; the others follow by the calendar."""
    one_at_a_time()
    locked = Pulse.objects.select_for_update().get(pk=pulse.pk)
    if locked.state != Pulse.State.DRAFT:
        raise InputError("This pulse was launched already.", remedy="Look at its rounds below.")
    locked.state = Pulse.State.RUNNING
    locked.save(update_fields=["state"])
    record(by, "launched pulse", locked)
    return open_round(locked, now=now or timezone.now(), by=by)


@transaction.atomic
def set_state(pulse: Pulse, state: str, *, by: User) -> Pulse:
    """Pause, go on with, or end a pulse; an open round stays open until its time."""
    locked = Pulse.objects.select_for_update().get(pk=pulse.pk)
    allowed = {
        Pulse.State.PAUSED: {Pulse.State.RUNNING},
        Pulse.State.RUNNING: {Pulse.State.PAUSED},
        Pulse.State.ENDED: {Pulse.State.DRAFT, Pulse.State.RUNNING, Pulse.State.PAUSED},
    }
    if locked.state not in allowed.get(Pulse.State(state), set()):
        raise InputError(
            "This cannot be done with the pulse as it is now.", remedy="Look at its state again."
        )
    locked.state = state
    if state == Pulse.State.RUNNING and locked.next_opens and locked.next_opens < timezone.now():
        locked.next_opens = timezone.now()
    if state == Pulse.State.ENDED:
        locked.next_opens = None
        give_up(locked.pk)
    locked.trouble = ""
    locked.save(update_fields=["state", "next_opens", "trouble"])
    record(by, f"set pulse to {state}", locked)
    return locked
