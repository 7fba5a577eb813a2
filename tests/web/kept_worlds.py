"""Worlds that take long to build are built once a process; every test that asks for one finds a copy of its own.

A world is built inside a transaction that is taken back; the rows it left, its files and its Python objects are kept.
Every test, the first too, gets them put back, so that none depends on which of them came first. What building says to
memory alone (mails in the outbox, work for after the commit) is forgotten.
"""

from __future__ import annotations

import datetime as dt
import io
import pickle
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from characters import Company
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.core.management.color import no_style
from django.db import connection, transaction

Row = tuple[Any, ...]
_MOMENTS = (dt.date, dt.time, dt.datetime)


#: Tables that migrations fill and nothing else.
FILLED = {"auth_permission", "django_content_type", "django_site"}


@dataclass(frozen=True)
class Kept:
    """A world as it was when it was built: rows of all tables, and files, which lie in ``home``."""

    tables: dict[str, tuple[tuple[str, ...], list[Row]]]
    home: Path
    thing: bytes


_KEPT: dict[str, Kept] = {}


def kept(build: Callable[..., Any], company: Company, **options: Any) -> Any:
    """Return what ``build(company, **options)`` returns, rows and files in place, building it only the first time.

    Parameters
    ----------
    build : callable
        Depends on nothing but the options and a company as the fixture makes it; what it returns can be pickled.
    company : Company
        Becomes the company of the world where that is what is built.
    **options
        Tell worlds of one builder apart.
    """
    key = f"{build.__module__}.{build.__qualname__} {options}"
    if key not in _KEPT:
        _KEPT[key] = _built(build, company, options)
    made = _put_back(_KEPT[key])
    if isinstance(made, Company):
        vars(company).update(vars(made))
        return company
    return made


def _built(build: Callable[..., Any], company: Company, options: dict[str, Any]) -> Kept:
    home, sent = Path(settings.HOME), len(getattr(mail, "outbox", []))
    with transaction.atomic():
        thing = pickle.dumps(build(company, **options))
        tables = _all_rows()
        transaction.set_rollback(True)
    files = Path(tempfile.mkdtemp(prefix="kept-world-"))
    shutil.copytree(home, files, dirs_exist_ok=True)
    for path in home.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    if hasattr(mail, "outbox"):
        del mail.outbox[sent:]
    return Kept(tables, files, thing)


def _put_back(world: Kept) -> Any:
    shutil.copytree(world.home, settings.HOME, dirs_exist_ok=True)
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        for name in world.tables:
            cursor.execute(f"DELETE FROM {quote(name)}")
        for name, (columns, rows) in world.tables.items():
            if rows:
                listed, places = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
                cursor.executemany(f"INSERT INTO {quote(name)} ({listed}) VALUES ({places})", rows)
        models = [model for model in apps.get_models() if world.tables.get(model._meta.db_table, ((), []))[1]]
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
    cache.clear()
    return pickle.load(io.BytesIO(world.thing))


def _all_rows() -> dict[str, tuple[tuple[str, ...], list[Row]]]:
    """Return columns and rows of every table, as the database keeps them, in the order of their keys."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            meta = model._meta
            if meta.managed and not meta.proxy and meta.db_table not in FILLED:
                columns = tuple(field.column for field in meta.local_concrete_fields)
                listed = ", ".join(map(connection.ops.quote_name, columns))
                table = connection.ops.quote_name(meta.db_table)
                key = connection.ops.quote_name(meta.pk.column)
                cursor.execute(f"SELECT {listed} FROM {table} ORDER BY {key}")
                found[meta.db_table] = columns, [tuple(map(_storable, row)) for row in cursor.fetchall()]
    return found


def _storable(value: Any) -> Any:
    """Return a value as it may be written again: SQLite reads moments, but has no type for them."""
    return str(value) if connection.vendor == "sqlite" and isinstance(value, _MOMENTS) else value
