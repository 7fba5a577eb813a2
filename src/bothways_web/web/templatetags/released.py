"""Filters for released numbers: a value, its range, how many people, in the language of the page."""

from __future__ import annotations

import math

from django import template
from django.utils.translation import gettext as _

from bothways.privacy import Released
from bothways.reports.figures import MINUS
from bothways_web.wording import written

register = template.Library()


@register.filter
def shown_value(one: Released, unit: str = "") -> str:
    """A released value; "at most" or "at least" where it is a bound."""
    text = _plain(one.value, _places(one)) + unit
    if one.text.startswith("<="):
        return _("at most %(value)s") % {"value": text}
    if one.text.startswith(">="):
        return _("at least %(value)s") % {"value": text}
    return text


@register.filter
def shown_range(one: Released, unit: str = "") -> str:
    """A released range, with the decimals of its value."""
    if not (math.isfinite(one.low) and math.isfinite(one.high)):
        return _("range not known")
    places = _places(one)
    return _("%(low)s to %(high)s") % {
        "low": _plain(one.low, places),
        "high": _plain(one.high, places) + unit,
    }


@register.filter
def people(one: Released) -> str:
    """How many people are behind a number, as a band."""
    return _("%(band)s people") % {"band": one.n_band.replace("-", "–")}


def _places(one: Released) -> int:
    return len(one.text.partition(".")[2])


def _plain(value: float, places: int) -> str:
    return (MINUS if value < 0 else "") + written(abs(value), places)
