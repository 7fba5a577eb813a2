"""The Method section: the model, the rules of the verdicts, the settings of the run."""

from __future__ import annotations

from typing import Any

from bothways.linkage.findings import Findings
from bothways.reports.markup import Markup, tag

_PARAGRAPHS = (
    (
        "Model",
        "Each pair is a system of two series in every unit. A value is made of what all units share in a "
        "period, the lasting level of the unit, a state that carries over from one period to the next, and"
        " sampling noise. The two coefficients that carry the state of one series into the next period of "
        "the other are the two directions of this report. Holes and unequal cells are taken as they are.",
    ),
    (
        "Tests of the model",
        "Before a pair is judged, tests ask whether units have seasons of their own, whether their levels drift, "
        "whether changes last longer than one period or differ in size between periods, and whether the stated "
        "noise fits. What the data ask for is added to the model, or the pair is refused; the reasons say which. "
        "Cells far outside the rest are left out and named among the notes on the data.",
    ),
    (
        "Typical swings",
        "A direction in typical swings is its coefficient times the within-unit standard deviation of the "
        "metric that comes first, divided by that of the other, both corrected for sampling noise.",
    ),
    (
        "One family",
        "All directions that could be estimated are judged as one family, so that the share of false "
        "alarms is held among what is shown and not for each pair alone. p is the two-sided p of one "
        "direction, q the family-adjusted value on which the verdict rests. Both are in findings.csv.",
    ),
    (
        "Verdicts",
        "Employees first or customers first: one direction is claimed, and the other is too small to "
        "matter or smaller. It runs both ways: both are claimed. No link that matters: both ranges lie "
        "within the size agreed as too small. We cannot tell yet: everything else. Clear: every check "
        "passed. Likely: a check failed or could not run.",
    ),
    (
        "Association",
        "Between units: the correlation of the unit means. Within units: the correlation of the deviations"
        " from unit and period means in the same period. Neither is corrected for noise, and no claim "
        "rests on them.",
    ),
    (
        "What this cannot do",
        "A lead is a statement about time order as recorded. A metric that is booked a period late or "
        "early, or a third thing that moves both at different speeds, can look like a lead. Only a "
        "comparison with units that did not act can speak of what an action causes.",
    ),
)


def method(findings: Findings) -> Markup:
    """Paragraphs with headings, then the settings of this run."""
    parts = [tag("h3", title) + tag("p", words) for title, words in _PARAGRAPHS]
    return tag("div", *parts, _settings(findings), class_="method")


def _settings(findings: Findings) -> Markup:
    entries: dict[str, Any] = {
        **findings.settings,
        "directions tested": findings.directions_tested,
        "frequency": findings.frequency,
    }
    rows = (
        tag("tr", tag("th", name, scope="row"), tag("td", _plain(value))) for name, value in entries.items()
    )
    head = tag("tr", tag("th", "Setting", scope="col"), tag("th", "Value", scope="col"))
    table = tag("table", tag("caption", "Settings of this run"), tag("thead", head), tag("tbody", *rows))
    return tag("h3", "Settings") + table


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
