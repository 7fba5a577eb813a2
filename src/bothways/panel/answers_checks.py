"""Refusals of answers, each naming the first wrong row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from bothways.errors import CellError, ColumnError
from bothways.panel.answers import Score, wrong

if TYPE_CHECKING:
    import ibis.expr.types as ir

Run = Callable[[Any], Any]


def require_columns(table: ir.Table, cells: Sequence[str], scores: Sequence[Score], file: str) -> None:
    """Refuse a table without a named column, or whose item column cannot hold numbers."""
    items = [item for score in scores for item in score.items]
    for name in (*cells, *items):
        if name not in table.columns:
            raise ColumnError(
                f"There is no column {name!r}.",
                remedy=f"The columns are: {', '.join(map(repr, table.columns[:30]))}.",
                file=file,
                column=name,
            )
    for name in items:
        kind = table[name].type()
        if not (kind.is_numeric() or kind.is_string() or kind.is_boolean() or kind.is_null()):
            raise ColumnError(
                "The answers in this column are not numbers.",
                remedy="Name item columns with numeric answers.",
                file=file,
                column=name,
            )


def wrong_answers(table: ir.Table, scores: Sequence[Score]) -> ir.BooleanValue | None:
    """Return whether any answer of a row cannot be; ``None`` where none can be wrong."""
    import ibis

    tests = [test for s in scores for item in s.items if (test := wrong(table[item], s)) is not None]
    return ibis.or_(*tests) if tests else None


def refuse_wrong_answer(table: ir.Table, scores: Sequence[Score], *, run: Run, file: str) -> NoReturn:
    """Raise the error that names the first wrong answer."""
    import ibis

    tests = [
        (s, item, test) for s in scores for item in s.items if (test := wrong(table[item], s)) is not None
    ]
    flags = {f"w{k}": test for k, (_, _, test) in enumerate(tests)}
    numbered = table.select(row=ibis.row_number(), **flags)
    bad = numbered.filter(ibis.or_(*(numbered[name] for name in flags)))
    first = run(bad.order_by("row").limit(1)).to_pylist()[0]
    score, item, _ = next(test for k, test in enumerate(tests) if first[f"w{k}"])
    known = score.low < score.high
    raise CellError(
        f"The answer is not a number from {score.low:g} to {score.high:g}."
        if known
        else "The answer is not a finite number.",
        remedy="Correct it, or leave the cell blank if there is no answer.",
        file=file,
        row=first["row"] + 2,
        column=item,
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
