"""The page of who stays and who leaves: one self-contained HTML file without a script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from bothways.leaving.cost import TurnoverCost, parts_of
from bothways.leaving.summary import NO_LEDGER, NO_PREDICTION, Leaving
from bothways.reports.blocks import contents, section, wide_table
from bothways.reports.charts.stairs import Stair, stairs
from bothways.reports.document import document, sheets
from bothways.reports.leaving.words import (
    headline,
    latest,
    limits,
    money,
    of_whole,
    per_hundred,
    percent,
    records,
    span,
    tenure_words,
)
from bothways.reports.markup import Markup, join, tag

_SHEETS = ("tokens.css", "page.css", "charts.css", "leaving.css", "narrow.css", "print.css")
#: Groups that stand on the page; retention.csv holds all.
GROUPS_SHOWN = 200
Rows = Mapping[str, Mapping[str, Any]]
_METHOD = (
    "Tenure runs from the first day of a spell to its last. Who has not left counts up to the last day looked at, and "
    "no further (Kaplan and Meier 1958). At risk are those who were there when the step began. The share that stays "
    "is the share that stays at least to the end of the step. Intervals are 95%: log-log with Greenwood’s variance; "
    "where nobody has left yet, and where all have left, exact limits that are never without width. Turnover is people "
    "who left per 100 who were there for a year, with exact Poisson limits. Intervals are those of each group alone: "
    "of 20 groups that do not differ, one is expected to look as if it did."
)


def leaving_html(leaving: Leaving, *, title: str) -> str:
    """The page as an HTML document.

    Parameters
    ----------
    leaving : Leaving
    title : str

    Returns
    -------
    str
        A whole document: styles inside, nothing loaded from elsewhere. The same input gives the same document.
    """
    entries = [("stays", "Who stays"), ("groups", "Groups"), ("method", "Method")]
    parts = [_whole(leaving)]
    if len(leaving.turnover.table):
        entries.insert(1, ("turnover", "Turnover"))
        parts.append(_turnover(leaving))
    if leaving.cost is not None:
        entries.insert(-2, ("cost", "Cost"))
        parts.append(_cost(leaving.cost))
    parts += [_groups(leaving), _method(leaving)]
    about = tag("p", f"{leaving.source}. {NO_PREDICTION}", class_="about")
    top = tag("header", tag("h1", title), about, class_="top")
    foot = tag("footer", tag("p", "Made with Bothways. All figures stand in retention.csv and turnover.csv."))
    skip = tag("a", "Skip to the result", href="#main", class_="skip")
    main = tag("main", *parts, id="main", tabindex="-1")
    return document(title, skip, top, contents(entries), main, foot, style=sheets(_SHEETS))


def _whole(leaving: Leaving) -> Markup:
    rows = of_whole(leaving.retention.table)
    lead = tag("p", headline(leaving), class_="lead")
    warning = tag("p", NO_LEDGER, class_="fixed-note")
    picture = stairs(_stairs(rows))
    words = f"Share that stays, by {tenure_words(leaving.retention).casefold()}"
    figure = tag("figure", tag("figcaption", words), picture, class_="chart")
    columns = (tenure_words(leaving.retention), "At risk", "Left", "Stay to the end (95% interval)")
    table = wide_table(
        "The figures behind the curve", columns, [_retention_row(row) for row in records(rows)]
    )
    return section("stays", "Who stays", lead, warning, figure, table)


def _stairs(rows: pd.DataFrame) -> list[Stair]:
    columns = (rows[name].astype(float) for name in ("from", "to", "retention", "low", "high"))
    return [Stair(*values) for values in zip(*columns, strict=True)]


def _retention_row(row: dict[str, Any]) -> Markup:
    return join([
        tag("th", span(row["from"], row["to"]), scope="row"),
        _figure(f"{row['at_risk']:,}"), _figure(f"{row['left']:,}"), _figure(_stay(row)),
    ])  # fmt: skip


def _stay(row: Mapping[str, Any]) -> str:
    between = limits(row["low"], row["high"])  # blank where it cannot be told
    return percent(row["retention"]) + (f" ({between})" if between else "")


def _leave(row: Mapping[str, Any]) -> str:
    return f"{per_hundred(row['turnover'])} ({per_hundred(row['low'])} to {per_hundred(row['high'])})"


def _figure(words: str) -> Markup:
    return tag("td", words, class_="figure")


def _turnover(leaving: Leaving) -> Markup:
    columns = ("From", "Headcount", "Left", "Per 100 a year (95% interval)")
    rows = [
        join([
            tag("th", row["from"], scope="row"), _figure(f"{row['headcount']:,.1f}"), _figure(f"{row['left']:,}"),
            _figure(_leave(row)),
        ])
        for row in records(of_whole(leaving.turnover.table))
    ]  # fmt: skip
    return section("turnover", "Turnover", wide_table("Who left of those who were there", columns, rows))


def _cost(cost: TurnoverCost) -> Markup:
    """Each part for one person and for the whole, and what the model assumes."""
    currency = cost.model.currency
    whole = {row["part"]: row for row in records(of_whole(cost.table))}
    rows = [
        join([
            tag("th", row["part"].replace("_", " "), scope="row"), _figure(money(row["low"], row["high"], currency)),
            _figure(money(whole[row["part"]]["low"], whole[row["part"]]["high"], currency)),
        ])
        for row in records(cost.each)
    ]  # fmt: skip
    assumed = [
        f"{name.replace('_', ' ')}: {low:g} to {high:g}" for name, (low, high) in parts_of(cost.model).items()
    ]
    table = wide_table(
        "By your model", ("Part", "One person who leaves", f"All {whole['total']['left']:,}"), rows
    )
    notes = [tag("p", note) for note in cost.notes]
    return section("cost", "Cost", *notes, table, tag("ul", *(tag("li", words) for words in assumed)))


def _groups(leaving: Leaving) -> Markup:
    """One row a group: how many, and how many stay through the step that half of all reach."""
    table = leaving.retention.table
    mark = _mark(of_whole(table))
    at = {row["group"]: row for row in records(table[table["to"] == mark])}
    now = {row["group"]: row for row in records(latest(leaving.turnover))}
    unit = {"year": "years", "month": "months", "file": "as in the file"}[leaving.retention.counted_in]
    columns = ["Group", "Spells", "Ended", f"Stay to {mark:g} ({unit})"]
    columns += [f"Per 100 a year since {now['all']['from']}"] if now else []
    shown = records(leaving.groups.head(GROUPS_SHOWN))
    rows = [_group_row(row, at, now) for row in shown]
    more = len(leaving.groups) - len(rows)
    parts = [wide_table("Groups in the order of the file, not ranked", columns, rows)]
    if more > 0:
        parts.append(tag("p", f"{more:,} more groups are in retention.csv."))
    return section("groups", "Groups", *parts)


def _mark(rows: pd.DataFrame) -> float:
    """Return the last end of a step that at least half of all were watched up to, or else the first."""
    reached = rows[rows["at_risk"] * 2 >= rows["at_risk"].max()]
    return float(reached["to"].iloc[-1])


def _group_row(row: dict[str, Any], at: Rows, now: Rows) -> Markup:
    group = str(row["group"])
    cells = [
        tag("th", tag("bdi", group), scope="row"),
        _figure(f"{row['spells']:,}"),
        _figure(f"{row['left']:,}"),
    ]
    stays, leaves = at.get(group), now.get(group)
    cells.append(_figure("cannot tell" if stays is None else _stay(stays)))
    if now:
        cells.append(_figure("" if leaves is None else _leave(leaves)))
    return join(cells)


def _method(leaving: Leaving) -> Markup:
    assumed = tag("ul", *(tag("li", note) for note in leaving.assumptions))
    return section("method", "Method", tag("p", _METHOD), tag("h3", "What was assumed"), assumed)
