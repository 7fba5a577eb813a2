"""The aggregation behind moments: one row a cell with all metrics side by side, written once as Ibis expressions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from bothways.measures.scores import Score
from bothways.panel import answers_checks as checks
from bothways.panel.answers import mean_if_enough, person_value
from bothways.tables.engine import fetch

if TYPE_CHECKING:
    import ibis.expr.types as ir


@dataclass(frozen=True)
class CellRules:
    """What is made of answers, cell by cell.

    Attributes
    ----------
    scores : tuple of Score
    unit, period : str
        Columns that say which cell a response belongs to.
    respondent : str or None
        Column of persons who may answer once in a cell; ``None`` where they may answer again.
    top_box : mapping of metric to float
    co_moments : bool
    """

    scores: tuple[Score, ...]
    unit: str = "unit"
    period: str = "period"
    respondent: str | None = "respondent"
    top_box: Mapping[str, float] = field(default_factory=dict)
    co_moments: bool = True


def checked_cells(table: ir.Table, rules: CellRules, backend: Any, *, file: str) -> pd.DataFrame:
    """Return the cells of a table of answers, refused where an answer or its cell cannot be.

    Parameters
    ----------
    table : ibis table
        One row a response.
    rules : CellRules
    backend : ibis backend
        Where the table is, and the work is done.
    file : str
        What errors call the table.

    Returns
    -------
    pandas.DataFrame, one row a cell
        ``unit, period`` as text and, numbered by metric, ``n, mean, variance``, counts and, numbered by two metrics,
        ``covariance`` and ``both``; in no order.

    Raises
    ------
    ColumnError, CellError
    """
    checks.require_columns(table, [rules.unit, rules.period], rules.scores, file)

    def run(expression: Any) -> Any:
        return fetch(backend, expression)

    if rules.respondent is not None and rules.respondent in table.columns:
        checks.refuse_doubled(table, rules.respondent, [rules.unit, rules.period], run=run, file=file)
    wide: pd.DataFrame = run(_cells(table, rules)).to_pandas()
    if "wrong" in wide and wide["wrong"].sum():
        checks.refuse_wrong_answer(table, rules.scores, run=run, file=file)
    for name, column in (("unit", rules.unit), ("period", rules.period)):
        if wide[name].isna().any() or (wide[name].astype(str) == "").any():
            checks.refuse_blank_cell(table, column, run=run, file=file)
    return wide


def _cells(table: ir.Table, rules: CellRules) -> ir.Table:
    """Return one row a cell with the moments of all metrics side by side, numbered by metric."""
    scores = rules.scores
    rows = _values(table, rules)
    found = {"wrong": rows["wrong"].cast("int64").sum()} if "wrong" in rows.columns else {}
    for k, score in enumerate(scores):
        found |= _one_metric(rows[f"value{k}"], score, k, rules.top_box.get(score.metric))
    for a in range(len(scores) if rules.co_moments else 0):
        for b in range(a + 1, len(scores)):
            x, y = rows[f"value{a}"], rows[f"value{b}"]
            found[f"covariance{a}_{b}"] = x.cov(y, how="sample")
            found[f"both{a}_{b}"] = (x + y).count()  # the sum is there where both are
    cells = rows.group_by(["unit", "period"]).aggregate(**found)
    return cells.mutate(unit=as_text(cells["unit"]), period=as_text(cells["period"]))


def _values(table: ir.Table, rules: CellRules) -> ir.Table:
    """Return one row a response: its cell, what it adds to each metric, and whether it is wrong."""
    scores = rules.scores
    number = {score.metric: k for k, score in enumerate(scores)}
    plain = {f"value{k}": person_value(table, s) for k, s in enumerate(scores) if not s.parts}
    bad = checks.wrong_answers(table, scores)
    extra = {} if bad is None else {"wrong": bad}
    rows = table.select(unit=table[rules.unit], period=table[rules.period], **plain, **extra)
    totals = {
        f"value{k}": mean_if_enough([rows[f"value{number[part]}"] for part in s.parts], s.min_answered)
        for k, s in enumerate(scores)
        if s.parts
    }
    return rows.mutate(**totals) if totals else rows


def _one_metric(value: Any, score: Score, k: int, top_box: float | None) -> dict[str, Any]:
    """Return the aggregates of one metric."""
    found = {f"n{k}": value.count(), f"mean{k}": value.mean(), f"variance{k}": value.var(how="sample")}
    if score.rule == "nps":
        found[f"detractors{k}"] = (value < 0).sum()
    if score.rule in ("nps", "share") or top_box is not None:
        found[f"top{k}"] = (value >= (100.0 if top_box is None else top_box)).sum()
    return found


def as_text(column: Any) -> Any:
    """Return a unit or period as text; a moment at midnight as its date."""
    if column.type().is_timestamp():
        column = column.cast("date")
    return column.strip() if column.type().is_string() else column.cast("string")
