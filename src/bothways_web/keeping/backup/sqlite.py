"""SQLite: its own online copy, from a view that others do not disturb and that disturbs nobody."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from django.db import connection

from bothways.errors import FileError, InputError
from bothways_web.keeping.backup.databases import Blocks, Reader

PART = "database/bothways.sqlite3"
_BLOCK = 1 << 20
#: Seconds within which a copy has to begin, and pages between two looks at the clock.
LONGEST_WAIT, _PAGES = 60.0, 4096


class _View:
    """A reader that has begun; the copy is made when it is asked for, and shows the moment of the begin."""

    def __init__(self, source: sqlite3.Connection, copy: Path) -> None:
        self._source, self._copy = source, copy

    def parts(self) -> Iterator[tuple[str, Blocks]]:
        """Give the one part: a file of SQLite."""
        with closing(sqlite3.connect(self._copy, isolation_level=None)) as target:
            target.execute("PRAGMA synchronous=OFF")
            self._source.backup(target, pages=_PAGES, progress=_Patience())
            _refuse_damaged(target, self._copy.name)
        yield PART, _blocks(self._copy)
        self._copy.unlink()

    def about(self) -> dict[str, Any]:
        """Return nothing: all of it is in the file."""
        return {}


class Sqlite:
    """The file in the home folder."""

    kind = "sqlite"

    @contextmanager
    def view(self, stage: Path) -> Iterator[_View]:
        """Begin reading: what is written later is not seen, and nobody has to wait."""
        source = sqlite3.connect(f"file:{_file()}?mode=rw", uri=True, isolation_level=None, timeout=20)
        with closing(source):
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on the view holds
            yield _View(source, stage / "copy.sqlite3")

    def fill(self, names: list[str], about: dict[str, Any], read: Reader) -> None:
        """Put the file in its place."""
        file = _file()
        connection.close()
        self.clear()
        beside = file.with_name(f".{file.name}.part")
        with beside.open("xb") as stream:
            beside.chmod(0o600)
            for block in read(PART):
                stream.write(block)
        beside.replace(file)

    def clear(self) -> None:
        """Remove the file and what belongs to it."""
        connection.close()
        file = _file()
        for name in (file.name, f"{file.name}-wal", f"{file.name}-shm", f".{file.name}.part"):
            with suppress(FileNotFoundError):
                file.with_name(name).unlink()

    def check(self, names: list[str], read: Reader, stage: Path) -> None:
        """Open the file and let SQLite look through all of it."""
        if names != [PART]:
            raise FileError("It holds no database of SQLite.", remedy="Take another copy.", file=PART)
        copy = stage / "looked-at.sqlite3"
        with copy.open("xb") as stream:
            copy.chmod(0o600)
            for block in read(PART):
                stream.write(block)
        try:
            with closing(sqlite3.connect(copy, isolation_level=None)) as opened:
                _refuse_damaged(opened, PART)
        finally:
            for name in (copy.name, f"{copy.name}-wal", f"{copy.name}-shm"):
                copy.with_name(name).unlink(missing_ok=True)


class _Patience:
    """Called between two steps of a copy; a copy that does not get on is given up, not waited for for ever."""

    def __init__(self) -> None:
        self._left, self._since = -1, time.monotonic()

    def __call__(self, _status: int, left: int, _all: int) -> None:
        now = time.monotonic()
        if left != self._left:
            self._left, self._since = left, now
        elif now - self._since > LONGEST_WAIT:
            raise InputError("The database is locked and cannot be copied.", remedy="Try again later.")


def _refuse_damaged(opened: sqlite3.Connection, name: str) -> None:
    try:
        told = opened.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as problem:
        told = str(problem)
    if told != "ok":
        raise FileError(
            f"The database is damaged ({told}).",
            remedy="Look at the disk, and restore the last backup that is whole.",
            file=name,
        )


def _file() -> Path:
    return Path(connection.settings_dict["NAME"])


def _blocks(path: Path) -> Blocks:
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield block
