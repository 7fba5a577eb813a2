"""Answers of somebody in closed confidential rounds, where the promise says that a link exists."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language

from bothways_web.listen.archive import COMMENT, FIXED, MAY_QUOTE, file_of, replace_answers
from bothways_web.listen.models import AnswerImport, ImportedPart, Round
from bothways_web.listen.past.parts import part_of, put_table
from bothways_web.listen.question_sets import in_language, items_of


def closed_answers(respondent: uuid.UUID) -> Iterator[tuple[Round, dict[str, Any]]]:
    """Give the rounds that somebody answered, each with the answers by the words of the question.

    Imported answers that wait for their release are among them.
    """
    import pyarrow.parquet as pq

    for asked, path in _confidential():
        rows = pq.read_table(path, filters=[("respondent", "=", str(respondent))]).to_pylist()
        for row in rows:
            yield asked, _in_words(asked, row)
    waiting = ImportedPart.objects.filter(of__named=True, round__state=Round.State.HELD)
    for part in waiting.select_related("of", "round__pulse").order_by("round", "of__taken_at"):
        path = part_of(part.of, part.round.period)
        if path.exists():
            for row in pq.read_table(path, filters=[("respondent", "=", str(respondent))]).to_pylist():
                yield part.round, _in_words(part.round, row)


def forget_words(respondent: uuid.UUID) -> int:
    """Take what somebody wrote in their own words out of the files of answers; return how many rounds changed.

    The steps that were chosen stay: later numbers of the group are made of them. Of imported answers that wait
    for their release no number is made yet: their rows go, and all rows that could not be read.
    """
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    changed = _forget_rows(respondent)
    for asked, path in _confidential():
        names = [name for name in _written(asked) if name in pq.read_schema(path).names]
        if not names:
            continue
        table = pq.read_table(path)
        mine = pc.equal(table["respondent"], str(respondent))
        said = [pc.any(pc.and_(mine, pc.is_valid(table[name]))).as_py() for name in names]
        if not any(said):
            continue
        for name in (*names, "role", "site"):
            if name in table.column_names:
                place = table.column_names.index(name)
                nothing = pa.scalar(None, table.schema.field(name).type)
                table = table.set_column(
                    place, table.schema.field(name), pc.if_else(mine, nothing, table[name])
                )
        replace_answers(asked, table)
        changed += 1
    return changed


def _forget_rows(respondent: uuid.UUID) -> int:
    """Take the rows of somebody out of imported answers that are not released yet; return how many files changed."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    changed, held = 0, AnswerImport.State.HELD
    # Those that are only being taken are looked at again before they are there.
    for one in AnswerImport.objects.filter(
        Q(state=held) | Q(step="release", state__in=["waiting", "running"])
    ):
        (one.folder / "faults.csv").unlink(missing_ok=True)
        for path in sorted(one.folder.glob("*.parquet")):
            table = pq.read_table(path)
            others = table.filter(pc.not_equal(table["respondent"], str(respondent)))
            if others.num_rows < table.num_rows:
                put_table(others, path)
                changed += 1
    return changed


def _confidential() -> Iterator[tuple[Round, Path]]:
    for asked in Round.objects.filter(mode="confidential").select_related("pulse").order_by("pk"):
        path = file_of(asked)
        if path.exists():
            yield asked, path


def _written(asked: Round) -> list[str]:
    """Return the columns in which people write in their own words."""
    return [COMMENT, *(item.id for item in items_of(asked) if item.scale.kind == "open_text")]


def _in_words(asked: Round, row: dict[str, Any]) -> dict[str, Any]:
    language = get_language() or "en"
    items = {item.id: in_language(item.text, language) for item in items_of(asked)}
    found = {name: row.get(name) for name in FIXED if name not in ("respondent",) and row.get(name)}
    found |= {items[name]: row[name] for name in row if name in items and row[name] is not None}
    return found | {name: row[name] for name in (COMMENT, MAY_QUOTE) if row.get(name)}


def rounds_with_words() -> Iterator[Round]:
    """Give the released rounds whose files hold something that people wrote."""
    for asked in Round.objects.filter(state=Round.State.RELEASED).select_related("pulse").order_by("pk"):
        if file_of(asked).exists() and _filled(asked):
            yield asked


def forget_all_words(asked: Round) -> bool:
    """Take out of the file of a round what everybody wrote; return whether there was something."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = _filled(asked)
    table = pq.read_table(file_of(asked))
    for name in names:
        place = table.column_names.index(name)
        field = table.schema.field(name)
        table = table.set_column(place, field, pa.nulls(table.num_rows, field.type))
    if names:
        replace_answers(asked, table)
    return bool(names)


def _filled(asked: Round) -> list[str]:
    """Return the columns of words in which something stands."""
    import pyarrow.parquet as pq

    path = file_of(asked)
    names = [name for name in _written(asked) if name in pq.read_schema(path).names]
    if not names:
        return []
    table = pq.read_table(path, columns=names)
    return [name for name in names if table[name].null_count < table.num_rows]
