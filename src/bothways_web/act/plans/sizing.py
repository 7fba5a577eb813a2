"""How big a change a plan is that came from nothing measured: by the number that it expects something of."""

from __future__ import annotations

from bothways_web.act.models import Plan
from bothways_web.act.plans.changing import note_changes
from bothways_web.act.plans.degree import suggest_degree
from bothways_web.act.plans.degree_words import stored
from bothways_web.act.plans.signs import signs_of_number, signs_of_team
from bothways_web.people.models import User


def size_by_expectation(plan: Plan, *, by: User) -> list[str]:
    """Suggest anew by what a plan expects, and return which fields changed; a degree that somebody chose stays.

    A plan that came from a number keeps the suggestion made for that number.
    """
    if plan.domain:
        return []
    unit = plan.unit.code
    signs = signs_of_number(unit, plan.metric_side, plan.metric) if plan.metric else signs_of_team(unit, "")
    suggestion, before = suggest_degree(signs), plan.degree
    if plan.degree == plan.suggested_degree:
        plan.degree = suggestion.degree
    plan.suggested_degree, plan.degree_reasons = suggestion.degree, stored(suggestion)
    if plan.state != Plan.State.DRAFT and plan.degree != before:
        note_changes(plan, {"degree": (before, plan.degree)}, by=by)
    return ["degree", "suggested_degree", "degree_reasons"]
