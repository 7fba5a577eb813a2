"""A journey in plain lines: what the drawing and the paper say, from the same object as the page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bothways_web.link.journeys.document import CUSTOMERS
from bothways_web.link.journeys.showing import JourneyShown, LaneShown, StageShown
from bothways_web.link.journeys.words import (
    gap_words,
    number_words,
    pain_words,
    theme_rounds,
    theme_words,
)
from bothways_web.people.units import today


@dataclass(frozen=True)
class ToldLane:
    """One lane of a stage: the side that it is of, its word, and its lines."""

    side: str
    word: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class ToldStage:
    """One stage in lines."""

    name: str
    touchpoints: str
    lanes: tuple[ToldLane, ...]
    gaps: tuple[str, ...]
    themes: tuple[str, ...]
    pains: tuple[str, ...]


def told_stages(shown: JourneyShown) -> list[ToldStage]:
    """Return the stages of a journey in lines; lanes that stand on none of them are left out."""
    return [_stage(one, shown.sides) for one in shown.stages]


def side_words(side: str) -> str:
    """Return what a lane is called."""
    return _("Customers") if side == CUSTOMERS else _("Employees")


def _stage(stage: StageShown, sides: tuple[str, ...]) -> ToldStage:
    lanes = tuple(
        ToldLane(one.side, side_words(one.side), _lines(one, stage.unit))
        for one in stage.lanes
        if one.side in sides
    )
    return ToldStage(
        stage.name, ", ".join(stage.touchpoints), lanes, tuple(map(gap_words, stage.gaps)),
        tuple(map(theme_words, stage.themes)), tuple(pain_words(one.pain) for one in stage.pains),
    )  # fmt: skip


def _lines(lane: LaneShown, unit: str) -> tuple[str, ...]:
    words = (
        (pgettext("what people do", "Do"), lane.do),
        (pgettext("what people feel", "Feel"), lane.feel),
        (pgettext("what people need", "Need"), lane.need),
    )
    told = [
        _("%(what)s: %(words)s") % {"what": what, "words": " ".join(text.split())}
        for what, text in words
        if text
    ]
    return (*told, *(number_words(number, unit) for number in lane.numbers))


def foot_words(shown: JourneyShown) -> tuple[str, ...]:
    """Return what stands below a journey that was taken along: of which day it is, and how to read it."""
    rounds = theme_rounds(shown.themes)
    return (_foot_of_numbers(), *([_foot_of_themes(rounds)] if rounds else []))


def _foot_of_numbers() -> str:
    day = {"day": date_format(today(), pgettext("date format", "j F Y"))}
    return (
        _(
            "As of %(day)s. Numbers are the newest that were shown, with their 95%% range. “Not shown” protects "
            "people in small groups; “no data” means that nobody was asked."
        )
        % day
    )


def _foot_of_themes(rounds: str) -> str:
    return _(
        "Themes: so many of 100 people who answered wrote on each, in steps of five, in the whole organisation "
        "(%(rounds)s)."
    ) % {"rounds": rounds}
