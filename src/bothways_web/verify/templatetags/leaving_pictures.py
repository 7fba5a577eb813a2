"""Tags of leaving: the curve of those who stay, amounts, shares with their range."""

from __future__ import annotations

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from bothways.reports.charts.stairs import Stair, stairs
from bothways.reports.figures import MINUS
from bothways_web.verify.leaving.costing import Amount
from bothways_web.verify.leaving.reasons import Share
from bothways_web.verify.leaving.shown import Course
from bothways_web.wording import written

register = template.Library()
#: Half of a step of five, in whole numbers.
HALF_STEP = 3


@register.simple_tag
def stay_curve(course: Course) -> SafeString:
    """The curve over the longest run of quarters; screen readers read the table below it."""
    steps = [Stair(one.number - 1, one.number, *one.share) for one in course.stays]
    return mark_safe(stairs(steps))  # escaped by the builder


@register.filter
def per_hundred(value: float) -> str:
    """A share in whole numbers."""
    return written(value, 0)


@register.filter
def amount(given: Amount | None, currency: str = "") -> str:
    """An amount as a range, to two or three digits; without an end where there is none."""
    if given is None:
        return ""
    unit = f" {currency}" if currency else ""
    if given.low is None:
        return _("at most %(value)s") % {"value": _grouped(given.high or 0.0) + unit}
    low = _grouped(given.low)
    if given.high is None:
        return _("at least %(low)s") % {"low": low + unit}
    return _("%(low)s to %(high)s") % {"low": low, "high": _grouped(given.high) + unit}


@register.simple_tag
def reason_share(one: Share | None) -> SafeString:
    """A share with its range."""
    return mark_safe("–") if one is None else _figure(one.value, one.low, one.high, "%")


@register.simple_tag
def step_share(value: int) -> SafeString:
    """A share of 100 that was counted and rounded to five, with what it may have been."""
    return _figure(value, max(0, value - HALF_STEP), min(100, value + HALF_STEP), "")


def _figure(value: float, low: float, high: float, unit: str) -> SafeString:
    words = _("%(low)s to %(high)s") % {"low": written(low, 0), "high": written(high, 0)}
    return format_html(
        '<span class="figure"><bdi class="value">{}{}</bdi> <bdi class="span-text">({})</bdi></span>',
        written(value, 0), unit, words,
    )  # fmt: skip


def _grouped(value: float) -> str:
    sign = MINUS if _rounded(value) < 0 else ""
    return sign + number_format(abs(_rounded(value)), 0, use_l10n=True, force_grouping=True)


def _rounded(value: float) -> float:
    """Round to three digits: more would look as if somebody knew them."""
    size = max(len(str(abs(int(value)))) - 3, 0)
    return float(round(value / 10**size) * 10**size)
