"""Tags for findings: sentences, figures and pictures, all from the same object."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django import template
from django.utils.formats import get_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from bothways.linkage.findings import Delay, Effect
from bothways.reports.charts import Axis, Mark, axis_row, interval_row, shared_axis
from bothways.reports.charts.intervals import Voice
from bothways.reports.charts.shares import Share, shares_over_time
from bothways.reports.figures import MINUS
from bothways_web.link import words
from bothways_web.link.findings import RunFindings, Shown
from bothways_web.link.no_picture import no_picture_in_words
from bothways_web.link.reasons import Told
from bothways_web.link.sweeps.showing import later as later_in_words
from bothways_web.link.themes.said import Said
from bothways_web.wording import written
from bothways_web.wording.periods import period_name

register = template.Library()
#: Shares below this are told as being so.
_SMALLEST_SHARE = 0.0001


@dataclass(frozen=True)
class Course:
    """One direction over longer delays; ``steps`` are empty where there is no picture, and ``reason`` says why."""

    voice: Voice
    effect: Effect

    @property
    def steps(self) -> tuple[Delay, ...]:
        """The delays with their estimates."""
        return self.effect.delays

    @property
    def reason(self) -> Told:
        """Why there is none."""
        return no_picture_in_words(self.effect.no_delays)

    @property
    def axis(self) -> Axis:
        """The axis of all its delays."""
        return shared_axis([_effect(step) for step in self.steps])


def _effect(step: Delay) -> Effect:
    return Effect(step.estimate, low=step.low, high=step.high)


@register.filter
def figure(value: float) -> str:
    """A figure of a finding to two decimals; a dash for no number."""
    return written(value, 2) if math.isfinite(value) else "–"


@register.filter
def share(value: float) -> str:
    """A p or q of a finding in the digits in which it is told."""
    if not math.isfinite(value):
        return "–"
    if value < _SMALLEST_SHARE:
        return _("under %(number)s") % {"number": written(_SMALLEST_SHARE, 4)}
    return written(value, max(1, -math.floor(math.log10(value))))


@register.simple_tag
def sentence(one: Shown, found: RunFindings) -> str:
    """A finding as a sentence."""
    return words.sentence(one, found.findings.frequency)


@register.simple_tag
def both_rows(one: Shown, found: RunFindings) -> SafeString:
    """Both directions of a finding on the axis that all findings share; screen readers read the text beside it."""
    marks = [
        Mark("emp", one.forward.over(one.finding.within)),
        Mark("cust", one.backward.over(one.finding.within)),
    ]
    return mark_safe(
        interval_row(marks, axis=axis_of(found), negligible=negligible(found))
    )  # escaped by the builder


@register.simple_tag
def direction_row(one: Shown, found: RunFindings, side: str) -> SafeString:
    """One direction of a finding on the shared axis."""
    voice: Voice = "emp" if side == "emp" else "cust"
    mark = Mark(voice, (one.forward if voice == "emp" else one.backward).over(one.finding.within))
    return mark_safe(interval_row([mark], axis=axis_of(found), negligible=negligible(found)))


@register.simple_tag
def courses_of(one: Shown) -> list[Course]:
    """How a claimed direction goes over longer delays, employees first; none where nothing was told of it."""
    ways: tuple[tuple[Voice, Effect], ...] = (("emp", one.forward), ("cust", one.backward))
    return [Course(voice, effect) for voice, effect in ways if effect.delays or effect.no_delays]


@register.simple_tag
def delay_row(course: Course, step: Delay, found: RunFindings) -> SafeString:
    """One delay of a course on the axis of its course."""
    mark = Mark(course.voice, _effect(step))
    return mark_safe(
        interval_row([mark], axis=course.axis, negligible=negligible(found))
    )  # escaped by the builder


@register.simple_tag
def delay_ticks(course: Course) -> SafeString:
    """The ticks below a course."""
    return _with_decimal_sign(axis_row(course.axis))


@register.simple_tag
def delay_figures(step: Delay) -> str:
    """One delay in typical swings, with its band."""
    return format_html('<bdi dir="ltr">{}</bdi>', words.standardised(_effect(step)))


@register.simple_tag
def total(one: Shown, side: str) -> str:
    """The sum of a direction's effects over all waits, in typical swings, with its range."""
    return format_html('<bdi dir="ltr">{}</bdi>', words.total(one, employees_first=side == "emp"))


@register.simple_tag
def later(periods: int, frequency: str) -> str:
    """How long after: "2 months later"."""
    return later_in_words(periods, frequency)


@register.simple_tag
def within(periods: int, frequency: str) -> str:
    """Within how long: "within the next 4 months"."""
    return words.within(periods, frequency)


@register.simple_tag
def ticks(found: RunFindings) -> SafeString:
    """The ticks below the rows, with the decimal sign of the language."""
    return _with_decimal_sign(axis_row(axis_of(found)))


def _with_decimal_sign(picture: str) -> SafeString:
    separator = get_format("DECIMAL_SEPARATOR")
    return mark_safe(re.sub(r"(>[^<>\d]?\d+)\.(?=\d+<)", rf"\g<1>{separator}", picture))


@register.simple_tag
def swings(one: Shown, side: str) -> str:
    """One direction in typical swings, with its range."""
    told = words.standardised(one.forward if side == "emp" else one.backward)
    return format_html('<bdi dir="ltr">{}</bdi>', told)


@register.simple_tag
def own_units(one: Shown, found: RunFindings, side: str) -> str:
    """One direction in the units of its metrics, with its range."""
    return words.in_its_own_units(one, found, employees_first=side == "emp")


@register.simple_tag
def theme_picture(employees: Sequence[Said], customers: Sequence[Said]) -> SafeString:
    """What both voices said of a theme over time; blank before a voice has said it twice. The tables say the same."""
    if max(len(employees), len(customers)) < 2:
        return SafeString("")
    voices: tuple[tuple[Voice, Sequence[Said]], ...] = (("emp", employees), ("cust", customers))
    dated = sorted((one.day, one.period) for _voice, course in voices for one in course if one.day)
    shares = [
        Share(voice, one.day.toordinal(), one.share if one.is_told else math.nan, *one.limits, one.place)
        for voice, course in voices
        for one in course
        if one.day
    ]
    ends = {"begin": period_name(dated[0][1]), "end": period_name(dated[-1][1])} if dated else {}
    return mark_safe(shares_over_time(shares, **ends) if ends else "")  # escaped by the builder


@register.filter
def with_sign(points: int) -> str:
    """Points of 100 with their sign."""
    return (MINUS if points < 0 else "+" if points > 0 else "") + written(abs(points), 0)


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
    return shared_axis(
        effect.over(one.finding.within) for one in found.shown for effect in (one.forward, one.backward)
    )


def negligible(found: RunFindings) -> float:
    """Return the size that was agreed as too small to matter."""
    return float(found.run.summary.get("settings", {}).get("negligible", 0.1))
