"""Who sees which studies, and who may write one."""

from __future__ import annotations

import json
from typing import get_args

from django.db.models import Q, QuerySet

from bothways.privacy.ledger.studies import UNITS_OF_A_STUDY
from bothways_web.listen.ledgers import Population, released_rounds
from bothways_web.people.access import Right, Viewer
from bothways_web.verify.models import Study

#: Cells of the table that open the page of a study; executives have the list, which is one page.
OPENS = ("company", "own + company", "all", "all + method")
WRITES = ("all",)
SIDES: tuple[Population, ...] = get_args(Population)
#: What speaks of the company and not of one team.
OF_COMPANY = (Study.Kind.PROGRAMME, Study.Kind.HUDDLES, Study.Kind.PRACTICE)


def visible_studies(viewer: Viewer) -> QuerySet[Study]:
    """Return the studies that a viewer sees; drafts only where they may write them."""
    found = Study.objects.all()
    if may_write(viewer):
        return found
    found = found.exclude(state=Study.State.DRAFT)
    if viewer.may(Right.FINDINGS, "all + method"):
        return found
    found = found.exclude(pk__in=of_few_teams())
    company = Q(kind__in=OF_COMPANY)
    if viewer.may(Right.FINDINGS, "own + company"):
        return found.filter(company | Q(plan__unit__code__in=viewer.leads))
    return found.filter(company) if viewer.may(Right.FINDINGS) else found.none()


def of_few_teams() -> set[int]:
    """Return the studies that tell of few teams from numbers of single ones, which not everybody may see.

    What they tell is nothing new for those who see the numbers of every team. Whoever sees those of one team alone
    would learn what the others have. What began in one team, told to those who lead it, is no news of others.
    """
    kinds = dict(Study.objects.values_list("pk", "kind"))
    found = set()
    for side in SIDES:
        for row in (row for one in released_rounds(side) for row in one.released if row.kind == "study"):
            told, key = json.loads(row.text), int(row.metric.split()[1])
            few = {name: 0 < len(told[name]) < UNITS_OF_A_STUDY for name in ("starts", "others")}
            own = kinds.get(key) == Study.Kind.PLAN
            if told["made_of"] == "released" and (few["others"] or (few["starts"] and not own)):
                found.add(key)
    return found


def may_open(viewer: Viewer) -> bool:
    """Return whether a viewer may open the pages of single studies."""
    return viewer.may(Right.FINDINGS, *OPENS)


def may_write(viewer: Viewer) -> bool:
    """Return whether a viewer may write studies of programmes."""
    return viewer.may(Right.FINDINGS, *WRITES)
