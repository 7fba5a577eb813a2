"""Files of sealed rounds: register and box, each its own, and the private keys while a round is open."""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from bothways.privacy.ballots import BallotBox, BallotKey, IssuanceRegister


#: SHA-256 of keys that were checked for consistency.
_checked: set[bytes] = set()


def folder() -> Path:
    """Return the folder of all sealed rounds, made where it is not there."""
    path = Path(settings.HOME) / "sealed"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def register() -> IssuanceRegister:
    """Return the register: who may ask for a token, and never what they answer."""
    from bothways.privacy.ballots import SqliteRegister

    return SqliteRegister(folder() / "register.db")


def box() -> BallotBox:
    """Return the box: what was answered, and never by whom."""
    from bothways_web.listen.sealed.shared_box import SharedBox

    return SharedBox(folder() / "box.db")


def key_path(name: str, stratum: str) -> Path:
    """Return where the private key of a stratum lies."""
    return folder() / name / f"{stratum}.pem"


def keys_made(name: str) -> int:
    """Return how many keys of a round there are."""
    return len(list((folder() / name).glob("*.pem")))


def keep_key(name: str, stratum: str, key: BallotKey) -> None:
    """Put a key in its place, whole or not at all; one that is there already stays."""
    place = key_path(name, stratum)
    place.parent.mkdir(exist_ok=True, mode=0o700)
    beside = place.with_name(f".{secrets.token_hex(4)}.part")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(key.to_pem())
        stream.flush()
        os.fsync(stream.fileno())
    try:
        with suppress(FileExistsError):
            os.link(beside, place)
    finally:
        _destroy(beside) if not _is_kept(beside, place) else beside.unlink()
    _flush(place.parent)


def load_key(name: str, stratum: str) -> BallotKey:
    """Read the private key of a stratum; what this process has read before is not checked again.

    Raises
    ------
    FileNotFoundError
        Where the round is over: keys are destroyed when it closes.
    """
    from bothways.privacy.ballots import read_key

    pem = key_path(name, stratum).read_bytes()
    digest = hashlib.sha256(pem).digest()
    key = read_key(pem, checked=digest in _checked)
    _checked.add(digest)
    return key


def destroy_keys(name: str) -> None:
    """Overwrite and remove the private keys of a round, whatever of them is left."""
    place = folder() / name
    with suppress(FileNotFoundError):  # somebody else may be at it too
        for path in [one for one in place.iterdir() if one.suffix in (".pem", ".part")]:
            _destroy(path)
    with suppress(OSError):
        place.rmdir()
    _flush(folder())


def _destroy(path: Path) -> None:
    """Overwrite a file and remove it; gone already is as good."""
    with suppress(FileNotFoundError):
        with path.open("r+b") as stream:
            stream.write(secrets.token_bytes(path.stat().st_size))
            stream.flush()
            os.fsync(stream.fileno())
        path.unlink()


def _is_kept(beside: Path, place: Path) -> bool:
    """Return whether a file is the one that lies in its place."""
    return place.exists() and place.samefile(beside)


def _flush(path: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
