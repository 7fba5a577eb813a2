"""The change log."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bothways_web.people.access import Right
from bothways_web.people.change_details import tell_changes
from bothways_web.people.change_words import in_words
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.models import Change
from bothways_web.people.paging import asked, page_of
from bothways_web.wording import in_order


@needs(Right.SETTINGS, "yes, but no results")
@require_safe
def change_log(request: SignedInRequest) -> HttpResponse:
    """Show who changed what, newest first."""
    verb, text = asked(request, "verb"), asked(request)
    found = Change.objects.all()
    if verb:
        found = found.filter(verb=verb)
    if text:
        found = found.filter(Q(by_name__icontains=text) | Q(about__icontains=text))
    verbs = Change.objects.order_by("verb").values_list("verb", flat=True).distinct()
    shown = sorted(((each, in_words(each)) for each in verbs), key=lambda pair: in_order(pair[1]))
    page = page_of(request, found)
    context = {"page": page, "rows": tell_changes(page), "verbs": shown, "verb": verb, "text": text}
    return render(request, "people/changes.html", context)
