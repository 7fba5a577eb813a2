"""What is said of journeys, of numbers on them, of gaps, themes and pain points, on pages and in files."""

from __future__ import annotations

import math
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.privacy import Released
from bothways.reports.figures import MINUS
from bothways_web.link.journeys.document import BOTH, CUSTOMERS
from bothways_web.link.journeys.gaps import Gap
from bothways_web.link.journeys.numbers import StageNumber
from bothways_web.link.journeys.showing import JourneyShown
from bothways_web.link.journeys.themes import StageTheme
from bothways_web.link.models import PainPoint
from bothways_web.link.themes.showing import ThemeRow
from bothways_web.wording import period_name, written


def lane_words(shown: JourneyShown) -> str:
    """Return whose journey it is."""
    if shown.lanes == BOTH:
        return _("Customers and employees, side by side")
    return _("Customers") if shown.lanes == CUSTOMERS else _("Employees")


def gap_words(gap: Gap) -> str:
    """Return a gap as a sentence, with both ranges on one scale."""
    told = {
        "employees": gap.employees.label, "customers": gap.customers.label,
        "ours": _range(*gap.employees_range), "theirs": _range(*gap.customers_range),
    }  # fmt: skip
    if gap.employees_better:
        return (
            _(
                "Employees stand higher: %(employees)s at %(ours)s of 100, %(customers)s of customers at %(theirs)s."
            )
            % told
        )
    return (
        _(
            "Customers stand higher: %(customers)s at %(theirs)s of 100, %(employees)s of employees at %(ours)s."
        )
        % told
    )


def count_words(shown: JourneyShown) -> str:
    """Return how many pain points of a journey are unknown, known and fixed."""
    parts = [
        ngettext("%(n)s unknown", "%(n)s unknown", shown.unknown) % {"n": shown.unknown},
        ngettext("%(n)s known", "%(n)s known", shown.known) % {"n": shown.known},
        ngettext("%(n)s fixed", "%(n)s fixed", shown.fixed) % {"n": shown.fixed},
    ]
    return ", ".join(parts)


def number_words(number: StageNumber, unit: str) -> str:
    """Return a number with its range, its people, its period and its unit in one line; or why there is none.

    ``unit`` is the name of the unit; blank for the whole organisation.
    """
    if number.state == "none":
        return _("%(number)s: no data, nobody was asked") % {"number": number.label}
    of = number.together or unit or _("the whole organisation")
    told = {"number": number.label, "period": period_name(number.period), "unit": of}
    if number.shown is None:
        return _("%(number)s: not shown (%(period)s)") % told
    told |= {
        "value": _value(number.shown, number.unit_sign), "range": _reach(number.shown, number.unit_sign),
        "band": number.shown.n_band.replace("-", "–"),
    }  # fmt: skip
    return _("%(number)s: %(value)s (%(range)s), %(band)s people, %(period)s, %(unit)s") % told


def pain_words(pain: PainPoint) -> str:
    """Return a pain point in one line: how far it is, what hurts, who raises it."""
    told = {"state": pain.get_state_display(), "text": pain.text, "voice": pain.get_voice_display()}
    return _("%(state)s: %(text)s (%(voice)s)") % told


def theme_words(theme: StageTheme) -> str:
    """Return a theme in one line: how many of either voice wrote on it, and who raises it."""
    if not theme.label:
        return _("A theme that is no longer told")
    if theme.row is None:
        return _("%(theme)s: not told in the newest rounds") % {"theme": theme.label}
    raised = {
        "employees": _("employees alone"), "customers": _("customers alone"), "both": _("both"),
    }.get(theme.row.state, _("we cannot tell"))  # fmt: skip
    name = theme.label if theme.is_checked else _("%(theme)s (named by software)") % {"theme": theme.label}
    told = {
        "theme": name, "raised": raised, "employees": _said_by_employees(theme.row),
        "customers": _said_by_customers(theme.row),
    }  # fmt: skip
    return _("%(theme)s: %(employees)s; %(customers)s. Who raises it: %(raised)s") % told


def theme_rounds(themes: Iterable[StageTheme]) -> str:
    """Return of which rounds the shares of themes are; blank where there is none."""
    rows = [one.row for one in themes if one.row]
    ours = next((row.employees.period for row in rows if row.employees), "")
    theirs = next((row.customers.period for row in rows if row.customers), "")
    parts = []
    if ours:
        parts.append(_("employees: %(period)s") % {"period": period_name(ours)})
    if theirs:
        parts.append(_("customers: %(period)s") % {"period": period_name(theirs)})
    return ", ".join(parts)


def _said_by_employees(row: ThemeRow) -> str:
    said = row.employees
    if said is None:
        return _("no data of employees")
    if not said.is_told:
        return _("fewer than %(fewest)s employees") % {"fewest": said.fewest}
    told = _figures(share=said.share, low=said.low, high=said.high)
    if not said.share:
        return _("under 3 of 100 employees (%(low)s to %(high)s)") % told
    return _("%(share)s of 100 employees (%(low)s to %(high)s)") % told


def _said_by_customers(row: ThemeRow) -> str:
    said = row.customers
    if said is None:
        return _("no data of customers")
    if not said.is_told:
        return _("fewer than %(fewest)s customers") % {"fewest": said.fewest}
    told = _figures(share=said.share, low=said.low, high=said.high)
    if not said.share:
        return _("under 3 of 100 customers (%(low)s to %(high)s)") % told
    return _("%(share)s of 100 customers (%(low)s to %(high)s)") % told


def _figures(**given: float) -> dict[str, str]:
    return {name: written(value, 0) for name, value in given.items()}


def _value(one: Released, sign: str) -> str:
    text = _plain(one.value, one) + sign
    if one.text.startswith("<="):
        return _("at most %(value)s") % {"value": text}
    if one.text.startswith(">="):
        return _("at least %(value)s") % {"value": text}
    return text


def _reach(one: Released, sign: str) -> str:
    if not (math.isfinite(one.low) and math.isfinite(one.high)):
        return _("range not known")
    return _("%(low)s to %(high)s") % {"low": _plain(one.low, one), "high": _plain(one.high, one) + sign}


def _plain(value: float, one: Released) -> str:
    places = len(one.text.partition(".")[2])
    return (MINUS if value < 0 else "") + written(abs(value), places)


def _range(low: float, high: float) -> str:
    return _("%(low)s to %(high)s") % {"low": written(low, 0), "high": written(high, 0)}
