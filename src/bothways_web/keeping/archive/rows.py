"""Rows of a table as lines of JSON, and back: the same values give the same bytes on every database."""

from __future__ import annotations

import base64
import datetime as dt
import decimal
import json
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models

from bothways.errors import FileError
from bothways_web.keeping.archive.contents import EMPTIED, points_outside

BATCH = 500


def table_lines(model: type[models.Model]) -> Iterator[bytes]:
    """Give the rows of a table by their keys, each as one line."""
    fields = model._meta.local_concrete_fields
    for row in model._base_manager.order_by("pk").iterator(chunk_size=BATCH):
        cells = {field.attname: _cell(row, field) for field in fields}
        yield json.dumps(cells, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def load_lines(model: type[models.Model], lines: Iterable[bytes], *, part: str) -> int:
    """Write the rows of lines into a table as they are, without what saving would change; return how many.

    Raises
    ------
    FileError
        Where a line is no row of this table.
    """
    fields = {field.attname: field for field in model._meta.local_concrete_fields}
    count, batch = 0, []
    size = max(1, min(BATCH, connection.ops.bulk_batch_size(list(fields.values()), [None] * BATCH)))
    for number, line in enumerate(lines, start=1):
        batch.append(_row(model, fields, line, part=part, number=number))
        if len(batch) == size:
            count += _insert(model, batch)
            batch = []
    return count + (_insert(model, batch) if batch else 0)


def _cell(row: models.Model, field: models.Field[Any, Any]) -> Any:
    name = f"{row._meta.label}.{field.name}"
    if name in EMPTIED:
        return EMPTIED[name]
    if points_outside(field):
        return None
    value = getattr(row, field.attname)
    if isinstance(field, models.JSONField):
        return value
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview | bytearray):
        return base64.b64encode(bytes(value)).decode()
    return str(value) if isinstance(value, uuid.UUID | decimal.Decimal) else value


def _row(
    model: type[models.Model],
    fields: dict[str, models.Field[Any, Any]],
    line: bytes,
    *,
    part: str,
    number: int,
) -> models.Model:
    try:
        cells = json.loads(line)
        if cells.keys() != fields.keys():
            raise ValueError
        return model(**{name: _value(fields[name], cell) for name, cell in cells.items()})
    except (ValueError, TypeError, AttributeError, ArithmeticError, ValidationError) as error:
        raise FileError(
            "This line is no row of the table.",
            remedy="Take another copy of the archive.",
            file=part,
            row=number,
        ) from error


def _value(field: models.Field[Any, Any], cell: Any) -> Any:
    if cell is None or isinstance(field, models.JSONField):
        return cell
    if isinstance(field, models.BinaryField):
        return base64.b64decode(cell, validate=True)
    if isinstance(field, models.ForeignKey):
        return field.target_field.to_python(cell)
    return field.to_python(cell)


def _insert(model: type[models.Model], rows: list[models.Model]) -> int:
    fields = model._meta.local_concrete_fields
    model._base_manager._insert(rows, fields=fields, using=connection.alias, raw=True)  # type: ignore[attr-defined]
    return len(rows)
