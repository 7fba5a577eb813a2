"""The files of `bothways leaving`: retention.csv, turnover.csv, leaving.json, report.html."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from bothways.leaving.summary import NO_LEDGER, Leaving
from bothways.reports.leaving.page import leaving_html
from bothways.reports.placing import Writer, place
from bothways.tables import write_table

#: Name of the JSON document's shape; it changes only when a reader of the old shape would fail.
SCHEMA = "bothways-leaving/1"
PAGE = "report.html"
FILES = ("retention.csv", "turnover.csv", "leaving.json", PAGE, "cost.csv")


def write_leaving(leaving: Leaving, folder: str | Path, *, title: str | None = None) -> tuple[Path, ...]:
    """Write retention, turnover, all of it as JSON, and a page; all into place or none.

    Parameters
    ----------
    leaving : Leaving
    folder : str or Path
        Made where it is missing. Older files of these names are replaced.
    title : str, optional
        Heading of the page.

    Returns
    -------
    tuple of Path
        In the order of :data:`FILES`; cost.csv only where there is a model of costs.

    Raises
    ------
    BothwaysError
        Where a file cannot be written; what stood there before is then untouched.
    """
    document = json.dumps(leaving_document(leaving), ensure_ascii=False, allow_nan=False, indent=1)
    page = leaving_html(leaving, title=title or "Who stays, who leaves")
    writers: dict[str, Writer] = {
        "retention.csv": lambda path: write_table(leaving.retention.table, path),
        "turnover.csv": lambda path: write_table(leaving.turnover.table, path),
        "leaving.json": lambda path: path.write_text(document + "\n", encoding="utf-8"),
        PAGE: lambda path: path.write_text(page, encoding="utf-8"),
    }
    if leaving.cost is not None:
        priced = leaving.cost.table
        writers["cost.csv"] = lambda path: write_table(priced, path)
    return place(writers, Path(folder))


def leaving_document(leaving: Leaving) -> dict[str, Any]:
    """Return all of it as plain JSON values, by the shape "bothways-leaving/1".

    Parameters
    ----------
    leaving : Leaving

    Returns
    -------
    dict
        Tables are a list a column; what cannot be told is None.
    """
    stays, leaves = leaving.retention, leaving.turnover
    return {
        "schema": SCHEMA,
        "source": leaving.source,
        "ledger": "none",
        "ledger_words": NO_LEDGER,
        "people": leaving.people,
        "spells": leaving.spells,
        "left": leaving.left,
        "since": leaving.since or None,
        "as_of": leaving.as_of or None,
        "step": stays.step,
        "tenure_counted_in": stays.counted_in,
        "turnover_every": leaves.every,
        "assumptions": list(leaving.assumptions),
        "groups": _columns(leaving.groups),
        "retention": _columns(stays.table),
        "turnover": _columns(leaves.table),
        "cost": _columns(leaving.cost.table) if leaving.cost else None,
        "cost_model": asdict(leaving.cost.model) if leaving.cost else None,
    }


def _columns(table: pd.DataFrame) -> dict[str, list[Any]]:
    plain = table.astype(object).where(table.notna(), None)
    return {str(name): plain[name].tolist() for name in table.columns}
