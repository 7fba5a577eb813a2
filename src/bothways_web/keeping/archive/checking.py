"""Whether a file is a whole archive of ours that can be trusted with a disk: before anything of it is written."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from bothways.errors import FileError
from bothways_web.keeping.archive.contents import LEFT_OUT_FILES
from bothways_web.keeping.archive.making import FORM, MANIFEST

#: More than this no list of parts is; a part that grows more than so many times, and past the size, is a trap.
MOST_MANIFEST, MOST_GROWTH, GROWS_FREELY = 32 << 20, 250, 16 << 20
LONGEST_LINE = 256 << 20
_BLOCK = 1 << 20
#: What reading a file says that is no archive, or a damaged one.
_BROKEN = (OSError, EOFError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, NotImplementedError,
           RuntimeError)  # fmt: skip
_NAME = re.compile(r"(tables/\w+\.\w+\.jsonl|home/[^\\\x00-\x1f]+)")


@dataclass(frozen=True)
class Kind:
    """What a file of ours may hold: its word in the list (``None``: none), its form, and which places it may name."""

    word: str | None
    form: int
    is_inside: Callable[[str], bool]
    #: Whether a part that grows without measure is refused unread, beside one that has no room.
    measured: bool = True


def open_archive(
    path: Path, *, into: Path, kind: Kind | None = None
) -> tuple[zipfile.ZipFile, dict[str, Any]]:
    """Open an archive and return it with its list of parts, after all that can be seen without unpacking.

    Parameters
    ----------
    path, into : Path
        The file, and the folder into which it is to be unpacked: whose disk must have room.
    kind : Kind or None
        ``None``: an archive.

    Raises
    ------
    FileError
        Where it is none, is cut off, lists other parts than it has, names places outside, or grows without measure.
    """
    kind = kind or ARCHIVE
    try:
        archive = zipfile.ZipFile(path)
        infos = archive.infolist()
        manifest = _manifest(archive, kind)
    except _BROKEN as error:
        raise _refused(path, "This is no whole archive of a site.") from error
    names = [info.filename for info in infos if info.filename != MANIFEST]
    if len(infos) != len(set(names)) + 1 or set(names) != manifest["parts"].keys():
        raise _refused(path, "The parts are not those of its list.")
    for info in infos:
        _check_info(path, info, manifest["parts"].get(info.filename), kind)
    if sum(info.compress_size for info in infos) > path.stat().st_size:
        raise _refused(path, "Its parts lie one upon another.")
    needed, free = sum(info.file_size for info in infos), shutil.disk_usage(into).free
    if needed > free:
        raise FileError(
            f"It needs {needed >> 20} MB, and {free >> 20} MB are free.", remedy="Make room.", file=path.name
        )
    return archive, manifest


def check_parts(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    """Read every part to its end and compare its digest.

    Raises
    ------
    FileError
        Where one is damaged.
    """
    for name, part in manifest["parts"].items():
        digest = hashlib.sha256()
        for block in part_blocks(archive, name):
            digest.update(block)
        if digest.hexdigest() != part["sha256"]:
            raise _refused(Path(archive.filename or ""), f"The part {name} is damaged.")


def part_blocks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Give a part in blocks."""
    try:
        with archive.open(name) as stream:
            while block := stream.read(_BLOCK):
                yield block
    except _BROKEN as error:
        raise _refused(Path(archive.filename or ""), f"The part {name} is damaged.") from error


def part_lines(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Give a part line by line."""
    rest = b""
    for block in part_blocks(archive, name):
        *lines, rest = (rest + block).split(b"\n")
        yield from lines
        if len(rest) > LONGEST_LINE:
            raise _refused(Path(archive.filename or ""), f"The part {name} has a line without an end.")
    if rest:
        raise _refused(Path(archive.filename or ""), f"The part {name} is cut off.")


def _manifest(archive: zipfile.ZipFile, kind: Kind) -> dict[str, Any]:
    info = archive.getinfo(MANIFEST)
    if info.file_size > MOST_MANIFEST:
        raise ValueError
    found = json.loads(archive.read(info))
    if (
        found["form"] != kind.form
        or found.get("kind") != kind.word
        or not isinstance(found["parts"], dict)
        or not isinstance(found["migrations"], list)
    ):
        raise ValueError
    for part in found["parts"].values():
        if not isinstance(part["size"], int) or not re.fullmatch("[0-9a-f]{64}", part["sha256"]):
            raise ValueError
    return dict(found)


def _check_info(path: Path, info: zipfile.ZipInfo, part: dict[str, Any] | None, kind: Kind) -> None:
    form = stat.S_IFMT(info.external_attr >> 16)
    if form not in (0, stat.S_IFREG) or info.is_dir() or info.flag_bits & 1:
        raise _refused(path, "It holds something else than plain files.")
    if info.filename != MANIFEST and not kind.is_inside(info.filename):
        raise _refused(path, "It names a place outside of the site.")
    if part is not None and part["size"] != info.file_size:
        raise _refused(path, "The parts are not those of its list.")
    grown = info.file_size > GROWS_FREELY and info.file_size > MOST_GROWTH * max(info.compress_size, 1)
    if grown and kind.measured:
        raise _refused(path, "A part grows without measure when it is unpacked.")


def _is_inside(name: str) -> bool:
    """Return whether a part lies in a table or at a place of the home folder that an archive has."""
    parts = PurePosixPath(name).parts
    plain = "/".join(parts) == name and not any(part in (".", "..") or part.startswith(".") for part in parts)
    allowed = parts[0] != "home" or (len(parts) > 2 and parts[1] not in LEFT_OUT_FILES)
    return bool(_NAME.fullmatch(name)) and plain and allowed


#: What ``bothways archive`` writes.
ARCHIVE = Kind(None, FORM, _is_inside)


def kind_of(path: Path) -> str | None:
    """Return the word by which a file says what it is; ``None`` for an archive and for what is no file of ours."""
    try:
        with zipfile.ZipFile(path) as file:
            if file.getinfo(MANIFEST).file_size > MOST_MANIFEST:
                return None
            return str(json.loads(file.read(MANIFEST)).get("kind") or "") or None
    except (*_BROKEN, AttributeError):
        return None


def _refused(path: Path, what: str) -> FileError:
    return FileError(
        what, remedy="Nothing was written. Take another copy of the file.", file=path.name or None
    )
