"""Raw answers to moments: everything the statistics need to know of a cell, and of no person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from bothways.errors import CellError, NotEnoughData
from bothways.measures.scores import Score
from bothways.panel.answers import read_answers, scores_from
from bothways.panel.answers_checks import without_row
from bothways.panel.moments_cells import CellRules, checked_cells
from bothways.panel.moments_tables import co_moment_rows, moment_rows
from bothways.panel.panel import Side
from bothways.panel.partitioned import partition_cells
from bothways.tables.partitions import is_partitioned, open_partitions


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
        One row a response, one column an item; Parquet, CSV or a folder of answers by period where a path, see
        :func:`bothways.panel.storing.put_answers`.
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
        Where the work is done. Where not given: for a path the engine of the setting ``BOTHWAYS_ENGINE``, for an Ibis
        table its backend, and DuckDB for what is in memory already.

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
    rules = CellRules(scores, unit, period, respondent, dict(top_box or {}), co_moments)
    wide = _wide(answers, rules, engine).sort_values(["unit", "period"], ignore_index=True)
    moments = moment_rows(wide, scores, side)
    if moments.empty:
        raise NotEnoughData("No response holds a single score: nothing to make moments of.")
    pairs = co_moment_rows(wide, scores, moments) if co_moments else co_moment_rows(wide, scores[:1], moments)
    return Moments(moments, pairs, side, scores)


def _wide(answers: Any, rules: CellRules, engine: Any) -> pd.DataFrame:
    """Return the cells of answers, wherever they are."""
    from bothways.tables.engine import EngineSetting, is_spark, open_engine

    if is_partitioned(answers):
        return partition_cells(open_partitions(answers), rules, open_engine() if engine is None else engine)
    if engine is None:
        engine = _engine_of(answers) or open_engine(
            None if isinstance(answers, str | Path) else EngineSetting()
        )
    table, file = read_answers(answers, engine)
    try:
        return checked_cells(table, rules, engine, file=file)
    except CellError as problem:
        if not is_spark(engine):
            raise
        if _engine_of(answers) is None:  # rows of Spark have no order, so DuckDB tells which one it is
            plain = open_engine(EngineSetting())
            checked_cells(read_answers(answers, plain)[0], rules, plain, file=file)
        raise without_row(problem) from None


def _engine_of(answers: Any) -> Any:
    """Return the backend of an Ibis table; ``None`` for anything else."""
    if isinstance(answers, str | Path) or not hasattr(answers, "get_backend"):
        return None
    import ibis

    return ibis.get_backend(answers)
