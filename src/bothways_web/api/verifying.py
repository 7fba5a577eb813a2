"""Studies, leaving, habits and what spills over, for programs: what was released, as pages show it."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema

from bothways_web.api.callers import Line, caller, found
from bothways_web.api.guard import Bearer
from bothways_web.api.numbers_told import as_number, plain
from bothways_web.api.pages import Cut, Number, cut
from bothways_web.api.problems import told
from bothways_web.api.scopes import Scope
from bothways_web.people.access import Right
from bothways_web.verify.habits.showing import Figure, HabitRow, habit_rows
from bothways_web.verify.leaving.reach import sees_whole
from bothways_web.verify.leaving.shown import Step, course_of
from bothways_web.verify.models import Habit, Study
from bothways_web.verify.overload.answers import latest_answer
from bothways_web.verify.overload.words import sentence as overload_sentence
from bothways_web.verify.studies import words
from bothways_web.verify.studies.reach import visible_studies
from bothways_web.verify.studies.results import ToldLook, number_of, told_looks

router = Router(tags=["verifying"])


class Moment(Schema):
    """The difference so many periods since the start."""

    since: int
    effect: float | None
    low: float | None
    high: float | None
    teams: int


class StudyLook(Schema):
    """What one look at a study told, as released."""

    number: int
    looked_on: dt.date | None
    verdict: str = Field(description="helped, hurt, no_difference or cannot_tell.")
    sentence: str
    compared: bool = Field(description="Whether there were teams to compare with.")
    effect: float | None
    low: float | None
    high: float | None
    n_band: str
    course: list[Moment]


class OneStudy(Schema):
    """A study: did a number change more where something began than where it had not?"""

    number: int
    kind: str = Field(description="programme, huddles, practice or plan.")
    title: str
    state: str = Field(description="draft, waiting, told or ended.")
    side: str
    metric: str
    better: str
    expected: float | None = Field(description="What was expected before anybody could see the result.")
    smallest: float | None = Field(description="Differences smaller than this do not matter.")
    look_on: dt.date | None
    locked: bool


class WholeStudy(OneStudy):
    """A study with what its looks told, the last one first."""

    looks: list[StudyLook]


class StudyList(Schema):
    """Studies by title."""

    items: list[OneStudy]
    total: int
    next_offset: int | None


class WhichStudies(Cut):
    """Which studies are wanted."""

    search: Line = ""
    kind: Literal["", "programme", "huddles", "practice", "plan"] = ""
    state: Literal["", "draft", "waiting", "told", "ended"] = ""


class Quarter(Schema):
    """How many of 100 left in a quarter."""

    quarter: str
    shown: bool = Field(description="false: the number is withheld, whatever the cause.")
    text: str
    value: float | None
    low: float | None
    high: float | None
    n_band: str
    together: str = Field(description="Names of the units with which it is counted as one; else blank.")


class Leaving(Schema):
    """Quarters of the whole organisation or of a unit, the oldest first."""

    unit: str = Field(description="Code of the unit; blank: the whole organisation.")
    items: list[Quarter]
    total: int
    next_offset: int | None


class WhichLeaving(Cut):
    """Whose leaving is wanted."""

    unit: Line = Field("", description="Code of a unit; blank: the whole organisation.")


class Gap(Schema):
    """A gap in percentage points, with its range."""

    points: int
    low: int
    high: int


class OneHabit(Schema):
    """A habit: how many more of those who do it answer well than of those who never do."""

    number: int
    question: str
    outcome: str
    often: str = Field(description="The answers of those who do it.")
    never: str
    round: str | None = Field(description="Period of the newest round; null: none was asked.")
    gap: Gap | None = Field(description="null: nothing was released.")
    among_alike: Gap | None = Field(
        description="The gap among people who are alike otherwise, where it is told."
    )
    n_band: str


class HabitList(Schema):
    """Habits by their question."""

    items: list[OneHabit]
    total: int
    next_offset: int | None


class Overload(Schema):
    """What spills over: whether overload of those who serve comes before poorer service of those who are served."""

    round: str | None = Field(
        description="Period of the round it was computed in; null: nothing was released yet."
    )
    verdict: str = Field(description="clear, likely, no_link or cannot_tell; blank without an answer.")
    sentence: str
    overload: str = Field(description="What people call the two numbers.")
    service: str
    providers: str = Field(description="How many units serve, as a band.")
    clients: str
    effect: float | None = Field(description="In typical swings.")
    low: float | None
    high: float | None
    n_band: str


@router.get("/studies", response=told(200, StudyList), auth=Bearer(Scope.STUDIES), summary="List studies")
def list_studies(request: HttpRequest, wanted: Query[WhichStudies]) -> dict[str, Any]:
    """Studies that the owner of the token sees."""
    rows = visible_studies(caller(request))
    if wanted.search:
        rows = rows.filter(title__icontains=wanted.search)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    return cut(rows, rows.count(), wanted, _study)


@router.get(
    "/studies/{number}",
    response=told(200, WholeStudy, 404),
    auth=Bearer(Scope.STUDIES),
    summary="Read a study",
)
def read_study(request: HttpRequest, number: Number) -> dict[str, Any]:
    """One study with what was released at each look: teams that began beside teams that had not."""
    one = found(visible_studies(caller(request)).filter(pk=number).first())
    measured = number_of(one)
    return {**_study(one), "looks": [_look(one, look, measured) for look in told_looks(one)]}


@router.get(
    "/leaving", response=told(200, Leaving, 404), auth=Bearer(Scope.STUDIES), summary="Read who leaves"
)
def read_leaving(request: HttpRequest, wanted: Query[WhichLeaving]) -> dict[str, Any]:
    """How many of 100 left by quarter, of the whole or of a unit within reach; never of a person."""
    viewer = caller(request)
    reached = viewer.reaches(Right.LEAVING, [wanted.unit]) if wanted.unit else sees_whole(viewer)
    if not reached:
        raise Http404
    rows = course_of(wanted.unit or None).steps
    return {**cut(rows, len(rows), wanted, _quarter), "unit": wanted.unit}


@router.get("/habits", response=told(200, HabitList), auth=Bearer(Scope.STUDIES), summary="List habits")
def list_habits(request: HttpRequest, wanted: Query[Cut]) -> dict[str, Any]:
    """Habits that were named, with what was released of the newest round of each."""
    rows = habit_rows(list(Habit.objects.all()))
    return cut(rows, len(rows), wanted, _habit)


@router.get(
    "/overload", response=told(200, Overload), auth=Bearer(Scope.STUDIES), summary="Read what spills over"
)
def read_overload(request: HttpRequest) -> dict[str, Any]:
    """The last answer to what spills over from units that serve to units that are served."""
    answer = latest_answer()
    if answer is None:
        nothing = ("verdict", "sentence", "overload", "service", "providers", "clients", "n_band")
        return {**dict.fromkeys(nothing, ""), "round": None, "effect": None, "low": None, "high": None}
    effect = answer.effect if answer.has_figures else None
    ends = {name: plain(getattr(effect, name)) if effect else None for name in ("effect", "low", "high")}
    return {
        "round": answer.round.period, "verdict": answer.key, "sentence": overload_sentence(answer),
        "overload": answer.overload, "service": answer.service, "providers": str(answer.fields["providers"]),
        "clients": str(answer.fields["clients"]), "n_band": answer.shown.n_band, **ends,
    }  # fmt: skip


def _study(one: Study) -> dict[str, Any]:
    names = ("kind", "title", "state", "side", "metric", "better", "expected", "smallest", "look_on")
    return {
        "number": one.pk,
        "locked": one.locked_at is not None,
        **{name: getattr(one, name) for name in names},
    }


def _look(study: Study, one: ToldLook, measured: Any) -> dict[str, Any]:
    figures = as_number(one.released)
    return {
        "number": one.look.number, "looked_on": one.look.looked_on, "verdict": one.verdict,
        "sentence": words.sentence(study, one, measured), "compared": one.compared, "effect": figures["value"],
        "low": figures["low"], "high": figures["high"], "n_band": figures["n_band"],
        "course": [
            {"since": at.since, "effect": plain(at.effect), "low": plain(at.low), "high": plain(at.high),
             "teams": at.units}
            for at in one.points
        ],
    }  # fmt: skip


def _quarter(one: Step) -> dict[str, Any]:
    return {
        "quarter": one.quarter,
        "shown": one.shown is not None,
        "together": one.together,
        **as_number(one.shown),
    }


def _habit(row: HabitRow) -> dict[str, Any]:
    named, gap = row.named, row.gap
    return {
        "number": named.habit.pk, "question": named.question.text, "outcome": named.outcome.label,
        "often": named.often, "never": named.never, "round": row.run.round.period if row.run else None,
        "gap": _gap(gap.gap) if gap else None, "among_alike": _gap(gap.alike[-1]) if gap and gap.alike else None,
        "n_band": gap.released.n_band if gap else "",
    }  # fmt: skip


def _gap(one: Figure) -> dict[str, Any]:
    return {"points": one.points, "low": one.low, "high": one.high}
