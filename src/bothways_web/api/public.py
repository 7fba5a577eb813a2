"""Cases, the committee's public page, and "you said, we did", for programs."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from bothways_web.act.cases import looking
from bothways_web.act.committee import charters, meetings
from bothways_web.act.models import Case, CommitteeMeeting
from bothways_web.act.said import reading
from bothways_web.act.said.reading import Entry
from bothways_web.api.callers import Line, caller, found
from bothways_web.api.guard import Bearer
from bothways_web.api.pages import Cut, Number, cut
from bothways_web.api.problems import told
from bothways_web.api.scopes import Scope
from bothways_web.people.units import today

router = Router(tags=["acting"])
_POINTS = ("mission", "celebrate", "blockers", "ideas", "other")


class OneCase(Schema):
    """A case: neither who the customer is, nor what they answered, nor who looks after it."""

    number: int
    unit: str
    state: str = Field(description="held, open, waiting or closed.")
    touchpoint: str
    opened_on: dt.date
    due_on: dt.date = Field(
        description="The day that counts now: the first reply, the next step, or the close."
    )
    overdue: bool
    has_owner: bool
    outcome: str = Field(
        description="solved, partly, not_solved, no_answer, mistake; blank while it is open."
    )
    lesson: str = Field(description="What the team learns, in words for everybody in it.")
    closed_on: dt.date | None


class CaseList(Schema):
    """Cases, the earliest day first."""

    items: list[OneCase]
    total: int
    next_offset: int | None


class WhichCases(Cut):
    """Which cases are wanted; without a state those that are looked after now."""

    unit: Line = ""
    state: Literal["", "all", "held", "open", "waiting", "closed"] = ""
    whose: Literal["", "mine", "nobody"] = ""


class Decision(Schema):
    """What the committee decided."""

    text: str
    reason: str
    who: str = Field(description="Who does it, as the minutes say.")
    by_when: dt.date | None


class Minutes(Schema):
    """Minutes that are for everybody."""

    number: int
    at: dt.datetime
    points: dict[str, str] = Field(description="What was said, by the points of the standing agenda.")
    decisions: list[Decision]
    published_on: dt.date
    corrected_on: dt.date | None


class Charter(Schema):
    """The charter that holds."""

    version: int
    parts: dict[str, str]
    term_months: int
    review_on: dt.date
    written_on: dt.date


class Committee(Schema):
    """What the public page of the committee shows."""

    charter: Charter | None = Field(description="null: there is none, or it is not for everybody.")
    items: list[Minutes]
    total: int
    next_offset: int | None


class OneSaid(Schema):
    """What was heard, and what became of it."""

    number: int
    voice: str = Field(description="employees, customers or both.")
    unit: str | None = Field(description="Code of the unit; null: the whole organisation.")
    you_said: str
    outcome: str = Field(description="done, trying or not_now.")
    we_did: str
    decided_by: str
    for_customers: bool
    published_on: dt.date
    corrected_on: dt.date | None


class SaidList(Schema):
    """Entries, newest first."""

    items: list[OneSaid]
    total: int
    next_offset: int | None


class WhichSaid(Cut):
    """Which entries are wanted."""

    unit: Line = ""
    voice: Literal["", "employees", "customers"] = ""
    outcome: Literal["", "done", "trying", "not_now"] = ""
    search: Line = ""


@router.get("/cases", response=told(200, CaseList), auth=Bearer(Scope.CASES), summary="List cases")
def list_cases(request: HttpRequest, wanted: Query[WhichCases]) -> dict[str, Any]:
    """Cases that the owner of the token sees: how far they are, never whose."""
    rows = looking.find_cases(caller(request), looking.Search(wanted.whose, wanted.state, wanted.unit))
    return cut(rows, rows.count(), wanted, _case)


@router.get(
    "/cases/{number}", response=told(200, OneCase, 404), auth=Bearer(Scope.CASES), summary="Read a case"
)
def read_case(request: HttpRequest, number: Number) -> dict[str, Any]:
    """One case."""
    return _case(found(looking.visible_cases(caller(request)).filter(pk=number).first()))


@router.get(
    "/committee",
    response=told(200, Committee),
    auth=Bearer(Scope.COMMITTEE),
    summary="Read the committee's public page",
)
def read_committee(request: HttpRequest, wanted: Query[Cut]) -> dict[str, Any]:
    """Charter and minutes as far as they are for everybody: no name of a member."""
    charter = charters.current_charter()
    rows = meetings.published_meetings().filter(outside=True).prefetch_related("decisions")
    shown = _charter(charter) if charter and charter.outside else None
    return {**cut(rows, rows.count(), wanted, _minutes), "charter": shown}


@router.get(
    "/said", response=told(200, SaidList), auth=Bearer(Scope.COMMITTEE), summary="List you said, we did"
)
def list_said(request: HttpRequest, wanted: Query[WhichSaid]) -> dict[str, Any]:
    """What was published of what was said and what became of it."""
    rows = reading.find_said(reading.Search(wanted.unit, wanted.voice, wanted.outcome, wanted.search))
    part = cut(rows, rows.count(), wanted, lambda one: one)
    return {**part, "items": [_said(one) for one in reading.entries_of(part["items"])]}


def _case(one: Case) -> dict[str, Any]:
    due, closed = looking.due_day(one), one.state == Case.State.CLOSED
    return {
        "number": one.pk, "unit": one.unit.code, "state": one.state, "touchpoint": one.touchpoint,
        "opened_on": one.opened_on, "due_on": due, "overdue": not closed and due < today(),
        "has_owner": one.owner_id is not None, "outcome": one.outcome, "lesson": one.lesson,
        "closed_on": one.closed_on,
    }  # fmt: skip


def _charter(one: Any) -> dict[str, Any]:
    names = (*charters.PARTS, "time_for_it", "removal")
    return {
        "version": one.number, "parts": {name: text for name in names if (text := getattr(one, name))},
        "term_months": one.term_months, "review_on": one.review_on, "written_on": one.written_on,
    }  # fmt: skip


def _minutes(one: CommitteeMeeting) -> dict[str, Any]:
    return {
        "number": one.pk, "at": one.at, "points": {name: text for name in _POINTS if (text := getattr(one, name))},
        "decisions": [
            {"text": each.text, "reason": each.reason, "who": each.who, "by_when": each.by_when}
            for each in one.decisions.all()
        ],
        "published_on": one.published_on, "corrected_on": one.corrected_on,
    }  # fmt: skip


def _said(one: Entry) -> dict[str, Any]:
    names = ("voice", "you_said", "outcome", "we_did", "decided_by", "for_customers", "published_on")
    return {
        "number": one.said.pk, "unit": one.said.unit.code if one.said.unit else None,
        "corrected_on": one.corrected_on, **{name: getattr(one.said, name) for name in names},
    }  # fmt: skip
