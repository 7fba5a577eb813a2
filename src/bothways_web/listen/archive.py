"""The answers of closed rounds: one file a round, wide, one row a response, one column a question."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings

from bothways.errors import FileError
from bothways.measures.instrument import SCORED_KINDS, Item
from bothways.privacy import RoundAnswers, make_tree
from bothways.privacy.answers import read_answers
from bothways_web.listen.answering.kinds import tick_of
from bothways_web.listen.models import Response, Round
from bothways_web.listen.question_sets import items_of, questions_of
from bothways_web.listen.sealed.answers import sealed_answers, sealed_table

#: Columns in front of the questions.
FIXED = ("respondent", "unit", "period", "role", "site")
COMMENT, MAY_QUOTE = "comment", "may quote"
#: Between options of one answer; no option holds it.
BETWEEN = "|"


def file_of(asked: Round) -> Path:
    """Return where the answers of a round lie."""
    return Path(settings.HOME) / "rounds" / f"{asked.pk}" / "answers.parquet"


def write_answers(asked: Round) -> int:
    """Write the answers of a round into its file, whole or not at all, and return how many rows it has.

    A file that is there already is left as it is: it was written after the round had closed.

    Raises
    ------
    FileError
        Where it holds other respondents than the database, as after a restore of one without the other.
    """
    import pyarrow.parquet as pq

    path = file_of(asked)
    if path.exists():
        _refuse_other(asked, path)
    else:
        _write(sealed_table(asked) if asked.is_sealed else _table(asked), path)
    return int(pq.read_metadata(path).num_rows)


def replace_answers(asked: Round, table: Any) -> None:
    """Put another file in the place of one that is there: for words that are to be forgotten, never for numbers."""
    _write(table, file_of(asked))


def _write(table: Any, path: Path) -> None:
    """Write a table beside its place, wait for the disk, and move it there in one step."""
    import pyarrow.parquet as pq

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f".{secrets.token_hex(4)}.part")
    try:
        pq.write_table(table, beside, compression="zstd")
        _flush(beside)
        beside.chmod(0o600)
        beside.replace(path)
        _flush(path.parent)
    finally:
        beside.unlink(missing_ok=True)


def _refuse_other(asked: Round, path: Path) -> None:
    """Refuse a file of answers that is not made of the responses in the database."""
    import pyarrow.parquet as pq

    rows = Response.objects.filter(round=asked).values_list("invitation__respondent", flat=True)
    there = {str(one) for one in rows}
    kept = set(pq.read_table(path, columns=["respondent"])["respondent"].to_pylist())
    if there and there != kept:
        raise FileError(
            "The file of answers of this round is not made of the responses in the database.",
            remedy="Restore database and home folder from backups of the same time; nothing was changed.",
            file=f"rounds/{asked.pk}/{path.name}",
        )


def round_answers(asked: Round) -> RoundAnswers:
    """Return the answers of a round as the ledger takes them; its file has at least one row.

    Whoever answers an open survey may do so twice, so it speaks of the whole alone. People who are asked when
    something happened to them are others each time, or speak of something else each time.
    """
    if asked.is_sealed:
        return sealed_answers(asked, file_of(asked))
    units, parents, names = zip(*asked.tree, strict=True)
    read = read_answers(
        file_of(asked),
        make_tree(units, parents, names),
        questions_of(asked),
        columns={"respondent": "respondent", "unit": "unit", "round": "period"},
        one_row_each=True,
    )
    [one] = read.rounds
    return replace(
        one,
        round=asked.ledger_name or "",
        # Which column holds which question was said by hand: it is looked for one that is in two.
        own_questions=not asked.imported_parts.exists(),
        one_each=not asked.is_open_to_all,
        others_each_round=asked.is_open_to_all or asked.pulse.is_standing,
    )


def written(rounds: list[Round]) -> Iterator[tuple[Round, Path]]:
    """Give the rounds that have a file with answers in it."""
    import pyarrow.parquet as pq

    for asked in rounds:
        path = file_of(asked)
        if path.exists() and pq.read_metadata(path).num_rows:
            yield asked, path


def _table(asked: Round) -> Any:
    """Return the responses of a round as a table, in the order of the respondents' codes."""
    import pyarrow as pa

    rows = sorted(
        Response.objects.filter(round=asked).select_related("invitation").iterator(chunk_size=2000),
        key=lambda response: str(response.invitation.respondent),
    )
    fixed = {
        "respondent": [str(row.invitation.respondent) for row in rows],
        "unit": [row.invitation.unit for row in rows],
        "period": [asked.period] * len(rows),
        "role": [row.invitation.attributes.get("role") for row in rows],
        "site": [row.invitation.attributes.get("site") for row in rows],
    }
    columns = {name: pa.array(values, pa.string()) for name, values in fixed.items()}
    for item in items_of(asked):
        columns |= _columns(item, [row.answers for row in rows])
    if asked.comment:
        columns[COMMENT] = pa.array([row.comment or None for row in rows], pa.string())
        columns[MAY_QUOTE] = pa.array([row.may_quote for row in rows], pa.bool_())
    return pa.table(columns)


def _columns(item: Item, answers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the column of a question, steps as small numbers, options as texts; of a text also who may be quoted."""
    import pyarrow as pa

    values, kind = [one.get(item.id) for one in answers], item.scale.kind
    if kind in SCORED_KINDS:
        return {item.id: pa.array(values, pa.int16())}
    if kind == "number":
        return {item.id: pa.array(values, pa.int32())}
    texts = [BETWEEN.join(value) if isinstance(value, list) else value for value in values]
    columns = {item.id: pa.array(texts, pa.string())}
    if kind == "open_text":
        columns[tick_of(item)] = pa.array([bool(one.get(tick_of(item))) for one in answers], pa.bool_())
    return columns


def _flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
