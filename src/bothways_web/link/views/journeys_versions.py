"""Versions of a journey: the list, and one of them, which can be made the newest again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bothways_web.link.journeys.reach import LOOKS_BACK, writes_journeys
from bothways_web.link.journeys.showing import shown_journey
from bothways_web.link.journeys.verbs import ChangedMeanwhileError, restore
from bothways_web.link.views.journeys import journey_of
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import asked_number, page_of


@needs(Right.FINDINGS, *LOOKS_BACK)
@require_safe
def versions(request: SignedInRequest, pk: int) -> HttpResponse:
    """List the versions of a journey, the newest first."""
    found = journey_of(pk)
    page = page_of(request, found.versions.select_related("by").defer("document"))
    return render(request, "link/journeys/versions.html", {"journey": found, "page": page})


@needs(Right.FINDINGS, *LOOKS_BACK)
@require_http_methods(["GET", "HEAD", "POST"])
def version(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Show an earlier version, read only; make it the newest again."""
    found = journey_of(pk)
    if number >= 2**31:
        raise Http404
    one = get_object_or_404(found.versions.select_related("by"), number=number)
    writes = writes_journeys(request.viewer)
    if request.method == "POST":
        if not writes:
            raise Http404
        try:
            restore(one, asked_number(request, "seen"), by=request.user)
            messages.success(request, _("This version is the newest again. The others stay in the list."))
        except ChangedMeanwhileError:
            messages.warning(request, _("Somebody changed the journey meanwhile. Nothing was restored."))
            return redirect("journey_versions", pk)
        return redirect("change_journey", pk)
    shown = shown_journey(found, request.viewer, document=one.document)
    context = {"shown": shown, "version": one, "restores": writes and number != found.version}
    return render(request, "link/journeys/version.html", context)
