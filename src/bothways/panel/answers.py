"""How a person's answers become person scores, written once as Ibis expressions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from bothways.errors import FileError, InputError

if TYPE_CHECKING:
    import ibis.expr.types as ir

ScoreKind = Literal["mean", "nps", "percent"]
NAN = float("nan")
PROMOTER, DETRACTOR = 9, 6


@dataclass(frozen=True, kw_only=True)
class Score:
    """How one metric comes out of the answers of one person.

    A person's score is the mean of the answered items, reversed ones turned round first. From it come, by
    kind: ``mean``, the score itself; ``nps``, 100 from 9 upwards, -100 up to 6, else 0; ``percent``, 100 from
    ``top_box`` upwards, else 0. The metric of a cell is the mean of that over persons.

    Attributes
    ----------
    metric : str
        Name of the series.
    items : tuple of str
        Columns of the answers.
    kind : {"mean", "nps", "percent"}
    low, high : float
        Ends of the items' scale; NaN where unknown, then only infinite answers are refused. For ``nps`` 0
        and 10 unless given.
    reversed : tuple of str
        Items whose answer counts as ``low + high - answer``.
    min_answered : int
        A person with fewer answered items has no score.
    top_box : float, optional
        Person scores from here upwards, on the items' scale, are counted as top box; 9 for ``nps``.
    out_of_100 : bool
        For ``mean``: the score is ``100 * (score - low) / (high - low)``.
    better : {"higher", "lower", ""}
        Which end is good.
    """

    metric: str
    items: tuple[str, ...]
    kind: ScoreKind = "mean"
    low: float = NAN
    high: float = NAN
    reversed: tuple[str, ...] = ()
    min_answered: int = 1
    top_box: float | None = None
    out_of_100: bool = False
    better: Literal["higher", "lower", ""] = ""

    def __post_init__(self) -> None:
        if self.kind == "nps":
            ends = (0.0 if math.isnan(self.low) else self.low, 10.0 if math.isnan(self.high) else self.high)
            object.__setattr__(self, "low", ends[0])
            object.__setattr__(self, "high", ends[1])
            object.__setattr__(self, "top_box", float(PROMOTER))
        problem = _problem(self)
        if problem:
            raise InputError(f"The score {self.metric!r} {problem}.", remedy="Correct how it is declared.")

    @property
    def ends(self) -> tuple[float, float]:
        """Lowest and highest value the metric can take; NaN where unknown."""
        if self.kind == "nps":
            return -100.0, 100.0
        if self.kind == "percent" or self.out_of_100:
            return 0.0, 100.0
        return self.low, self.high


def _problem(score: Score) -> str | None:
    """Return what is wrong with a declared score."""
    known = math.isfinite(score.low) and math.isfinite(score.high)
    if not score.items:
        return "has no items"
    if len(set(score.items)) < len(score.items):
        return "names an item twice"
    if known and score.low >= score.high:
        return "has a scale whose low end is not below its high end"
    if not known and (score.reversed or score.out_of_100):
        return "is reversed or out of 100, but the ends of its scale are not given"
    if set(score.reversed) - set(score.items):
        return "reverses an item that is not among its items"
    if not 1 <= score.min_answered <= len(score.items):
        return "needs more answered items than it has, or fewer than one"
    if score.kind == "percent" and score.top_box is None:
        return "is a percentage without a top box"
    return None


def scores_from(items: Sequence[str | Score] | Mapping[str, str | Sequence[str]]) -> tuple[Score, ...]:
    """Return what was asked for as scores.

    Parameters
    ----------
    items : sequence of (str or Score), or mapping of metric to item column(s)
        A bare column is a metric of its own name; several columns are averaged by person.

    Returns
    -------
    tuple of Score
        In the order given.

    Raises
    ------
    InputError
        Where nothing is asked for, or a metric is named twice.

    Examples
    --------
    >>> [score.items for score in scores_from({"safety": ["rf1", "oc1"], "enps": "enps"})]
    [('rf1', 'oc1'), ('enps',)]
    """
    if isinstance(items, Mapping):
        columns = [(m, (c,) if isinstance(c, str) else tuple(c)) for m, c in items.items()]
        scores = tuple(Score(metric=m, items=c) for m, c in columns)
    else:
        scores = tuple(s if isinstance(s, Score) else Score(metric=s, items=(s,)) for s in items)
    names = [score.metric for score in scores]
    if not names:
        raise InputError("No items were named.", remedy="Name the item columns or scores to take.")
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise InputError(
            f"The metric {doubled[0]!r} is named twice.", remedy="Give each metric its own name."
        )
    return scores


def read_answers(answers: Any, engine: Any) -> tuple[ir.Table, str]:
    """Return answers as an Ibis table, with the name to use in errors.

    CSV is read as text throughout, so that a unit "007" stays one and a bad answer can be named by its row.
    """
    import ibis

    if isinstance(answers, ibis.expr.types.Table):
        return answers, "the answers"
    if isinstance(answers, pd.DataFrame):
        return ibis.memtable(_arrow(answers)), "the answers"
    if not isinstance(answers, str | Path):
        return ibis.memtable(answers), "the answers"
    path = Path(answers)
    if not path.exists():
        raise FileError("The file is not there.", remedy="Check the path.", file=path.name)
    try:
        if path.suffix.lower() == ".parquet":
            return engine.read_parquet(path), path.name
        return engine.read_csv(path, all_varchar=True, header=True), path.name
    except Exception as error:
        raise FileError(
            "The file cannot be read as a table of answers.",
            remedy="Hand in Parquet, or CSV in UTF-8 with a header row and one row a response.",
            file=path.name,
        ) from error


def _arrow(answers: pd.DataFrame) -> Any:
    """Return a pandas frame as Arrow; columns that mix text with numbers become text."""
    import pyarrow as pa

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
        column = column.strip().nullif("").try_cast("float64")
    if kind.is_string() or kind.is_floating():
        return ibis.ifelse(column.isnan() | column.isinf(), ibis.null("float64"), column)
    return column.cast("float64") if kind.is_boolean() or kind.is_decimal() or kind.is_null() else column


def wrong(column: ir.Value, score: Score) -> ir.BooleanValue | None:
    """Return whether an answer cannot be: no number, infinite or out of the scale; ``None`` if none can."""
    import ibis

    kind, value = column.type(), number(column)
    tests = []
    if kind.is_string():
        tests.append(value.isnull() & column.strip().nullif("").notnull())
    if kind.is_floating():
        tests.append(column.isinf().fill_null(False))
    if not (math.isnan(score.low) or math.isnan(score.high)):
        tests.append((~value.between(score.low, score.high)).fill_null(False))
    return ibis.or_(*tests) if tests else None


def person_score(table: ir.Table, score: Score) -> ir.NumericValue:
    """Return a person's mean of the answered items on the items' scale, missing below ``min_answered``."""
    import ibis

    values = [
        score.low + score.high - number(table[item]) if item in score.reversed else number(table[item])
        for item in score.items
    ]
    if len(values) == 1:
        return values[0].cast("float64")
    answered = sum((v.notnull().cast("int32") for v in values[1:]), values[0].notnull().cast("int32"))
    total = sum((v.fill_null(0).cast("float64") for v in values[1:]), values[0].fill_null(0).cast("float64"))
    return ibis.ifelse(answered >= score.min_answered, total / answered, ibis.null("float64"))


def metric_value(person: ir.NumericValue, score: Score) -> ir.NumericValue:
    """Return what a person adds to the metric: the score, its NPS points or its percentage points."""
    import ibis

    if score.kind == "nps":
        points = ibis.ifelse(person >= PROMOTER, 100.0, ibis.ifelse(person <= DETRACTOR, -100.0, 0.0))
        return ibis.ifelse(person.isnull(), ibis.null("float64"), points)
    if score.kind == "percent":
        points = ibis.ifelse(person >= score.top_box, 100.0, 0.0)
        return ibis.ifelse(person.isnull(), ibis.null("float64"), points)
    return (person - score.low) * (100.0 / (score.high - score.low)) if score.out_of_100 else person
