"""One moment of a running site: the files of the home folder and a view of the database that belong together.

Files of the home folder are never changed in their place: a new one is moved over the old one. So a second name for
each (a hard link) keeps what it was, and takes no time and no room. The view of the database is opened between two
looks at the folder. Where both looks see the same, nothing changed in between, and files and view are one moment: what
``kill -9`` at that moment would leave, and what the app is able to go on from.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bothways.errors import InputError
from bothways_web.keeping.backup.contents import kept_files
from bothways_web.keeping.backup.databases import Database, View

#: How often it is tried, and how many seconds lie between.
TRIES, PAUSE = 100, 0.2
_STAGE = ".backup-"
#: Inode, time of change and size of each file, by its path below the home folder.
Seen = dict[str, tuple[int, int, int]]


@dataclass(frozen=True)
class Moment:
    """Files (in a folder of their own, by their names), how they were, and the database, of one moment."""

    folder: Path
    seen: Seen
    view: View


@contextmanager
def one_at_a_time(home: Path) -> Iterator[None]:
    """Refuse a second backup of the same site while one is made, and tidy up after one that was killed.

    Raises
    ------
    InputError
    """
    with (home / ".backup.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(
                "A backup of this site is being made.", remedy="Wait until it is done, or stop it."
            ) from None
        for left in home.glob(f"{_STAGE}*"):
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
        yield


@contextmanager
def moment_of(home: Path, database: Database) -> Iterator[Moment]:
    """Give one moment of a site; what it needs is gone afterwards.

    Raises
    ------
    InputError
        Where files change all the time.
    """
    stage = home / f"{_STAGE}{secrets.token_hex(4)}"
    stage.mkdir(mode=0o700)
    try:
        for number in range(TRIES):
            with ExitStack() as stack:
                folder = stage / f"try-{number}"
                first = look(home)
                view = stack.enter_context(database.view(stage))
                if first is not None and _keep(home, folder, first) and (last := look(home)) == first:
                    yield Moment(folder, first, view)
                    return
                last = look(home)
            shutil.rmtree(folder, ignore_errors=True)
            time.sleep(PAUSE)
        changing = sorted(name for name, state in (first or {}).items() if (last or {}).get(name) != state)
        raise InputError(
            f"Files of the home folder change all the time: {', '.join(changing[:3]) or 'some'}.",
            remedy="Move away what is not of Bothways, or try again at a quieter hour; nothing was written.",
        )
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def look(home: Path) -> Seen | None:
    """Return how each file is now; ``None`` where one goes while it is looked at."""
    seen: Seen = {}
    try:
        for path in kept_files(home):
            state = path.stat()
            seen[path.relative_to(home).as_posix()] = (state.st_ino, state.st_mtime_ns, state.st_size)
    except FileNotFoundError:
        return None
    return seen


def _keep(home: Path, folder: Path, names: Seen) -> bool:
    """Give each file a second name, or copy it where the disk knows no second names; say whether all were there."""
    folder.mkdir()
    for name in names:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(home / name, target)
        except FileNotFoundError:
            return False
        except OSError:
            try:
                shutil.copy2(home / name, target)
            except FileNotFoundError:
                return False
    return True
