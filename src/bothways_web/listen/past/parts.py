"""Answers of a file on their way into rounds: one file a round, put together when the round is released."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from bothways.measures.instrument import SCORED_KINDS, Item
from bothways_web.listen.answering.kinds import tick_of
from bothways_web.listen.archive import COMMENT, MAY_QUOTE, file_of
from bothways_web.listen.models import AnswerImport, ImportedPart, Pulse, Round
from bothways_web.listen.past.sets import CHOSEN
from bothways_web.listen.question_sets import items_of


class Parts:
    """Takes rows and writes those of each period into a file of its own."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder, self._stack = folder, stack
        self._writers: dict[str, Any] = {}

    def take(self, batch: Any) -> None:
        """Write a batch of rows."""
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        for period in pc.unique(batch["period"]).to_pylist():
            rows = batch.filter(pc.equal(batch["period"], period))
            if period not in self._writers:
                writer = pq.ParquetWriter(
                    str(self.folder / f"{period}.parquet"), rows.schema, compression="zstd"
                )
                self._writers[period] = self._stack.enter_context(writer)
            self._writers[period].write_batch(rows)


@contextmanager
def fresh_parts(folder: Path) -> Iterator[Parts]:
    """Give what writes parts into a folder that is emptied first: a job that was lost may have left some."""
    clear(folder)
    folder.mkdir(parents=True, mode=0o700)
    with ExitStack() as stack:
        yield Parts(folder, stack)
    for path in folder.glob("*.parquet"):
        path.chmod(0o600)


def part_of(one: AnswerImport, period: str) -> Path:
    """Return where the answers lie that a file brings to the round of a period."""
    return one.folder / f"{period}.parquet"


def clear(folder: Path) -> None:
    """Delete a folder of parts with all that is in it."""
    shutil.rmtree(folder, ignore_errors=True)


def write_round(asked: Round) -> None:
    """Write the answers of a round from the parts of all files, whole or not at all.

    For a round that is held, while nobody can add a part to it. Whoever is in it twice counts with the row that was
    imported last. Rows stand in the order of the respondents' codes, as in all rounds.
    """
    parts = ImportedPart.objects.filter(round=asked).select_related("of").order_by("of__taken_at", "pk")
    put_table(as_archived(asked, [part_of(part.of, asked.period) for part in parts]), file_of(asked))


def put_table(table: Any, path: Path) -> None:
    """Write a table beside its place, wait for the disk, and move it there in one step."""
    import pyarrow.parquet as pq

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f".{secrets.token_hex(4)}.part")
    try:
        pq.write_table(table, beside, compression="zstd")
        with beside.open("rb+") as stream:
            os.fsync(stream.fileno())
        beside.chmod(0o600)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def as_archived(asked: Pulse | Round, paths: Sequence[Path], *, last_alone: bool = True) -> Any:
    """Return the rows of parts with the columns that a round's file has: of each respondent the last one, or all."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    table = pa.concat_tables([pq.read_table(path) for path in paths], promote_options="default")
    if last_alone:
        numbered = table.append_column("at", pa.array(range(table.num_rows), pa.int64()))
        last = numbered.group_by("respondent").aggregate([("at", "max")])
        table = table.take(last.sort_by("respondent")["at_max"].combine_chunks())
    nothing = pa.nulls(table.num_rows, pa.string())
    columns = {name: table[name] for name in ("respondent", "unit", "period")}
    columns |= {"role": nothing, "site": nothing}
    for item in items_of(asked):
        columns |= _columns(item, table)
    if asked.comment:
        words = table[COMMENT] if COMMENT in table.column_names else nothing
        columns[COMMENT] = pc.if_else(pc.equal(words, ""), None, words)
        columns[MAY_QUOTE] = pa.array(
            [False] * table.num_rows, pa.bool_()
        )  # nobody was asked whether they may
    return pa.table(columns)


def _columns(item: Item, table: Any) -> dict[str, Any]:
    """Return the column of a question, empty where the files do not have it."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = item.scale.kind
    type_ = pa.int16() if kind in SCORED_KINDS else pa.int32() if kind == "number" else pa.string()
    if item.id in table.column_names and (kind in CHOSEN or not pa.types.is_string(type_)):
        return {item.id: pc.cast(table[item.id], type_)}
    columns = {item.id: pa.nulls(table.num_rows, type_)}
    if kind == "open_text":
        columns[tick_of(item)] = pa.array([False] * table.num_rows, pa.bool_())
    return columns
