"""The story so far for programs: what the page tells, in the same words and figures."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema

from bothways.reports.story import Figure, Line
from bothways_web.api.guard import Bearer
from bothways_web.api.problems import told
from bothways_web.api.scopes import Scope
from bothways_web.people.units import today
from bothways_web.people.viewers import viewer_of
from bothways_web.verify.reports import spans
from bothways_web.verify.reports.assembling import story_for

router = Router(tags=["results"])


class OneFigure(Schema):
    """A number as the story writes it, and rounded as it is written."""

    text: str
    label: str
    value: float | None
    low: float | None = Field(description="Ends of the 95% range; null where one is not known.")
    high: float | None
    n_band: str = Field(description="How many people are behind it, as a band.")


class OneLine(Schema):
    """One thing that the story tells."""

    text: str
    state: str = Field(description="How sure, or how far: a word of the page.")
    notes: list[str]
    figures: list[OneFigure]


class Part(Schema):
    """A part of the story; more says what had no room."""

    name: str = Field(description="leads, did, changed or open.")
    heading: str
    lines: list[OneLine]
    more: str


class OneStory(Schema):
    """The story of a time."""

    title: str
    span: str
    opening: list[str]
    parts: list[Part]
    notes: list[str]
    source: list[str]


class Time(Schema):
    """Of which time; without either, the last three months."""

    span: str = Field("", pattern=r"^([12][0-9]{3}-Q[1-4])?$", description="A quarter such as 2026-Q3.")
    since: dt.date | None = Field(None, description="A day such as 2026-07-01; goes before span.")


@router.get(
    "/story", response=told(200, OneStory, 404), auth=Bearer(Scope.FINDINGS), summary="Read the story so far"
)
def read_story(request: HttpRequest, wanted: Query[Time]) -> dict[str, Any]:
    """The page of the story as the owner of the token may know it: what comes first, what was done, what it changed."""
    story = story_for(viewer_of(request.auth.owner), _span(wanted))  # type: ignore[attr-defined]
    return {
        "title": story.title, "span": story.span, "opening": story.opening, "notes": story.notes,
        "source": story.source,
        "parts": [
            {"name": part.name, "heading": part.heading, "more": part.more, "lines": [_line(one) for one in part.lines]}
            for part in story.sections
        ],
    }  # fmt: skip


def _span(wanted: Time) -> spans.Span:
    """Return the span that is wanted; a quarter that has not begun is not there."""
    day = today()
    if wanted.since:
        return spans.since(wanted.since, day)
    if not wanted.span:
        return spans.recent(day)
    found = spans.quarter(wanted.span, day)
    if found is None:
        raise Http404
    return found


def _line(one: Line) -> dict[str, Any]:
    figures = [_figure(figure) for figure in one.figures]
    return {"text": one.text, "state": one.word, "notes": one.notes, "figures": figures}


def _figure(one: Figure) -> dict[str, Any]:
    return {
        "text": one.text, "label": one.label, "value": one.amount, "low": one.amount_low, "high": one.amount_high,
        "n_band": one.band,
    }  # fmt: skip
