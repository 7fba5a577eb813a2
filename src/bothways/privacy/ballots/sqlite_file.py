"""An SQLite file that keeps no trace of when, and in what order, its rows came.

Random keys and WITHOUT ROWID are not enough: inside a page SQLite lays each new row below the older ones, so a copy of
the file shows the order of arrival. Therefore rows lie in drawers, and a change lays its whole drawer anew, by key.
Erased bytes are overwritten (secure_delete). There is no write-ahead log, which would be a diary; the rollback journal
is deleted with each change. synchronous=EXTRA makes a change durable before it is confirmed.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

SETTINGS = """
    PRAGMA busy_timeout = 30000;
    PRAGMA secure_delete = ON;
    PRAGMA journal_mode = DELETE;
    PRAGMA synchronous = EXTRA;
    PRAGMA temp_store = MEMORY;
"""
Row = tuple[Any, ...]


def make_file(path: Path, schema: str) -> None:
    """Make the file, readable by its owner alone, with its tables; leave one that is there.

    The file is never opened past SQLite: on POSIX, closing a file drops every lock that the process holds on it, and
    with them those of other threads that are in the middle of a change. So it is made beside and linked into place.
    """
    if not path.exists():
        beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        try:
            with suppress(FileExistsError):  # another thread or process was first
                os.link(beside, path)
        finally:
            beside.unlink()
    with connect(path) as connection:
        connection.executescript(schema)


@contextmanager
def connect(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the file with our settings: a connection of its own for each step, so threads share none."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(SETTINGS)
        yield connection


@contextmanager
def one_step(path: Path) -> Iterator[sqlite3.Connection]:
    """Do all inside or nothing; one writer at a time."""
    with connect(path) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def drawer_of(key: bytes, drawers: int) -> int:
    """Return the drawer of a key, the same for ever: from its SHA-256."""
    return int.from_bytes(hashlib.sha256(key).digest()[:8], "big") % drawers


def lay_drawer(
    connection: sqlite3.Connection, table: str, place: tuple[str, str, int], rows: Iterable[Row]
) -> None:
    """Empty a drawer and lay its rows in by key, so that where a row lies does not tell when it came."""
    connection.execute(f"DELETE FROM {table} WHERE round = ? AND stratum = ? AND drawer = ?", place)
    lines = [(*place, *row) for row in sorted(rows, key=lambda row: row[0])]
    if lines:
        marks = ", ".join("?" * len(lines[0]))
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", lines)


def take_drawer(connection: sqlite3.Connection, table: str, place: tuple[str, str, int]) -> list[Row]:
    """Return the rows of a drawer, without their place."""
    found = connection.execute(f"SELECT * FROM {table} WHERE round = ? AND stratum = ? AND drawer = ?", place)
    return [row[3:] for row in found]
