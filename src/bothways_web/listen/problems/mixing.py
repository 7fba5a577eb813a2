"""Laying the rows of a day that is over in mixed order.

A database keeps rows where they were put and numbers what it does, so the places of rows would tell who came after
whom, and that two reports came from one hand. Once a day all rows of the days before are laid anew in one step. What
the database keeps of how they lay before is cleared after it: SQLite's journal of changes, PostgreSQL's dead rows.

The same step keeps until when the reports of these days should be answered, so that later settings move no promise.
"""

from __future__ import annotations

import random
from typing import Any

from django.db import connection, connections, transaction

from bothways_web.listen.models import MeToo, Problem, Reply
from bothways_web.listen.problems.waiting import Promise
from bothways_web.people.erasing import clear_traces
from bothways_web.people.units import today

_TABLES = (Problem, Reply, MeToo)


def mix_days() -> int:
    """Lay anew what was not yet; return how many rows."""
    mixed = sum(_mix(model) for model in _TABLES)
    if mixed and not connection.in_atomic_block:
        clear_traces(*_TABLES)
    return mixed


def _mix(model: Any) -> int:
    due = model._default_manager.filter(mixed=False, day__lt=today())
    if not due.exists():
        return 0
    with transaction.atomic():
        rows = list(due.select_for_update())
        random.SystemRandom().shuffle(rows)
        for row in rows:
            row.mixed = True
        changed = ["mixed", *_keep_promises(model, rows)]
        if connections[due.db].vendor == "sqlite":  # it would write over a row in its old place
            model._default_manager.filter(pk__in=[row.pk for row in rows])._raw_delete(due.db)
            model._default_manager.bulk_create(rows)
        else:
            for row in rows:
                row.save(update_fields=changed)
    return len(rows)


def _keep_promises(model: Any, rows: list[Any]) -> list[str]:
    """Set on reports until when they should be answered; return the fields that were set."""
    if model is not Problem:
        return []
    promise = Promise()
    for row in rows:
        row.answer_by = promise.until(row)
    return ["answer_by"]
