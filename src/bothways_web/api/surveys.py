"""Writing, launching and ending surveys for programs, within what the token's owner may run."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Schema, Status
from ninja.errors import ValidationError

from bothways_web.api.callers import KEYED, Code, as_kept, caller, done_once, found, owner_of, refusals
from bothways_web.api.guard import Bearer
from bothways_web.api.listening import OneRound, Survey, one_round, one_survey, router
from bothways_web.api.pages import Cut, Number, cut
from bothways_web.api.problems import Problem, told
from bothways_web.api.scopes import Scope
from bothways_web.listen import jobs, pulses
from bothways_web.listen.forms import PulseForm, first_plan
from bothways_web.listen.models import Pulse, Round
from bothways_web.listen.question_sets import instrument_of
from bothways_web.listen.rounds import close_round

_TAGS = ["surveys"]
Title = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]
Texts = Annotated[str, Field(max_length=4_000, pattern=r"^[^\x00]*$")]


class Decided(Schema):
    """What is decided about a survey; what is left out stays as it is, or as its question set proposes."""

    model_config = {"extra": "forbid", "json_schema_extra": {"example": {"title": "Team pulse", "share": 50}}}

    title: Title | None = None
    unit: Code | None = Field(None, description="Code of the unit that is asked, with those below.")
    occasion: Literal["calendar", "leaving", "first_days", "interview", "contact"] | None = Field(
        None, description="calendar: everybody at once; else each person when it happened."
    )
    days: int | None = Field(None, ge=0, le=365, description="Days between what happened and the question.")
    mode: Literal["confidential", "sealed", "open"] | None = None
    form: Literal["full", "short"] | None = None
    cadence: Literal["once", "weekly", "monthly", "quarterly", "yearly"] | None = None
    open_days: int | None = Field(None, ge=1, le=60)
    share: int | None = Field(None, ge=10, le=100, description="Per cent of the people asked each time.")
    rest_days: int | None = Field(
        None, ge=0, le=365, description="Days of rest for one customer or candidate."
    )
    reminder: bool | None = None
    comment: bool | None = None
    follow_up: bool | None = Field(None, description="Ask customers whether somebody may get back to them.")
    shown_on: Texts | None = Field(None, description="Websites that may show an open survey, one a line.")


class NewSurvey(Decided):
    """A new survey."""

    model_config = {
        "extra": "forbid",
        "json_schema_extra": {
            "example": {
                "question_set": "team_psychological_safety", "title": "Team pulse", "unit": "company",
                "cadence": "monthly",
            }
        },
    }  # fmt: skip

    question_set: Code = Field(description="One of those that question-sets lists.")
    title: Title
    unit: Code


class NewState(Schema):
    """What a survey is to be."""

    model_config = {"extra": "forbid", "json_schema_extra": {"example": {"state": "paused"}}}

    state: Literal["running", "paused", "ended"]


class QuestionSet(Schema):
    """A question set that the token's owner may ask."""

    id: str
    title: dict[str, str] = Field(description="Language to title.")
    voice: str = Field(description="employee, customer or candidate.")
    questions: int
    minutes: int = Field(description="About how long it takes.")
    has_short_form: bool


class QuestionSetList(Schema):
    """Question sets, own ones first."""

    items: list[QuestionSet]
    total: int
    next_offset: int | None


@router.get(
    "/question-sets", response=told(200, QuestionSetList), auth=Bearer(Scope.SURVEYS_WRITE),
    tags=_TAGS, summary="List question sets",
)  # fmt: skip
def list_question_sets(request: HttpRequest, wanted: Query[Cut]) -> dict[str, Any]:
    """What surveys can be made of: own question sets, and those of the library whose texts are free to use."""
    rows = pulses.offers_for(caller(request))
    return cut(rows, len(rows), wanted, lambda one: {
        "id": one.instrument.id, "title": dict(one.instrument.title), "voice": one.instrument.side,
        "questions": len(one.instrument.items), "minutes": one.minutes, "has_short_form": one.has_short,
    })  # fmt: skip


@router.post(
    "/surveys", response=told(201, Survey, 400, 404, 409, 413), auth=Bearer(Scope.SURVEYS_WRITE),
    tags=_TAGS, summary="Write a survey", openapi_extra=KEYED,
)  # fmt: skip
def write_survey(request: HttpRequest, sent: NewSurvey) -> Status[dict[str, Any]]:
    """Make a draft from a question set. Nobody is asked before it is launched."""
    viewer = caller(request)
    offers = pulses.offers_for(viewer)
    offer = found(next((one for one in offers if one.instrument.id == sent.question_set), None))
    asks = offer.instrument
    proposed = {"comment": False, "mode": "confidential", "form": "full", "open_days": 7, "share": 100,
                "rest_days": 30, "reminder": True, "follow_up": False, "shown_on": "", **first_plan(asks)}  # fmt: skip
    form = PulseForm(
        proposed | _given(sent),
        viewer=viewer,
        has_short=offer.has_short,
        side=pulses.SIDES[asks.side],
        asks=asks,
    )
    _refuse_wrong(form, sent)

    def write() -> tuple[int, dict[str, Any]]:
        with refusals():
            made = pulses.create_pulse(asks, form.plan(), by=owner_of(request))
        return 201, one_survey(made)

    return Status(*done_once(request, write))


@router.patch(
    "/surveys/{number}", response=told(200, Survey, 400, 404, 409, 413), auth=Bearer(Scope.SURVEYS_WRITE),
    tags=_TAGS, summary="Change a survey", openapi_extra=KEYED,
)  # fmt: skip
def change_survey(request: HttpRequest, number: Number, sent: Decided) -> Status[dict[str, Any]]:
    """Change what is decided. Who is asked, how much, and in which kind of round stays from the first round on."""
    pulse = _pulse(request, number)
    asks = instrument_of(pulse)
    short = bool(asks.short_form and asks.short_form.min_answered)
    names = [name for name in Decided.model_fields if name not in ("unit",)]
    now = {name: getattr(pulse, name) for name in names} | {"audience": pulse.audience.code}
    form = PulseForm(
        now | _given(sent),
        instance=pulse,
        viewer=caller(request),
        has_short=short,
        side=pulse.side,
        asks=asks,
    )
    _refuse_wrong(form, sent)

    def change() -> tuple[int, dict[str, Any]]:
        with refusals():
            changed = pulses.change_pulse(pulse, form.plan(), by=owner_of(request))
        return 200, one_survey(changed)

    return Status(*done_once(request, change))


@router.post(
    "/surveys/{number}/launch", response=told(201, OneRound, 400, 404, 409), auth=Bearer(Scope.SURVEYS_WRITE),
    tags=_TAGS, summary="Launch a survey", openapi_extra=KEYED,
)  # fmt: skip
def launch_survey(request: HttpRequest, number: Number) -> Status[dict[str, Any]]:
    """Open the first round at once: invitations go out within working hours. 409 `not_now` says why it cannot be."""
    pulse = _pulse(request, number)

    def launch() -> tuple[int, dict[str, Any]]:
        with refusals():
            opened = pulses.launch_pulse(pulse, by=owner_of(request))
        return 201, as_kept(one_round(opened))

    return Status(*done_once(request, launch))


@router.post(
    "/surveys/{number}/state", response=told(200, Survey, 400, 404, 409, 413), auth=Bearer(Scope.SURVEYS_WRITE),
    tags=_TAGS, summary="Pause, go on with, or end a survey", openapi_extra=KEYED,
)  # fmt: skip
def set_survey_state(request: HttpRequest, number: Number, sent: NewState) -> Status[dict[str, Any]]:
    """An open round stays open until its time. What was ended stays so."""
    pulse = _pulse(request, number)

    def change() -> tuple[int, dict[str, Any]]:
        with refusals():
            changed = pulses.set_state(pulse, sent.state, by=owner_of(request))
        return 200, one_survey(changed)

    return Status(*done_once(request, change))


@router.post(
    "/rounds/{number}/close", response=told(200, OneRound, 400, 404, 409), auth=Bearer(Scope.SURVEYS_WRITE),
    tags=_TAGS, summary="Close a round", openapi_extra=KEYED,
)  # fmt: skip
def close(request: HttpRequest, number: Number) -> Status[dict[str, Any]]:
    """Close a round before its time, for good; results follow within minutes. 409 `closed`: it was already."""
    asked = found(Round.objects.select_related("pulse__audience").filter(pk=number).first())
    if not pulses.may_run_pulse(caller(request), asked.pulse):
        asked = found(None)

    def end() -> tuple[int, dict[str, Any]]:
        if not close_round(asked, by=owner_of(request)):
            raise Problem(409, "closed", "This round is not open.")
        jobs.release.enqueue(asked.pk)
        asked.refresh_from_db()
        return 200, as_kept(one_round(asked))

    return Status(*done_once(request, end))


def _pulse(request: HttpRequest, number: int) -> Pulse:
    """Return a survey that the token's owner may run."""
    pulse = found(Pulse.objects.select_related("audience").filter(pk=number).first())
    return pulse if pulses.may_run_pulse(caller(request), pulse) else found(None)


def _given(sent: Decided) -> dict[str, Any]:
    """Return what was decided, as the form of the pages calls it."""
    said = {
        name: value for name, value in sent.model_dump(exclude={"question_set"}).items() if value is not None
    }
    return {"audience" if name == "unit" else name: value for name, value in said.items()}


def _refuse_wrong(form: PulseForm, sent: Decided) -> None:
    """Refuse what the form of the pages refuses, and what it does not ask for a survey of this kind."""
    wrong = [
        {
            "loc": ("body", "sent", name),
            "msg": "This does not fit a survey with this question set. Leave it out.",
        }
        for name in _given(sent)
        if name not in form.fields
    ]
    for name, messages in form.errors.items():
        place = (
            ("body", "sent", "unit" if name == "audience" else name)
            if name != "__all__"
            else ("body", "sent")
        )
        wrong += [{"loc": place, "msg": str(message)} for message in messages]
    if wrong:
        raise ValidationError(wrong)
