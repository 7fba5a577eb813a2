"""Files are put into place whole: the old ones stay until all new ones are written."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from bothways.errors import BothwaysError, FileError

#: Writes one file to the path it is given.
Writer = Callable[[Path], object]

#: Replaces a file in one step; a name of its own, so that a test can make it fail.
put_in_place = Path.replace


def write_whole(path: Path, content: bytes) -> Path:
    """Write one file in one step.

    Raises
    ------
    BothwaysError
        Where it cannot be written; an older file is then untouched.
    """
    (written,) = place({path.name: lambda target: target.write_bytes(content)}, path.parent)
    return written


def refuse_unwritable(folder: Path) -> None:
    """Refuse, before anything is computed, a folder that cannot be made or written to; nothing is made.

    Raises
    ------
    BothwaysError
    """
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return
    reason = "may not be written to" if there.is_dir() else "is a file, not a folder"
    raise BothwaysError(
        f"The results cannot be written to {folder}: {there} {reason}. Choose another folder with --out."
    )


def place(writers: Mapping[str, Writer], folder: Path) -> tuple[Path, ...]:
    """Write several files and put all of them into place, or none.

    Parameters
    ----------
    writers : mapping of str to callable
        What writes each file, by file name. Each is called with a path on the same disk.
    folder : Path
        Made where it is missing.

    Returns
    -------
    tuple of Path
        The files in their place, in the order given.

    Raises
    ------
    BothwaysError
        Where a file cannot be written or put into place; older files are then as they were. (Each file is
        replaced in one step; a machine that stops between two of them can leave a mix.)
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".bothways-") as scratch:
            fresh = _write_all(writers, Path(scratch))
            return _swap(fresh, folder, Path(scratch))
    except (OSError, FileError) as problem:
        reason = problem.what if isinstance(problem, FileError) else f"{problem.strerror or problem}."
        raise BothwaysError(
            f"The results could not be written to {folder}: {reason} Nothing there was changed. "
            "Choose another folder with --out, or make room."
        ) from problem


def _write_all(writers: Mapping[str, Writer], scratch: Path) -> dict[str, Path]:
    new = scratch / "new"
    new.mkdir()
    for name, write in writers.items():
        write(new / name)
    return {name: new / name for name in writers}


def _swap(fresh: Mapping[str, Path], folder: Path, scratch: Path) -> tuple[Path, ...]:
    """Replace one by one; on a failure put back what was there."""
    kept: dict[Path, Path | None] = {}
    try:
        for name, path in fresh.items():
            target = folder / name
            kept[target] = _keep(target, scratch / f"old-{name}")
            put_in_place(path, target)
    except OSError:
        for target, old in kept.items():
            with suppress(OSError):
                _put_back(target, old)
        raise
    return tuple(kept)


def _keep(target: Path, copy: Path) -> Path | None:
    if not target.exists():
        return None
    shutil.copy2(target, copy)
    return copy


def _put_back(target: Path, old: Path | None) -> None:
    if old is None:
        target.unlink(missing_ok=True)
    else:
        old.replace(target)
