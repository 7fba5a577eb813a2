"""The sections that list findings: claims in full, everything else folded with its count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bothways.linkage.findings import Finding
from bothways.reports.blocks import section
from bothways.reports.cards import Context, card, folded, verdict_tag
from bothways.reports.charts.glyphs import glyph
from bothways.reports.charts.intervals import Mark, Voice, axis_row, interval_row
from bothways.reports.figures import count
from bothways.reports.markup import Markup, MetricName, join, tag
from bothways.reports.order import RULE, Placed
from bothways.reports.settling import settlings, true_minus
from bothways.reports.words import STATES, swings

#: Claims shown as full cards; the others open on a click, so that hundreds stay readable.
CARDS_SHOWN = 12
#: Folded groups up to this size stand open.
OPEN_UP_TO = 4
#: Different sentences of what would settle it that are listed.
SETTLED_BY_SHOWN = 8


def claims(groups: dict[str, list[Placed]], context: Context) -> Markup:
    """What seems to come first, or the plain statement that nothing can be claimed."""
    claimed = [*groups["clear"], *groups["likely"]]
    if not claimed:
        return section("claims", "What seems to come first", _nothing(context))
    shown, more = claimed[:CARDS_SHOWN], claimed[CARDS_SHOWN:]
    parts = [tag("p", RULE, class_="rule")]
    if len(claimed) > 1:
        parts.append(_overview(claimed, context))
    parts += [card(placed, context) for placed in shown]
    if more:
        parts.append(_fold(f"{count(len(more), 'more finding')}, in the same order", more, context))
    return section("claims", "What seems to come first", *parts)


def cannot_tell(placed: Sequence[Placed], context: Context) -> Markup:
    """What the data cannot tell yet, and what would settle it."""
    title = "What we cannot tell yet, and what would settle it"
    if not placed:
        return section("cannot-tell", title, tag("p", "There is no such pair."))
    intro = tag("p", "Here the data leave more than one answer open. This is not the same as “no link”.")
    fold = _fold(_group("cannot_tell", placed), placed, context)
    return section("cannot-tell", title, intro, _settled_by(placed), fold)


def no_link(placed: Sequence[Placed], context: Context) -> Markup:
    """Pairs whose link, if there is one, is too small to matter."""
    title = "No link that matters"
    if not placed:
        return section("no-link", title, tag("p", "There is no such pair."))
    agreed = f"±{context.negligible:g} typical swings, the size agreed as too small to matter"
    size = f"Both ranges stay inside {agreed}."
    return section("no-link", title, tag("p", size), _fold(_group("no_link", placed), placed, context))


def not_estimable(placed: Sequence[Placed], context: Context) -> Markup:
    """Pairs that the data do not support, and why."""
    title = "Not enough to work with"
    if not placed:
        return section("not-enough", title, tag("p", "There is no such pair."))
    fold = _fold(_group("not_estimable", placed), placed, context)
    return section("not-enough", title, _settled_by(placed), fold)


def _nothing(context: Context) -> Markup:
    if not context.findings.pairs:
        return tag(
            "p", "There was nothing to compare. A report needs an employee metric and a customer metric."
        )
    more = "What goes together, what is still open and what would settle it stands below."
    return tag("p", "Nothing here can be claimed. That is a result.", class_="empty") + tag("p", more)


def _group(key: str, placed: Sequence[Placed]) -> str:
    return f"{STATES[key].word}: {count(len(placed), 'pair')}"


def _fold(summary: str, placed: Sequence[Placed], context: Context) -> Markup:
    entries = join(folded(entry, context) for entry in placed)
    return tag(
        "details", tag("summary", summary), entries, class_="fold group", open=len(placed) <= OPEN_UP_TO
    )


def _settled_by(placed: Iterable[Placed]) -> Markup:
    """What would settle the pairs, most frequent first."""
    told = settlings(entry.finding for entry in placed)
    if not told:
        return Markup("")
    items = join(
        tag("li", true_minus(one.words), tag("span", f" ({count(one.pairs, 'pair')})", class_="how-many"))
        for one in told[:SETTLED_BY_SHOWN]
    )
    rest = len(told) - SETTLED_BY_SHOWN
    more = tag("p", f"Further reasons ({rest:,}) stand with their pairs.") if rest > 0 else Markup("")
    return tag("ul", items, class_="reasons") + more


_OVERVIEW = (
    "All findings on one axis, in typical swings with 95% ranges. Circle and solid line: employees first. "
    "Square and dashed line: customers first. Grey zone: too small to matter. Where it takes longer than one period, "
    "all delays together."
)


def _overview(claimed: Sequence[Placed], context: Context) -> Markup:
    """All claims in one table on one axis: the table is the chart."""
    words = ("Pair", "Picture", *(_voice(voice) for voice in _VOICES))
    head = tag("tr", *(tag("th", word, scope="col", role="columnheader") for word in words), role="row")
    rows = join(_overview_row(placed, context) for placed in claimed)
    empty = tag("td", role="cell")
    ticks = tag("tr", empty, tag("td", axis_row(context.axis), role="cell", class_="picture"), empty, empty,
                role="row", class_="axis-row", aria_hidden="true")  # fmt: skip
    caption = tag("p", _OVERVIEW, class_="caption", id="overview-title")
    table = tag("table", tag("thead", head, role="rowgroup"), tag("tbody", rows, ticks, role="rowgroup"),
                role="table", class_="overview", aria_labelledby="overview-title")  # fmt: skip
    return caption + table


def _overview_row(placed: Placed, context: Context) -> Markup:
    finding = placed.finding
    picture = interval_row(_marks(finding), axis=context.axis, negligible=context.negligible)
    x, y = MetricName(finding.employee_metric), MetricName(finding.customer_metric)
    link = tag("a", x, " and ", y, href=f"#{placed.anchor}")
    return tag(
        "tr",
        tag("th", link, verdict_tag(finding), scope="row", role="rowheader"),
        tag("td", picture, role="cell", class_="picture"),
        _figure("emp", swings(finding.employee_to_customer, finding, context.findings.frequency)),
        _figure("cust", swings(finding.customer_to_employee, finding, context.findings.frequency)),
        role="row",
    )


_VOICES: dict[Voice, str] = {"emp": "Employees first", "cust": "Customers first"}


def _voice(voice: Voice) -> Markup:
    return tag("span", glyph(voice), _VOICES[voice], class_=f"voice voice-{voice}")


def _figure(voice: Voice, told: str) -> Markup:
    """The range as text; on a phone the heading of the column stands before it."""
    label = tag("span", _voice(voice), ": ", class_="phone-label", aria_hidden="true")
    return tag("td", label, told, role="cell", class_="figure")


def _marks(finding: Finding) -> list[Mark]:
    there, back = finding.employee_to_customer, finding.customer_to_employee
    return [Mark("emp", there.over(finding.within)), Mark("cust", back.over(finding.within))]
