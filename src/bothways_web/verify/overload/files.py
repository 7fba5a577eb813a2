"""What spills over as files, to take along: the answer, and who serves whom."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from bothways_web.verify.models import ServiceNetwork
from bothways_web.verify.overload.answers import Answer
from bothways_web.verify.overload.flow import FlowRow
from bothways_web.verify.overload.networks import edges_of
from bothways_web.verify.overload.words import sentence

_ANSWER = (
    "verdict", "strength", "overload", "service", "providers", "clients", "periods", "frequency", "carrying",
    "placebo_p", "placebos",
)  # fmt: skip
_ENDINGS = ("", "_low", "_high", "_p", "_natural", "_natural_low", "_natural_high")


def answer_csv(answer: Answer) -> bytes:
    """Return an answer as CSV: one row a figure, as the ledger released it."""
    fields = answer.fields
    every = [*_ANSWER, *(part + ending for part in ("effect", "reverse", "own") for ending in _ENDINGS)]
    names = [name for name in every if name in fields]
    rows: list[tuple[object, ...]] = [("round", answer.round.period), ("answer", sentence(answer))]
    rows += [(name, "" if fields.get(name) is None else fields[name]) for name in names]
    rows += [("people", answer.shown.n_band), *(("reason", reason) for reason in fields["reasons"])]
    rows += [(f"check: {name}", word) for name, word in fields.get("checks", {}).items()]
    return _csv(rows, ("what", "value"))


def flow_csv(rows: Iterable[FlowRow]) -> bytes:
    """Return who serves whom as CSV, with what is shown of those who serve."""
    columns = (
        "provider", "provider_name", "client", "client_name", "share_percent", "overload", "low", "high",
        "people",
    )  # fmt: skip
    return _csv([_row(row) for row in rows], columns)


def network_csv(network: ServiceNetwork | None) -> bytes:
    """Return a version as it can be brought in again; without one, a file that begins it."""
    return _csv(edges_of(network), ("provider", "client", "weight"))


def _row(row: FlowRow) -> tuple[object, ...]:
    start = (row.provider.code, row.provider.name, row.client.code, row.client.name, round(row.share, 1))
    if row.shown is None:
        return (*start, "not shown" if row.is_open else "", "", "", "")
    ends = ("" if math.isnan(end) else end for end in (row.shown.low, row.shown.high))
    return (*start, row.shown.text, *ends, row.shown.n_band)


def _csv(rows: Sequence[tuple[object, ...]], columns: tuple[str, ...]) -> bytes:
    """Return rows as CSV; cells that a spreadsheet would run are disarmed."""
    import pandas as pd

    from bothways.tables import write_table

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        write_table(pd.DataFrame(list(rows), columns=list(columns), dtype=object), path)
        return path.read_bytes()
