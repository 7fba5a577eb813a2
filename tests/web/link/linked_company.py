"""A company of 24 more teams whose truth is known: twelve rounds of answers, and customer metrics as a file."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from django.core.files.uploadedfile import SimpleUploadedFile

from bothways.measures import load_instrument
from bothways_web.link.bringing import chosen_columns
from bothways_web.link.checking import read_metrics
from bothways_web.link.imports import import_metrics
from bothways_web.link.models import MetricImport
from bothways_web.listen.archive import file_of
from bothways_web.listen.models import Pulse, Round
from bothways_web.listen.pulses import Plan, create_pulse
from bothways_web.listen.release import release_round
from bothways_web.people.models import Unit, UnitSpan
from bothways_web.people.units import current_tree

UTC = dt.UTC
PERIODS = [f"2025-{month:02d}" for month in range(1, 13)]
COLUMNS = {"unit": "team", "period": "month", "metric": "measure", "value": "score", "n": "answers", "kind": "kind",
           "low": "low", "high": "high", "noise_variance": "variance"}  # fmt: skip
PEOPLE = 8


def teams(count: int = 24) -> list[str]:
    return [f"t{number:02d}" for number in range(1, count + 1)]


def add_teams(company, count: int = 24) -> list[str]:
    """Hang teams below the north."""
    for code in teams(count):
        company.units[code] = Unit.objects.create(code=code)
        UnitSpan.objects.create(unit=company.units[code], parent=company.units["north"], name=f"Team {code}")
    return teams(count)


@dataclass(frozen=True)
class World:
    """What teams feel (first) and what their customers say a month later (second), teams x months x 2."""

    values: np.ndarray


def draw(units: int = 24, effect: float = 0.8, seed: int = 4) -> World:
    random = np.random.default_rng(seed)
    values = np.zeros((units, len(PERIODS), 2))
    felt, said = random.normal(size=units), random.normal(size=units)
    for place in range(len(PERIODS)):
        said = effect * felt + 0.3 * random.normal(size=units)
        felt = 0.3 * felt + 0.9 * random.normal(size=units)
        values[:, place] = np.column_stack([felt, said])
    return World(values)


def ask_all(company, world: World, *, released: int = 1, named: str = "{}") -> list[Round]:
    """Twelve rounds, answered by everybody: answers lie in files; the last ones pass the ledger."""
    chosen = Plan("Team safety", company.units["company"])
    pulse = create_pulse(load_instrument("team_psychological_safety"), chosen, by=company.users["eva"])
    Pulse.objects.filter(pk=pulse.pk).update(state=Pulse.State.RUNNING)
    return [
        ask(pulse, world, place, ledger=place >= len(PERIODS) - released, named=named)
        for place in range(len(PERIODS))
    ]


def ask(pulse: Pulse, world: World, place: int, *, ledger: bool, named: str = "{}") -> Round:
    tree = current_tree()
    opens = dt.datetime(2025, place + 1, 2, tzinfo=UTC)
    made = Round.objects.create(
        pulse=pulse, number=place + 1, period=PERIODS[place], opens_at=opens, closes_at=opens + dt.timedelta(days=7),
        state=Round.State.CLOSING if ledger else Round.State.RELEASED,
        ledger_name=named.format(PERIODS[place]) if ledger else None,
        definition=pulse.definition, comment=False, floor=5,
        tree=[list(row) for row in zip(tree.units, tree.parents, tree.names, strict=True)],
    )  # fmt: skip
    path = file_of(made)
    path.parent.mkdir(parents=True, exist_ok=True)
    answers(made, world, place).to_parquet(path, index=False)
    if ledger:
        assert release_round(made.pk), Round.objects.get(pk=made.pk).trouble
        made.refresh_from_db()
    return made


def answers(asked: Round, world: World, place: int) -> pd.DataFrame:
    from bothways_web.listen.question_sets import items_of

    random = np.random.default_rng(100 + place)
    codes = teams(world.values.shape[0])
    rows = []
    for number, code in enumerate(codes):
        for person in range(PEOPLE):
            level = 3 + 0.7 * world.values[number, place, 0]
            row = {
                "respondent": f"{code}-{person}",
                "unit": code,
                "period": asked.period,
                "role": None,
                "site": None,
            }
            own = random.normal(0, 0.4)
            for place_of_item, item in enumerate(items_of(asked)):
                low, high = item.scale.low, item.scale.high
                said = int(
                    np.clip(
                        round(level - (0.5 if place_of_item < 4 else 0) + own + random.normal(0, 0.4)),
                        low,
                        high,
                    )
                )
                row[item.id] = low + high - said if item.reversed else said
            rows.append(row)
    return pd.DataFrame(rows)


def customers(world: World) -> pd.DataFrame:
    """Customer metrics of every team and month, as somebody would bring them."""
    units, periods, _ = world.values.shape
    return pd.DataFrame(
        {
            "team": np.repeat(teams(units), periods),
            "month": np.tile(PERIODS[:periods], units),
            "measure": "stars",
            "score": np.clip(3 + 0.5 * world.values[:, :, 1].ravel(), 1, 5).round(3),
            "answers": 40,
            "variance": 0.01,
            "kind": "mean",
            "low": 1,
            "high": 5,
        }
    )


def as_file(frame: pd.DataFrame, name: str = "stars.csv") -> SimpleUploadedFile:
    stream = io.BytesIO()
    if name.endswith(".xlsx"):
        frame.to_excel(stream, index=False)
    elif name.endswith(".parquet"):
        frame.to_parquet(stream, index=False)
    else:
        stream.write(frame.to_csv(index=False).encode())
    return SimpleUploadedFile(name, stream.getvalue())


def bring(company, frame: pd.DataFrame, *, side: str = "customers", replace: bool = False) -> MetricImport:
    """Import without the pages."""
    from bothways.tables import read_table

    columns = chosen_columns({field: name for field, name in COLUMNS.items() if name in frame.columns})
    reading = read_metrics(read_table(frame), "customer" if side == "customers" else "employee", columns)
    assert not reading.problems, reading.problems
    by = company.users["fay" if side == "customers" else "eva"]
    return import_metrics(reading, side=side, file_name="stars.csv", columns=columns, replace=replace, by=by)


def empty_home(home: Path) -> None:
    """Forget what earlier tests left: ledgers, answers, metrics."""
    import shutil

    for name in ("ledgers", "rounds", "metrics", "runs", "uploads"):
        shutil.rmtree(home / name, ignore_errors=True)
