"""The answers of a sealed round as a file and as the ledger takes them: rows without anybody behind them."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

from bothways.privacy import RoundAnswers
from bothways.privacy.answers import read_answers
from bothways.privacy.groups import Group, parse_group
from bothways_web.listen.models import Round, Sealing
from bothways_web.listen.question_sets import items_of, questions_of
from bothways_web.listen.sealed.closing import batches_of, shown_units
from bothways_web.listen.sealed.strata import tree_of

_UNIT = "unit="


def sealed_table(asked: Round) -> Any:
    """Return the batches of a round as a table, in the order of codes.

    Codes count places in the box, which are random and stay: whoever makes the table again makes the same one.
    ``unit`` is the unit, or those of the teams that shared a box, between bars. It is blank where no number may
    speak of an answer.
    """
    import pyarrow as pa

    space = uuid.uuid5(uuid.NAMESPACE_URL, f"bothways sealed {asked.sealing.name}")
    rows = sorted(
        (str(uuid.uuid5(space, f"{number} {place}")), _written(units, asked), json.loads(answers))
        for number, (units, batch) in enumerate(batches_of(asked))
        for place, answers in enumerate(batch)
    )
    blank = pa.array([None] * len(rows), pa.string())
    columns = {
        "respondent": pa.array([code for code, _unit, _answers in rows], pa.string()),
        "unit": pa.array([unit for _code, unit, _answers in rows], pa.string()),
        "period": pa.array([asked.period] * len(rows), pa.string()),
        "role": blank,
        "site": blank,
    }
    for item in items_of(asked):
        columns[item.id] = pa.array([answers.get(item.id) for _code, _unit, answers in rows], pa.int16())
    return pa.table(columns)


def sealed_answers(asked: Round, path: Path) -> RoundAnswers:
    """Return the answers as the ledger takes them, with the groups it may show."""
    import pyarrow.parquet as pq

    sealing = Sealing.objects.get(pk=asked.pk)
    frame = pq.read_table(path).to_pandas()
    frame = frame[frame["unit"].notna()].reset_index(drop=True)
    frame["unit"] = [parse_group(_UNIT + text).units[0] for text in frame["unit"]]
    read = read_answers(
        frame,
        tree_of(asked),
        questions_of(asked),
        columns={"respondent": "respondent", "unit": "unit", "round": "period"},
        one_row_each=True,
    )
    [one] = read.rounds
    return replace(
        one,
        round=asked.ledger_name or "",
        own_questions=True,
        others_each_round=True,
        offered=shown_units(sealing),
    )


def _written(units: tuple[str, ...] | None, asked: Round) -> str | None:
    """Return units as they stand in the file."""
    if units is None:
        return None
    return Group(units=units or tuple(tree_of(asked).roots)).text.removeprefix(_UNIT)
