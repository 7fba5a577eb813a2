"""What beliefs add to the page of a finding: what was expected beside what was found."""

from __future__ import annotations

from django.template.loader import render_to_string

from bothways_web.link.findings import RunFindings, Shown
from bothways_web.people.access import Right, Viewer
from bothways_web.verify.beliefs.leaders import told_on
from bothways_web.verify.beliefs.opening import is_leader
from bothways_web.verify.beliefs.showing import of_finding


def section_of_finding(viewer: Viewer, found: RunFindings, one: Shown) -> str:
    """Return the section for leaders and analysts; blank for others."""
    leads = is_leader(viewer)
    if viewer.user_id is None or not (leads or viewer.may(Right.FINDINGS, "all + method")):
        return ""
    return render_to_string("verify/beliefs/section.html", {
        "row": of_finding(viewer.user_id, found, one), "leads": leads, "told_on": told_on(found.run), "one": one,
    })  # fmt: skip
