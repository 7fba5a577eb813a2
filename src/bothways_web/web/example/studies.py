"""What the example company tried in some teams, and studied: a learning hour, and a board for swapping shifts."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

from django.utils import timezone

from bothways_web.people.models import Unit, User
from bothways_web.people.units import today
from bothways_web.verify.models import Study
from bothways_web.verify.studies import locking, writing
from bothways_web.verify.studies.computing import look_at
from bothways_web.verify.studies.locking import Question
from bothways_web.verify.studies.measured import numbers
from bothways_web.verify.studies.starts import Start

#: Kind of event, end of the number's name, what was expected, the smallest change worth the effort, what it is.
_TRIED = (
    (
        "programme",
        "learning",
        "Learning hour",
        5.0,
        2.0,
        "One hour a week to learn, by turns and in working hours.",
    ),
    (
        "action",
        "workload",
        "Shift swap board",
        4.0,
        2.0,
        "A board on which shifts are swapped without asking.",
    ),
)
_BEFORE = dt.timedelta(days=20)


def study_what_was_tried(events: Path, *, by: User) -> None:
    """Write the studies as they would have been written before the first start, and look at them once."""
    with events.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    there = {one.metric.rpartition(".")[2]: one for one in numbers()}
    known = set(Unit.objects.values_list("code", flat=True))
    for kind, metric, title, expected, smallest, text in _TRIED:
        mine = [
            row for row in rows if (row["kind"], row["metric"]) == (kind, metric) and row["unit"] in known
        ]
        if not mine or metric not in there:
            continue
        starts = [Start(row["unit"], dt.date.fromisoformat(row["start"])) for row in mine]
        made = writing.make_study(Study.Kind.PROGRAMME, {"title": title, "text": text}, by=by)
        writing.set_units(made, starts, version=made.version, by=by, replace=True)
        made.refresh_from_db()
        found = there[metric]
        asked = Question(found.side, found.metric, smallest, today())
        locking.ask(made, asked, version=made.version, by=by)
        made.refresh_from_db()
        locking.lock(made, version=made.version, by=by)
        _as_if_before(made, expected, min(one.day for one in starts))
        look_at(made.looks.get().pk)


def _as_if_before(study: Study, expected: float, first: dt.date) -> None:
    """Let what is expected have been locked before the first start, as people would have done."""
    locked = dt.datetime.combine(first - _BEFORE, dt.time(9), tzinfo=timezone.get_current_timezone())
    Study.objects.filter(pk=study.pk).update(expected=expected, locked_at=locked, made_on=locked.date())
