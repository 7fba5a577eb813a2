"""Rows that an import replaced, packed for the day it is undone."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from typing import Any


def pack(rows: Any) -> bytes:
    """Return plain values, with days as text, compressed."""
    return gzip.compress(json.dumps(rows, default=_as_text, separators=(",", ":")).encode(), mtime=0)


def unpack(packed: bytes | memoryview) -> Any:
    """Return what was packed; days stay text, which the database takes."""
    return json.loads(gzip.decompress(bytes(packed)))


def _as_text(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)
