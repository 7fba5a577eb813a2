"""Tags and filters of the culture path: its picture, and what is said beside it."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from bothways.measures import Placement
from bothways.reports.charts.path import path_row
from bothways_web.act.culture.words import change_words, mean_words, place_words, short_place

register = template.Library()
register.filter(place_words)
register.filter(short_place)
register.filter(change_words)
register.filter(mean_words)


@register.simple_tag
def path_picture(placement: Placement | None, levels: int) -> SafeString:
    """The picture of a placement; screen readers skip it, the text of the row says the same."""
    return mark_safe(path_row(placement, levels=levels))  # escaped by the builder
