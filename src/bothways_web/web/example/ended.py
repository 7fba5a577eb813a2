"""A team of the example company that has ended: what it agreed and tried stays to be read."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from bothways_web.act.huddles.capture import Action, add_action, mark_reviewed, save_notes
from bothways_web.act.huddles.closing import close_huddle
from bothways_web.act.huddles.opening import open_huddle
from bothways_web.act.models import Huddle, Plan, WorkEvent, WorkItem
from bothways_web.act.plans.because import Reason
from bothways_web.act.plans.expecting import start_plan
from bothways_web.act.plans.running import end_plan
from bothways_web.act.plans.writing import make_plan
from bothways_web.act.work.steps import finish, take
from bothways_web.people.models import Person, Post, UnitSpan, User
from bothways_web.people.units import today

#: Days before the end, notes, action.
_HELD = (
    (24, "Calls about shipping go to the site from May on.", "Write down which calls go where"),
    (10, "", "Hand over the list of call backs"),
)
_PLAN = {
    "title": "Two people learn the calls of the other shift", "text": "An hour a week beside each other.",
    "because_text": "Holidays left one shift without anybody who knew the calls.", "stop_if": "", "commitment": "",
    "owner": None,
}  # fmt: skip
_LEARNT = "It took four weeks until both could do without notes. The list of calls moved on to the site."


def act_in_ended_team(*, by: User) -> None:
    """Let the team that ended last hold huddles and a plan as if it were its last weeks."""
    span = UnitSpan.objects.filter(valid_to__lt=today()).select_related("unit").order_by("valid_to").last()
    if span is None or span.valid_to is None or span.unit.spans.exclude(pk=span.pk).exists():
        return
    last = span.valid_to
    UnitSpan.objects.filter(pk=span.pk).update(valid_to=None)
    for days, notes, action in _HELD:
        _hold(span, last - dt.timedelta(days=days), notes, action, by)
    _plan(span, last, by)
    UnitSpan.objects.filter(pk=span.pk).update(valid_to=last)


def _hold(span: UnitSpan, day: dt.date, notes: str, action: str, by: User) -> None:
    """Hold a huddle with one action that was done, on a day long ago."""
    huddle = open_huddle(span.unit, by=by).huddle
    mark_reviewed(huddle, True, by=by)
    if notes:
        save_notes(huddle, notes, seen=Huddle.objects.get(pk=huddle.pk).version, by=by)
    due = today() + dt.timedelta(days=7)
    item, _new = add_action(huddle, Action(action, None, due, Decimal(2)), by=by)
    close_huddle(huddle, held=True, by=by)
    worked = Post.objects.filter(unit=span.unit).select_related("person").order_by("-end", "pk").first()
    if worked:
        Person.objects.filter(pk=worked.person.pk).update(name="Mia")
        take(item, worked.person, seen=item.version, by=by)
        item.refresh_from_db()
        finish(item, took=Decimal(2), seen=item.version, by=by)
    ago = today() - day
    Huddle.objects.filter(pk=huddle.pk).update(
        day=day, opened_at=huddle.opened_at - ago, closed_at=huddle.opened_at - ago
    )
    done = day + dt.timedelta(days=4)
    WorkItem.objects.filter(pk=item.pk).update(made_on=day, due_on=due - ago, since=done)
    WorkEvent.objects.filter(item=item).update(day=done)


def _plan(span: UnitSpan, last: dt.date, by: User) -> None:
    """Make a plan without a number, start and end it, on days before the end."""
    start = today()
    made = make_plan(
        span.unit, _PLAN | {"starts_on": start, "review_on": start + dt.timedelta(days=30)}, Reason(), by=by
    )
    made = start_plan(made, version=made.version, by=by, without=True)
    end_plan(made, Plan.State.KEPT, _LEARNT, version=made.version, by=by)
    begun, ended = last - dt.timedelta(days=60), last - dt.timedelta(days=9)
    Plan.objects.filter(pk=made.pk).update(
        starts_on=begun, made_on=begun, review_on=begun + dt.timedelta(days=30), ended_on=ended
    )
    for change in made.changes.all():
        change.at -= today() - (begun if change.after == Plan.State.STARTED else ended)
        change.save(update_fields=["at"])
