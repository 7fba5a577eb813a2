"""Asking for findings, and how far they are."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bothways.errors import InputError
from bothways_web.link import runs
from bothways_web.link.models import Run
from bothways_web.link.views.findings import ASKING
from bothways_web.people.access import Right
from bothways_web.people.gate import needs


@require_POST
@needs(Right.FINDINGS, *ASKING)
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the findings of the round that was released last."""
    asked = runs.latest_round()
    if asked is None:
        raise Http404
    try:
        run = runs.ask_for_findings(asked, request.user)  # type: ignore[arg-type]
    except InputError as problem:
        messages.error(request, str(problem))
        return redirect("findings")
    return redirect("run", run_id=run.pk)


@require_safe
@needs(Right.FINDINGS, *ASKING)
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show how far a run is."""
    found = get_object_or_404(Run.objects.select_related("round__pulse"), pk=run_id)
    if found.state == Run.State.DONE and found.summary.get("released"):
        messages.success(request, _("The findings are ready."))
        return redirect("findings")
    return render(request, "link/run.html", {
        "run": found, "lost": runs.is_silent(found), "may_ask": runs.may_ask(found.round),
    })  # fmt: skip
