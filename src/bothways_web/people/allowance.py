"""How often somebody may do something, counted in memory alone: never in a table, a file or a line of the log.

What is counted is that a page was opened or a code was wrong, not what came of it. Names of counters are mixed with a
number that each process draws when it starts, and end with it.
"""

from __future__ import annotations

import hashlib
import secrets

from django.core.cache.backends.locmem import LocMemCache

_SALT = secrets.token_bytes(32)
#: Its own, so that no setting can move it to a place that outlives the process.
_memory = LocMemCache("allowance", {"OPTIONS": {"MAX_ENTRIES": 100_000}})


def take(what: str, who: object, *, most: int, seconds: int) -> bool:
    """Count one time more; return whether that is still allowed."""
    name = _name(what, who)
    if _memory.add(name, 1, seconds):
        return most >= 1
    try:
        return _memory.incr(name) <= most
    except ValueError:  # it ended in between
        return _memory.add(name, 1, seconds)


def left(what: str, who: object, *, most: int) -> bool:
    """Return whether one time more would be allowed, without counting it."""
    return int(_memory.get(_name(what, who), 0)) < most


def forget() -> None:
    """Begin anew."""
    _memory.clear()


def _name(what: str, who: object) -> str:
    return hashlib.sha256(_SALT + f"{what} {who}".encode()).hexdigest()
