"""Filters for released numbers: a value, its range, its change, in the language of the page."""

from __future__ import annotations

import math

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.privacy import Released
from bothways.privacy.diagnosis import Change
from bothways.reports.figures import MINUS
from bothways_web.link.words import interval, signed
from bothways_web.wording import written

register = template.Library()
_AGREEMENT = {
    "agree": gettext_lazy("Members agree"),
    "mixed": gettext_lazy("Members see it in mixed ways"),
    "split": gettext_lazy("Members are split"),
}
_STANDINGS = {
    "worse": gettext_lazy("Clearly less good than the company"),
    "level": gettext_lazy("Cannot be told apart from the company"),
    "better": gettext_lazy("Clearly better than the company"),
}


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


@register.filter
def changed(since: Change) -> str:
    """A change with its range; without figures where its range holds nought."""
    if since.word == "cannot_tell":
        return _("About the same, or we cannot tell")
    told = {"size": signed(since.difference, 1), "range": interval(since.low, since.high, 1)}
    if since.word == "better":
        return _("Better: %(size)s (%(range)s)") % told
    return _("Less good: %(size)s (%(range)s)") % told


@register.filter
def agreement(one: Released) -> str:
    """How far members agree, as a sentence."""
    return str(_AGREEMENT[one.text])


@register.filter
def standing(word: str) -> str:
    """How a team stands beside the company."""
    return str(_STANDINGS[word])


def _places(one: Released) -> int:
    return len(one.text.partition(".")[2])


def _plain(value: float, places: int) -> str:
    return (MINUS if value < 0 else "") + written(abs(value), places)
