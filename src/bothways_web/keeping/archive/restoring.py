"""From an archive into an empty site: all of it, or nothing."""

from __future__ import annotations

import hashlib
import secrets
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.executor import MigrationExecutor

from bothways.errors import FileError, InputError
from bothways_web.keeping.archive.checking import check_parts, open_archive, part_blocks, part_lines
from bothways_web.keeping.archive.contents import STOPPED, archived_files, archived_models
from bothways_web.keeping.archive.making import leaf_migrations
from bothways_web.keeping.archive.rows import load_lines, table_lines
from bothways_web.people.changes import record
from bothways_web.people.models import Organisation

Told = Callable[[str], object]
Parts = dict[str, Any]


def check_archive(path: Path) -> Parts:
    """Look at an archive without writing anything, and return its list of parts.

    Raises
    ------
    InputError
        Where it is not whole, or was made by a newer version.
    """
    archive, manifest = open_archive(path, into=Path(settings.HOME))
    with archive:
        refuse_newer(path, manifest)
        check_parts(archive, manifest)
    return manifest


def restore_archive(path: Path, *, told: Told = str) -> Parts:
    """Bring an archive into this site, which must be empty, and return its list of parts.

    Raises
    ------
    InputError
        Where the site is not empty, or the archive is not whole or too new. Then nothing was written.
    """
    home = Path(settings.HOME)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    archive, manifest = open_archive(path, into=home)
    with archive:
        told("checking")
        refuse_newer(path, manifest)
        check_parts(archive, manifest)
        _refuse_full_folder(home)
        same = _make_tables(manifest)
        place = home / f".{secrets.token_hex(4)}.part"
        try:
            _unpack(archive, manifest, place)
            with transaction.atomic():
                _load(archive, manifest, same=same, told=told)
                _move(place, home)
        except DatabaseError as error:
            raise FileError(
                f"The database refused it ({error}).", remedy="Nothing was restored.", file=path.name
            ) from error
        finally:
            shutil.rmtree(place, ignore_errors=True)
    if not same:
        call_command("migrate", interactive=False, verbosity=0)
    stop_without_secret()
    record(None, "restored the whole site", Organisation.current(), made=manifest["made"])
    return manifest


def stop_without_secret() -> None:
    """Stop what cannot work without the secret that was left out."""
    for label, fields in STOPPED.items():
        given = {name: value() if callable(value) else value for name, value in fields.items()}
        rows = apps.get_model(label)._base_manager
        still = {f"{name}__isnull": True for name, value in fields.items() if callable(value)}
        rows.filter(**still).update(**given)


def refuse_newer(path: Path, manifest: Parts) -> None:
    known = MigrationExecutor(connection).loader.graph.nodes
    if any(tuple(one) not in known for one in manifest["migrations"]):
        raise FileError(
            f"It was made by a newer version ({manifest['bothways']}).",
            remedy="Install that version or a later one; nothing was written.",
            file=path.name,
        )


def _refuse_full_folder(home: Path) -> None:
    if next(archived_files(home), None) is not None:
        raise _not_empty(f"There are files in {home.name}.")


def _not_empty(what: str) -> InputError:
    return InputError(
        f"This site is not empty: {what}",
        remedy="Name an empty folder in BOTHWAYS_HOME and an empty database; nothing was written.",
    )


def _make_tables(manifest: Parts) -> bool:
    """Make the tables as they were in the archive; return whether they are those of today."""
    same = bool(manifest["migrations"] == leaf_migrations())
    tables = set(connection.introspection.table_names())
    refuse_full_tables(tables)
    if same:
        call_command("migrate", interactive=False, verbosity=0)
    else:
        executor = MigrationExecutor(connection)
        executor.migrate([tuple(one) for one in manifest["migrations"]])
    return same


def refuse_full_tables(tables: set[str]) -> None:
    for model in archived_models():
        if model._meta.db_table not in tables:
            continue
        rows = model._base_manager.all()
        if model is Organisation:
            rows = rows.exclude(name="", set_up_on=None)
        if rows.exists():
            raise _not_empty(f"there are rows of {model._meta.label}.")


def _unpack(archive: zipfile.ZipFile, manifest: Parts, place: Path) -> None:
    """Write the files of the home folder beside their place."""
    place.mkdir(mode=0o700)
    for name in manifest["parts"]:
        if name.startswith("home/"):
            target = place / name.removeprefix("home/")
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with target.open("xb") as stream:
                for block in part_blocks(archive, name):
                    stream.write(block)
            target.chmod(0o600)


def _load(archive: zipfile.ZipFile, manifest: Parts, *, same: bool, told: Told) -> None:
    """Write all rows, and compare what is in the tables then with the digests of the archive."""
    targets = [tuple(one) for one in manifest["migrations"]]
    then = MigrationExecutor(connection).loader.project_state(targets).apps
    loaded: list[type[models.Model]] = []
    tables = {name: name.removeprefix("tables/").removesuffix(".jsonl") for name in manifest["parts"]
              if name.startswith("tables/")}  # fmt: skip
    for label in tables.values():
        try:
            loaded.append(then.get_model(label))
        except LookupError as error:
            raise FileError(
                "It holds a table that there is not.", remedy="Nothing was restored.", file=label
            ) from error
    for model in loaded:
        model._base_manager.all().delete()  # what migrations have put there
    for name, model in zip(tables, loaded, strict=True):
        told(name)
        load_lines(model, part_lines(archive, name), part=name)
    with connection.cursor() as cursor:
        for line in connection.ops.sequence_reset_sql(no_style(), loaded):
            cursor.execute(line)
    connection.check_constraints()
    if same:
        _compare(manifest)


def _compare(manifest: Parts) -> None:
    for model in archived_models():
        name = f"tables/{model._meta.label}.jsonl"
        digest = hashlib.sha256()
        for line in table_lines(model):
            digest.update(line)
        if digest.hexdigest() != manifest["parts"].get(name, {}).get("sha256"):
            raise FileError(
                "What the database gives back is not what the archive holds.",
                remedy="Nothing was restored.",
                file=name,
            )


def _move(place: Path, home: Path) -> None:
    """Move what was unpacked to its place; it is free, as was looked at before."""
    for one in sorted(place.iterdir()):
        target = home / one.name
        if target.is_dir():  # empty, or with what is in no archive
            shutil.copytree(one, target, dirs_exist_ok=True)
        else:
            one.rename(target)
