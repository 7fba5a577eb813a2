"""Past rounds of the example company: their answers lie in the archive; the last ones pass the ledger."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from bothways.measures import load_instrument, parse_instrument
from bothways_web.listen.archive import COMMENT, MAY_QUOTE, file_of
from bothways_web.listen.models import Pulse, Round
from bothways_web.listen.pulses import Plan, create_pulse, launch_pulse
from bothways_web.listen.question_sets import items_of
from bothways_web.listen.release import release_round
from bothways_web.people.models import Person, Unit, User
from bothways_web.people.units import tree_on
from bothways_web.web.example.habits import with_habit
from bothways_web.web.example.words import with_words

Report = Callable[[int, int, str], None]
#: So many rounds are released one after the other; the ones before count for findings only.
RELEASED = 3
#: In front of the ids of the example pulse's questions, as the simulation knows them.
PREFIX = "example_"


@dataclass(frozen=True)
class LastRound:
    """The newest round, closed and not released yet."""

    asked: Round

    def release(self) -> None:
        """Release it."""
        release_round(self.asked.pk)


def load_rounds(answers: Path, *, by: User, report: Report) -> LastRound:
    """Make the pulse with a round a month, and release those before the last."""
    import pyarrow.parquet as pq

    table = pq.read_table(answers).to_pandas()
    pulse = _make_pulse(by)
    months = sorted(table["period"].unique())
    codes = dict(Person.objects.values_list("code", "pk"))
    table["respondent"] = [str(codes[code]) for code in table["respondent"]]
    made = [
        _make_round(pulse, number, month, released=number <= len(months) - RELEASED)
        for number, month in enumerate(months, start=1)
    ]
    for asked in made:
        rows = with_habit(table[table["period"] == asked.period], seed=asked.number)
        _write(asked, with_words(rows, seed=asked.number))
    recent = made[-RELEASED:]
    for done, asked in enumerate(recent[:-1], start=1):
        report(done, RELEASED, "Releasing the last rounds")
        release_round(asked.pk)
    return LastRound(recent[-1])


def open_a_round(team: str, *, by: User) -> Round:
    """Launch a short survey in the site around a team, so that a visitor can answer one."""
    tree = tree_on(dt.date.today())
    site = tree.parents[tree.place(team)] if tree else None
    plan = Plan(
        "Team safety", Unit.objects.get(code=site or team), form=Pulse.Form.SHORT, open_days=14, comment=True
    )
    return launch_pulse(create_pulse(load_instrument("team_psychological_safety"), plan, by=by), by=by)


def _make_pulse(by: User) -> Pulse:
    text = (files("bothways_web.web.example") / "pulse.yaml").read_text(encoding="utf-8")
    plan = Plan("Monthly pulse", Unit.objects.get(code="company"), share=100, reminder=True, comment=True)
    pulse = create_pulse(parse_instrument(text, "pulse.yaml"), plan, by=by)
    pulse.state = Pulse.State.PAUSED
    pulse.save(update_fields=["state"])
    return pulse


def _make_round(pulse: Pulse, number: int, month: str, *, released: bool) -> Round:
    year, place = (int(part) for part in month.split("-"))
    last = dt.date(year, place, calendar.monthrange(year, place)[1])
    tree = tree_on(last)
    if tree is None:
        raise ValueError("The company has no units.")
    opens = dt.datetime(year, place, 1, 8, tzinfo=dt.UTC)
    return Round.objects.create(
        pulse=pulse,
        number=number,
        period=month,
        opens_at=opens,
        closes_at=dt.datetime.combine(last, dt.time(16), tzinfo=dt.UTC),
        state=Round.State.RELEASED if released else Round.State.CLOSING,
        ledger_name=f"{last.isoformat()} r{number}",
        definition=pulse.definition,
        form=pulse.form,
        comment=True,
        tree=[list(row) for row in zip(tree.units, tree.parents, tree.names, strict=True)],
        floor=5,
        release_begun_at=dt.datetime.now(dt.UTC),
    )


def _write(asked: Round, rows: Any) -> None:
    """Write the answers of a month into the round's file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = file_of(asked)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Other sets have questions of the same ids; one id is one question for the ledger.
    items = {item.id.removeprefix(PREFIX): item.id for item in items_of(asked)}
    known = {code for code, _parent, _name in asked.tree}
    columns = ["respondent", "unit", "period", *items, COMMENT, MAY_QUOTE]
    kept = rows.loc[rows["unit"].isin(known), columns]
    kept = kept.rename(columns=items)
    pq.write_table(pa.Table.from_pandas(kept, preserve_index=False), path)
