"""Filters of journeys: whose they are, what is said of a gap, how far pain points are."""

from __future__ import annotations

from django import template

from bothways_web.link.journeys import telling, words
from bothways_web.link.journeys.showing import LaneShown
from bothways_web.link.models import PainPoint

register = template.Library()
register.filter(words.gap_words)
register.filter(words.lane_words)
register.filter(words.count_words)
register.filter(words.theme_rounds)
_KINDS: dict[str, str] = {
    PainPoint.State.UNKNOWN: "warn", PainPoint.State.KNOWN: "open", PainPoint.State.FIXED: "done",
}  # fmt: skip


@register.filter
def side_words(lane: LaneShown) -> str:
    """Return what a lane is called."""
    return telling.side_words(lane.side)


@register.filter
def pain_kind(pain: PainPoint) -> str:
    """Return as what kind of tag the state of a pain point is drawn."""
    return _KINDS[pain.state]
