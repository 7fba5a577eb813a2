"""Customers of the linked company who answer surveys: twelve months of one question, as files of closed rounds."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from linked_company import PERIODS, UTC, World, teams

from bothways.measures import load_instrument
from bothways_web.listen.archive import COMMENT, MAY_QUOTE, file_of
from bothways_web.listen.models import Pulse, Round
from bothways_web.listen.pulses import Plan, create_pulse
from bothways_web.listen.question_sets import items_of
from bothways_web.listen.release import release_round
from bothways_web.people.units import current_tree

PEOPLE = 12


def ask_customers(
    company, world: World, *, instrument: str = "nps_transactional", released: int = 2, people: int = PEOPLE,
    occasion: str = "contact",
) -> list[Round]:  # fmt: skip
    """Twelve rounds of which the last ones pass the ledger."""
    plan = Plan("Customers", company.units["company"], side="customers", occasion=occasion, comment=True)
    pulse = create_pulse(load_instrument(instrument), plan, by=company.users["fay"])
    Pulse.objects.filter(pk=pulse.pk).update(state=Pulse.State.RUNNING)
    return [
        ask(pulse, world, place, place >= len(PERIODS) - released, people) for place in range(len(PERIODS))
    ]


def ask(pulse: Pulse, world: World, place: int, ledger: bool, people: int) -> Round:
    tree = current_tree()
    opens = dt.datetime(2025, place + 1, 2, tzinfo=UTC)
    made = Round.objects.create(
        pulse=pulse, number=place + 1, period=PERIODS[place], opens_at=opens, closes_at=opens + dt.timedelta(days=5),
        state=Round.State.CLOSING if ledger else Round.State.RELEASED,
        ledger_name=f"{PERIODS[place]}-10 r{place + 1}" if ledger else None,
        definition=pulse.definition, comment=True, floor=5,
        tree=[list(row) for row in zip(tree.units, tree.parents, tree.names, strict=True)],
    )  # fmt: skip
    path = file_of(made)
    path.parent.mkdir(parents=True, exist_ok=True)
    answers(made, world, place, people).to_parquet(path, index=False)
    if ledger:
        assert release_round(made.pk), Round.objects.get(pk=made.pk).trouble
        made.refresh_from_db()
    return made


def answers(asked: Round, world: World, place: int, people: int) -> pd.DataFrame:
    random = np.random.default_rng(500 + place)
    [item] = [one for one in items_of(asked) if one.scale.kind in ("numeric", "ordinal")]
    low, high = item.scale.low, item.scale.high
    middle, spread = (low + high) / 2, (high - low) / 5
    rows = []
    for number, code in enumerate(teams(world.values.shape[0])):
        said = middle + spread * (world.values[number, place, 1] + random.normal(0, 0.6, people))
        for person, value in enumerate(np.clip(np.round(said), low, high).astype(int)):
            rows.append({
                "respondent": f"{code}-{place}-{person}", "unit": code, "period": asked.period, "role": None,
                "site": None, item.id: value, "reason": None, f"{item.id} other": None,
                COMMENT: f"Thank you from {code}" if person == 0 else None, MAY_QUOTE: person == 0,
            })  # fmt: skip
    return pd.DataFrame(rows).drop(columns=f"{item.id} other")
