"""What plans add to the page of a finding: how big a change it probably needs, and the way to a plan."""

from __future__ import annotations

from django.template.loader import render_to_string

from bothways_web.act.models import Plan
from bothways_web.act.plans.degree import suggest_degree
from bothways_web.act.plans.degree_words import reasons_in_words
from bothways_web.act.plans.signs import signs_of_finding
from bothways_web.link.findings import RunFindings, Shown
from bothways_web.people.access import Right, Viewer

#: Those who see numbers of the whole; the others read the finding without it.
FULL = ("all", "all + method", "own + company")


def section_of_finding(viewer: Viewer, found: RunFindings, one: Shown) -> str:
    """Return the section, for those who open findings in full; blank for others."""
    if not viewer.may(Right.FINDINGS, *FULL):
        return ""
    suggestion = suggest_degree(signs_of_finding(found, one))
    return render_to_string("act/plans/finding.html", {
        "degree": Plan.Degree(suggestion.degree).label, "reasons": reasons_in_words(suggestion.reasons),
        "found": found, "one": one, "writes": bool(viewer.leads) and viewer.may(Right.TEAM, "edit own"),
    })  # fmt: skip
