"""PostgreSQL: every table through COPY, from one view of the database; no program of PostgreSQL is needed for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from django.apps import apps
from django.db import connection, transaction

from bothways.errors import FileError
from bothways_web.keeping.backup.databases import Blocks, Reader

_FOLDER, _ENDING = "database/", ".copy"


class _View:
    """A transaction that sees the database as it was when it began."""

    def __init__(self, view: Any) -> None:
        self._view = view
        self._columns: dict[str, list[str]] = {}
        self._counters: dict[str, list[Any]] = {}

    def parts(self) -> Iterator[tuple[str, Blocks]]:
        """Give the tables, rows by their keys, as COPY writes them."""
        for table, key in _tables():
            with self._view.cursor() as cursor:
                cursor.execute(
                    "SELECT column_name, pg_get_serial_sequence(%s, column_name) FROM information_schema.columns "
                    "WHERE table_schema = current_schema() AND table_name = %s ORDER BY ordinal_position",
                    [_quoted(table), table],
                )
                found = cursor.fetchall()
            self._columns[table] = [name for name, _counter in found]
            for counter in filter(None, (counter for _name, counter in found)):
                with self._view.cursor() as cursor:
                    cursor.execute(f"SELECT last_value, is_called FROM {counter}")
                    self._counters[counter.split(".")[-1]] = list(cursor.fetchone())
            yield f"{_FOLDER}{table}{_ENDING}", self._rows(table, key)

    def about(self) -> dict[str, Any]:
        """Return the columns of each table and how far each counter had come."""
        return {"columns": self._columns, "counters": self._counters}

    def _rows(self, table: str, key: str) -> Blocks:
        listed = ", ".join(map(_quoted, self._columns[table]))
        query = f"COPY (SELECT {listed} FROM {_quoted(table)} ORDER BY {_quoted(key)}) TO STDOUT"
        with self._view.cursor() as cursor, cursor.copy(query) as copy:
            for block in copy:
                yield bytes(block)


class PostgreSQL:
    """The database of DATABASE_URL."""

    kind = "postgresql"

    @contextmanager
    def view(self, stage: Path) -> Iterator[_View]:
        """Begin a transaction of its own that sees one moment."""
        own = cast(Any, connection.copy())
        own.settings_dict = {
            **own.settings_dict, "OPTIONS": {k: v for k, v in own.settings_dict["OPTIONS"].items() if k != "pool"}
        }  # fmt: skip
        try:
            own.connect()
            own.set_autocommit(False)
            with own.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                cursor.execute("SELECT count(*) FROM django_migrations")  # from here on the view holds
            yield _View(own)
        finally:
            own.close()

    def fill(self, names: list[str], about: dict[str, Any], read: Reader) -> None:
        """Fill the tables in one transaction; what migrations put there goes first."""
        columns, counters = about["columns"], about["counters"]
        with transaction.atomic(), connection.cursor() as cursor:
            known = set(connection.introspection.table_names(cursor))
            for table in columns:
                if table not in known:
                    raise FileError(
                        "It holds a table that there is not.", remedy="Nothing was restored.", file=table
                    )
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute(f"TRUNCATE {', '.join(map(_quoted, columns))}")
            for name in names:
                table = name.removeprefix(_FOLDER).removesuffix(_ENDING)
                listed = ", ".join(map(_quoted, columns[table]))
                with cast(Any, cursor).copy(f"COPY {_quoted(table)} ({listed}) FROM STDIN") as copy:
                    for block in read(name):
                        copy.write(block)
            for counter, (last, is_called) in counters.items():
                cursor.execute("SELECT setval(%s, %s, %s)", [_quoted(counter.strip('"')), last, is_called])

    def clear(self) -> None:
        """Empty every table."""
        connection.close()
        with transaction.atomic(), connection.cursor() as cursor:
            known = set(connection.introspection.table_names(cursor))
            if there := [_quoted(table) for table, _key in _tables() if table in known]:
                cursor.execute(f"TRUNCATE {', '.join(there)} CASCADE")

    def check(self, names: list[str], read: Reader, stage: Path) -> None:
        """Refuse parts that are no tables; whether their rows fit is seen when they are filled in."""
        if not names or any(not name.endswith(_ENDING) for name in names):
            raise FileError("It holds no tables of PostgreSQL.", remedy="Take another copy.", file="database")


def _tables() -> list[tuple[str, str]]:
    """Return every table of the app with its key, by name."""
    metas = [model._meta for model in apps.get_models(include_auto_created=True)]
    found = {
        meta.db_table: str(meta.pk.column)
        for meta in metas
        if meta.managed and not meta.proxy and meta.pk is not None
    }
    return sorted(found.items())


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
