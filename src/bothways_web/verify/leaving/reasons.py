"""Why people left: what those say who left, beside what leaders believe; released shares of both, and nothing else."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways.measures import load_instrument
from bothways.measures.instrument import Item
from bothways.measures.intervals import share as wilson
from bothways.privacy import Released
from bothways.privacy.values import band_low
from bothways_web.listen.answering.kinds import options
from bothways_web.listen.ledgers import population_of, released_round
from bothways_web.listen.models import Pulse, Round
from bothways_web.listen.pulses import Plan, create_pulse
from bothways_web.listen.question_sets import instrument_of
from bothways_web.listen.same_questions import question_name
from bothways_web.people.changes import one_at_a_time
from bothways_web.people.models import Unit, User
from bothways_web.people.units import current_tree

#: Of those who left, what they say was the main reason; of leaders, which three they think are named most.
LEAVERS, LEADERS = ("exit", "main_reason"), ("leaving_reasons_leaders", "top3")
#: So many reasons are looked at on each side where it is asked which are the first.
FIRST = 3
#: Where more than so many share the first places, none stands out.
STANDING_OUT = 5
#: Half of a step in which shares are told.
HALF = 2.5


class State(StrEnum):
    """How far one side is."""

    NOT_ASKED = "not asked"
    WAITING = "waiting"
    HIDDEN = "hidden"
    TOLD = "told"


@dataclass(frozen=True)
class Share:
    """A share in percent with its range: of chance, and of the steps of five in which it is told."""

    value: int
    low: float
    high: float


@dataclass(frozen=True)
class Side:
    """What one side says: share of each reason by its code, how many answered, when."""

    instrument: str
    state: State
    shares: dict[str, Share]
    labels: dict[str, str]
    band: str = ""
    period: str = ""

    @property
    def is_told(self) -> bool:
        """Whether there are shares."""
        return self.state == State.TOLD

    @property
    def first(self) -> frozenset[str]:
        """The reasons named most, ties counted in; none where so many are level that none stands out."""
        named = sorted((one.value for one in self.shares.values() if one.value), reverse=True)
        if not named:
            return frozenset()
        least = named[min(FIRST, len(named)) - 1]
        found = frozenset(code for code, one in self.shares.items() if one.value >= least)
        return found if len(found) <= STANDING_OUT else frozenset()


@dataclass(frozen=True)
class Reason:
    """One reason, on both sides."""

    label: str
    leavers: Share | None
    leaders: Share | None


def leavers() -> Side:
    """Return what those say who left."""
    return _side(*LEAVERS)


def leaders() -> Side:
    """Return what leaders believe."""
    return _side(*LEADERS)


def both(one: Side, other: Side) -> tuple[Reason, ...]:
    """Return the reasons that anybody named, those of leavers first, by their share; else by that of leaders."""
    labels = other.labels | one.labels
    rows = [Reason(label, one.shares.get(code), other.shares.get(code)) for code, label in labels.items()]
    named = [row for row in rows if any(share and share.value for share in (row.leavers, row.leaders))]
    return tuple(
        sorted(
            named,
            key=lambda row: tuple(-(share.value if share else 0) for share in (row.leavers, row.leaders)),
        )
    )


def shared_first(one: Side, other: Side) -> tuple[str, ...]:
    """Return the reasons that are among the first on both sides."""
    return tuple(one.labels[code] for code in one.labels if code in one.first & other.first)


def _side(instrument: str, question: str) -> Side:
    """Return the last round of a question set of which shares are told; else how far it is."""
    pulses = Pulse.objects.filter(instrument=instrument, side=Pulse.Side.EMPLOYEES)
    asked = (
        Round.objects.filter(pulse__in=pulses).select_related("pulse__audience").order_by("-closes_at", "-pk")
    )
    released = [one for one in asked.filter(state=Round.State.RELEASED) if _speaks_for_all(one)]
    for one in released:
        row, item = _row(one, question)
        if row is not None and item is not None:
            return _told(instrument, one, row, item)
    if released:
        state = State.HIDDEN
    elif _is_under_way(pulses, asked):
        state = State.WAITING
    else:
        state = State.NOT_ASKED
    return Side(instrument, state, {}, {})


def _is_under_way(pulses: QuerySet[Pulse], asked: QuerySet[Round]) -> bool:
    """Whether a survey of all goes on, or a round of all that is not released yet may still tell shares."""
    going_on = pulses.exclude(state__in=[Pulse.State.DRAFT, Pulse.State.ENDED]).select_related("audience")
    coming = asked.exclude(state=Round.State.RELEASED)
    return any(map(_asks_all, going_on)) or any(map(_speaks_for_all, coming))


def _speaks_for_all(asked: Round) -> bool:
    """Whether a round asked all who left, and not those of a part."""
    return _asks_all(asked.pulse)


def _asks_all(pulse: Pulse) -> bool:
    """Whether a survey asks all who leave; leaders may sit in a unit of their own."""
    tree = current_tree()
    return pulse.instrument == LEADERS[0] or tree is None or pulse.audience.code in tree.roots


def _row(asked: Round, question: str) -> tuple[Released | None, Item | None]:
    found = released_round(population_of(asked.pulse), asked.ledger_name)
    instrument = instrument_of(asked)
    item = next((one for one in instrument.items if one.id == question), None)
    if found is None or item is None:
        return None, None
    name = question_name(instrument, item)
    rows = (row for row in found.released if row.kind == "distribution" and row.metric == name)
    return next(rows, None), item


def _told(instrument: str, asked: Round, row: Released, item: Item) -> Side:
    labels = dict(options(item, get_language() or "en"))
    told = dict(zip(labels, map(int, row.text.split("|")), strict=False))
    people = band_low(row.n_band)
    # The ledger counts each reason as named by somebody, and takes these people from reasons that are named often.
    moved = sum(100.0 / people for value in told.values() if value <= 100 / people + HALF)
    shares = {code: _share(value, people, moved) for code, value in told.items()}
    return Side(instrument, State.TOLD, shares, labels, row.n_band.replace("-", "–"), asked.period)


def _share(value: int, people: int, moved: float) -> Share:
    """Return a share with its range: steps of five, people who were moved, and chance, for the fewest of a band."""
    single = value <= 100 / people + HALF
    least, most = 0.0 if single else value - HALF, min(100.0, value + HALF + (0.0 if single else moved))
    low = wilson(int(least * people / 100), people).low
    high = wilson(min(people, math.ceil(most * people / 100)), people).high
    return Share(value, round(low), round(high))


@transaction.atomic
def ask_leaders(by: User) -> Pulse:
    """Return a draft of the survey that asks leaders, for which it is still to be said who they are.

    A draft that is there already is taken: whoever asks twice, or two at once, get the same.

    Raises
    ------
    InputError
        Where there is no unit yet.
    """
    one_at_a_time()
    draft = Pulse.objects.filter(instrument=LEADERS[0], state=Pulse.State.DRAFT).first()
    tree = current_tree()
    if draft is not None:
        return draft
    if tree is None:
        raise InputError(_("There is no unit yet."), remedy=_("Bring in the unit tree first."))
    whole = Unit.objects.get(code=tree.roots[0])
    plan = Plan(
        _("Why people leave: what leaders believe"), whole, cadence=Pulse.Cadence.YEARLY, open_days=14
    )
    return create_pulse(load_instrument(LEADERS[0]), plan, by=by)
