"""Refusals of answers, each naming the first wrong row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from bothways.errors import CellError, ColumnError
from bothways.measures.scores import Score, ScoreItem
from bothways.panel.answers import in_words, wrong

if TYPE_CHECKING:
    import ibis.expr.types as ir

Run = Callable[[Any], Any]


def require_columns(table: ir.Table, cells: Sequence[str], scores: Sequence[Score], file: str) -> None:
    """Refuse a table without a named column, or whose item column cannot hold numbers."""
    items = [(item.column, in_words(score)) for score in scores for item in score.items]
    for name, words in (*((cell, True) for cell in cells), *items):
        if name not in table.columns:
            raise ColumnError(
                f"There is no column {name!r}.",
                remedy=f"The columns are: {', '.join(map(repr, table.columns[:30]))}.",
                file=file,
                column=name,
            )
        kind = table[name].type()
        if not (words or kind.is_numeric() or kind.is_string() or kind.is_boolean() or kind.is_null()):
            raise ColumnError(
                "The answers in this column are not numbers.",
                remedy="Name item columns with numeric answers.",
                file=file,
                column=name,
            )


def without_row(problem: CellError) -> CellError:
    """Return the same refusal without a row, for tables whose rows have no order."""
    return CellError(problem.what, remedy=problem.remedy, file=problem.file, column=problem.column)


def _tests(table: ir.Table, scores: Sequence[Score]) -> list[tuple[ScoreItem, Any]]:
    """Return each item once, with whether its answer cannot be; items that cannot be wrong are left out."""
    items = {item: None for score in scores if not in_words(score) for item in score.items}
    return [(item, test) for item in items if (test := wrong(table[item.column], item)) is not None]


def wrong_answers(table: ir.Table, scores: Sequence[Score]) -> ir.BooleanValue | None:
    """Return whether any answer of a row cannot be; ``None`` where none can be wrong."""
    import ibis

    tests = [test for _, test in _tests(table, scores)]
    return ibis.or_(*tests) if tests else None


def refuse_wrong_answer(table: ir.Table, scores: Sequence[Score], *, run: Run, file: str) -> NoReturn:
    """Raise the error that names the first wrong answer."""
    import ibis

    tests = _tests(table, scores)
    numbered = table.select(row=ibis.row_number(), **{f"w{k}": test for k, (_, test) in enumerate(tests)})
    bad = numbered.filter(ibis.or_(*(numbered[f"w{k}"] for k in range(len(tests)))))
    first = run(bad.order_by("row").limit(1)).to_pylist()[0]
    item = next(item for k, (item, _) in enumerate(tests) if first[f"w{k}"])
    raise CellError(
        f"The answer is not a number from {item.low:g} to {item.high:g}."
        if item.low < item.high
        else "The answer is not a finite number.",
        remedy="Correct it, or leave the cell blank if there is no answer.",
        file=file,
        row=first["row"] + 2,
        column=item.column,
    )


def refuse_blank_cell(table: ir.Table, column: str, *, run: Run, file: str) -> NoReturn:
    """Raise the error that names the first response without a unit or period."""
    import ibis

    numbered = table.select(row=ibis.row_number(), blank=_blank(table[column]))
    first = run(numbered.filter(numbered["blank"]).order_by("row").limit(1)).to_pylist()[0]
    raise CellError(
        f"The response has no {column}.",
        remedy="Fill it in, or take the row out.",
        file=file,
        row=first["row"] + 2,
        column=column,
    )


def _blank(column: ir.Value) -> ir.BooleanValue:
    """Return whether a unit or period is missing."""
    return column.isnull() | (column.strip() == "") if column.type().is_string() else column.isnull()


def refuse_doubled(table: ir.Table, respondent: str, cells: Sequence[str], *, run: Run, file: str) -> None:
    """Refuse two responses of one respondent in one unit and period; blank respondents are not compared."""
    import ibis

    who = table[respondent]
    named = table.filter(~_blank(who))
    seen = named.group_by([respondent, *cells]).aggregate(times=named.count())
    if not run(seen.filter(seen["times"] > 1).limit(1)).num_rows:
        return
    window = ibis.window(group_by=[respondent, *cells], order_by="row")
    numbered = table.select(respondent, *cells, row=ibis.row_number()).filter(
        lambda t: ~_blank(t[respondent])
    )
    again = numbered.mutate(earlier=ibis.row_number().over(window))
    first = run(again.filter(again["earlier"] > 0).order_by("row").limit(1)).to_pylist()[0]
    raise CellError(
        "This respondent has answered before in the same unit and period.",
        remedy="Keep one response each, or pass respondent=None if people may answer several times.",
        file=file,
        row=first["row"] + 2,
        column=respondent,
    )
