"""Which numbers can be tied to a stage: all that were released of anybody, whatever part was asked."""

from __future__ import annotations

from collections.abc import Iterator

from bothways_web.link.journeys.numbers import BETWEEN, BROUGHT, EMPLOYEES, SURVEYED, StageNumber
from bothways_web.link.labels import metric_label, round_domains
from bothways_web.link.voices_of_customers import NUMBERS, Metric, metrics_of, told_apart
from bothways_web.listen.ledgers import released_rounds
from bothways_web.listen.models import Pulse, Round
from bothways_web.wording import in_order


def known_numbers() -> list[StageNumber]:
    """Return the numbers that a stage can be tied to, without values: those of employees first, by name."""
    found = {BETWEEN.join((EMPLOYEES, one.metric)): one.label for asked in _rounds(Pulse.Side.EMPLOYEES)
             for one in round_domains(asked)}  # fmt: skip
    metrics = list(dict.fromkeys([*_brought_in(), *_surveyed()]))
    for one in metrics:
        side = SURVEYED if one.surveyed else BROUGHT
        found.setdefault(BETWEEN.join((side, one.name)), told_apart(one, metrics))
    made = [StageNumber(key, label) for key, label in found.items()]
    return sorted(made, key=lambda one: (one.voice != EMPLOYEES, in_order(one.label)))


def _brought_in() -> Iterator[Metric]:
    for name in {
        row.metric for one in released_rounds("customers") for row in one.released if row.kind in NUMBERS
    }:
        yield Metric(name, False, metric_label(name))


def _surveyed() -> Iterator[Metric]:
    for asked in _rounds(Pulse.Side.CUSTOMERS):
        for one in metrics_of(asked):
            yield Metric(one.name, True, one.label)


def _rounds(side: str) -> Iterator[Round]:
    """Yield the last released round of each survey of a side that team pages show, the newest first."""
    released = Round.objects.filter(state=Round.State.RELEASED, ledger_name__isnull=False, pulse__side=side)
    if side == Pulse.Side.EMPLOYEES:
        released = released.filter(pulse__occasion=Pulse.Occasion.CALENDAR).exclude(mode=Pulse.Mode.OPEN)
    seen: set[int] = set()
    for asked in released.select_related("pulse").defer("tree").order_by("-closes_at", "-pk"):
        if asked.pulse_id not in seen:
            seen.add(asked.pulse_id)
            yield asked
