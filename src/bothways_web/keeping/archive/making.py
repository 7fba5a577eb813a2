"""The whole site as one file: every table, the ledgers, the answers, and a list of digests of all of it."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

import bothways
from bothways.errors import FileError, InputError
from bothways_web.keeping.archive.contents import archived_files, archived_models
from bothways_web.keeping.archive.rows import table_lines
from bothways_web.listen.models import Round
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.models import Organisation

#: Told in the list of every archive; another number is another form.
FORM = 1
MANIFEST = "manifest.json"
_BLOCK = 1 << 20
Told = Callable[[str], object]


def make_archive(path: Path, *, told: Told = str) -> dict[str, Any]:
    """Write the whole site into one file, and return its list of parts.

    Meanwhile nobody can change anything: everything in it is of one moment.

    Raises
    ------
    InputError
        Where a round is being closed or a sealed round is open, or the file is there already or cannot be written.
    """
    if path.exists():
        raise FileError("There is a file of this name.", remedy="Choose another name.", file=path.name)
    with _whole_or_not_at_all(path) as place, transaction.atomic():
        one_at_a_time()
        _refuse_unfinished()
        manifest = _about()
        with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
            for model in archived_models():
                name = f"tables/{model._meta.label}.jsonl"
                told(name)
                manifest["parts"][name] = put_part(archive, name, table_lines(model))
            for file in archived_files(Path(settings.HOME)):
                name = f"home/{file.relative_to(settings.HOME).as_posix()}"
                told(name)
                manifest["parts"][name] = put_part(archive, name, _blocks(file))
            archive.writestr(part_info(MANIFEST), json.dumps(manifest, indent=1, sort_keys=True))
    record(None, "took out the whole site", Organisation.current(), parts=len(manifest["parts"]))
    return manifest


def leaf_migrations() -> list[list[str]]:
    """Return the last migration of each app: they say which tables there are."""
    loader = MigrationLoader(connection)
    return sorted([app, name] for app, name in loader.graph.leaf_nodes())


def _about() -> dict[str, Any]:
    return {
        "form": FORM, "bothways": bothways.__version__, "made": timezone.now().isoformat(timespec="seconds"),
        "organisation": str(Organisation.current()), "migrations": leaf_migrations(), "parts": {},
    }  # fmt: skip


def _refuse_unfinished() -> None:
    """Refuse while results come to be, or ballots lie where no copy of them must."""
    if Round.objects.filter(state=Round.State.CLOSING).exists():
        raise InputError(
            "A round is being closed.", remedy="Try again once its results are open; nothing was written."
        )
    unreleased = Round.objects.exclude(state=Round.State.RELEASED).filter(mode="sealed")
    if until := unreleased.order_by("-closes_at").values_list("closes_at", flat=True).first():
        raise InputError(
            "A sealed round is open: a copy of its box and register could tell who answered what.",
            remedy=f"Try again after it has closed, on {until:%Y-%m-%d}; nothing was written.",
        )


@contextmanager
def _whole_or_not_at_all(path: Path) -> Iterator[Path]:
    """Give a place beside the one that is meant, which only the owner reads; it is moved when it is complete."""
    place = path.with_name(f".{secrets.token_hex(4)}.part")
    try:
        os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield place
        with place.open("rb+") as stream:
            os.fsync(stream.fileno())
        place.rename(path)
    except OSError as error:
        raise FileError(
            f"The archive cannot be written ({error.strerror or 'unknown reason'}).",
            remedy="Check that the folder is there, may be written to and has room.",
            file=path.name,
        ) from error
    finally:
        place.unlink(missing_ok=True)


def put_part(archive: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> dict[str, Any]:
    """Write a part and return its size and digest."""
    digest, size = hashlib.sha256(), 0
    with archive.open(part_info(name), "w", force_zip64=True) as stream:
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
            stream.write(piece)
    return {"size": size, "sha256": digest.hexdigest()}


def part_info(name: str) -> zipfile.ZipInfo:
    """Return the head of a part: the same for the same content, readable by the owner."""
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
    return info


def _blocks(path: Path) -> Iterator[bytes]:
    """Give a file in blocks, and refuse one that is changed meanwhile."""
    before = path.stat()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield block
    after = path.stat()
    if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size):
        raise FileError(
            "The file was changed while it was read.", remedy="Make the archive again.", file=path.name
        )
