"""The report: one self-contained HTML file, without scripts and without network."""

from __future__ import annotations

from pathlib import Path

from bothways.linkage.findings import Findings
from bothways.reports import background, sections
from bothways.reports.blocks import contents
from bothways.reports.cards import Context
from bothways.reports.charts.axis import shared_axis
from bothways.reports.charts.glyphs import sprite
from bothways.reports.document import document, sheets
from bothways.reports.markup import Markup, tag
from bothways.reports.opening import TITLE, header, how_to_read, in_short
from bothways.reports.order import by_state, is_claim
from bothways.reports.placing import write_whole

_SHEETS = ("tokens.css", "page.css", "findings.css", "charts.css", "narrow.css", "print.css")

_CONTENTS = (
    ("in-short", "In short"),
    ("claims", "What seems to come first"),
    ("cannot-tell", "What we cannot tell yet"),
    ("no-link", "No link that matters"),
    ("not-enough", "Not enough to work with"),
    ("together", "What goes together"),
    ("checks", "Checks"),
    ("data", "About the data"),
    ("method", "Method"),
    ("all", "All figures"),
)


def write_report(findings: Findings, path: str | Path, *, title: str | None = None) -> Path:
    """Write the report of a run as one HTML file.

    Parameters
    ----------
    findings : Findings
        What :func:`bothways.link` returned.
    path : str or Path
        File to write; its folder is made where it is missing. An older file is replaced in one step.
    title : str, optional
        Heading of the report.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    BothwaysError
        Where the file cannot be written.
    """
    return write_whole(Path(path), report_html(findings, title=title).encode())


def report_html(findings: Findings, *, title: str | None = None) -> str:
    """The report of a run as an HTML document.

    Parameters
    ----------
    findings : Findings
        What :func:`bothways.link` returned. Estimates that are NaN are told as "could not be estimated".
    title : str, optional
        Heading of the report.

    Returns
    -------
    str
        A whole document: styles inside, no script, nothing loaded from elsewhere. The same findings give the
        same document.

    Examples
    --------
    >>> page = report_html(Findings((), {}, 0, 0.0, "month"))
    >>> "There was no pair to look at." in page
    True
    """
    return document(title or TITLE, *_body(findings, title), style=stylesheet())


def stylesheet() -> str:
    """All style sheets of the report in order."""
    return sheets(_SHEETS)


def _body(findings: Findings, title: str | None) -> list[Markup]:
    skip = tag("a", "Skip to the findings", href="#main", class_="skip")
    main = tag("main", *_sections(findings), id="main", tabindex="-1")
    version = findings.settings.get("version")
    made = f"Made with Bothways {version}." if version else "Made with Bothways."
    foot = tag(
        "footer",
        tag("p", made, " The same figures stand in findings.csv, findings.parquet and findings.json."),
    )
    return [sprite(), skip, header(findings, title), contents(_CONTENTS), main, foot]


def _sections(findings: Findings) -> list[Markup]:
    groups = by_state(findings)
    claimed, others = _context(findings, claims=True), _context(findings, claims=False)
    return [
        in_short(findings),
        how_to_read(),
        sections.claims(groups, claimed),
        sections.cannot_tell(groups["cannot_tell"], others),
        sections.no_link(groups["no_link"], others),
        sections.not_estimable(groups["not_estimable"], others),
        background.together(findings),
        background.checks(findings),
        background.data(findings),
        background.how(findings),
        background.everything(findings),
    ]


def _context(findings: Findings, *, claims: bool) -> Context:
    """Claims share one axis and the other pairs another: their ranges are wider."""
    pairs = (pair for pair in findings.pairs if is_claim(pair) == claims)
    effects = (
        effect.over(pair.within)
        for pair in pairs
        for effect in (pair.employee_to_customer, pair.customer_to_employee)
    )
    return Context(findings, shared_axis(effects), float(findings.settings.get("negligible", 0.10)))
