"""The two kinds of databases, as a backup needs them: a view of one moment, and filling an empty one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from django.db import connection

Blocks = Iterator[bytes]
#: Gives the content of a part in blocks.
Reader = Callable[[str], Blocks]


class View(Protocol):
    """A database as it was at one moment, whatever is written meanwhile."""

    def parts(self) -> Iterable[tuple[str, Blocks]]:
        """Give the names of the parts and their contents."""

    def about(self) -> dict[str, Any]:
        """Return what has to be known to fill a database with them; after the parts were read."""


class Database(Protocol):
    """One kind of database."""

    kind: str

    def view(self, stage: Path) -> AbstractContextManager[View]:
        """Open a view; ``stage`` is a folder for what is in the way."""

    def fill(self, names: list[str], about: dict[str, Any], read: Reader) -> None:
        """Fill the empty database of this site with parts, whole or not at all."""

    def clear(self) -> None:
        """Take everything out again, after a restore that failed."""

    def check(self, names: list[str], read: Reader, stage: Path) -> None:
        """Look whether parts could be filled in, without doing it."""


def database_of_site() -> Database:
    """Return the kind of database that this site has."""
    return database_called(connection.vendor)


def database_called(kind: str) -> Database:
    """Return the kind of a name: ``sqlite`` or ``postgresql``."""
    if kind == "sqlite":
        from bothways_web.keeping.backup.sqlite import Sqlite

        return Sqlite()
    from bothways_web.keeping.backup.postgresql import PostgreSQL

    return PostgreSQL()
