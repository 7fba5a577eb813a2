"""Findings in plain sentences, in the language of the page."""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bothways.linkage.findings import Effect, Scale
from bothways.reports.figures import MINUS, decimals
from bothways_web.link.findings import RunFindings, Shown
from bothways_web.link.hooks import METRIC_UNITS
from bothways_web.link.labels import inside
from bothways_web.link.reasons import Told, reason_in_words
from bothways_web.wording import written

AFTER = {
    "day": gettext_lazy("one day later"),
    "week": gettext_lazy("one week later"),
    "month": gettext_lazy("one month later"),
    "quarter": gettext_lazy("one quarter later"),
    "year": gettext_lazy("one year later"),
}
EVERY = {
    "day": gettext_lazy("from one day to the next"),
    "week": gettext_lazy("from one week to the next"),
    "month": gettext_lazy("from one month to the next"),
    "quarter": gettext_lazy("from one quarter to the next"),
    "year": gettext_lazy("from one year to the next"),
}
#: What a reader is told about a pair, by its state.
WORDS = {
    "clear": gettext_lazy("Clear"),
    "likely": gettext_lazy("Likely"),
    "no_link": gettext_lazy("No link that matters"),
    "cannot_tell": gettext_lazy("We cannot tell yet"),
    "not_estimable": gettext_lazy("Not enough to work with"),
}


def expected_alarms(found: RunFindings) -> str:
    """Return how many claims are expected to be false alarms, without false precision."""
    value = found.findings.expected_false_alarms
    if value == 0:
        return _("none")
    if value < 0.1:
        return _("fewer than 0.1")
    return _("about %(number)s") % {"number": written(value, 1 if value < 10 else 0)}


def sentence(one: Shown, frequency: str) -> str:
    """Return a finding as a sentence that says which way, and how long after."""
    names = {
        "employees": inside(one.employees),
        "customers": inside(one.customers),
        "later": AFTER[frequency],
    }
    names["every"] = EVERY[frequency]
    match one.finding.verdict:
        case "employee_leads":
            return comes_before(one.employees, one.customers, one, frequency, employees_first=True)
        case "customer_leads":
            return comes_before(one.customers, one.employees, one, frequency, employees_first=False)
        case "both_ways":
            there = comes_before(one.employees, one.customers, one, frequency, employees_first=True)
            back = comes_before(one.customers, one.employees, one, frequency, employees_first=False)
            return _("%(there)s It also runs the other way. %(back)s") % {"there": there, "back": back}
        case "no_link":
            return (
                _("If %(employees)s and %(customers)s are linked %(every)s, the link is too small to matter.")
                % names
            )
        case "cannot_tell":
            return _("We cannot tell yet whether %(employees)s or %(customers)s comes first.") % names
        case _:
            return _("There is not enough to work with for %(employees)s and %(customers)s.") % names


def comes_before(first: str, second: str, one: Shown, frequency: str, *, employees_first: bool) -> str:
    """Return the sentence that one metric comes before another.

    Where it takes longer, which way is told by the sum over all delays, and only where that is shown.
    """
    effect = one.forward if employees_first else one.backward
    way = effect.way(one.finding.within)
    longer = one.finding.within > 1
    later = within(one.finding.within, frequency) if longer else AFTER[frequency]
    names = {"first": inside(first), "second": inside(second), "later": later}
    if not way:
        return _("Changes in %(first)s come before changes in %(second)s %(later)s.") % names
    if way == "lower":
        return _("When %(first)s is higher than usual, %(second)s tends to be lower %(later)s.") % names
    return _("When %(first)s is higher than usual, %(second)s tends to be higher %(later)s.") % names


def within(periods: int, frequency: str) -> str:
    """Return within how long something comes: "within the next 4 months"."""
    told = {
        "day": ngettext("within the next day", "within the next %(n)s days", periods),
        "week": ngettext("within the next week", "within the next %(n)s weeks", periods),
        "month": ngettext("within the next month", "within the next %(n)s months", periods),
        "quarter": ngettext("within the next quarter", "within the next %(n)s quarters", periods),
        "year": ngettext("within the next year", "within the next %(n)s years", periods),
    }
    return told[frequency] % {"n": periods}


@dataclass(frozen=True)
class OwnUnits:
    """One direction of a finding in the units of its two metrics, as it is written; ``rounded`` as numbers."""

    per: str
    driver: str
    outcome: str
    size: str
    low: str
    high: str
    rounded: tuple[float, float, float]


def own_units(one: Shown, findings: RunFindings, *, employees_first: bool) -> OwnUnits | None:
    """Return one direction in the units of the two metrics; ``None`` where it could not be estimated."""
    pair, scales = one.finding, findings.findings.scales
    effect = one.forward if employees_first else one.backward
    names = (one.employees, one.customers) if employees_first else (one.customers, one.employees)
    driver, outcome = pair.employee_metric, pair.customer_metric
    if not employees_first:
        driver, outcome = outcome, driver
    if not math.isfinite(effect.natural):
        return None
    per = step(scales.get(driver))
    ends = [per * end for end in (effect.natural, effect.natural_low, effect.natural_high)]
    places = decimals(low=ends[1], high=ends[2])
    size, low, high = (signed(end, places) if math.isfinite(end) else "" for end in ends)
    return OwnUnits(
        written(per, 0 if per >= 1 else -math.floor(math.log10(per))), _counted_in(driver) or inside(names[0]),
        _counted_in(outcome) or inside(names[1]), size, low, high,
        (round(ends[0], places), round(ends[1], places), round(ends[2], places)),
    )  # fmt: skip


def in_its_own_units(one: Shown, findings: RunFindings, *, employees_first: bool) -> str:
    """Return one direction in the units of the two metrics, with its 95 % range."""
    found = own_units(one, findings, employees_first=employees_first)
    if found is None:
        return _("This direction could not be estimated.")
    told = {
        "per": found.per, "driver": found.driver, "outcome": found.outcome, "size": found.size,
        "range": between(found.low, found.high),
    }  # fmt: skip
    return _("For %(per)s more of %(driver)s: %(size)s of %(outcome)s (95%% range %(range)s).") % told


def together(one: Shown, frequency: str, *, employees_first: bool) -> str:
    """Return everything that one direction tells over several periods, in typical swings, with its 95 % range."""
    told = {
        "after": within(one.finding.within, frequency), "size": total(one, employees_first=employees_first)
    }  # fmt: skip
    if employees_first:
        return _("Employees first, everything %(after)s together: %(size)s, in typical swings.") % told
    return _("Customers first, everything %(after)s together: %(size)s, in typical swings.") % told


def total(one: Shown, *, employees_first: bool) -> str:
    """Return the sum of a direction's effects over all waits, in typical swings, with its 95 % range."""
    effect = one.forward if employees_first else one.backward
    return standardised(Effect(effect.total, low=effect.total_low, high=effect.total_high))


def _counted_in(metric: str) -> str:
    """Return of what a metric is a number; blank where its name says it."""
    return str(METRIC_UNITS.get(metric, ""))


def standardised(effect: Effect) -> str:
    """Return an effect in typical swings with its 95 % range."""
    if not math.isfinite(effect.effect):
        return _("could not be estimated")
    told = {"size": signed(effect.effect, 2), "range": interval(effect.low, effect.high, 2)}
    return _("%(size)s (%(range)s)") % told


def interval(low: float, high: float, places: int) -> str:
    """Return a range in words: a dash would be read as a minus."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return between("", "")
    return between(signed(low, places), signed(high, places))


def between(low: str, high: str) -> str:
    """Return a range in words, of ends that are written already."""
    return _("%(low)s to %(high)s") % {"low": low, "high": high} if low and high else _("range not known")


def signed(value: float, places: int) -> str:
    """Return a figure with its sign, none on nought."""
    text = written(abs(value), places)
    if round(value, places) == 0:
        return text
    return (MINUS if value < 0 else "+") + text


def step(scale: Scale | None) -> float:
    """Return a change worth speaking of: a tenth of the scale, rounded to 1, 2 or 5; one unit where none is known."""
    if scale is None:
        return 1.0
    if scale.kind == "nps":
        return 10.0
    width = scale.high - scale.low
    if not math.isfinite(width) or width <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(width / 10))
    return min((1.0, 2.0, 5.0, 10.0), key=lambda each: abs(each - width / 10 / power)) * power


def settled_by(one: Shown) -> Told | None:
    """Return what would settle an open pair, else its last reason; nothing for a claim."""
    if one.finding.verdict not in ("cannot_tell", "not_estimable") or not one.reasons:
        return None
    telling = [reason for reason in one.reasons if "settle" in reason]
    return reason_in_words((telling or one.reasons)[-1], names_of(one))


def reasons(one: Shown) -> list[Told]:
    """Return why the verdict is what it is."""
    return [reason_in_words(reason, names_of(one)) for reason in one.reasons]


def names_of(one: Shown) -> dict[str, str]:
    """Return what people call the two metrics of a finding."""
    return {one.finding.employee_metric: one.employees, one.finding.customer_metric: one.customers}
