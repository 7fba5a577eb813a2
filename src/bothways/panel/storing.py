"""Putting answers into a folder by period: only their partitions are touched, each replaced whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bothways.errors import FileError, InputError
from bothways.panel import answers_checks as checks
from bothways.panel.answers import read_answers
from bothways.panel.moments_cells import as_text
from bothways.panel.partitioned import KEPT
from bothways.tables.engine import EngineSetting, fetch, flush, open_engine, write_parquet
from bothways.tables.partitions import (
    MANIFEST,
    Partition,
    Partitions,
    is_partitioned,
    manifest_text,
    open_partitions,
)

if TYPE_CHECKING:
    import ibis.expr.types as ir

#: Files that count no longer stay so long, for whoever still reads them.
KEEP_SECONDS = 24 * 3600
#: Folder of the answers.
ANSWERS = "answers"


@dataclass(frozen=True)
class Stored:
    """What was put into a folder.

    Attributes
    ----------
    state : Partitions
        The folder as it is now.
    added, replaced : tuple of str
        Periods.
    """

    state: Partitions
    added: tuple[str, ...]
    replaced: tuple[str, ...]


def put_answers(
    answers: Any,
    folder: str | os.PathLike[str],
    *,
    period: str = "period",
    again: bool = False,
    engine: Any = None,
) -> Stored:
    """Put answers into a folder by period.

    Parameters
    ----------
    answers : path, pyarrow.Table, pandas or polars frame, or Ibis table
        One row a response, as for :func:`bothways.panel.moments.answers_to_moments`. Text is stored as text, numbers
        as numbers; hand in Parquet with numeric items where the folder is to be read often.
    folder : path
        Made where it is missing. Where Spark does the work, all its executors must see it under this path.
    period : str
        Column of the periods, stored as text; the same for everything in one folder.
    again : bool
        Replace the partitions of periods that are there already: each becomes what ``answers`` has of it, whole.
    engine : ibis backend, optional
        As for :func:`bothways.panel.moments.answers_to_moments`.

    Returns
    -------
    Stored

    Raises
    ------
    FileError, ColumnError, CellError, InputError
        Where answers cannot be read, a response has no period, the folder is divided by another column, or a period is
        there already and ``again`` is not said. The folder is then as it was.

    Notes
    -----
    Files are never changed. New ones are written beside, and count once the manifest, a list of files, is replaced in
    one step. Whoever reads keeps to the list that they opened; whoever writes waits for others who write. A writer who
    is killed leaves files that nobody lists, and the next one removes them after a day.

    Examples
    --------
    >>> import pandas as pd, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     first = put_answers(pd.DataFrame({"unit": ["a", "b"], "period": ["2024", "2025"], "q": [4, 5]}), folder)
    ...     late = pd.DataFrame({"unit": ["a", "a"], "period": "2024", "q": [4, 2]})
    ...     second = put_answers(late, folder, again=True)
    >>> first.added, second.replaced, second.state.version
    (('2024', '2025'), ('2024',), 2)
    """
    if engine is None:
        engine = open_engine(None if isinstance(answers, str | Path) else EngineSetting())
    table, file = read_answers(answers, engine)
    checks.require_columns(table, [period], (), file)
    periods = _periods(table, period, engine, file)
    place = _made_folder(Path(folder))
    with _alone(place):
        before = _state(place, period, bool(again), periods)
        made = {one: _write(table, period, one, place, engine) for one in periods}
        parts = dict(sorted({**before.parts, **made}.items()))
        after = Partitions(place, period, before.version + 1, parts)
        _publish(after)
        _sweep(before, after)
    replaced = tuple(one for one in periods if one in before.parts)
    return Stored(after, tuple(one for one in periods if one not in before.parts), replaced)


def take_out(folder: str | os.PathLike[str], periods: Sequence[str]) -> Partitions:
    """Take periods out of a folder; their files go at once, as what was asked to be forgotten must.

    Raises
    ------
    FileError, InputError
        Where there is no such folder, or a period is not in it; nothing is then changed.
    """
    place = Path(folder)
    open_partitions(place)
    with _alone(place):
        before = open_partitions(place)
        unknown = [one for one in periods if one not in before.parts]
        if unknown:
            raise InputError(
                f"There is no period {unknown[0]!r} in {place.name}.", remedy="Name one that is there."
            )
        parts = {name: part for name, part in before.parts.items() if name not in periods}
        after = replace(before, version=before.version + 1, parts=parts)
        _publish(after)
        _sweep(after, after, keep=0)
    return after


def _periods(table: ir.Table, period: str, engine: Any, file: str) -> list[str]:
    """Return the periods of answers; a response without one is refused."""
    said = table.select(period=as_text(table[period])).distinct()
    found = fetch(engine, said)["period"].to_pylist()
    if None in found or "" in found:
        checks.refuse_blank_cell(table, period, run=lambda one: fetch(engine, one), file=file)
    if not found:
        raise FileError("The table has no rows.", remedy="Export it again.", file=file)
    return sorted(found)


def _made_folder(folder: Path) -> Path:
    """Return the folder, made where it is missing; one that holds other things is refused."""
    try:
        if not folder.exists():
            folder.mkdir(parents=True, mode=0o700)
        if not is_partitioned(folder) and any(one.name not in (".lock", ANSWERS) for one in folder.iterdir()):
            raise FileError(
                "This folder holds other things than answers by period.",
                remedy="Name a new one.",
                file=folder.name,
            )
    except OSError as error:
        raise FileError(
            f"The folder cannot be made or read ({error.strerror or 'unknown reason'}).",
            remedy="Check the path, and who may write there.",
            file=folder.name,
        ) from error
    return folder.resolve()


def _state(place: Path, period: str, again: bool, periods: Sequence[str]) -> Partitions:
    """Return the folder as it is, where these periods may be put into it."""
    if not is_partitioned(place):
        return Partitions(place, period)
    before = open_partitions(place)
    if before.period != period:
        raise InputError(
            f"The folder {place.name} is divided by {before.period!r}, not by {period!r}.",
            remedy="Name that column, or another folder.",
        )
    there = [one for one in periods if one in before.parts]
    if there and not again:
        raise InputError(
            f"The period {there[0]!r} is in {place.name} already.",
            remedy="Say --replace (again=True) to put all answers of that period in anew, or leave its rows out.",
        )
    return before


def _write(table: ir.Table, period: str, name: str, place: Path, engine: Any) -> Partition:
    """Write the answers of one period into files of their own."""
    import pyarrow.parquet as pq

    token = f"{re.sub(r'[^0-9A-Za-z]+', '-', name)[:40].strip('-') or 'period'}-{secrets.token_hex(6)}"
    rows = table.filter(as_text(table[period]) == name).mutate(**{period: as_text(table[period])})
    target = place / ANSWERS / token
    try:
        files = write_parquet(
            engine, rows.select(**{one: _storable(rows[one]) for one in rows.columns}), target
        )
        schema = pq.read_schema(files[0])
        count = sum(pq.read_metadata(one).num_rows for one in files)
        flush(target.parent)
    except OSError as error:
        raise FileError(
            f"The answers cannot be written ({error.strerror or 'unknown reason'}).",
            remedy="Check who may write there, and that there is room.",
            file=place.name,
        ) from error
    columns = {one.name: str(one.type) for one in schema}
    return Partition(name, token, tuple(f"{ANSWERS}/{token}/{one.name}" for one in files), count, columns)


def _storable(column: ir.Value) -> ir.Value:
    """Return a column as text, truth, a signed number or a float: what both engines read alike."""
    kind = column.type()
    if kind.is_string() or kind.is_boolean() or kind.is_signed_integer() or kind.is_float64():
        return column
    if kind.is_integer():
        return column.cast("int64")
    return column.cast("float64") if kind.is_numeric() or kind.is_null() else as_text(column)


def _publish(state: Partitions) -> None:
    """Replace the manifest in one step: from here on the new files count."""
    beside = state.folder / f".{MANIFEST}.{secrets.token_hex(4)}.part"
    try:
        beside.write_text(manifest_text(state), encoding="utf-8")
        flush(beside)
        beside.replace(state.folder / MANIFEST)
        flush(state.folder)
    finally:
        beside.unlink(missing_ok=True)


def _sweep(before: Partitions, after: Partitions, *, keep: float = KEEP_SECONDS) -> None:
    """Remove what no manifest lists: cells at once, answers when nobody can be reading them any more."""
    listed = {one.token for one in after.parts.values()}
    for part in before.parts.values():
        if part.token not in listed:  # its day begins now
            with contextlib.suppress(OSError):
                os.utime(after.folder / ANSWERS / part.token)
    old = time.time() - keep
    unlisted = [one for one in (after.folder / ANSWERS).glob("*") if one.name not in listed]
    unlisted += after.folder.glob(f".{MANIFEST}.*.part")
    cells = [one for one in (after.folder / KEPT).glob("*/*.parquet") if one.stem not in listed]
    with contextlib.suppress(OSError):  # another's leftover goes next time
        for one in (*cells, *(one for one in unlisted if one.stat().st_mtime <= old)):
            shutil.rmtree(one) if one.is_dir() else one.unlink()


@contextlib.contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Wait until nobody else writes into the folder."""
    with (place / ".lock").open("a+b") as stream:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(stream.fileno(), fcntl.LOCK_EX)
        yield
