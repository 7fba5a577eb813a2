"""The whole distribution: how each domain is spread over units, with its table behind."""

from __future__ import annotations

from collections import Counter

from bothways.privacy.diagnosis import Diagnosis, DomainScale
from bothways.privacy.released import Released
from bothways.reports.blocks import section
from bothways.reports.charts.values import spread
from bothways.reports.figures import count
from bothways.reports.markup import Markup, join, tag
from bothways.reports.teams.words import value


def spreads(diagnosis: Diagnosis) -> Markup:
    """One picture a domain, of the smallest shown units."""
    title = "How units are spread"
    drawn = [_figure(domain, diagnosis, number) for number, domain in enumerate(diagnosis.domains)]
    if not any(drawn):
        return section("spread", title, tag("p", "There are no units to spread out."))
    intro = (
        "Each dot is one unit of the organisation, at the value that is shown of it; where they are too many, bars "
        "stand for them. Small units vary more by chance alone, so the units at both ends are often the small ones."
    )
    return section("spread", title, tag("p", intro), *drawn)


def _figure(domain: DomainScale, diagnosis: Diagnosis, number: int) -> Markup:
    units = diagnosis.deepest[domain.metric]
    company = diagnosis.company.numbers[number].shown if diagnosis.company else None
    if not units or company is None:
        return Markup("")
    anchor = f"spread-{number + 1}"
    lower = " (lower is better)" if domain.better == "lower" else ""
    words = f"{domain.label}{lower}: {count(len(units), 'unit')}, company {value(company)}"
    chart = spread([one.value for one in units], company.value, low=domain.low, high=domain.high)
    return tag(
        "figure",
        tag("figcaption", words, id=f"{anchor}-title"),
        chart,
        tag(
            "details", tag("summary", f"Table: units at each value of {domain.label}"), _table(units, anchor)
        ),
        class_="chart",
        aria_labelledby=f"{anchor}-title",
    )


def _table(units: tuple[Released, ...], anchor: str) -> Markup:
    """How many units are at each shown value."""
    at = {one.text: one for one in units}
    times = Counter(one.text for one in units)
    ordered = sorted(at.values(), key=lambda one: (one.value, one.text.startswith(">")))
    head = tag("tr", tag("th", "Value", scope="col"), tag("th", "Units", scope="col"))
    rows = join(
        tag("tr", tag("th", value(one), scope="row"), tag("td", f"{times[one.text]:,}", class_="number"))
        for one in ordered
    )
    return tag(
        "table",
        tag("thead", head),
        tag("tbody", rows),
        class_="spread-table",
        aria_labelledby=f"{anchor}-title",
    )
