"""Files of rejected rows: told apart from other files, so that nothing else is replaced or deleted."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

from bothways.errors import FileError, InputError
from bothways.formats.export import RESPONSE_COLUMNS
from bothways.formats.plain_tables import REASON
from bothways.formats.rows import open_rows

HEADER = (REASON, *RESPONSE_COLUMNS)


def is_sent_again(path: Path, sheet: str | None = None) -> bool:
    """Return whether a file holds rejected rows: the first cell of its header says so, however it was saved.

    Parameters
    ----------
    path : Path
        What cannot be read as a table holds none; whoever reads it says what is wrong with it.
    sheet : str, optional
        Sheet of an XLSX file.
    """
    try:
        first = open_rows(path, sheet=sheet).first(1)
    except FileError:
        return False
    return bool(first) and first[0][1][0].strip() == REASON


def refuse_other_file(path: Path) -> None:
    """Refuse to write rejected rows over a file that holds anything else; one that holds nothing may go.

    Raises
    ------
    FileError
        Where it is there and does not begin like rejected rows that were written before.
    """
    if not path.exists() or (path.is_file() and _begins_like_rejected(path)):
        return
    raise FileError(
        "This is no file of rejected rows, so it is neither replaced nor deleted.",
        remedy="Name another file for the rejected rows.",
        file=path.name,
    )


def _begins_like_rejected(path: Path) -> bool:
    """Return whether a file is empty or has the header that rejected rows are written with."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            line = stream.readline(1 << 10)
    except (OSError, ValueError):
        return False
    return not line or tuple(next(csv.reader([line])))[: len(HEADER)] == HEADER


def refuse_same_file(written: Sequence[Path | None], read: Sequence[Path | None] = ()) -> None:
    """Refuse to write over a folder, over a file that is read, or two results into one file.

    Parameters
    ----------
    written, read : sequence of Path or None
        None where there is none.

    Raises
    ------
    InputError
        Where two of them are the same file, under whatever name.
    """
    results = [path for path in written if path is not None]
    sources = [path for path in read if path is not None]
    for place in results:
        if place.is_dir() or any(_same(place, source) for source in sources):
            raise InputError(
                "The results would be written over the file that is read, or a folder.",
                remedy="Name another one.",
                file=place.name,
            )
    for one, other in combinations(results, 2):
        if _same(one, other):
            raise InputError(
                "Answers and rejected rows would be written into the same file.",
                remedy="Name another one for the rejected rows.",
                file=one.name,
            )


def _same(one: Path, other: Path) -> bool:
    """Return whether two paths lead to one file, through links of any kind."""
    if one.resolve() == other.resolve():
        return True
    return one.exists() and other.exists() and one.samefile(other)
