"""Rows that one job works at: taken by one at a time, and taken up again where a job was lost.

Such a row has ``state`` ("waiting", "running", or ended in one way or another), ``beat_at`` (last sign of life of the
job that holds it) and ``attempt`` (how often it was taken, so that a job which was given up can tell).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import F, Model, Q, QuerySet
from django.utils import timezone

#: A row whose job gave no sign of life for so long is taken up by another one.
SILENCE = dt.timedelta(minutes=10)
WAITING, RUNNING = "waiting", "running"
Row = TypeVar("Row", bound=Model)


def take(rows: QuerySet[Any], **fresh: object) -> bool:
    """Take a row that waits, or one whose job fell silent; return whether it is ours."""
    now = timezone.now()
    silent = Q(beat_at__isnull=True) | Q(beat_at__lt=now - SILENCE)
    free = rows.filter(Q(state=WAITING) | Q(state=RUNNING) & silent)
    return bool(free.update(state=RUNNING, beat_at=now, attempt=F("attempt") + 1, **fresh))


def held(row: Row) -> QuerySet[Row]:
    """Return the row as long as this job holds it; none where another one has taken it, or it has ended."""
    mine = {"pk": row.pk, "attempt": row.attempt, "state": RUNNING}  # type: ignore[attr-defined]
    return type(row)._default_manager.filter(**mine)


def start_lost(rows: QuerySet[Any], start: Callable[[int], object]) -> int:
    """Start the jobs of rows that wait since ``asked_at`` or fell silent, for example after a kill; return how many.

    May be called at any time and by several at once: each row is started by one call, and not again for a while.
    """
    now = timezone.now()
    late = now - SILENCE
    lost = rows.filter(Q(state=RUNNING, beat_at__lt=late) | Q(state=WAITING, asked_at__lt=late))
    started = 0
    for key in list(lost.values_list("pk", flat=True)):
        if lost.filter(pk=key).update(state=WAITING, asked_at=now):
            start(key)
            started += 1
    return started
