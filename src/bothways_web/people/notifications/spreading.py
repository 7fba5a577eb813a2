"""Letting mails leave at a time that tells nothing."""

from __future__ import annotations

import datetime as dt
import random

from bothways_web.people.notifications import door
from bothways_web.people.notifications.kinds import Kind
from bothways_web.people.notifications.readers import Reader

#: Mails wait for up to so many seconds, so that the time of one cannot be matched to anything.
SPREAD = 4 * 3600
_random = random.SystemRandom()


def some_time_from(kind: Kind, moment: dt.datetime, reader: Reader) -> dt.datetime:
    """Return a moment within four hours of the first one that is not quiet, and not quiet itself."""
    begin = door.due(kind, reader, moment)
    for _try in range(30):
        later = begin + dt.timedelta(seconds=_random.randrange(SPREAD))
        if door.due(kind, reader, later) == later:
            return later
    return begin
