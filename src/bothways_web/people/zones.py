"""Time zones by their names."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from functools import lru_cache


def zone_of(*names: str) -> dt.tzinfo:
    """Return the first time zone that there is."""
    for name in names:
        if name in _zones():
            return zoneinfo.ZoneInfo(name)
    return dt.UTC


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    """Return the names of all time zones; looking for them reads hundreds of files."""
    return frozenset(zoneinfo.available_timezones())
