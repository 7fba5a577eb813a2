"""The running site as one file: database, ledgers, answers, keys, of one moment; nobody has to wait for it."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

import bothways
from bothways.errors import FileError, InputError
from bothways.formats.whole_files import beside
from bothways_web.keeping.archive.making import MANIFEST, leaf_migrations, part_info, put_part
from bothways_web.keeping.backup import erased
from bothways_web.keeping.backup.databases import database_of_site
from bothways_web.keeping.backup.form import FORM, WORD
from bothways_web.keeping.backup.moment import Moment, moment_of, one_at_a_time
from bothways_web.people.changes import record
from bothways_web.people.models import Organisation

MADE = "made a backup"
_BLOCK = 1 << 20
_NAME = re.compile(r"bothways-\d{4}-\d\d-\d\dT\d{6}Z\.zip")
Told = Callable[[str], object]


def make_backup(target: Path, *, told: Told = str) -> tuple[Path, dict[str, Any]]:
    """Write a backup of the running site, and return where it is and its list of parts.

    Parameters
    ----------
    target : Path
        A new file, or a folder, where the file is named after the moment. Beside it ``erased.json`` is brought up
        to date.
    told : callable
        Called with each part before it is written.

    Raises
    ------
    InputError
        Where the site is not there, the target lies within the home folder, is there already or cannot be written,
        or another backup is being made.
    """
    home = Path(settings.HOME)
    path = target / f"bothways-{timezone.now():%Y-%m-%dT%H%M%SZ}.zip" if target.is_dir() else target
    _refuse(path, home)
    _refuse_older_tables()
    with one_at_a_time(home), beside(path) as place:
        os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        database = database_of_site()
        with moment_of(home, database) as moment, zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as file:
            manifest = _about(database.kind)
            _write(file, moment, manifest, told)
            file.writestr(part_info(MANIFEST), json.dumps(manifest, indent=1, sort_keys=True))
    erased.write_list(path.parent / erased.NAME, erased.own_list())
    erased.keep_elsewhere()
    record(None, MADE, Organisation.current(), parts=len(manifest["parts"]), size=path.stat().st_size)
    return path, manifest


def forget_old(folder: Path, *, days: int) -> list[Path]:
    """Delete the backups of a folder that are older than so many days, and return them; the newest one always stays.

    Only files are looked at that are named as ``make_backup`` names them.
    """
    found = sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))
    until = f"bothways-{timezone.now() - dt.timedelta(days=days):%Y-%m-%dT%H%M%SZ}.zip"
    old = [path for path in found[:-1] if path.name < until]
    for path in old:
        path.unlink()
    return old


def _refuse(path: Path, home: Path) -> None:
    if not home.is_dir():
        raise InputError(f"There is no site at {home}.", remedy="Name its folder in BOTHWAYS_HOME.")
    if path.exists():
        raise FileError("There is a file of this name.", remedy="Choose another name.", file=path.name)
    if path.resolve().is_relative_to(home.resolve()):
        raise FileError(
            "This is within the home folder: the backup would be lost together with it.",
            remedy="Choose a folder elsewhere, best on another disk.",
            file=path.name,
        )


def _refuse_older_tables() -> None:
    """Refuse tables of an older version: the list would say that they are of today."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise InputError(
            "The tables in the database are older than this version.",
            remedy="Start the app once (bothways serve), or make the backup with the version that is running.",
        )


def _about(database: str) -> dict[str, Any]:
    return {
        "kind": WORD, "form": FORM, "bothways": bothways.__version__, "database": database,
        "made": timezone.now().isoformat(timespec="seconds"), "organisation": str(Organisation.current()),
        "migrations": leaf_migrations(), "parts": {},
    }  # fmt: skip


def _write(file: zipfile.ZipFile, moment: Moment, manifest: dict[str, Any], told: Told) -> None:
    for name, blocks in moment.view.parts():
        told(name)
        manifest["parts"][name] = put_part(file, name, blocks)
    manifest["about"] = moment.view.about()
    for name in moment.seen:
        told(f"home/{name}")
        manifest["parts"][f"home/{name}"] = put_part(file, f"home/{name}", _blocks(moment, name))


def _blocks(moment: Moment, name: str) -> Iterator[bytes]:
    """Give a file in blocks, and refuse one that was changed in its place."""
    path = moment.folder / name
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield block
        state = os.fstat(stream.fileno())
    if (state.st_mtime_ns, state.st_size) != moment.seen[name][1:]:
        raise FileError("The file was changed while it was read.", remedy="Make the backup again.", file=name)
