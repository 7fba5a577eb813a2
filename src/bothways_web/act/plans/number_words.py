"""Numbers of plans in words: a released number with its range, and what is expected of one."""

from __future__ import annotations

import datetime as dt
import math

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bothways.privacy import Released
from bothways_web.act.models import Plan
from bothways_web.act.plans.measured import Measured
from bothways_web.link.labels import inside, metric_label
from bothways_web.wording import written


def number_in_words(shown: Released) -> str:
    """Return a released number with its range: "58 (51 to 65)"."""
    unit = "%" if shown.kind == "share" else ""
    return render_to_string("act/plans/number.txt", {"one": shown, "unit": unit}).strip()


def expectation_in_words(plan: Plan, found: Measured | None) -> str:
    """Return what a plan expects as a sentence; blank where it expects nothing. ``found`` is its number."""
    if not plan.metric or plan.expected is None or plan.expected_by is None:
        return ""
    told = {
        "number": found.label if found else metric_label(plan.metric.rpartition(".")[2]),
        "size": size_in_words(plan.expected, found),
        "day": day_in_words(plan.expected_by),
    }
    if found is not None and found.better == "higher":
        return _("%(number)s: up by at least %(size)s, by %(day)s.") % told
    if found is not None and found.better == "lower":
        return _("%(number)s: down by at least %(size)s, by %(day)s.") % told
    return _("%(number)s: better by at least %(size)s, by %(day)s.") % told


def size_in_words(size: float, measured: Measured | None) -> str:
    """Return a change in the units of a number: "5 points on a scale from 0 to 100"."""
    told = {"size": plain(size)}
    if measured is None or measured.low is None or measured.high is None:
        return told["size"]
    if measured.kind == "share":
        return _("%(size)s percentage points") % told
    ends = {"low": plain(measured.low), "high": plain(measured.high)}
    return _("%(size)s points on a scale from %(low)s to %(high)s") % (told | ends)


def choice_in_words(one: Measured) -> str:
    """Return a number as it is offered: its name, where it stands, and which way is better."""
    told = {"number": one.label, "value": number_in_words(one.shown) if one.shown else ""}
    if one.shown is None:
        return _("%(number)s: not shown for this team") % told
    if not one.better:
        return _("%(number)s: %(value)s; nobody has said which end is good") % told
    if one.better == "lower":
        return _("%(number)s: %(value)s; lower is better") % told
    return _("%(number)s: %(value)s; higher is better") % told


def listed(measured: list[Measured]) -> str:
    """Return the names of the numbers that can be expected of a team, as they stand in a sentence."""
    return ", ".join(inside(one.label) for one in measured if one.can_be_expected)


def plain(value: float) -> str:
    """Return a figure with the decimals that it has, at most four, in the language of the page."""
    places = next(
        (places for places in range(4) if math.isclose(value, round(value, places), rel_tol=1e-9)), 4
    )
    sign = "\N{MINUS SIGN}" if value < 0 else ""
    return sign + written(abs(value), places)


def day_in_words(day: dt.date) -> str:
    """Return a day in the language of the page."""
    return date_format(day, pgettext("date format", "j F Y"))
