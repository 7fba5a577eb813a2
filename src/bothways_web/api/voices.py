"""Themes, journeys and reviews for programs: what pages show of what people write."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Path, Query, Router, Schema

from bothways_web.api.callers import Line, caller, found
from bothways_web.api.guard import Bearer
from bothways_web.api.numbers_told import as_number
from bothways_web.api.pages import Cut, Number, cut
from bothways_web.api.problems import told
from bothways_web.api.scopes import Scope
from bothways_web.link.journeys.showing import JourneyShown, StageShown, shown_journey, shown_journeys
from bothways_web.link.models import Journey
from bothways_web.link.themes.ranking import ranks
from bothways_web.link.themes.said import Said
from bothways_web.link.themes.showing import ThemeRow, theme_row, theme_rows
from bothways_web.listen.models import Review
from bothways_web.listen.outside.reviews.finding import find_reviews

router = Router(tags=["voices"])
Raised = Literal["employees", "customers", "both", "cannot tell"]


class ThemeShare(Schema):
    """How many of one voice wrote on a theme in its newest round, as released."""

    period: str
    share: float | None = Field(description="In percent, in steps of 5; null: few or nobody wrote on it.")
    low: float
    high: float
    people: str = Field(description="At least so many answered, such as 50+.")


class OneTheme(Schema):
    """What comments are about, of the whole organisation."""

    key: str
    label: str
    checked: bool = Field(description="Whether somebody looked at the name that software gave.")
    raised_by: Raised = Field(description="A voice is named alone where the other surely has not raised it.")
    employees: ThemeShare | None
    customers: ThemeShare | None
    unknown_rank: int | None = Field(
        description="Place among pain points that one voice alone raises; null: both do, or we cannot tell."
    )


class ThemeList(Schema):
    """Themes, those of most people first."""

    items: list[OneTheme]
    total: int
    next_offset: int | None


class WhichThemes(Cut):
    """Which themes are wanted."""

    search: Line = Field("", description="Part of the name.")
    raised_by: Raised | Literal[""] = ""


class StageFigure(Schema):
    """A live number on a stage of a journey, as released."""

    key: str
    label: str
    state: str = Field(description="shown, withheld, or none where nobody was asked.")
    period: str
    text: str = Field(description="What pages show; blank where there is none.")
    value: float | None
    low: float | None
    high: float | None
    n_band: str


class Pain(Schema):
    """A pain point."""

    number: int
    text: str
    voice: str
    state: str = Field(description="unknown, known or fixed.")
    theme: str


class Stage(Schema):
    """A stage of a journey."""

    id: str
    name: str
    unit: str = Field(description="Name of the unit whose numbers these are; blank: the whole organisation.")
    touchpoints: list[str]
    numbers: list[StageFigure]
    voices_apart: bool = Field(description="Whether employees and customers stand apart here.")
    pain_points: list[Pain]
    themes: list[str] = Field(description="Keys of themes.")


class JourneyHead(Schema):
    """A journey in one line."""

    number: int
    name: str
    lanes: str
    stages: int
    unknown: int
    known: int
    fixed: int
    voices_apart: int = Field(description="On how many stages.")


class WholeJourney(JourneyHead):
    """A journey with its stages."""

    course: list[Stage]


class JourneyList(Schema):
    """Journeys."""

    items: list[JourneyHead]
    total: int
    next_offset: int | None


class OneReview(Schema):
    """What somebody wrote elsewhere, masked when it was read; nothing says who."""

    day: dt.date
    source: str
    unit: str
    stage: str
    rating: float | None = Field(description="From 0, worst, to 1, best.")
    language: str
    text: str


class ReviewList(Schema):
    """Reviews and tickets, newest first."""

    items: list[OneReview]
    total: int
    next_offset: int | None


class WhichReviews(Cut):
    """Which reviews are wanted."""

    unit: Line = Field("", description="Of this unit and those below.")
    source: Literal["", "reviews", "tickets", "other"] = ""
    search: Line = ""
    first: dt.date | None = None
    last: dt.date | None = None


@router.get("/themes", response=told(200, ThemeList), auth=Bearer(Scope.THEMES), summary="List themes")
def list_themes(request: HttpRequest, wanted: Query[WhichThemes]) -> dict[str, Any]:
    """What either voice raised in its newest round, in released shares of the whole organisation."""
    rows = theme_rows()
    places = ranks(rows)
    text = wanted.search.casefold()
    kept = [row for row in rows if text in row.theme.label.casefold() and wanted.raised_by in ("", row.state)]
    return cut(kept, len(kept), wanted, lambda row: _theme(row, places))


@router.get(
    "/themes/{key}", response=told(200, OneTheme, 404), auth=Bearer(Scope.THEMES), summary="Read a theme"
)
def read_theme(request: HttpRequest, key: Annotated[str, Path(max_length=80)]) -> dict[str, Any]:
    """One theme that either voice raised in its newest round."""
    return _theme(found(theme_row(key)), ranks(theme_rows()))


@router.get("/journeys", response=told(200, JourneyList), auth=Bearer(Scope.THEMES), summary="List journeys")
def list_journeys(request: HttpRequest, wanted: Query[Cut]) -> dict[str, Any]:
    """Journeys with how many pain points they have."""
    rows = Journey.objects.all()
    part = cut(rows, rows.count(), wanted, lambda one: one)
    return {**part, "items": [_head(one) for one in shown_journeys(caller(request), part["items"])]}


@router.get(
    "/journeys/{number}",
    response=told(200, WholeJourney, 404),
    auth=Bearer(Scope.THEMES),
    summary="Read a journey",
)
def read_journey(request: HttpRequest, number: Number) -> dict[str, Any]:
    """One journey with its stages, their live numbers and pain points, as its page shows it to the token's owner."""
    shown = shown_journey(found(Journey.objects.filter(pk=number).first()), caller(request))
    return {**_head(shown), "course": [_stage(one) for one in shown.stages]}


@router.get(
    "/reviews", response=told(200, ReviewList), auth=Bearer(Scope.REVIEWS), summary="List reviews and tickets"
)
def list_reviews(request: HttpRequest, wanted: Query[WhichReviews]) -> dict[str, Any]:
    """Reviews and tickets that were brought in, for those who lead customer experience."""
    rows = find_reviews(
        unit=wanted.unit, source=wanted.source, words=wanted.search, first=wanted.first, last=wanted.last
    )
    return cut(rows, rows.count(), wanted, _review)


def _theme(row: ThemeRow, places: Any) -> dict[str, Any]:
    return {
        "key": row.theme.key, "label": row.theme.label, "checked": row.theme.is_checked, "raised_by": row.state,
        "employees": _share(row.employees), "customers": _share(row.customers),
        "unknown_rank": places.get(row.theme.key),
    }  # fmt: skip


def _share(said: Said | None) -> dict[str, Any] | None:
    if said is None:
        return None
    return {
        "period": said.period, "share": said.share if said.is_told else None, "low": round(said.low, 1),
        "high": round(said.high, 1), "people": f"{said.people}+",
    }  # fmt: skip


def _head(one: JourneyShown) -> dict[str, Any]:
    return {
        "number": one.journey.pk, "name": one.name, "lanes": one.lanes, "stages": len(one.stages),
        "unknown": one.unknown, "known": one.known, "fixed": one.fixed, "voices_apart": one.gaps,
    }  # fmt: skip


def _stage(one: StageShown) -> dict[str, Any]:
    return {
        "id": one.id, "name": one.name, "unit": one.unit, "touchpoints": list(one.touchpoints),
        "numbers": [
            {"key": each.key, "label": each.label, "state": each.state, "period": each.period, **as_number(each.shown)}
            for each in one.numbers
        ],
        "voices_apart": bool(one.gaps),
        "pain_points": [
            {"number": each.pain.pk, "text": each.pain.text, "voice": each.pain.voice, "state": each.pain.state,
             "theme": each.pain.theme}
            for each in one.pains
        ],
        "themes": [each.key for each in one.themes if each.label],
    }  # fmt: skip


def _review(one: Review) -> dict[str, Any]:
    names = ("day", "unit", "stage", "rating", "language", "text")
    return {"source": one.of.source, **{name: getattr(one, name) for name in names}}
