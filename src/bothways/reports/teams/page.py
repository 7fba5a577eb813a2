"""The page of a diagnosis: one self-contained HTML file, useful without its script."""

from __future__ import annotations

from bothways.privacy.diagnosis import Diagnosis
from bothways.reports.blocks import contents
from bothways.reports.document import document, script, sheets
from bothways.reports.markup import Markup, tag
from bothways.reports.teams.method import method
from bothways.reports.teams.opening import company, header, in_short, needs
from bothways.reports.teams.spreads import spreads
from bothways.reports.teams.units import lay_out, units_section

_SHEETS = ("tokens.css", "page.css", "findings.css", "charts.css", "teams.css", "narrow.css", "print.css")
_CONTENTS = (
    ("in-short", "In short"),
    ("needs", "Who needs help first"),
    ("company", "The company"),
    ("spread", "How units are spread"),
    ("units", "All units"),
    ("method", "Method"),
)
_SIZE = "\N{OBJECT REPLACEMENT CHARACTER}"


def teams_html(diagnosis: Diagnosis, *, title: str, unit: str = "") -> str:
    """The page of a diagnosis as an HTML document.

    Parameters
    ----------
    diagnosis : Diagnosis
    title : str
        Heading of the page.
    unit : str
        Name of the unit that the page is limited to; blank for the whole organisation.

    Returns
    -------
    str
        A whole document: styles inside, nothing loaded from elsewhere, and one small script that finds units
        by name. The same diagnosis gives the same document.

    Examples
    --------
    >>> page = teams_html(Diagnosis("r1", None, (), (), None, (), (), {}), title="Our pulse")
    >>> "Nothing is released yet." in page
    True
    """
    page = document(title, *_body(diagnosis, title, unit), style=sheets(_SHEETS), script=script("filter.mjs"))
    return page.replace(_SIZE, f"{len(page.encode()) / 1e6:.1f} MB")


def _body(diagnosis: Diagnosis, title: str, unit: str) -> list[Markup]:
    layout = lay_out(diagnosis)
    sections = [in_short(diagnosis)]
    if diagnosis.company is not None:
        sections += [
            needs(diagnosis, layout),
            company(diagnosis),
            spreads(diagnosis),
            units_section(diagnosis, layout),
        ]
    sections.append(method(diagnosis))
    there = _CONTENTS if diagnosis.company is not None else (_CONTENTS[0], _CONTENTS[-1])
    foot = tag(
        "footer",
        tag(
            "p",
            f"Made with Bothways. This file is {_SIZE}. The same figures of all units stand in teams.csv.",
        ),
    )
    skip = tag("a", "Skip to the units", href="#main", class_="skip")
    main = tag("main", *sections, id="main", tabindex="-1")
    return [skip, header(diagnosis, title, unit), contents(there), main, foot]
