"""Secrets that are made once and lie in a file of the home folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def made_once(path: Path, *, size: int) -> str:
    """Return the secret of a file, of so many random bytes, and make it first where there is none.

    Nobody but the owner may read it. Where two start at once, both return the same.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_urlsafe(size) + "\n")
        try:
            os.link(beside, path)
        except FileExistsError:
            pass
        finally:
            beside.unlink()
    return path.read_text(encoding="ascii").strip()
