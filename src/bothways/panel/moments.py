"""Raw answers to moments: everything the statistics need to know of a cell, and of no person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from bothways.errors import NotEnoughData
from bothways.measures.scores import Score
from bothways.panel import answers_checks as checks
from bothways.panel.answers import mean_if_enough, person_value, read_answers, scores_from
from bothways.panel.moments_tables import co_moment_rows, moment_rows
from bothways.panel.panel import Side

if TYPE_CHECKING:
    import ibis.expr.types as ir


@dataclass(frozen=True)
class Moments:
    """Moments of one side.

    Attributes
    ----------
    moments : pandas.DataFrame
        One row a unit, period and metric with at least one score: ``side, unit, period, metric``; ``n``,
        persons with a score; ``mean`` of their scores; ``variance`` of one score (ddof = 1, NaN where n is
        1); ``noise_variance`` of the mean (see :func:`answers_to_moments`); ``promoters``, ``detractors``
        (NPS only) and ``top_box`` (where declared), counts of persons, missing otherwise.
    co_moments : pandas.DataFrame
        One row a unit, period and two metrics that at least one person answered both: ``unit, period,
        metric_a, metric_b``; ``n``, persons with both scores; ``covariance`` of the two means from this
        cell alone (NaN where n is 1); ``noise_covariance``, the one that goes with ``noise_variance``.
    side : {"employee", "customer"}
    scores : tuple of Score
        How each metric was made.
    """

    moments: pd.DataFrame
    co_moments: pd.DataFrame
    side: Side
    scores: tuple[Score, ...]


def answers_to_moments(
    answers: Any,
    *,
    items: Sequence[str | Score] | Mapping[str, str | Sequence[str]],
    side: Side,
    unit: str = "unit",
    period: str = "period",
    top_box: Mapping[str, float] | None = None,
    respondent: str | None = "respondent",
    co_moments: bool = True,
    engine: Any = None,
) -> Moments:
    """Turn raw answers into moments.

    Parameters
    ----------
    answers : path, pyarrow.Table, pandas or polars frame, or Ibis table
        One row a response, one column an item; Parquet or CSV where a path.
    items : sequence of (str or Score), or mapping
        Item columns or scores, for example those of :func:`bothways.measures.score_columns`; a mapping names
        the item columns of each metric. A column that is no score is taken as given.
    side : {"employee", "customer"}
        Who answered.
    unit, period : str
        Columns that say which cell a response belongs to. Their values are kept as text.
    top_box : mapping of metric to float, optional
        Person scores from here upwards, in units of the metric, are counted as top box. NPS counts its
        promoters, a share those it is a share of.
    respondent : str or None
        Column that names the person. Where the table has it, nobody may answer twice in a unit and period;
        blanks are not compared. ``None`` where people may.
    co_moments : bool
        Also the covariances of metrics that the same people answered.
    engine : ibis backend, optional
        Where the work is done; DuckDB in memory unless given, or the backend of an Ibis table.

    Returns
    -------
    Moments
        Sorted by unit, period and the order of `items`.

    Raises
    ------
    FileError, ColumnError
        Where the table cannot be read or a column is missing.
    CellError
        For an answer that is no number, infinite or out of its scale, a response without unit or period, or
        a doubled respondent; names the row.
    NotEnoughData
        Where no person has a score.

    Notes
    -----
    Missing answers are missing: a person without a score counts in no ``n``. Variances and covariances are
    computed about running means (Welford 1962; Chan, Golub & LeVeque 1983), never from sums of squares.

    ``noise_variance`` is ``s~^2 / n``. The variance of one answer s~^2 is that of the unit, pooled over its
    periods and shrunk to that of the metric (Buhlmann & Straub 1970), because the cell's own is too rough:
    with two answers it is 0 by luck, and on a bounded scale it goes with the mean, so that weights would go
    with errors. See :func:`bothways.panel.moments_noise.pooled_variance`. Where no cell has two answers it
    is NaN. ``covariance`` is ``c_ab n_ab / (n_a n_b)``, with c_ab over those who answered both;
    ``noise_covariance`` is the same with ``c_ab = r_ab s~_a s~_b`` and r_ab the correlation pooled over all
    cells, so that the matrix of a cell is never indefinite by luck.

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame({"unit": ["a"] * 4, "period": ["2024-01"] * 4, "enps": [9, 10, 3, None]})
    >>> from bothways.measures.scores import ScoreItem
    >>> item = ScoreItem("enps", 0.0, 10.0, False)
    >>> enps = Score("enps", "employee", "nps", "nps", (item,), (), (), 1, -100.0, 100.0, "higher")
    >>> answers_to_moments(answers, items=[enps], side="employee").moments[["n", "mean", "promoters"]]
       n       mean  promoters
    0  3  33.333333          2
    """
    scores = scores_from(items, side=side)
    backend = _duckdb() if engine is None else engine
    table, file = read_answers(answers, backend)
    checks.require_columns(table, [unit, period], scores, file)

    def run(expression: Any) -> Any:
        if engine is None and not isinstance(answers, str) and hasattr(answers, "get_backend"):
            return expression.to_pyarrow()
        return backend.to_pyarrow(expression)

    if respondent is not None and respondent in table.columns:
        checks.refuse_doubled(table, respondent, [unit, period], run=run, file=file)
    cells = _cells(table, scores, unit=unit, period=period, top_box=top_box or {}, co_moments=co_moments)
    wide = run(cells).to_pandas()
    if "wrong" in wide and wide["wrong"].sum():
        checks.refuse_wrong_answer(table, scores, run=run, file=file)
    for name, column in (("unit", unit), ("period", period)):
        if wide[name].isna().any() or (wide[name].astype(str) == "").any():
            checks.refuse_blank_cell(table, column, run=run, file=file)
    wide = wide.sort_values(["unit", "period"], ignore_index=True)
    moments = moment_rows(wide, scores, side)
    if moments.empty:
        raise NotEnoughData("No response holds a single score: nothing to make moments of.")
    pairs = co_moment_rows(wide, scores, moments) if co_moments else co_moment_rows(wide, scores[:1], moments)
    return Moments(moments, pairs, side, scores)


def _duckdb() -> Any:
    """Return a fresh in-memory DuckDB."""
    import ibis

    return ibis.duckdb.connect()


def _cells(
    table: ir.Table,
    scores: Sequence[Score],
    *,
    unit: str,
    period: str,
    top_box: Mapping[str, float],
    co_moments: bool,
) -> ir.Table:
    """Return one row a cell with the moments of all metrics side by side, numbered by metric."""
    rows = _values(table, scores, unit=unit, period=period)
    found = {"wrong": rows["wrong"].cast("int64").sum()} if "wrong" in rows.columns else {}
    for k, score in enumerate(scores):
        found |= _one_metric(rows[f"value{k}"], score, k, top_box.get(score.metric))
    for a in range(len(scores) if co_moments else 0):
        for b in range(a + 1, len(scores)):
            x, y = rows[f"value{a}"], rows[f"value{b}"]
            found[f"covariance{a}_{b}"] = x.cov(y, how="sample")
            found[f"both{a}_{b}"] = (x + y).count()  # the sum is there where both are
    cells = rows.group_by(["unit", "period"]).aggregate(**found)
    return cells.mutate(unit=_text(cells["unit"]), period=_text(cells["period"]))


def _values(table: ir.Table, scores: Sequence[Score], *, unit: str, period: str) -> ir.Table:
    """Return one row a response: its cell, what it adds to each metric, and whether it is wrong."""
    number = {score.metric: k for k, score in enumerate(scores)}
    plain = {f"value{k}": person_value(table, s) for k, s in enumerate(scores) if not s.parts}
    bad = checks.wrong_answers(table, scores)
    extra = {} if bad is None else {"wrong": bad}
    rows = table.select(unit=table[unit], period=table[period], **plain, **extra)
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


def _text(column: Any) -> Any:
    """Return a unit or period as text; a moment at midnight as its date."""
    if column.type().is_timestamp():
        column = column.cast("date")
    return column.strip() if column.type().is_string() else column.cast("string")
