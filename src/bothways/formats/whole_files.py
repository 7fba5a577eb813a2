"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bothways.errors import FileError


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """Give a place beside a file to write to, and put it in the place of the file when all went well.

    Raises
    ------
    FileError
        Where it cannot be written; what stood there stays.
    """
    place = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        yield place
        with place.open("rb+") as stream:
            os.fsync(stream.fileno())
        place.replace(target)
    except OSError as error:
        raise FileError(
            f"The file cannot be written ({error.strerror or 'unknown reason'}).",
            remedy="Check that the folder is there, may be written to and has room.",
            file=target.name,
        ) from error
    finally:
        place.unlink(missing_ok=True)
