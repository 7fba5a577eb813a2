"""Counts that need no statistics: answers by score, people by group, writers by theme, as Ibis expressions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from bothways.errors import InputError
from bothways.panel import answers_checks as checks
from bothways.panel.answers import number, read_answers
from bothways.panel.moments_cells import as_text
from bothways.panel.partitioned import partition_table
from bothways.tables.engine import EngineSetting, fetch, open_engine
from bothways.tables.partitions import is_partitioned, open_partitions

if TYPE_CHECKING:
    import ibis.expr.types as ir


def count_answers(
    answers: Any,
    *,
    items: Sequence[str],
    unit: str = "unit",
    period: str = "period",
    engine: Any = None,
) -> pd.DataFrame:
    """Count the answers to each item by score, cell by cell.

    Parameters
    ----------
    answers : path, pyarrow.Table, pandas or polars frame, or Ibis table
        As for :func:`bothways.panel.moments.answers_to_moments`; also a folder of answers by period.
    items : sequence of str
        Columns of answers that are numbers, or text of numbers.
    unit, period : str
    engine : ibis backend, optional

    Returns
    -------
    pandas.DataFrame
        ``unit, period, item, answer, n``: one row a score that somebody gave, sorted. Blank and infinite answers, and
        texts that are no numbers, are left out. Exact counts: not for publication, see
        :class:`bothways.privacy.Ledger`.

    Raises
    ------
    InputError, FileError, ColumnError

    Examples
    --------
    >>> said = pd.DataFrame({"unit": ["a", "a", "b"], "period": "2024", "q": [4, 4, None]})
    >>> count_answers(said, items=["q"]).values.tolist()
    [['a', '2024', 'q', 4.0, 2]]
    """
    if not items:
        raise InputError("No items were named.", remedy="Name the columns to count.")
    table, backend, file = _opened(answers, engine)
    _need(table, (unit, period, *items), file)
    parts = [
        table.select(
            unit=as_text(table[unit]),
            period=as_text(table[period]),
            item=_word(item),
            answer=number(table[item]).cast("float64"),
        )
        for item in dict.fromkeys(items)
    ]
    said = parts[0].union(*parts[1:]) if len(parts) > 1 else parts[0]
    said = said.filter(said["answer"].notnull())
    counted = said.group_by(["unit", "period", "item", "answer"]).aggregate(n=said.count())
    return _sorted(fetch(backend, counted).to_pandas(), ["unit", "period", "item", "answer"])


def count_members(
    answers: Any,
    *,
    by: Sequence[str] = (),
    unit: str = "unit",
    period: str = "period",
    respondent: str | None = "respondent",
    engine: Any = None,
) -> pd.DataFrame:
    """Count the people of each group whose numbers a ledger could be asked for.

    Parameters
    ----------
    answers
        As :func:`count_answers`.
    by : sequence of str
        Attribute columns; groups are each unit, and each unit with each value of each attribute.
    unit, period : str
    respondent : str or None
        Column of persons; rows without one are taken for one person each. ``None`` where there is none.
    engine : ibis backend, optional

    Returns
    -------
    pandas.DataFrame
        ``period, unit, attribute, value, people``, sorted; ``attribute`` and ``value`` are blank for the whole unit,
        and blank attributes make no group. What bands, floors and the ledger's offers start from: exact, so not for
        publication.

    Raises
    ------
    InputError, FileError, ColumnError
    CellError
        Where a respondent answered twice in one period.

    Examples
    --------
    >>> said = pd.DataFrame({"respondent": ["x", "y"], "unit": "a", "period": "2024", "role": ["nurse", None]})
    >>> count_members(said, by=["role"]).values.tolist()
    [['2024', 'a', '', '', 2], ['2024', 'a', 'role', 'nurse', 1]]
    """
    table, backend, file = _opened(answers, engine)
    _need(table, (unit, period, *by), file)
    if respondent is not None and respondent in table.columns:
        checks.refuse_doubled(table, respondent, [period], run=lambda one: fetch(backend, one), file=file)
    cell = {"period": as_text(table[period]), "unit": as_text(table[unit])}
    parts = [table.select(**cell, attribute=_word(""), value=_word(""))]
    for name in dict.fromkeys(by):
        there = table.select(**cell, attribute=_word(name), value=as_text(table[name]))
        parts.append(there.filter(there["value"].notnull() & (there["value"] != "")))
    groups = parts[0].union(*parts[1:]) if len(parts) > 1 else parts[0]
    keys = ["period", "unit", "attribute", "value"]
    return _sorted(fetch(backend, groups.group_by(keys).aggregate(people=groups.count())).to_pandas(), keys)


def count_writers(
    records: Any, written: Any, *, by: Sequence[str] = (), engine: Any = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Count the people of each group who wrote something, and those who wrote on each theme, each person once.

    Parameters
    ----------
    records : path, pyarrow.Table, pandas or polars frame, or Ibis table
        One row a comment: ``record``, ``person`` and the columns of ``by``.
    written : the same
        One row a theme of a comment: ``record``, ``theme``.
    by : sequence of str
        Columns of ``records``; comments without one of them are in no group. The whole where not given.
    engine : ibis backend, optional

    Returns
    -------
    people : pandas.DataFrame
        The columns of ``by`` and ``people``.
    writers : pandas.DataFrame
        The columns of ``by``, ``theme`` and ``people``; no row where nobody of a group wrote on a theme.

    Raises
    ------
    InputError, FileError, ColumnError

    Notes
    -----
    What :func:`bothways.themes.shares.count_people` counts in memory, for comments that do not fit there.

    Examples
    --------
    >>> records = pd.DataFrame({"record": [0, 1, 2], "person": [7, 7, 8], "unit": "a"})
    >>> written = pd.DataFrame({"record": [0, 1], "theme": ["t1", "t1"]})
    >>> [one.values.tolist() for one in count_writers(records, written, by=["unit"])]
    [[['a', 2]], [['a', 't1', 1]]]
    """
    said, backend, file = _opened(records, engine)
    themes, _, other = _opened(written, backend)
    _need(said, ("record", "person", *by), file)
    _need(themes, ("record", "theme"), other)
    keys = list(dict.fromkeys(by))
    for name in keys:
        said = said.filter(said[name].notnull())
    whole = said.select(*keys, "person").distinct()
    on = said.join(themes.select("record", "theme"), "record").select(*keys, "theme", "person").distinct()
    return _grouped(backend, whole, keys), _grouped(backend, on, [*keys, "theme"])


def _grouped(backend: Any, rows: ir.Table, keys: list[str]) -> pd.DataFrame:
    """Return how many rows each group has."""
    counted = (
        rows.group_by(keys).aggregate(people=rows.count()) if keys else rows.aggregate(people=rows.count())
    )
    return _sorted(fetch(backend, counted).to_pandas(), keys)


def _opened(answers: Any, engine: Any) -> tuple[ir.Table, Any, str]:
    """Return answers as an Ibis table, with its backend and the name to use in errors."""
    paths = isinstance(answers, str | Path)
    if engine is None and not paths and hasattr(answers, "get_backend"):
        import ibis

        engine = ibis.get_backend(answers)
    backend = engine if engine is not None else open_engine(None if paths else EngineSetting())
    if is_partitioned(answers):
        state = open_partitions(answers)
        return partition_table(state, backend), backend, state.folder.name
    table, file = read_answers(answers, backend)
    return table, backend, file


def _need(table: ir.Table, columns: Sequence[str], file: str) -> None:
    checks.require_columns(table, columns, (), file)


def _word(text: str) -> Any:
    import ibis

    return ibis.literal(text, "string")


def _sorted(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return the rows in one order, whatever the engine."""
    return frame.sort_values(keys, ignore_index=True) if keys else frame
