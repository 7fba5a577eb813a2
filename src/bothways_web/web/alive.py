"""Whether the processes of the app run: the supervisor writes it into the home folder, others read it there."""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAME, BEAT = ".alive.json", ".clock-beat"
#: Seconds between two lines of the supervisor, and after how many it counts as gone.
EVERY, GONE_AFTER = 5.0, 60.0
#: The clock beats every few seconds; sending much mail may take it a while.
CLOCK_HANGS_AFTER = 900.0


@dataclass(frozen=True)
class Alive:
    """What is known: how old the last line of the supervisor is in seconds (``None``: there is none), and each process.

    ``running`` says of each process by its name whether it ran, ``begun_again`` how often it had to be begun again.
    """

    age: float | None
    running: Mapping[str, bool]
    begun_again: Mapping[str, int]

    @property
    def supervised(self) -> bool:
        """Whether a supervisor runs."""
        return self.age is not None and self.age < GONE_AFTER


def write_alive(home: Path, processes: Mapping[str, tuple[bool, int]]) -> None:
    """Write down of each process whether it runs and how often it was begun again; a full disk stops nothing."""
    content = {"at": time.time(), "processes": {name: list(told) for name, told in processes.items()}}
    place = home / f"{NAME}.{secrets.token_hex(4)}.part"
    try:
        place.write_text(json.dumps(content))
        place.replace(home / NAME)
    except OSError:
        place.unlink(missing_ok=True)


def read_alive(home: Path, *, now: float | None = None) -> Alive:
    """Read what the supervisor wrote last; a file that cannot be read is as none."""
    try:
        found: dict[str, Any] = json.loads((home / NAME).read_text())
        told = {str(name): (bool(runs), int(times)) for name, (runs, times) in found["processes"].items()}
        age = max(0.0, (time.time() if now is None else now) - float(found["at"]))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return Alive(None, {}, {})
    running = {name: runs for name, (runs, _times) in told.items()}
    return Alive(age, running, {name: times for name, (_runs, times) in told.items()})


def beat(home: Path) -> None:
    """Note that the clock has ticked."""
    try:
        (home / BEAT).touch()
        os.utime(home / BEAT)
    except OSError:
        return


def clock_age(home: Path) -> float | None:
    """Return how many seconds ago the clock ticked; ``None`` where it never did."""
    try:
        return max(0.0, time.time() - (home / BEAT).stat().st_mtime)
    except OSError:
        return None
