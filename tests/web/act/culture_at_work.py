"""A released round of the culture path: units whose people choose levels that a test names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pandas as pd

from bothways.measures import load_instrument
from bothways_web.listen.archive import file_of
from bothways_web.listen.models import Pulse, Round
from bothways_web.listen.pulses import Plan, create_pulse
from bothways_web.listen.question_sets import items_of
from bothways_web.listen.release import release_round
from bothways_web.people.models import Unit, UnitSpan
from bothways_web.people.units import current_tree

#: Unit -> the levels that its people choose: 60 agree, 30 are between two levels, 8 are few, 3 are too few; 20 are
#: divided, which makes the ranges of all of them wider.
LEVELS = {
    "big": [2] * 60,
    "middle": [2, 3] * 15,
    "few": [2, 4, 3, 3, 2, 4, 3, 3],
    "tiny": [5, 5, 5],
    "divided": [1, 5] * 10,
    "beside": [2, 3, 2, 3, 3],
}


def add_units(company) -> None:
    """Hang the units below the north."""
    for code in LEVELS:
        company.units[code] = Unit.objects.create(code=code)
        UnitSpan.objects.create(unit=company.units[code], parent=company.units["north"], name=code.title())


def ask_path(
    company,
    period: str = "2025-03",
    levels: Mapping[str, Sequence[int]] = LEVELS,
    *,
    pulse: Pulse | None = None,
) -> Round:
    """Make and release a round of the path: everybody answers, each the same level of all six strands."""
    if pulse is None:
        chosen = Plan("Culture", company.units["company"], cadence=Pulse.Cadence.YEARLY)
        pulse = create_pulse(load_instrument("culture_maturity"), chosen, by=company.users["eva"])
    tree, opens = current_tree(), dt.datetime.fromisoformat(f"{period}-02T00:00:00+00:00")
    made = Round.objects.create(
        pulse=pulse, number=pulse.rounds.count() + 1, period=period, opens_at=opens,
        closes_at=opens + dt.timedelta(days=7), state=Round.State.CLOSING,
        ledger_name=f"{opens.date() + dt.timedelta(days=7)} r{Round.objects.count() + 900}",
        definition=pulse.definition, comment=False, floor=5,
        tree=[list(row) for row in zip(tree.units, tree.parents, tree.names, strict=True)],
    )  # fmt: skip
    rows = [
        {"respondent": f"{code}-{number}", "unit": code, "period": period, "role": None, "site": None}
        | {item.id: level for item in items_of(made)}
        for code, chosen_levels in levels.items()
        for number, level in enumerate(chosen_levels)
    ]
    path = file_of(made)
    path.parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame(rows).to_parquet(path, index=False)
    assert release_round(made.pk), Round.objects.get(pk=made.pk).trouble
    made.refresh_from_db()
    return made
