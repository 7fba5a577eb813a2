"""The first page of the report: the result in short, and how to read the rest."""

from __future__ import annotations

from bothways.linkage.findings import Findings
from bothways.reports.charts.counts import verdict_strip
from bothways.reports.charts.glyphs import glyph
from bothways.reports.figures import count
from bothways.reports.markup import Markup, join, tag
from bothways.reports.order import by_state
from bothways.reports.settling import true_minus
from bothways.reports.summary import Summary, false_alarms, headline, looked_at, summarise, who_comes_first
from bothways.reports.words import ORDER_NOT_CAUSE, RANGE_MEANING, STATES, in_its_own_units, sentence

TITLE = "What seems to come first"


def header(findings: Findings, title: str | None) -> Markup:
    """Title, and what the report is about in one line."""
    employees = len({pair.employee_metric for pair in findings.pairs})
    customers = len({pair.customer_metric for pair in findings.pairs})
    sides = f"{count(employees, 'employee metric')} and {count(customers, 'customer metric')}"
    about = f"{sides}, both voices side by side"
    return tag("header", tag("h1", title or TITLE), tag("p", about, class_="about"), class_="top")


def in_short(findings: Findings) -> Markup:
    """Headline, counts by verdict, false alarms."""
    summary = summarise(findings)
    return tag(
        "section",
        tag("h2", "In short", id="in-short-title"),
        tag("p", headline(summary), class_="lead"),
        _strongest(findings),
        tag("p", true_minus(summary.why_none)) if summary.why_none else None,
        tag("p", looked_at(summary)),
        tag("p", false_alarms(summary)),
        _counts(summary),
        tag("p", ORDER_NOT_CAUSE, class_="fixed-note") if summary.claims else None,
        id="in-short",
        aria_labelledby="in-short-title",
    )


def how_to_read() -> Markup:
    """Four terms that the whole report uses, folded away."""
    terms = (
        ("95% range", RANGE_MEANING),
        ("Higher than usual", "Above this unit's own usual level, after what all units share in a period."),
        ("Typical swing", "The usual ups and downs of a metric within one unit (its standard deviation). "
         "+0.20 typical swings: one swing up here goes with a fifth of a swing up there, one period later."),
        ("Reliability", "The share of the ups and downs that is not chance in who answered. "
         "The method corrects for it where it is known."),
    )  # fmt: skip
    entries = (tag("div", tag("dt", term), tag("dd", meaning)) for term, meaning in terms)
    return tag(
        "details",
        tag("summary", "How to read this report"),
        tag("dl", *entries, class_="terms"),
        class_="fold",
    )


def _strongest(findings: Findings) -> Markup:
    groups = by_state(findings)
    first = next((placed for key in ("clear", "likely") for placed in groups[key]), None)
    if first is None:
        return Markup("")
    finding = first.finding
    employees_first = finding.verdict != "customer_leads"
    natural = in_its_own_units(finding, findings, employees_first=employees_first)
    link = tag("a", *sentence(finding, findings.frequency), href=f"#{first.anchor}")
    return tag("p", "The first to look at: ", link, " ", *natural, class_="strongest")


def _counts(summary: Summary) -> Markup:
    """The strip of counts, with its table in plain sight."""
    if not summary.pairs:
        return Markup("")
    caption = tag("figcaption", "Pairs by what we can say about them", id="counts-title")
    order = who_comes_first(summary)
    split = tag("p", order, class_="order-split") if order else None
    strip = verdict_strip(summary.by_state)
    return tag(
        "figure", caption, strip, _count_table(summary), split, class_="chart", aria_labelledby="counts-title"
    )


def _count_table(summary: Summary) -> Markup:
    head = tag(
        "tr", *(tag("th", words, scope="col") for words in ("What we can say", "Pairs", "What it means"))
    )
    rows = join(
        tag(
            "tr",
            tag("th", glyph(state.key), state.word, scope="row"),
            tag("td", f"{summary.by_state[state.key]:,}", class_="number"),
            tag("td", state.meaning),
        )
        for state in STATES.values()
    )
    return tag(
        "table", tag("thead", head), tag("tbody", rows), class_="counts", aria_labelledby="counts-title"
    )
