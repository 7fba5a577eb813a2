"""The playbook: finding a practice, and one practice on one page."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bothways_web.act.models import Plan
from bothways_web.act.playbook.places import domain_labels, question_sets
from bothways_web.act.playbook.practices import practice as find_practice
from bothways_web.act.playbook.practices import practices_for
from bothways_web.act.playbook.search import EFFORTS, Search, find_practices
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import asked, page_of

PER_PAGE, MOST_OTHERS = 25, 5


@needs(Right.TEAM)
@require_safe
def playbook(request: SignedInRequest) -> HttpResponse:
    """Show the question sets with their domains, or what was found."""
    search = Search(*(asked(request, name) for name in ("about", "effort", "degree", "rest", "q")))
    found, labels = find_practices(search), domain_labels()
    page = page_of(request, found, per_page=PER_PAGE)
    rows = [(one, labels[search.about if search.about in one.metrics else one.metric]) for one in page]
    context = {
        "sets": question_sets(),
        "search": search,
        "page": page,
        "rows": rows,
        "efforts": EFFORTS,
        "degrees": Plan.Degree.choices,
        "browsing": not search.any and "page" not in request.GET,
    }
    return render(request, "act/playbook/playbook.html", context)


@needs(Right.TEAM)
@require_safe
def practice(request: SignedInRequest, name: str) -> HttpResponse:
    """Show one practice."""
    found = find_practice(name)
    if found is None:
        raise Http404
    labels = domain_labels()
    context = {
        "practice": found,
        "domains": [(metric, *labels[metric]) for metric in found.metrics],
        "others": [one for one in practices_for(found.metric) if one != found][:MOST_OTHERS],
        "leads": request.viewer.may(Right.TEAM, "edit own"),
        "query": urlencode({"practice": found.id, "domain": found.metric}),
    }
    return render(request, "act/playbook/practice.html", context)
