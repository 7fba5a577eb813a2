"""Who leaves the example company: the quarters of its records, why people left, what leaders believe, what it costs."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterable

from bothways.measures import load_instrument
from bothways.measures.instrument import SCORED_KINDS
from bothways_web.listen.archive import file_of
from bothways_web.listen.models import Pulse, Round
from bothways_web.listen.pulses import Plan, create_pulse
from bothways_web.listen.question_sets import items_of
from bothways_web.listen.release import release_round
from bothways_web.people.models import Post, Unit, User
from bothways_web.people.units import tree_on
from bothways_web.verify.leaving.costing import write_model
from bothways_web.verify.leaving.releasing import note_quarters, release_quarter
from bothways_web.verify.models import LeavingQuarter

Report = Callable[[int, int, str], None]
#: So many of those who left have answered.
SAID = 180
_COST = {
    "yearly_pay": (36000.0, 42000.0), "leaving": (300.0, 700.0), "replaced": (0.9, 1.0), "hiring": (2000.0, 3500.0),
    "vacancy_days": (30.0, 45.0), "vacancy_cost": (0.0, 0.4), "ramp_up_months": (2.0, 4.0),
    "ramp_up_missing": (0.3, 0.4),
}  # fmt: skip
#: What leaders believe more often than others: nobody asked those who left before.
_BELIEVED = {
    "pay": 9,
    "offer": 7,
    "promotion": 5,
    "family": 4,
    "workload": 2,
    "learning": 2,
    "manager": 1,
    "tools": 1,
}


def tell_who_left(*, by: User, report: Report) -> None:
    """Release the quarters of the records, and both sides of why people left; write down what it costs."""
    note_quarters()
    waiting = list(LeavingQuarter.objects.exclude(state=LeavingQuarter.State.DONE).order_by("name"))
    for done, one in enumerate(waiting, start=1):
        report(done, len(waiting), "Counting who left")
        release_quarter(one.name)
    gone = list(
        Post.objects.filter(end__isnull=False).exclude(reason="").order_by("-end", "person__code")[:SAID]
    )
    if gone:
        _ask("exit", "Leaving", gone, ((post, post.reason) for post in gone), "main_reason", by)
        leads = list(Post.objects.filter(end__isnull=True, role="team lead").order_by("person__code"))
        _ask("leaving_reasons_leaders", "Why people leave", leads, _beliefs(leads), "top3", by)
        write_model(
            _COST,
            currency="EUR",
            headcount=(1950, 2100),
            why="Payroll and invoices of last year",
            version=0,
            by=by,
        )


def _beliefs(leads: Iterable[Post]) -> Iterable[tuple[Post, str]]:
    chance = random.Random(5)
    for post in leads:
        named: list[str] = []
        while len(named) < 3:
            [one] = chance.choices(list(_BELIEVED), list(_BELIEVED.values()))
            named += [] if one in named else [one]
        yield post, "|".join(named)


def _ask(
    instrument: str, title: str, people: list[Post], said: Iterable[tuple[Post, str]], question: str, by: User
) -> None:
    """Make a round of a question set that was answered on one question, and release it; none where nobody is there."""
    if not people:
        return
    exit = instrument == "exit"
    more = {"occasion": Pulse.Occasion.LEAVING, "days": 7} if exit else {}
    plan = Plan(title, Unit.objects.get(code="company"), cadence=Pulse.Cadence.YEARLY, **more)  # type: ignore[arg-type]
    pulse = create_pulse(load_instrument(instrument), plan, by=by)
    Pulse.objects.filter(pk=pulse.pk).update(state=Pulse.State.PAUSED)
    last = max(post.end or post.start for post in people)
    tree = tree_on(last)
    if tree is None:
        return
    closes = dt.datetime.combine(last, dt.time(16), tzinfo=dt.UTC)
    asked = Round.objects.create(
        pulse=pulse, number=1, period=f"{last.year}", opens_at=closes - dt.timedelta(days=30), closes_at=closes,
        state=Round.State.CLOSING, ledger_name=f"{last.isoformat()} {instrument}"[:40], definition=pulse.definition,
        form=pulse.form, comment=False, floor=5, release_begun_at=dt.datetime.now(dt.UTC),
        tree=[list(row) for row in zip(tree.units, tree.parents, tree.names, strict=True)],
    )  # fmt: skip
    _write(asked, [(post, answer) for post, answer in said if post.unit.code in tree.places], question)
    release_round(asked.pk)


def _write(asked: Round, said: list[tuple[Post, str]], question: str) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = sorted((str(post.person_id), post.unit.code, answer) for post, answer in said)
    path = file_of(asked)
    path.parent.mkdir(parents=True, exist_ok=True)
    people, units, answers = (list(column) for column in zip(*rows, strict=True))
    table = {"respondent": people, "unit": units, "period": [asked.period] * len(rows), question: answers}
    chance = random.Random(7)
    for item in items_of(asked):
        if item.scale.kind in SCORED_KINDS:
            low, high = int(item.scale.low or 0), int(item.scale.high or 0)
            middle, wide = (low + high) / 2, (high - low) / 4
            table[item.id] = [min(high, max(low, round(chance.gauss(middle, wide)))) for _row in rows]
    pq.write_table(pa.table(table), path)
