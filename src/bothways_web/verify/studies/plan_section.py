"""What the page of a plan says of its study."""

from __future__ import annotations

from django.template.loader import render_to_string

from bothways_web.act.models import Plan
from bothways_web.people.access import Viewer
from bothways_web.verify.models import Study
from bothways_web.verify.studies import words
from bothways_web.verify.studies.reach import may_open, visible_studies
from bothways_web.verify.studies.results import last_looks, next_looks, numbers_of


def section_of_plan(viewer: Viewer, plan: Plan) -> str:
    """Return whether it worked, for those who may open the study of a plan; blank for others."""
    if not may_open(viewer):
        return ""
    found = visible_studies(viewer)
    study = found.filter(plan=plan).first()
    alike = {"practice": plan.practice, "side": plan.metric_side, "metric": plan.metric}
    together = found.filter(kind=Study.Kind.PRACTICE, **alike).first() if plan.practice else None
    studies = [one for one in (study, together) if one]
    if not studies:
        return ""
    last, following = last_looks(studies), next_looks(studies)
    numbers, rows = numbers_of(told.look.study for told in last.values()), []
    for one in studies:
        told = last.get(one.pk)
        rows.append(
            (one, told, words.sentence(one, told, numbers[one.pk]) if told else "", following.get(one.pk))
        )
    return render_to_string("verify/studies/of_plan.html", {"rows": rows})
