"""What a team of the example company does about what it hears: room, huddles, shared work, a plan."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from bothways_web.act.huddles.capture import Action, add_action, mark_reviewed, save_notes
from bothways_web.act.huddles.closing import close_huddle
from bothways_web.act.huddles.opening import open_huddle
from bothways_web.act.huddles.rhythms import Rhythm, save_rhythm, seal_of
from bothways_web.act.models import Huddle, HuddleRhythm, Plan, WorkEvent, WorkItem
from bothways_web.act.plans.because import Reason, read_reason
from bothways_web.act.plans.expecting import Expectation, expect, start_plan
from bothways_web.act.plans.measured import measured_in
from bothways_web.act.plans.running import check_in
from bothways_web.act.plans.writing import after_working_days, make_plan, working_day
from bothways_web.act.playbook.practices import practices_for
from bothways_web.act.work.items import make_item, people_of
from bothways_web.act.work.rooms import declare_room
from bothways_web.act.work.sharing import propose_shares, send_shares
from bothways_web.act.work.steps import finish
from bothways_web.listen.models import Problem, Pulse
from bothways_web.people.models import Person, Unit, User
from bothways_web.people.units import today
from bothways_web.people.viewers import viewer_of

#: Hours a month and skills, in the order of names.
_ROOMS = ((6, ("writing",)), (4, ()), (5, ("spreadsheets",)), (3, ()), (4, ("writing", "phone")))
#: Days ago, notes, actions: what, hours, done.
_HELD = (
    (16, "Two calls in three were about parcels.", (
        ("Say on the phone when the parcel comes, before they ask", "1.5", True),
        ("Ask shipping for the list of late parcels each morning", "1", True))),
    (9, "", (
        ("Rewrite the refund letter in ten lines", "3", False),)),
)  # fmt: skip
#: Title, hours, skills, in how many days.
_WAITS = (
    ("Join the two forms that ask for the address", "4", ("writing",), 20),
    ("Collect three examples of calls about refunds", "1", (), 12),
    ("Try the call-back list on Tuesday and Thursday", "2", ("phone",), 9),
)  # fmt: skip


def act_in_team(team: str, *, led_by: User) -> None:
    """Let a team do what the guide describes, through the verbs that pages use."""
    unit = Unit.objects.get(code=team)
    _declare_rooms(team)
    _hold_huddles(unit, led_by)
    _share_work(unit, led_by)
    _make_plans(unit, led_by)


def _declare_rooms(team: str) -> None:
    people = people_of(team).exclude(user=None).select_related("user")
    for person, (hours, skills) in zip(people, _ROOMS, strict=False):
        if person.user:
            declare_room(person, hours=hours, skills=skills, away_until=None, by=person.user)


def _hold_huddles(unit: Unit, by: User) -> None:
    """Hold huddles, and date them back as if the weeks had gone by."""
    wanted = Rhythm(HuddleRhythm.Every.WEEK, HuddleRhythm.Weekday.TUESDAY, dt.time(10), 15, today())
    save_rhythm(unit, wanted, seen=seal_of(None), by=by)
    first = today() - dt.timedelta(days=max(days for days, _notes, _actions in _HELD))
    HuddleRhythm.objects.filter(unit=unit).update(starts_on=first)
    helpers = list(people_of(unit.code).exclude(user=None))
    for place, (days, notes, actions) in enumerate(_HELD):
        huddle = open_huddle(unit, by=by).huddle
        mark_reviewed(huddle, True, by=by)
        if notes:
            save_notes(huddle, notes, seen=Huddle.objects.get(pk=huddle.pk).version, by=by)
        for number, (title, hours, done) in enumerate(actions):
            _agree(huddle, title, Decimal(hours), helpers[(place + number) % len(helpers)], done, days, by)
        close_huddle(huddle, held=True, by=by)
        then = dt.timedelta(days=days)
        Huddle.objects.filter(pk=huddle.pk).update(
            day=today() - then, opened_at=huddle.opened_at - then, closed_at=huddle.opened_at - then
        )


def _agree(
    huddle: Huddle, title: str, hours: Decimal, owner: Person, done: bool, days: int, by: User
) -> None:
    due = today() - dt.timedelta(days=days) + dt.timedelta(days=14)
    item, _new = add_action(huddle, Action(title, owner, due, hours), by=by)
    if done:
        finish(item, took=hours, seen=item.version, by=by)
    then = today() - dt.timedelta(days=days - (3 if done else 0))
    WorkItem.objects.filter(pk=item.pk).update(made_on=then, since=then)
    WorkEvent.objects.filter(item=item).update(day=then)


def _share_work(unit: Unit, by: User) -> None:
    """Write down what came out of a problem, share it out, and leave some of it waiting."""
    problem = Problem.objects.filter(unit=unit, state=Problem.State.TAKEN_UP).first()
    for title, hours, skills, days in _WAITS:
        due = today() + dt.timedelta(days=days)
        behind = problem if "address" in title else None
        make_item(unit, title, by=by, effort=Decimal(hours), skills=skills, due_on=due, problem=behind)
    waiting = WorkItem.objects.filter(unit=unit, state=WorkItem.State.POOL)
    send_shares(unit, waiting, mark=propose_shares(unit, waiting).mark, by=by)
    make_item(unit, "Write down what customers call the parts of the form", by=by, effort=Decimal(2))


def _make_plans(unit: Unit, by: User) -> None:
    """Make a plan from a number of the team, start it with an expectation, and leave another one as a draft."""
    viewer, person = viewer_of(by), Person.objects.filter(user=by).first()
    start = working_day(today())
    common = {"starts_on": start, "stop_if": "", "owner": person}
    chosen = next(
        (one for one in measured_in(unit.code) if one.side == Pulse.Side.EMPLOYEES and one.can_be_expected),
        None,
    )
    first = practices_for("harmony.rest")[0]
    if chosen:
        reason = read_reason(viewer, unit.code, {"domain": chosen.metric, "practice": first.id})
        plan = make_plan(unit, common | {
            "title": first.title, "text": first.what, "because_text": reason.text,
            "commitment": "I keep the first ten minutes of Tuesday free for it and go first.",
            "review_on": after_working_days(start, 60),
        }, reason, by=by)  # fmt: skip
        expect(plan, Expectation(chosen.side, chosen.metric, 4.0, 2.0, after_working_days(start, 55)),
               version=plan.version, by=by)  # fmt: skip
        plan = start_plan(Plan.objects.get(pk=plan.pk), version=Plan.objects.get(pk=plan.pk).version, by=by)
        check_in(plan, "on_track", "Done in two of two huddles so far.", by=by)
    make_plan(unit, common | {
        "title": "One person answers the phone while the others eat", "text": "", "because_text":
        "Breaks fall out on days with many calls.", "commitment": "", "review_on": after_working_days(start, 30),
    }, Reason(), by=by)  # fmt: skip
