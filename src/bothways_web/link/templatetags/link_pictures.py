"""Tags for findings: sentences, figures and pictures, all from the same object."""

from __future__ import annotations

import re

from django import template
from django.utils.formats import get_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from bothways.reports.charts import Axis, Mark, axis_row, interval_row, shared_axis
from bothways.reports.charts.intervals import Voice
from bothways_web.link import words
from bothways_web.link.findings import RunFindings, Shown
from bothways_web.link.reasons import Told

register = template.Library()


@register.simple_tag
def sentence(one: Shown, found: RunFindings) -> str:
    """A finding as a sentence."""
    return words.sentence(one, found.findings.frequency)


@register.simple_tag
def both_rows(one: Shown, found: RunFindings) -> SafeString:
    """Both directions of a finding on the axis that all findings share; screen readers read the text beside it."""
    marks = [Mark("emp", one.forward), Mark("cust", one.backward)]
    return mark_safe(
        interval_row(marks, axis=axis_of(found), negligible=negligible(found))
    )  # escaped by the builder


@register.simple_tag
def direction_row(one: Shown, found: RunFindings, side: str) -> SafeString:
    """One direction of a finding on the shared axis."""
    voice: Voice = "emp" if side == "emp" else "cust"
    mark = Mark(voice, one.forward if voice == "emp" else one.backward)
    return mark_safe(interval_row([mark], axis=axis_of(found), negligible=negligible(found)))


@register.simple_tag
def ticks(found: RunFindings) -> SafeString:
    """The ticks below the rows, with the decimal sign of the language."""
    separator = get_format("DECIMAL_SEPARATOR")
    return mark_safe(re.sub(r"(>[^<>\d]?\d+)\.(?=\d+<)", rf"\g<1>{separator}", axis_row(axis_of(found))))


@register.simple_tag
def swings(one: Shown, side: str) -> str:
    """One direction in typical swings, with its range."""
    told = words.standardised(one.forward if side == "emp" else one.backward)
    return format_html('<bdi dir="ltr">{}</bdi>', told)


@register.simple_tag
def own_units(one: Shown, found: RunFindings, side: str) -> str:
    """One direction in the units of its metrics, with its range."""
    return words.in_its_own_units(one, found, employees_first=side == "emp")


@register.filter
def settled_by(one: Shown) -> Told | None:
    """What would settle an open pair."""
    return words.settled_by(one)


@register.filter
def reasons(one: Shown) -> list[Told]:
    """Why the verdict is what it is."""
    return words.reasons(one)


def axis_of(found: RunFindings) -> Axis:
    """Return the axis that all findings of a run share."""
    return shared_axis(effect for one in found.shown for effect in (one.forward, one.backward))


def negligible(found: RunFindings) -> float:
    """Return the size that was agreed as too small to matter."""
    return float(found.run.summary.get("settings", {}).get("negligible", 0.1))
