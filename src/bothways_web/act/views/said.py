"""Reading "You said, we did": for everybody with an account, and for customers."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from bothways_web.act.models import Said
from bothways_web.act.said import reading
from bothways_web.act.said.writing import answerable
from bothways_web.listen.problems.private_codes import new_form_key
from bothways_web.listen.problems.triage import may_change
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs, open_to_all
from bothways_web.people.paging import asked, page_of

PER_PAGE = 20


@needs(Right.ANSWER)
@require_safe
def said(request: SignedInRequest) -> HttpResponse:
    """List what was said and what became of it, newest first."""
    search = reading.Search(*(asked(request, name) for name in ("unit", "voice", "outcome", "q")))
    page = page_of(request, reading.find_said(search), per_page=PER_PAGE)
    context = {
        "page": page,
        "entries": reading.entries_of(page),
        "search": search,
        "any": any(vars(search).values()),
        "units": reading.units_named(),
        "voices": [one for one in Said.Voice.choices if one[0] != Said.Voice.BOTH],
        "outcomes": Said.Outcome.choices,
        "writes": reading.writes(request.viewer),
    }
    return render(request, "act/said/list.html", context)


@needs(Right.ANSWER)
@require_safe
def said_entry(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one entry; to those who may change it also before it is published, as readers will see it."""
    found = get_object_or_404(Said.objects.select_related("unit", "problem"), pk=pk)
    writes = reading.may_write(request.viewer, found.unit.code if found.unit else None)
    if found.published_on is None and not writes:
        raise Http404
    problem = answerable(found) if writes else None
    context = {
        "entry": reading.entries_of([found])[0],
        "writes": writes,
        "answers": problem is not None and may_change(request.viewer, problem),
        "key": new_form_key(),
    }
    return render(request, "act/said/entry.html", context)


@open_to_all
@require_safe
def said_customers(request: HttpRequest) -> HttpResponse:
    """Show customers what they may read: no account, no unit, no cookie."""
    found = reading.published().filter(for_customers=True)
    page = page_of(request, found, per_page=PER_PAGE)
    entries = [reading.Entry(one, "", None) for one in page]
    return render(request, "act/said/customers.html", {"page": page, "entries": entries})
