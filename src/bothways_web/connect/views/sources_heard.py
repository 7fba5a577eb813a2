"""Programs that tell of customers, for those who run the surveys: each is heard once they agree."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bothways_web.connect import sources as verbs
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.ROUNDS, "customers")
def sources_heard(request: SignedInRequest) -> HttpResponse:
    """List the sources of one's own surveys, and agree that one is heard, or is not any more."""
    mine = verbs.sources_of(request.viewer)
    if request.method == "POST":
        found = next((one for one in mine if str(one.pk) == request.POST.get("source")), None)
        step = request.POST.get("step")
        if found is None:
            raise Http404
        if step in ("yes", "no"):
            verbs.agree(found, agrees=step == "yes", by=request.user)
            words = _("It is heard from now on.") if step == "yes" else _("It is not heard any more.")
            messages.success(request, words)
        return redirect("sources_heard")
    return render(request, "connect/sources_heard.html", {"sources": mine})
