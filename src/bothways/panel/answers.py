"""How a person's answers become person scores, written once as Ibis expressions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from bothways.errors import FileError, InputError
from bothways.measures.scores import Score, ScoreItem

if TYPE_CHECKING:
    import ibis.expr.types as ir

PROMOTER, DETRACTOR = 9, 6
NAN = float("nan")
#: What counts as a number in text. Left to them, Spark takes "4d" for one and DuckDB "1_000".
_NUMBER = "^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$"


def scores_from(
    items: Sequence[str | Score] | Mapping[str, str | Sequence[str]], *, side: str
) -> tuple[Score, ...]:
    """Return what was asked for as scores.

    Parameters
    ----------
    items : sequence of (str or Score), or mapping of metric to item column(s)
        A bare column is a metric of its own name, taken as given; several columns are averaged by person.
    side : str
        Side of metrics that are not scores already.

    Returns
    -------
    tuple of Score
        In the order given.

    Raises
    ------
    InputError
        Where nothing is asked for, a metric is named twice, or a score cannot be made as it stands.

    Examples
    --------
    >>> scores = scores_from({"safety": ["rf1", "oc1"], "enps": "enps"}, side="employee")
    >>> [[item.column for item in score.items] for score in scores]
    [['rf1', 'oc1'], ['enps']]
    """
    if isinstance(items, Mapping):
        wanted = [_as_given(m, [c] if isinstance(c, str) else c, side) for m, c in items.items()]
    else:
        wanted = [item if isinstance(item, Score) else _as_given(item, [item], side) for item in items]
    names = [score.metric for score in wanted]
    if not names:
        raise InputError("No items were named.", remedy="Name the item columns or scores to take.")
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise InputError(
            f"The metric {doubled[0]!r} is named twice.", remedy="Give each metric its own name."
        )
    for score in wanted:
        problem = _problem(score, names)
        if problem:
            raise InputError(f"The score {score.metric!r} {problem}.", remedy="Correct how it is declared.")
    return tuple(wanted)


def _as_given(metric: str, columns: Sequence[str], side: str) -> Score:
    """Return the score that is the mean of the answers as they stand, its scale unknown."""
    items = tuple(ScoreItem(column, NAN, NAN, False) for column in columns)
    return Score(metric, side, "mean", "mean", items, (), (), 1, NAN, NAN, "higher")


def _problem(score: Score, names: Sequence[str]) -> str | None:
    """Return what is wrong with a declared score."""
    columns = [item.column for item in score.items]
    needs_ends = score.rule in ("mean_of_items", "mean_of_domains")
    if not columns:
        return "has no items"
    if len(set(columns)) < len(columns):
        return "names an item twice"
    for item in score.items:
        if item.low >= item.high:
            return "has an item whose low end is not below its high end"
        if not item.low < item.high and (item.reversed or needs_ends):
            return "needs the ends of its items' scales, and they are not given"
    missing = sorted(set(score.parts) - set(names))
    if missing:
        return f"is made of {missing[0]!r}, which is not among the scores asked for"
    if not 1 <= score.min_answered <= len(score.parts or columns):
        return "needs more answers than it has, or fewer than one"
    if score.rule == "share" and not score.answers:
        return "is a share of no answers"
    return None


def read_answers(answers: Any, engine: Any) -> tuple[ir.Table, str]:
    """Return answers as an Ibis table, with the name to use in errors.

    CSV is read as text throughout, so that a unit "007" stays one and a bad answer can be named by its row.
    """
    import ibis

    from bothways.tables.engine import hold, read_csv, read_parquet

    if isinstance(answers, ibis.expr.types.Table):
        return answers, "the answers"
    if not isinstance(answers, str | Path):
        return hold(engine, _arrow(answers)), "the answers"
    path = Path(answers)
    if not path.exists():
        raise FileError("The file is not there.", remedy="Check the path.", file=path.name)
    try:
        if path.suffix.lower() == ".parquet":
            return read_parquet(engine, [path]), path.name
        return read_csv(engine, path), path.name
    except Exception as error:
        raise FileError(
            "The file cannot be read as a table of answers.",
            remedy="Hand in Parquet, or CSV in UTF-8 with a header row and one row a response.",
            file=path.name,
        ) from error


def _arrow(answers: Any) -> Any:
    """Return a frame as Arrow; columns of pandas that mix text with numbers become text."""
    import pyarrow as pa

    if not isinstance(answers, pd.DataFrame):
        return answers if isinstance(answers, pa.Table) else pa.table(answers)
    columns = {}
    for name in answers.columns:
        column = answers[name]
        try:
            columns[str(name)] = pa.array(column, from_pandas=True)
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            columns[str(name)] = pa.array(column.map(str).where(column.notna()), from_pandas=True)
    return pa.table(columns)


def number(column: ir.Value) -> ir.Value:
    """Return an item column as finite numbers, missing where it holds anything else."""
    import ibis

    kind = column.type()
    if kind.is_string():
        column = column.strip()
        column = ibis.ifelse(column.re_search(_NUMBER), column, ibis.null("string")).try_cast("float64")
    if kind.is_string() or kind.is_floating():
        return ibis.ifelse(finite(column), column, ibis.null("float64"))
    return column.cast("float64") if kind.is_boolean() or kind.is_decimal() or kind.is_null() else column


def finite(column: ir.Value) -> ir.BooleanValue:
    """Return whether a floating number is neither infinite nor NaN; missing where it is.

    Not by ``isnan`` and ``isinf``: of Parquet whose statistics leave NaN out, as most writers do, DuckDB 2.0 concludes
    that there is none, and Ibis 12 writes "false" for ``isinf`` on Spark.
    """
    return (column - column) == 0


def infinite(column: ir.Value) -> ir.BooleanValue:
    """Return whether a floating number is infinite, by what both engines compute of it."""
    return (1.0 / column) == 0


def whole(value: int) -> ir.NumericValue:
    """Return a whole number as a float: written as 100.0 it would be a decimal on Spark, and so its means."""
    import ibis

    return ibis.literal(value, "int32").cast("float64")


def wrong(column: ir.Value, item: ScoreItem) -> ir.BooleanValue | None:
    """Return whether an answer cannot be: no number, infinite or out of the scale; ``None`` if none can."""
    import ibis

    kind, value = column.type(), number(column)
    tests = []
    if kind.is_string():
        tests.append(value.isnull() & column.strip().nullif("").notnull())
    if kind.is_floating():
        tests.append(infinite(column).fill_null(False))
    if item.low < item.high:
        tests.append((~value.between(item.low, item.high)).fill_null(False))
    return ibis.or_(*tests) if tests else None


def person_value(table: ir.Table, score: Score) -> ir.NumericValue:
    """Return what one person adds to the metric, missing where too little was answered.

    The mean of the answered items, each put on 0 to 100 (``mean_of_items``), taken as given (``mean``), as
    NPS points 100, 0, -100 (``nps``) or as 100 for one of the answers and 0 for another (``share``).
    """
    points = [_points(table[item.column], item, score) for item in score.items]
    return mean_if_enough(points, score.min_answered)


def in_words(score: Score) -> bool:
    """Return whether a share counts options by their text."""
    return score.rule == "share" and any(isinstance(value, str) for value in score.answers)


def _points(column: ir.Value, item: ScoreItem, score: Score) -> ir.NumericValue:
    """Return one answer in units of the metric."""
    import ibis

    if in_words(score):
        column = column.cast("string").strip().nullif("")
        chosen = column.isin([str(value) for value in score.answers])
        return ibis.ifelse(column.isnull(), ibis.null("float64"), ibis.ifelse(chosen, whole(100), whole(0)))
    answer = number(column).cast("float64")  # else literals make decimals of it, which overflow
    if score.rule == "mean_of_items":
        distance = item.high - answer if item.reversed else answer - item.low
        return distance * (100.0 / (item.high - item.low))
    if item.reversed:
        answer = item.low + item.high - answer
    if score.rule == "nps":
        unhappy = ibis.ifelse(answer <= DETRACTOR, whole(-100), whole(0))
        points = ibis.ifelse(answer >= PROMOTER, whole(100), unhappy)
    elif score.rule == "share":
        points = ibis.ifelse(answer.isin([float(value) for value in score.answers]), whole(100), whole(0))
    else:
        return answer
    return ibis.ifelse(answer.isnull(), ibis.null("float64"), points)


def mean_if_enough(values: Sequence[ir.NumericValue], need: int) -> ir.NumericValue:
    """Return the mean of what is there, missing where fewer than ``need`` are."""
    import ibis

    if len(values) == 1:
        return values[0].cast("float64")
    answered = sum(value.notnull().cast("int32") for value in values)
    total = sum(value.fill_null(0).cast("float64") for value in values)
    return ibis.ifelse(answered >= need, total / answered, ibis.null("float64"))
