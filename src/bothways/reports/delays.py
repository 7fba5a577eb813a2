"""How long it takes: one table a claimed direction, a row a delay, which is the chart as well."""

from __future__ import annotations

from bothways.linkage.findings import Delay, Effect, Finding
from bothways.reports.charts.axis import Axis, shared_axis
from bothways.reports.charts.intervals import Mark, Voice, axis_row, interval_row
from bothways.reports.markup import Markup, MetricName, join, tag
from bothways.reports.words import later, standardised

PICTURE_ONLY = "The band holds all delays at once. The highest mark is no estimate of how long it takes."


def how_long(finding: Finding, frequency: str, *, negligible: float, level: int) -> Markup:
    """How long each claimed direction takes, by delay.

    Parameters
    ----------
    finding : Finding
    frequency : str
        What a delay of one is: "month", ...
    negligible : float
        Half-width of the zone too small to matter, in typical swings.
    level : int
        Of the heading.

    Returns
    -------
    Markup
        Empty where longer delays were not tested or nothing is claimed.

    Examples
    --------
    >>> nan = float("nan")
    >>> made = Finding("x", "y", "no_link", None, 1, 9, 9, 0.0, Effect(), Effect(), nan, nan, nan, nan)
    >>> how_long(made, "month", negligible=0.1, level=4) == ""
    True
    """
    x, y = MetricName(finding.employee_metric), MetricName(finding.customer_metric)
    ways: list[tuple[Voice, Effect, MetricName, MetricName]] = [
        ("emp", finding.employee_to_customer, x, y),
        ("cust", finding.customer_to_employee, y, x),
    ]
    parts = [_one(way, frequency, negligible) for way in ways if way[1].delays or way[1].no_delays]
    if not parts:
        return Markup("")
    return tag(f"h{level}", "How long it takes") + tag("p", joint_sentence(finding, frequency)) + join(parts)


def joint_sentence(finding: Finding, frequency: str) -> str:
    """What is known of longer delays, in a sentence.

    Examples
    --------
    >>> nan = float("nan")
    >>> made = Finding("x", "y", "employee_leads", "clear", 1, 9, 9, 0.0, Effect(), Effect(), nan, nan, nan, nan)
    >>> joint_sentence(made, "month")
    'One month later is enough to describe what comes first: longer delays add nothing that shows.'
    """
    if finding.within > 1:
        return (
            f"What comes first takes longer than one {frequency} here: effects {later(1, frequency)} to "
            f"{later(finding.within, frequency)} were estimated together."
        )
    after = later(1, frequency)
    return (
        f"{after.capitalize()} is enough to describe what comes first: longer delays add nothing that shows."
    )


def _one(way: tuple[Voice, Effect, MetricName, MetricName], frequency: str, negligible: float) -> Markup:
    voice, effect, driver, outcome = way
    caption = tag("p", driver, " before ", outcome, ", by delay, in typical swings", class_="caption")
    if not effect.delays:
        return caption + tag("p", f"No picture: {effect.no_delays}")
    each = [Effect(one.estimate, low=one.low, high=one.high) for one in effect.delays]
    axis = shared_axis(each)
    words = ("Delay", "Picture, in typical swings", "Estimate, with a 95% band")
    head = tag("tr", *(tag("th", word, scope="col", role="columnheader") for word in words), role="row")
    rows = join(
        _row(voice, one, told, frequency, axis, negligible)
        for one, told in zip(effect.delays, each, strict=True)
    )
    ticks = tag(
        "tr", tag("td", "", role="cell"), tag("td", axis_row(axis), role="cell", class_="picture"),
        tag("td", "", role="cell"), role="row", class_="axis-row", aria_hidden="true",
    )  # fmt: skip
    table = tag(
        "table", tag("thead", head, role="rowgroup"), tag("tbody", rows, ticks, role="rowgroup"),
        role="table", class_="directions", aria_label="Effects by delay with a band that holds all of them",
    )  # fmt: skip
    return caption + table + tag("p", PICTURE_ONLY)


def _row(voice: Voice, one: Delay, told: Effect, frequency: str, axis: Axis, negligible: float) -> Markup:
    picture = interval_row([Mark(voice, told)], axis=axis, negligible=negligible)
    return tag(
        "tr",
        tag("th", later(one.delay, frequency), scope="row", role="rowheader"),
        tag("td", picture, role="cell", class_="picture"),
        tag("td", standardised(told), role="cell"),
        role="row",
    )
