"""A plan as a file, to take along."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from bothways_web.act.models import Plan
from bothways_web.act.plans.number_words import number_in_words
from bothways_web.act.plans.showing import expected_of, history_of, tasks_of
from bothways_web.act.units import name_of
from bothways_web.wording import period_name


def plan_csv(plan: Plan, zone: dt.tzinfo) -> bytes:
    """Return a plan as CSV: part, text, day. Cells that a spreadsheet would run are disarmed; nobody is named."""
    import pandas as pd

    from bothways.tables import write_table

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.csv"
        write_table(
            pd.DataFrame(list(_rows(plan, zone)), columns=("part", "text", "day"), dtype=object), path
        )
        return path.read_bytes()


def _rows(plan: Plan, zone: dt.tzinfo) -> Iterator[tuple[str, str, str]]:
    yield _("Team"), name_of(plan.unit.code), ""
    yield _("We will"), plan.title, ""
    yield _("State"), plan.get_state_display(), _day(plan.ended_on)
    yield _("Because"), plan.because_text or plan.get_because_display(), ""
    yield _("How"), plan.text, ""
    yield _("Start"), "", _day(plan.starts_on)
    yield _("Look back on"), "", _day(plan.review_on)
    yield _("We will stop if"), plan.stop_if, ""
    yield _("What I will do for it"), plan.commitment, _day(plan.committed_on)
    yield from _expectation(plan, zone)
    yield _("How big a change, as suggested"), plan.get_suggested_degree_display(), ""
    yield _("How big a change, as chosen"), plan.get_degree_display(), ""
    for task in tasks_of(plan):
        yield _("Task, %(state)s") % {"state": task.get_state_display()}, task.title, _day(task.due_on)
    for one in plan.check_ins.order_by("day", "pk"):
        yield _("How it goes: %(word)s") % {"word": one.get_how_display()}, one.text, _day(one.day)
    yield _("What we learnt"), plan.learnt, ""
    for line in history_of(plan, zone):
        part = _("Refused change: %(field)s") if line.refused else _("Change: %(field)s")
        text = _("%(before)s, then %(after)s") % {"before": line.before, "after": line.after}
        yield part % {"field": line.what}, text if line.before or line.after else "", line.day.isoformat()


def _expectation(plan: Plan, zone: dt.tzinfo) -> Iterator[tuple[str, str, str]]:
    expected = expected_of(plan)
    if expected is None:
        return
    locked = plan.locked_at.astimezone(zone).date() if plan.locked_at else None
    yield _("We expect"), expected.sentence, _day(locked)
    yield _("Smallest change worth the effort"), expected.smallest, ""
    for name, number in ((_("Before the start"), expected.then), (_("Last measured"), expected.now)):
        if number is not None:
            text = number_in_words(number.shown) if number.shown else _("not shown")
            yield name, text, period_name(number.period)


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
