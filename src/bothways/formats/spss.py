"""SPSS files (.sav), through pyreadstat."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bothways.errors import FileError
from bothways.formats.export import Layout, Record, Source
from bothways.formats.plain_tables import ROLES
from bothways.tables.columns import plain

MAGIC = (b"$FL2", b"$FL3")
CHUNK = 50_000
#: A range of user-missing codes is listed where it holds no more labelled values than this.
MOST_MISSING = 100


def spss_layout(path: Path) -> Layout:
    """Return how an SPSS file is understood: codes stay codes, with their labels and user-missing codes.

    Raises
    ------
    FileError
        Where pyreadstat is not installed, or the file is damaged or cut off.
    """
    _, meta = _read(path, metadataonly=True, user_missing=True)
    names = list(meta.column_names)
    sources = tuple(_source(place, name, meta) for place, name in enumerate(names))
    if not names:
        raise FileError("The file has no variables.", remedy="Save it again.", file=path.name)

    def records() -> Iterator[Record]:
        number = 0
        while True:
            columns, _ = _read(path, row_offset=number, row_limit=CHUNK, user_missing=True)
            before = number
            for cells in zip(*(columns[name] for name in names), strict=True):
                number += 1
                yield number, [_text(cell) for cell in cells]
            if number < before + CHUNK:
                return

    return Layout(path.name, "spss", sources, records)


def _read(path: Path, **options: Any) -> tuple[Any, Any]:
    """Call pyreadstat; what it finds wrong is one error of ours."""
    try:
        import pyreadstat
    except ImportError:
        raise FileError(
            "Reading SPSS needs a package that is not installed.",
            remedy="Run: pip install bothways[spss]",
            file=path.name,
        ) from None
    try:
        return pyreadstat.read_sav(str(path), output_format="dict", **options)  # type: ignore[no-any-return]
    except Exception as error:  # errors of the C library have no common type
        raise FileError(
            "The SPSS file is damaged, cut off or encrypted.", remedy="Save it again as .sav.", file=path.name
        ) from error


def _source(place: int, name: str, meta: Any) -> Source:
    """Return one variable."""
    labels = {_code(code): str(label) for code, label in meta.variable_value_labels.get(name, {}).items()}
    text = meta.column_names_to_labels.get(name) or ""
    ranges = meta.missing_ranges.get(name, [])
    return Source(
        place,
        name,
        text,
        ROLES.get(plain(name), "question"),
        labels=labels,
        missing=_missing(ranges, meta.variable_value_labels.get(name, {})),
    )


def _missing(ranges: list[Mapping[str, Any]], labels: Mapping[Any, str]) -> tuple[str, ...]:
    """Return user-missing codes: single ones, and of ranges the whole numbers and labelled values in them."""
    found: dict[str, None] = {}
    for each in ranges:
        low, high = each["lo"], each["hi"]
        found.update({_code(end): None for end in (low, high) if _finite(end)})
        found.update({_code(code): None for code in labels if _within(code, low, high)})
        if _finite(low) and _finite(high) and not isinstance(low, str) and high - low <= MOST_MISSING:
            found.update({str(code): None for code in range(int(-(-low // 1)), int(high // 1) + 1)})
    return tuple(found)


def _within(code: Any, low: Any, high: Any) -> bool:
    """Return whether a code lies in a range of its own type."""
    numbers = all(isinstance(each, int | float) for each in (code, low, high))
    return bool(low <= code <= high if numbers else code == low)


def _finite(end: Any) -> bool:
    """Return whether the end of a range is a code; the lowest and highest number stand for no end."""
    return isinstance(end, str) or abs(end) < 1e300


def _code(code: Any) -> str:
    """Return a code as the cells have it."""
    return _text(code) or ""


def _text(cell: Any) -> str | None:
    """Return a cell as text: whole numbers without a point, midnights as days."""
    if cell is None or cell != cell:
        return None
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
