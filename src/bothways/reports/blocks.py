"""Parts that every page has: sections with a heading, wide tables, folded parts."""

from __future__ import annotations

from collections.abc import Sequence

from bothways.reports.markup import Markup, join, tag


def section(anchor: str, title: str, *content: str) -> Markup:
    """A section named by its heading."""
    heading = tag("h2", title, id=f"{anchor}-title")
    return tag("section", heading, *content, id=anchor, aria_labelledby=f"{anchor}-title")


def contents(entries: Sequence[tuple[str, str]]) -> Markup:
    """Links to the sections of a page, as pairs of anchor and words."""
    links = join(tag("li", tag("a", words, href=f"#{anchor}")) for anchor, words in entries)
    return tag("nav", tag("ol", links), class_="contents", aria_label="On this page")


def wide_table(caption: str, columns: Sequence[str], rows: Sequence[Markup]) -> Markup:
    """A table that scrolls inside its own region when the page is narrow."""
    head = tag("tr", *(tag("th", words, scope="col") for words in columns))
    body = join(tag("tr", row) for row in rows)
    # The title stands outside, or it would be cut off with the columns that scroll.
    title = tag("p", caption, class_="table-title")
    table = tag("table", tag("thead", head), tag("tbody", body), aria_label=caption)
    return title + tag("div", table, class_="scroll", role="region", tabindex="0", aria_label=caption)
