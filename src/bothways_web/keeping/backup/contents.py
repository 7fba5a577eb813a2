"""What a backup holds, and what it leaves out, with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bothways_web.keeping.personal.holding import is_there

_SHORT = "It lives for a day at most."

#: What of the home folder is in no backup; everything else is, keys and secrets too.
LEFT_OUT_FILES: dict[str, str] = {
    "static": "Comes with the program.",
    "mail": "Mails that were written as files: whoever reads them may answer for others.",
    "uploads": _SHORT,
    "exports": _SHORT,
    "runs": "Inputs of a computation that runs; it is begun again.",
    "sealed": "Two copies of box and register from different moments could tell who answered what.",
}
_LEFT_OUT_ENDINGS = (".code", ".part")
_DATABASE = "bothways.sqlite3"

#: Models whose rows are emptied when a backup comes back.
_EMPTIED: dict[str, str] = {
    "sessions.Session": "Whoever signed out since then stays signed out.",
    "people.OpenSession": "Whoever signed out since then stays signed out.",
    "people.Upload": "Its file is in no backup.",
    "keeping.ExportJob": "Its file is in no backup.",
    "api.KeptAnswer": _SHORT,
    "api.Allowance": _SHORT,
    "account.EmailConfirmation": "A link that lives for days.",
    "django_tasks_database.DBTaskResult": "Jobs that were lost are begun again.",
}
EMPTIED = {name: reason for name, reason in _EMPTIED.items() if is_there(name)}


def kept_files(home: Path) -> Iterator[Path]:
    """Give the files of the home folder that are in a backup, by their paths; no links are followed."""
    for path in sorted(home.rglob("*")):
        parts = path.relative_to(home).parts
        if parts[0] in LEFT_OUT_FILES or parts[0].startswith(_DATABASE):
            continue
        hidden = any(part.startswith(".") for part in parts)
        if not hidden and path.suffix not in _LEFT_OUT_ENDINGS and not path.is_symlink() and path.is_file():
            yield path
