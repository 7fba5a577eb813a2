"""The form of a backup: the word in its list, and the places that it may name."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from bothways_web.keeping.archive.checking import Kind
from bothways_web.keeping.backup.contents import LEFT_OUT_FILES

#: Told in the list of every backup; another number is another form.
FORM, WORD = 1, "backup"
_NAME = re.compile(r"(database/(bothways\.sqlite3|\w+\.copy)|home/[^\\\x00-\x1f]+)")


def _is_inside(name: str) -> bool:
    """Return whether a part is of the database, or lies at a place of the home folder that a backup has."""
    parts = PurePosixPath(name).parts
    plain = "/".join(parts) == name and not any(part in (".", "..") or part.startswith(".") for part in parts)
    allowed = parts[0] != "home" or (
        parts[1] not in LEFT_OUT_FILES and not parts[1].startswith("bothways.sqlite3")
    )
    return bool(_NAME.fullmatch(name)) and plain and allowed


BACKUP = Kind(WORD, FORM, _is_inside, measured=False)
