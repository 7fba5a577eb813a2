"""Taking released numbers along."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bothways.errors import InputError
from bothways_web.keeping.exports.offered import offered_rounds
from bothways_web.keeping.exports.reach import reach_of
from bothways_web.keeping.exports.rows import chosen_from
from bothways_web.keeping.exports.running import ask_for_file, may_fetch
from bothways_web.keeping.forms import ExportForm
from bothways_web.keeping.models import ExportJob
from bothways_web.link.findings import latest_findings
from bothways_web.link.hooks import page_before
from bothways_web.people.gate import SignedInRequest, needs_account


@needs_account
@require_http_methods(["GET", "HEAD", "POST"])
def exports(request: SignedInRequest) -> HttpResponse:
    """Ask what is wanted, and list the files of the last day."""
    reach = reach_of(request.viewer)
    if not reach.anything:
        raise Http404
    rounds = offered_rounds(request.viewer)
    start = {name: request.GET.get(name, "") for name in ("population", "round")}
    form = ExportForm(request.POST or None, initial=start, reach=reach, rounds=rounds)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        found = latest_findings() if given["what"] == "findings" else None
        if found and (first := page_before(request, found.run)) is not None:
            return first
        try:
            job = ask_for_file(
                request.viewer, request.user, given["what"], given["ending"], chosen_from(given)
            )
        except InputError as problem:
            messages.error(request, str(problem))
        else:
            _tell(request, job)
        return redirect("exports")
    jobs = ExportJob.objects.filter(by=request.user)
    context = {
        "form": form, "jobs": jobs, "reach": reach,
        "works": any(one.state in (ExportJob.State.WAITING, ExportJob.State.RUNNING) for one in jobs),
    }  # fmt: skip
    return render(request, "keeping/exports/exports.html", context, status=422 if form.errors else 200)


@needs_account
@require_safe
def fetch(request: SignedInRequest, key: uuid.UUID) -> HttpResponseBase:
    """Hand a file out to who asked for it, as long as they may see what is in it."""
    job = get_object_or_404(ExportJob, pk=key, by=request.user, state=ExportJob.State.DONE)
    if not may_fetch(job, request.viewer) or not job.path.exists():
        raise Http404
    name = f"{job.what}-{job.chosen.get('round') or job.asked_at.date()}{job.ending}"
    return FileResponse(job.path.open("rb"), as_attachment=True, filename=name)


def _tell(request: SignedInRequest, job: ExportJob) -> None:
    if job.state == ExportJob.State.FAILED:
        messages.error(request, job.trouble)
    elif job.state == ExportJob.State.DONE:
        messages.success(request, _("The file is ready."))
    else:
        messages.success(request, _("The file is being written. Look here again in a moment."))
