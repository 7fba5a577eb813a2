"""One finding, told in full: sentence, verdict, both directions, how sure, what is open."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bothways.linkage.findings import Check, Effect, Finding, Findings
from bothways.reports.charts.axis import Axis
from bothways.reports.charts.glyphs import glyph
from bothways.reports.charts.intervals import Mark, Voice, axis_row, interval_row
from bothways.reports.delays import how_long
from bothways.reports.figures import number, share
from bothways.reports.markup import Markup, MetricName, join, tag
from bothways.reports.order import Placed
from bothways.reports.settling import true_minus
from bothways.reports.words import (
    in_its_own_units,
    sentence,
    settled_by,
    standardised,
    state,
    swings,
    verdict_words,
)


@dataclass(frozen=True)
class Context:
    """What all cards of a report share: the run, the axis and the zone too small to matter."""

    findings: Findings
    axis: Axis
    negligible: float


def card(placed: Placed, context: Context, *, level: int = 3) -> Markup:
    """A finding as an article with its own heading."""
    finding = placed.finding
    heading = tag(
        f"h{level}",
        *sentence(finding, context.findings.frequency),
        id=f"{placed.anchor}-title",
        class_="sentence",
    )
    return tag(
        "article",
        verdict_tag(finding),
        heading,
        body(finding, context, level=level + 1),
        id=placed.anchor,
        class_=f"card card-{state(finding).key}",
        aria_labelledby=f"{placed.anchor}-title",
    )


def folded(placed: Placed, context: Context) -> Markup:
    """A finding as one line that opens to the full card."""
    finding = placed.finding
    x, y = MetricName(finding.employee_metric), MetricName(finding.customer_metric)
    names = tag("span", x, " and ", y, class_="pair-names")
    short = [_in_short(finding, context.findings.frequency)] + [true_minus(settled_by(finding))] * (
        finding.verdict == "cannot_tell"
    )
    lines = (tag("span", line, class_="pair-short") for line in short if line)
    summary = tag("summary", names, *lines)
    return tag("details", summary, body(finding, context, level=3), id=placed.anchor, class_="pair")


def verdict_tag(finding: Finding) -> Markup:
    """Glyph with words; never colour alone."""
    key = state(finding).key
    return tag(
        "p", tag("span", glyph(key), verdict_words(finding), class_=f"tag tag-{key}"), class_="verdict"
    )


def body(finding: Finding, context: Context, *, level: int) -> Markup:
    """All that stands below the sentence."""
    frequency = context.findings.frequency
    parts = [_both_ways(finding, context)]
    parts += [how_long(finding, frequency, negligible=context.negligible, level=level), _figures(finding)]
    parts += [_reasons(finding, level), _checks(finding.checks, level)]
    return tag("div", *parts, class_="card-body")


def _in_short(finding: Finding, frequency: str) -> str:
    if finding.verdict == "not_estimable":
        return settled_by(finding)
    there, back = (
        swings(effect, finding, frequency)
        for effect in (finding.employee_to_customer, finding.customer_to_employee)
    )
    return f"Employees first {there}; customers first {back}"


def _both_ways(finding: Finding, context: Context) -> Markup:
    """The table that is the chart: one row a direction."""
    head = tag(
        "tr",
        *(tag("th", words, scope="col", role="columnheader") for words in _COLUMNS),
        role="row",
    )
    there = _direction(finding, context, employees_first=True)
    back = _direction(finding, context, employees_first=False)
    ticks = tag("tr", _cell(""), _cell(axis_row(context.axis), class_="picture"), _cell(""),
                role="row", class_="axis-row", aria_hidden="true")  # fmt: skip
    caption = tag(
        "p",
        f"Both directions, {context.findings.frequency} to {context.findings.frequency}",
        class_="caption",
    )
    return caption + tag(
        "table",
        tag("thead", head, role="rowgroup"),
        tag("tbody", there, back, ticks, role="rowgroup"),
        role="table",
        class_="directions",
        aria_label="Both directions with their 95% ranges",
    )


_COLUMNS = ("Direction", "Picture, in typical swings", "What we see, with 95% ranges")


def _direction(finding: Finding, context: Context, *, employees_first: bool) -> Markup:
    voice: Voice = "emp" if employees_first else "cust"
    words = "Employees first" if employees_first else "Customers first"
    effect: Effect = finding.employee_to_customer if employees_first else finding.customer_to_employee
    picture = interval_row(
        [Mark(voice, effect.over(finding.within))], axis=context.axis, negligible=context.negligible
    )
    seen = tag("p", *in_its_own_units(finding, context.findings, employees_first=employees_first))
    if math.isfinite(effect.effect):
        seen += tag("p", f"In typical swings: {standardised(effect)}", class_="swings")
    if finding.within > 1:
        told = swings(effect, finding, context.findings.frequency)
        seen += tag("p", f"All delays together, in typical swings: {told}", class_="swings")
    head = tag("th", glyph(voice), words, scope="row", role="rowheader", class_=f"voice voice-{voice}")
    return tag("tr", head, _cell(picture, class_="picture"), _cell(seen), role="row")


def _cell(content: str, class_: str | None = None) -> Markup:
    return tag("td", content, role="cell", class_=class_)


def _figures(finding: Finding) -> Markup:
    """What the estimate rests on, as a list of terms."""
    x, y = MetricName(finding.employee_metric), MetricName(finding.customer_metric)
    rows: list[tuple[Markup, str]] = [
        (join(["Units"]), f"{finding.units:,}"),
        (join(["Periods"]), f"{finding.periods:,}"),
        (join(["Cells with both values"]), share(1 - finding.cells_missing)),
        (join(["Reliability of ", x]), share(finding.employee_reliability)),
        (join(["Reliability of ", y]), share(finding.customer_reliability)),
        (join(["Goes together between units"]), _r(finding.between_r)),
        (join(["Goes together within units"]), _r(finding.within_r)),
    ]
    return tag(
        "dl", *(tag("div", tag("dt", name), tag("dd", value)) for name, value in rows), class_="rests-on"
    )


def _r(value: float) -> str:
    known = number(value, 2, sign=True)
    return f"r = {known} (association only)" if value == value else known


def _reasons(finding: Finding, level: int) -> Markup:
    if not finding.reasons:
        return Markup("")
    open_verdict = finding.verdict in ("cannot_tell", "not_estimable")
    words = "Why, and what would settle it" if open_verdict else "Why"
    return tag(f"h{level}", words) + tag("ul", *(tag("li", true_minus(reason)) for reason in finding.reasons))


_RESULT = {True: "Passed", False: "Failed", None: "Could not run"}


def _checks(checks: tuple[Check, ...], level: int) -> Markup:
    if not checks:
        return Markup("")
    items = (
        tag(
            "li",
            tag("strong", f"{_RESULT[check.passed]}{'' if check.weighs else ', told only'}: {check.name}. "),
            true_minus(check.detail),
            class_="check",
        )
        for check in sorted(checks, key=lambda check: (not check.weighs, check.passed is True))
    )
    return tag(f"h{level}", "Checks") + tag("ul", *items, class_="checks")
