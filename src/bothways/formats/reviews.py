"""Reviews and ratings: Google Business, Trustpilot, Zendesk, as JSON or CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from bothways.formats.export import Layout, Record, Source
from bothways.formats.json_stream import json_records
from bothways.formats.rows import Rows, fitted
from bothways.formats.shapes import Shape, cell_of, value_at


def review_layout(path: Path, shape: Shape) -> Layout:
    """Return how records of JSON of a shape are understood."""

    def numbered() -> Iterator[tuple[int, Mapping[str, Any]]]:
        return enumerate(json_records(path, shape.arrays), start=1)

    return _layout(path.name, shape, numbered, ())


def review_table_layout(rows: Rows, shape: Shape) -> Layout:
    """Return how a table whose header has the names of a shape is understood."""
    header = [cell.strip() for cell in rows.first(1)[0][1]]

    def numbered() -> Iterator[tuple[int, Mapping[str, Any]]]:
        for row in islice(rows.read(), 1, None):
            yield row[0], dict(zip(header, fitted(rows, row, header), strict=True))

    return _layout(rows.name, shape, numbered, rows.notes)


def _layout(
    name: str,
    shape: Shape,
    numbered: Callable[[], Iterator[tuple[int, Mapping[str, Any]]]],
    notes: tuple[str, ...],
) -> Layout:
    """Return the layout of records, each field in its place."""

    def records() -> Iterator[Record]:
        for number, record in numbered():
            cells = [cell_of(value_at(record, each.path)) for each in shape.fields]
            yield (
                number,
                [
                    each.recode.get(cell, cell) if cell else cell
                    for each, cell in zip(shape.fields, cells, strict=True)
                ],
            )

    sources = tuple(
        Source(place, each.path, each.text, each.role, each.kind) for place, each in enumerate(shape.fields)
    )
    return Layout(name, shape.format, sources, records, notes)
