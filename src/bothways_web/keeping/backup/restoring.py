"""From a backup into an empty home folder: all of it or nothing, and nobody who was erased comes back."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from bothways.errors import FileError, InputError
from bothways_web.keeping.archive.checking import check_parts, open_archive, part_blocks
from bothways_web.keeping.archive.making import leaf_migrations
from bothways_web.keeping.archive.restoring import refuse_full_tables, refuse_newer
from bothways_web.keeping.backup.contents import kept_files
from bothways_web.keeping.backup.databases import Database, Reader, database_called, database_of_site
from bothways_web.keeping.backup.erased import NAME, ErasedList, read_list
from bothways_web.keeping.backup.form import BACKUP
from bothways_web.keeping.backup.settling import Settled, Wishes, settle

Told = Callable[[str], object]
Manifest = dict[str, Any]
#: Lies in the home folder until a restore is complete; the app does not start beside it.
UNFINISHED = "restore.unfinished"
#: Of the home folder these may be there before: they are made by whoever starts a command.
_MADE_AT_START = {"secret.key"}


@dataclass(frozen=True)
class Restored:
    """A backup that came back: its list of parts, and what was done after it was in its place."""

    manifest: Manifest
    settled: Settled


def check_backup(path: Path) -> Manifest:
    """Look at a backup without changing anything, read all of it, and return its list of parts.

    Raises
    ------
    InputError
        Where it is not whole, or was made by a newer version.
    """
    home = Path(settings.HOME)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    file, manifest = open_archive(path, into=home, kind=BACKUP)
    with file:
        refuse_newer(path, manifest)
        check_parts(file, manifest)
        names = _database_parts(manifest)
        database_called(manifest["database"]).check(names, _reader(file), home)
    return manifest


def restore_backup(path: Path, *, erased: ErasedList, wishes: Wishes, told: Told = str) -> Restored:
    """Bring a backup into this site, which must be empty.

    Parameters
    ----------
    erased : ErasedList
        Who was erased since; what the backup itself knows is added.
    wishes : Wishes
        What is to be done with rounds whose time is over, and whether this is a drill.

    Raises
    ------
    InputError
        Where the site is not empty, the backup is not whole, too new, or of another kind of database. Then nothing was
        written.
    """
    home, database = Path(settings.HOME), database_of_site()
    told("checking")
    manifest = check_backup(path)
    if manifest["database"] != database.kind:
        raise FileError(
            f"It is of a site on {manifest['database']}, and this one is on {database.kind}.",
            remedy="Restore it into the same kind of database, then move with bothways archive.",
            file=path.name,
        )
    _clear_unfinished(home, database)
    _refuse_full(home)
    file, manifest = open_archive(path, into=home, kind=BACKUP)
    (home / UNFINISHED).write_text(manifest["made"])
    try:
        with file:
            _fill(file, manifest, home, database, told)
        told("settling")
        settled = settle(manifest, erased, wishes)
    except BaseException as problem:
        _clear(home, database)
        if isinstance(problem, DatabaseError):
            words = f"The database refused it ({type(problem).__name__})."
            raise FileError(words, remedy="Nothing was restored.", file=path.name) from problem
        raise
    (home / UNFINISHED).unlink()
    return Restored(manifest, settled)


def list_for(path: Path, named: Path | None, *, without: bool) -> ErasedList:
    """Return who was erased, from the list that is named, the one beside the backup, and the one of the settings.

    Raises
    ------
    InputError
        Where there is none, and nobody said that it is lost.
    """
    places = [named] if named else [
        one for one in (path.parent / NAME, settings.ERASED_LIST) if one is not None and one.exists()
    ]  # fmt: skip
    if not places and not without:
        raise InputError(
            "There is no list of those who were erased since the backup was made: they would be back.",
            remedy="Name it with --erased (erased.json beside the backups), or say --without-erased if it is lost.",
        )
    listed = ErasedList(frozenset(), None)
    for place in places:
        listed = listed.with_those_of(read_list(place))
    return listed


def refuse_unfinished(home: Path) -> None:
    """Refuse a home folder in which a restore was cut off.

    Raises
    ------
    InputError
    """
    if (home / UNFINISHED).exists():
        raise InputError(
            "A backup was being restored into this site and was cut off.",
            remedy="Restore it again: bothways restore FILE.",
        )


def _fill(file: zipfile.ZipFile, manifest: Manifest, home: Path, database: Database, told: Told) -> None:
    same, names = manifest["migrations"] == leaf_migrations(), _database_parts(manifest)
    if database.kind == "postgresql":
        executor = MigrationExecutor(connection)
        executor.migrate([(app, name) for app, name in manifest["migrations"]])
    told("database")
    database.fill(names, manifest["about"], _reader(file))
    for name in manifest["parts"]:
        if name.startswith("home/"):
            told(name)
            _put(file, name, home)
    if not same:
        told("tables of this version")
        call_command("migrate", interactive=False, verbosity=0)


def _put(file: zipfile.ZipFile, name: str, home: Path) -> None:
    target = home / name.removeprefix("home/")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = target.with_name(f"{target.name}.part")
    with beside.open("wb") as stream:
        beside.chmod(0o600)
        for block in part_blocks(file, name):
            stream.write(block)
    beside.replace(target)


def _database_parts(manifest: Manifest) -> list[str]:
    return [name for name in manifest["parts"] if name.startswith("database/")]


def _reader(file: zipfile.ZipFile) -> Reader:
    return lambda name: part_blocks(file, name)


def _refuse_full(home: Path) -> None:
    for path in kept_files(home):
        if path.relative_to(home).as_posix() not in _MADE_AT_START:
            raise InputError(
                f"This site is not empty: there are files in {home.name}.",
                remedy="Name an empty folder in BOTHWAYS_HOME and an empty database; nothing was written.",
            )
    refuse_full_tables(set(connection.introspection.table_names()))


def _clear_unfinished(home: Path, database: Database) -> None:
    """Take away what a restore that was killed has left."""
    if (home / UNFINISHED).exists():
        _clear(home, database)


def _clear(home: Path, database: Database) -> None:
    """Make the home folder and the database as empty as they were."""
    database.clear()
    for path in list(kept_files(home)):
        if path.name != UNFINISHED and path.relative_to(home).as_posix() not in _MADE_AT_START:
            path.unlink()
    for path in home.iterdir():
        if path.is_dir() and not any(one.is_file() for one in path.rglob("*")):
            shutil.rmtree(path)
    (home / UNFINISHED).unlink(missing_ok=True)
