"""Where a ledger is kept: a folder now, a database later."""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import Any, Protocol

from bothways.errors import BothwaysError, FileError

LEDGER, KEY, PEOPLE, LOCK = "ledger.json", "ledger.key", "ledger.people", ".ledger.lock"
FORMAT = 1
#: Replaces a file in one step; a name of its own, so that a test can stop right before it.
put_in_place = Path.replace


class Store(Protocol):
    """What a ledger needs of the place it is kept in.

    ``write`` is called only while ``locked`` is held, and puts the whole document in place or changes nothing,
    so that ``read`` finds a whole one at any time. The key is secret, made once, and never part of the document.
    """

    def locked(self) -> AbstractContextManager[None]:
        """Keep everybody else out until the block ends."""
        ...

    def read(self) -> dict[str, Any] | None:
        """Return the document, or None where there is none yet."""
        ...

    def write(self, document: dict[str, Any]) -> None:
        """Put a document in place of the older one."""
        ...

    def read_people(self) -> dict[str, Any] | None:
        """Return what is remembered of people from round to round, or None where there is nothing yet."""
        ...

    def write_people(self, document: dict[str, Any]) -> None:
        """Put it in place of what was there; as ``write``, but never for publishing."""
        ...

    def key(self) -> bytes:
        """Return the secret that rosters are compared under."""
        ...


class FileStore:
    """A ledger in a folder: ``ledger.json``, and beside it ``ledger.key`` and ``ledger.people``.

    These two are not for publishing. ``ledger.people`` holds the latest answers of those whose answers count or
    may count in the next round, under keyed codes instead of names. The key keeps the digests in ledger.json from
    being tried out: without it somebody who knows nearly all respondents could test guesses about the rest.

    Parameters
    ----------
    folder : path
        Made at the first write.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock of the folder; a process that ends in any way lets go of it.

        What killed processes left beside the ledger is cleared away; a folder that was made for nothing is
        removed again.
        """
        new = not self.folder.exists()
        with _writing(self.folder):
            descriptor = self._take_lock()
        try:
            for name in (LEDGER, PEOPLE):
                for part in self.folder.glob(f".{name}.*.part"):
                    part.unlink(missing_ok=True)
            yield
        finally:
            if new and not (self.folder / LEDGER).exists():
                for name in (KEY, PEOPLE, LOCK):
                    (self.folder / name).unlink(missing_ok=True)
                with suppress(OSError):
                    self.folder.rmdir()
            os.close(descriptor)

    def _take_lock(self) -> int:
        """Wait for the lock; one whose file was removed in the meantime is no lock any more."""
        while True:
            self.folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
            _lock(descriptor)
            with suppress(OSError):
                if (
                    sys.platform == "win32"
                    or (self.folder / LOCK).stat().st_ino == os.fstat(descriptor).st_ino
                ):
                    return descriptor
            os.close(descriptor)

    def read(self) -> dict[str, Any] | None:
        """Return ledger.json, or None where there is none."""
        return _read(self.folder / LEDGER)

    def write(self, document: dict[str, Any]) -> None:
        """Replace ledger.json in one step, on the disk before anybody is told."""
        _replace(self.folder / LEDGER, _content(document), mode=0o644)

    def read_people(self) -> dict[str, Any] | None:
        """Return ledger.people, or None where there is none."""
        return _read(self.folder / PEOPLE)

    def write_people(self, document: dict[str, Any]) -> None:
        """Replace ledger.people in one step; nobody but its owner may read it."""
        _replace(self.folder / PEOPLE, _content(document), mode=0o600)

    def key(self) -> bytes:
        """Return the key; made with the folder, never anew once there is a ledger."""
        path = self.folder / KEY
        with suppress(FileNotFoundError):
            return bytes.fromhex(path.read_text(encoding="ascii").strip())
        if (self.folder / LEDGER).exists():
            raise FileError(
                "The key of the ledger is missing, so nothing can be compared or added.",
                remedy="Put ledger.key back beside ledger.json; what was released stays readable.",
                file=str(path),
            )
        made = secrets.token_bytes(32)
        _replace(path, made.hex().encode() + b"\n", mode=0o600)
        return made


class MemoryStore:
    """A ledger that lasts as long as the program; for tests and trials."""

    def __init__(self) -> None:
        self._document: str | None = None
        self._people: str | None = None
        self._key = secrets.token_bytes(32)
        self._guard = RLock()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other threads out."""
        with self._guard:
            yield

    def read(self) -> dict[str, Any] | None:
        """Return a copy of the document."""
        return None if self._document is None else dict(json.loads(self._document))

    def write(self, document: dict[str, Any]) -> None:
        """Keep a copy of the document."""
        self._document = json.dumps(document, allow_nan=False)

    def read_people(self) -> dict[str, Any] | None:
        """Return a copy of what is remembered of people."""
        return None if self._people is None else dict(json.loads(self._people))

    def write_people(self, document: dict[str, Any]) -> None:
        """Keep a copy of what is remembered of people."""
        self._people = json.dumps(document, allow_nan=False)

    def key(self) -> bytes:
        """Return the key."""
        return self._key


def _read(path: Path) -> dict[str, Any] | None:
    """Return a document, or None where there is none."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as problem:
        raise _damaged(path, "cannot be read") from problem
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise _damaged(path, f"is not of format {FORMAT}")
    return document


def _content(document: dict[str, Any]) -> bytes:
    """Return a document as it is written."""
    return (json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n").encode()


def _damaged(path: Path, what: str) -> FileError:
    return FileError(
        f"The ledger {what}.",
        remedy="Restore it from a backup. A new ledger for the same answers could show what this one hid.",
        file=str(path),
    )


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Turn what the disk refuses into a sentence."""
    try:
        yield
    except OSError as problem:
        raise BothwaysError(
            f"The ledger cannot be written to {folder}: {problem.strerror or problem}. "
            "Nothing there was changed. Choose another folder, or make room."
        ) from problem


def _replace(path: Path, content: bytes, *, mode: int) -> None:
    """Write beside the place, wait for the disk, and move into place in one step."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    with _writing(path.parent):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            put_in_place(beside, path)
            _flush_folder(path.parent)
        finally:
            beside.unlink(missing_ok=True)


def _flush_folder(folder: Path) -> None:
    """Wait until the new name itself is on the disk; not every system can."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    """Wait for the lock of an open file."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX)
