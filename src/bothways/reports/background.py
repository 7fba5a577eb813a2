"""The sections behind the findings: what goes together, checks, data, method, all figures."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from bothways.linkage.findings import Finding, Findings
from bothways.reports.blocks import section, wide_table
from bothways.reports.charts.slopes import Slope, association_slopes
from bothways.reports.figures import count, number, share
from bothways.reports.files import csv_bytes
from bothways.reports.markup import Markup, MetricName, join, tag
from bothways.reports.method import method
from bothways.reports.notes import told_once
from bothways.reports.order import by_association, is_claim
from bothways.reports.words import swings, verdict_words

#: Rows of the association table that stand in plain sight.
ASSOCIATIONS_SHOWN = 12

OWN_DATA = (
    "These data were handed in directly, so they are your own. They were not passed through the anonymity "
    "ledger of Bothways: protecting small groups in the files you handed in is up to you. This report shows"
    " no value of any single unit."
)


def together(findings: Findings) -> Markup:
    """Same-period associations, labelled as association only."""
    title = "What goes together in the same period (association only)"
    ordered = by_association(findings)
    if not ordered:
        return section("together", title, tag("p", "No association could be worked out."))
    intro = (
        tag(
            "p",
            "Between units: units that are high on one metric tend to be high on the other (or low, with a "
            "minus). This says nothing about what comes first.",
        ),
        tag(
            "p",
            "Within units: in a period in which a unit is above its own usual level on one, it tends to be "
            "above it on the other (or below, with a minus). Again, nothing about what comes first.",
        ),
    )
    return section("together", title, *intro, _slopes(ordered), _association_tables(ordered))


def _slopes(ordered: Sequence[Finding]) -> Markup:
    chart = association_slopes([Slope(pair.between_r, pair.within_r) for pair in ordered])
    if not chart:
        return Markup("")
    top = ordered[0]
    message = (
        "Strongest between units: ",
        MetricName(top.employee_metric),
        " with ",
        MetricName(top.customer_metric),
        f", r = {number(top.between_r, 2, sign=True)}. "
        f"Within units the same pair has r = {number(top.within_r, 2, sign=True)}.",
    )
    caption = tag("figcaption", *message, id="slopes-title")
    note = tag(
        "p", f"One line for each of {count(len(ordered), 'pair')}. The figures stand in the table below."
    )
    return tag("figure", caption, chart, note, class_="chart", aria_labelledby="slopes-title")


def _association_tables(ordered: Sequence[Finding]) -> Markup:
    shown, more = ordered[:ASSOCIATIONS_SHOWN], ordered[ASSOCIATIONS_SHOWN:]
    tables = _association_table(shown, "Same-period associations, strongest between units first")
    if more:
        fold = tag("summary", f"{count(len(more), 'more pair')}, in the same order")
        tables += tag("details", fold, _association_table(more, "Further associations"), class_="fold long")
    return tables


def _association_table(pairs: Sequence[Finding], caption: str) -> Markup:
    words = ("Employee metric", "Customer metric", "Between units (r)", "Within units (r)")
    rows = (
        (
            tag("th", MetricName(pair.employee_metric), scope="row"),
            tag("td", MetricName(pair.customer_metric)),
            _number(number(pair.between_r, 2, sign=True)),
            _number(number(pair.within_r, 2, sign=True)),
        )
        for pair in pairs
    )
    return wide_table(caption, words, [join(row) for row in rows])


def checks(findings: Findings) -> Markup:
    """How often each check of a claim passed, failed or could not run."""
    claimed = [pair for pair in findings.pairs if is_claim(pair)]
    if not claimed:
        return section(
            "checks", "Checks", tag("p", "Checks are run on what is claimed, and nothing is claimed.")
        )
    names = list(dict.fromkeys(check.name for pair in claimed for check in pair.checks))
    if not names:
        return section("checks", "Checks", tag("p", "No check could run."))
    words = ("Check", "Passed", "Failed", "Could not run")
    rows = [_check_row(name, claimed) for name in names]
    intro = tag(
        "p",
        f"Each of {count(len(claimed), 'claim')} was put to these checks. Details stand with each finding. "
        "The third opinion, the fit, properness and levels are told only: they do not decide how sure a claim is.",
    )
    return section("checks", "Checks", intro, wide_table("Claims by check and result", words, rows))


def _check_row(name: str, claimed: Sequence[Finding]) -> Markup:
    results = [check.passed for pair in claimed for check in pair.checks if check.name == name]
    counts = (_number(f"{results.count(result):,}") for result in (True, False, None))
    return tag("th", name, scope="row") + join(counts)


def data(findings: Findings) -> Markup:
    """What must be told about the data."""
    notes = tag("ul", *(tag("li", note) for note in told_once(findings))) if findings.notes else None
    return section("data", "About the data", notes or "", tag("p", OWN_DATA, class_="fixed-note"))


def how(findings: Findings) -> Markup:
    """The method, folded away."""
    fold = tag("details", tag("summary", "Method, rules and settings"), method(findings), class_="fold")
    return section("method", "Method", fold)


def everything(findings: Findings) -> Markup:
    """All pairs in one table, and the same as a file."""
    encoded = base64.b64encode(csv_bytes(findings)).decode()
    address = f"data:text/csv;charset=utf-8;base64,{encoded}"
    link = tag("a", "Download all figures (findings.csv)", href=address, download="findings.csv")
    words = ("Employee metric", "Customer metric", "What we can say", "Employees first (95% range)",
             "Customers first (95% range)", "Units", "Periods", "Cells with both")  # fmt: skip
    rows = [_pair_row(pair, findings.frequency) for pair in findings.pairs]
    table = wide_table("All pairs, sizes in typical swings", words, rows)
    fold = tag(
        "details", tag("summary", f"Table of {count(len(findings.pairs), 'pair')}"), table, class_="fold"
    )
    return section("all", "All figures", tag("p", link), fold if findings.pairs else "")


def _pair_row(pair: Finding, frequency: str) -> Markup:
    return join((
        tag("th", MetricName(pair.employee_metric), scope="row"),
        tag("td", MetricName(pair.customer_metric)),
        tag("td", verdict_words(pair)),
        _number(swings(pair.employee_to_customer, pair, frequency)),
        _number(swings(pair.customer_to_employee, pair, frequency)),
        _number(f"{pair.units:,}"),
        _number(f"{pair.periods:,}"),
        _number(share(1 - pair.cells_missing)),
    ))  # fmt: skip


def _number(value: str) -> Markup:
    return tag("td", value, class_="number")
