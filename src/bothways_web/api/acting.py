"""Plans, huddles and shared work for programs: what the boards of units show, without the names on them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from bothways_web.act.huddles.reading import visible_huddles
from bothways_web.act.models import Huddle, Plan, WorkItem
from bothways_web.act.plans import reach, running
from bothways_web.act.work import steps, writing
from bothways_web.act.work.board import SOURCES
from bothways_web.act.work.moving import check_own, make_move, may_try
from bothways_web.act.work.reach import Actor, actor_of, items_in_reach
from bothways_web.api.callers import KEYED, Code, Line, as_kept, caller, done_once, found, owner_of, refusals
from bothways_web.api.guard import Bearer
from bothways_web.api.pages import Cut, Number, cut
from bothways_web.api.problems import told
from bothways_web.api.scopes import Scope
from bothways_web.people.access import Right
from bothways_web.people.models import Unit
from bothways_web.people.units import below, current_tree

router = Router(tags=["acting"])
Words = Annotated[str, Field(max_length=2_000, pattern=r"^[^\x00]*$")]
Hours = Annotated[float, Field(ge=0.5, le=200, multiple_of=0.5)]
Seen = Annotated[int, Field(ge=0, lt=2**31)]
State = Literal["", "draft", "started", "kept", "changed", "stopped"]


class OnePlan(Schema):
    """A plan of a unit, without who looks after it."""

    number: int
    unit: str
    title: str
    text: str
    because: str = Field(description="What it comes from: domain, finding, problem, case or other.")
    state: str = Field(description="draft, started, kept, changed or stopped.")
    starts_on: dt.date
    review_on: dt.date
    metric: str = Field(description="The number that will tell; blank where it expects nothing.")
    expected: float | None = Field(description="Better by at least so much, in units of the number.")
    expected_by: dt.date | None
    locked: bool = Field(description="Whether the expectation was written down before the start, and stays.")
    degree: str = Field(description="How big a change: small, medium or large.")
    ended_on: dt.date | None
    learnt: str


class PlanList(Schema):
    """Plans, those that are looked back on first on top."""

    items: list[OnePlan]
    total: int
    next_offset: int | None


class WhichPlans(Cut):
    """Which plans are wanted."""

    unit: Line = Field("", description="Of exactly this unit.")
    state: State = ""
    waits: Literal["", "review", "help", "owner"] = Field(
        "", description="review: its day has come; help: it is stuck; owner: nobody looks after it."
    )
    search: Line = ""


class SentCheckIn(Schema):
    """How a plan goes."""

    model_config = {"extra": "forbid", "json_schema_extra": {"example": {"how": "on_track", "words": ""}}}

    how: Literal["on_track", "slow", "stuck"]
    words: Words = ""


class KeptCheckIn(Schema):
    """A check-in that was kept."""

    day: dt.date
    how: str


class OneHuddle(Schema):
    """A huddle of a unit."""

    number: int
    unit: str
    day: dt.date
    state: str = Field(description="open, held or cancelled.")
    reviewed_feedback: bool = Field(description="Whether the team looked at what customers say: the habit.")
    actions: int = Field(description="How many pieces of work were agreed on.")


class HuddleList(Schema):
    """Huddles, newest first."""

    items: list[OneHuddle]
    total: int
    next_offset: int | None


class OfUnit(Cut):
    """Of which unit, those below included; blank: of all within reach."""

    unit: Line = ""


class OneWork(Schema):
    """A piece of work, without who has it: it must not serve in an appraisal."""

    number: int
    unit: str
    title: str
    text: str
    hours: float = Field(description="As estimated.")
    skills: list[str]
    due_on: dt.date | None
    state: str = Field(description="pool, proposed, taken, done or dropped.")
    comes_from: list[str] = Field(description="problem, plan, huddle or case.")
    since: dt.date
    version: int = Field(description="Send it as seen with a move, so that no newer change is overwritten.")
    mine: bool = Field(description="Whether it is proposed to, or taken by, the owner of the token.")


class WorkList(Schema):
    """Pieces of work, what is due first on top."""

    items: list[OneWork]
    total: int
    next_offset: int | None


class WhichWork(OfUnit):
    """Which work is wanted."""

    state: Literal["", "pool", "proposed", "taken", "done", "dropped"] = ""
    source: Literal["", "problem", "plan", "huddle", "case"] = ""


class NewWork(Schema):
    """A piece of work to be written down: it waits in the pool of the unit."""

    model_config = {
        "extra": "forbid",
        "json_schema_extra": {"example": {"unit": "team-1", "title": "Mend the label printer", "hours": 1.5}},
    }

    unit: Code
    title: Annotated[
        str, Field(min_length=1, max_length=160, pattern=r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$")
    ]
    text: Words = ""
    hours: Hours = 1
    skills: list[Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f\x7f,;]+$")]] = (
        Field([], max_length=12)
    )
    due_on: dt.date | None = None
    plan: Annotated[int, Field(ge=1, lt=2**63)] | None = Field(
        None, description="Number of a plan it is a task of."
    )


class Move(Schema):
    """Where a piece of work is to go."""

    model_config = {
        "extra": "forbid",
        "json_schema_extra": {"example": {"move": "done", "seen": 3, "took": 2}},
    }

    move: Literal["take", "back", "put_back", "done", "drop", "reopen"] = Field(
        description="take, back: by whoever owns the token, for themselves; put_back, drop: by whoever leads the unit."
    )
    seen: Seen = Field(description="The version that was looked at.")
    took: Annotated[float, Field(ge=0, le=200, multiple_of=0.5)] | None = Field(
        None, description="Hours it took, with done."
    )
    reason: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = Field("", description="With drop.")


@router.get("/plans", response=told(200, PlanList), auth=Bearer(Scope.ACT), summary="List plans")
def list_plans(request: HttpRequest, wanted: Query[WhichPlans]) -> dict[str, Any]:
    """Plans that the owner of the token sees."""
    rows = reach.find_plans(caller(request), reach.Search(wanted.search, wanted.state, wanted.waits))
    if wanted.unit:
        rows = rows.filter(unit__code=wanted.unit)
    return cut(rows, rows.count(), wanted, _plan)


@router.get(
    "/plans/{number}", response=told(200, OnePlan, 404), auth=Bearer(Scope.ACT), summary="Read a plan"
)
def read_plan(request: HttpRequest, number: Number) -> dict[str, Any]:
    """One plan."""
    return _plan(_seen_plan(request, number))


@router.post(
    "/plans/{number}/check-ins", response=told(201, KeptCheckIn, 400, 404, 409, 413), auth=Bearer(Scope.ACT_WRITE),
    summary="Say how a plan goes", openapi_extra=KEYED,
)  # fmt: skip
def check_in(request: HttpRequest, number: Number, sent: SentCheckIn) -> Status[dict[str, Any]]:
    """For whoever leads the unit or looks after the plan. The same words twice on one day are one."""
    plan = _seen_plan(request, number)
    if not reach.may_follow(caller(request), plan):
        plan = found(None)

    def say() -> tuple[int, dict[str, Any]]:
        with refusals():
            made = running.check_in(plan, sent.how, sent.words, by=owner_of(request))
        return 201, as_kept({"day": made.day, "how": made.how})

    return Status(*done_once(request, say))


@router.get("/huddles", response=told(200, HuddleList), auth=Bearer(Scope.ACT), summary="List huddles")
def list_huddles(request: HttpRequest, wanted: Query[OfUnit]) -> dict[str, Any]:
    """Huddles of the units within reach, without what was written down in them."""
    rows = visible_huddles(caller(request)).prefetch_related("work")
    if wanted.unit:
        rows = rows.filter(unit__code__in=below(current_tree(), wanted.unit))
    return cut(rows, rows.count(), wanted, _huddle)


@router.get("/work", response=told(200, WorkList), auth=Bearer(Scope.ACT), summary="List shared work")
def list_work(request: HttpRequest, wanted: Query[WhichWork]) -> dict[str, Any]:
    """Work of the units within reach, without names."""
    actor = actor_of(caller(request), owner_of(request))
    rows = items_in_reach(actor)
    if wanted.unit:
        rows = rows.filter(unit__code__in=below(current_tree(), wanted.unit))
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.source:
        rows = rows.filter(**{f"{wanted.source}__isnull": False})
    return cut(rows, rows.count(), wanted, lambda one: _work(one, actor))


@router.get(
    "/work/{number}", response=told(200, OneWork, 404), auth=Bearer(Scope.ACT), summary="Read a piece of work"
)
def read_work(request: HttpRequest, number: Number) -> dict[str, Any]:
    """One piece of work, without names."""
    actor = actor_of(caller(request), owner_of(request))
    return _work(_item(actor, number), actor)


@router.post(
    "/work", response=told(201, OneWork, 400, 404, 409, 413), auth=Bearer(Scope.ACT_WRITE),
    summary="Write down a piece of work", openapi_extra=KEYED,
)  # fmt: skip
def write_work(request: HttpRequest, sent: NewWork) -> Status[dict[str, Any]]:
    """Write work of a unit down, where the owner of the token may: it waits until somebody takes it."""
    actor = actor_of(caller(request), owner_of(request))
    unit = found(Unit.objects.filter(code=sent.unit).first() if actor.may_write(sent.unit) else None)
    source = {}
    if sent.plan is not None:
        plans: QuerySet[Plan] = reach.plans_of(actor.viewer, sent.unit)
        source = {"plan": found(plans.filter(pk=sent.plan).first())}
    given = {
        "title": sent.title.strip(), "text": sent.text, "effort": Decimal(str(sent.hours)),
        "skills": sorted({one.strip().casefold() for one in sent.skills} - {""}), "due_on": sent.due_on,
    }  # fmt: skip

    def write() -> tuple[int, dict[str, Any]]:
        by = owner_of(request)
        with refusals():
            made = writing.write_down(unit, given, source, after=writing.last_written(by), by=by)
        return 201, as_kept(_work(made, actor))

    return Status(*done_once(request, write))


@router.post(
    "/work/{number}/moves", response=told(200, OneWork, 400, 404, 409, 413), auth=Bearer(Scope.ACT_WRITE),
    summary="Move a piece of work", openapi_extra=KEYED,
)  # fmt: skip
def move_work(request: HttpRequest, number: Number, sent: Move) -> Status[dict[str, Any]]:
    """Take it, hand it back, say that it is done or will not be, open it again: as on the board of the unit."""
    actor = actor_of(caller(request), owner_of(request))
    item = _item(actor, number)
    if not may_try(sent.move, item, actor):
        item = found(None)

    def move() -> tuple[int, dict[str, Any]]:
        with refusals():
            _move(item, actor, sent, request)
        return 200, as_kept(_work(_item(actor, number), actor))

    return Status(*done_once(request, move))


def _move(item: WorkItem, actor: Actor, sent: Move, request: HttpRequest) -> None:
    by = owner_of(request)
    if sent.move == "done":
        check_own(item, actor)
        took = None if sent.took is None else Decimal(str(sent.took))
        steps.finish(item, took=took, seen=sent.seen, by=by)
    elif sent.move == "drop":
        steps.drop(item, sent.reason.strip(), seen=sent.seen, by=by)
    else:
        make_move(sent.move, item, actor, seen=sent.seen, by=by)


def _seen_plan(request: HttpRequest, number: int) -> Plan:
    return found(reach.visible_plans(caller(request)).filter(pk=number).first())


def _item(actor: Actor, number: int) -> WorkItem:
    """Return a piece within reach of whoever may read boards at all."""
    there = items_in_reach(actor) if actor.viewer.may(Right.TEAM) else WorkItem.objects.none()
    return found(there.filter(pk=number).first())


def _plan(one: Plan) -> dict[str, Any]:
    names = ("title", "text", "because", "state", "starts_on", "review_on", "metric", "expected", "expected_by",
             "degree", "ended_on", "learnt")  # fmt: skip
    return {
        "number": one.pk, "unit": one.unit.code, "locked": one.locked_at is not None,
        **{name: getattr(one, name) for name in names},
    }  # fmt: skip


def _huddle(one: Huddle) -> dict[str, Any]:
    return {
        "number": one.pk, "unit": one.unit.code, "day": one.day, "state": one.state,
        "reviewed_feedback": one.reviewed_feedback, "actions": len(one.work.all()),
    }  # fmt: skip


def _work(one: WorkItem, actor: Actor) -> dict[str, Any]:
    return {
        "number": one.pk, "unit": one.unit.code, "title": one.title, "text": one.text, "hours": float(one.effort),
        "skills": list(one.skills), "due_on": one.due_on, "state": one.state, "since": one.since,
        "comes_from": [name for name in SOURCES if getattr(one, f"{name}_id") is not None],
        "version": one.version, "mine": actor.owns(one),
    }  # fmt: skip
