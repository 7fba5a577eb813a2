"""What time alone brings to leaving: a quarter has ended, and its records are there."""

from __future__ import annotations

import time

from bothways_web.verify.leaving import jobs
from bothways_web.verify.leaving.releasing import note_quarters, wants_a_look

#: Looked at after so many seconds, by each process.
LOOK_AGAIN = 3600.0
_looked = [-LOOK_AGAIN]


def leaving_tick() -> None:
    """Have the quarters that wait released, if that was not looked at lately; harmless if done by two at once."""
    now = time.monotonic()
    if now - _looked[0] < LOOK_AGAIN:
        return
    _looked[0] = now
    if note_quarters() or wants_a_look():
        jobs.release_quarters.enqueue()
