"""Who serves whom: the list, a file brought in step by step, one line more or less, versions."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bothways.errors import BothwaysError, InputError
from bothways_web.people.access import Right
from bothways_web.people.bodies import brings_up_to
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.mapping import read_map
from bothways_web.people.models import Upload
from bothways_web.people.paging import asked_number, page_of
from bothways_web.people.uploads import LIMIT, keep_upload, own_upload
from bothways_web.verify.models import ServiceNetwork
from bothways_web.verify.overload import bringing, networks
from bothways_web.verify.overload.files import network_csv
from bothways_web.verify.overload.flow import flow_of
from bothways_web.verify.overload.forms import EdgeForm
from bothways_web.verify.overload.showing import WRITES

MOST_VERSIONS, PER_PAGE = 20, 25
BOTH = ["GET", "HEAD", "POST"]


@brings_up_to(LIMIT)
@needs(Right.LEAVING, WRITES)
@require_http_methods(BOTH)
def network(request: SignedInRequest) -> HttpResponse:
    """List who serves whom, and take a file."""
    troubles: list[str] = []
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            troubles.append(_("Choose a file first."))
        else:
            try:
                kept = keep_upload(file, kind=bringing.KIND, by=request.user)
                return redirect("overload_network_columns", kept.pk)
            except BothwaysError as problem:
                troubles.append(str(problem))
    return _page(request, troubles=troubles)


@needs(Right.LEAVING, WRITES)
@require_POST
def network_step(request: SignedInRequest) -> HttpResponse:
    """Add a line, take one out, or take the last version back."""
    step, seen, by = request.POST.get("step", ""), asked_number(request, "seen"), request.user
    form = EdgeForm(request.POST) if step == "add" else None
    if form is not None and not form.is_valid():
        return _page(request, form=form)
    try:
        if form is not None:
            given = form.cleaned_data
            networks.add_edge(given["provider"], given["client"], given["weight"], seen=seen, by=by)
            messages.success(request, _("The line is added."))
        elif step == "remove":
            ends = (request.POST.get("provider", ""), request.POST.get("client", ""))
            networks.remove_edge(*ends, seen=seen, by=by)
            messages.success(request, _("The line is taken out. You can undo it below."))
        elif step == "undo":
            networks.undo_network(seen=seen, by=by)
            messages.success(request, _("Undone. The version before holds again."))
        else:
            raise Http404
    except InputError as problem:
        if form is None:
            messages.error(request, str(problem))
        else:
            form.add_error(None, str(problem))
            return _page(request, form=form)
    return redirect("overload_network")


@needs(Right.LEAVING, WRITES)
@require_http_methods(BOTH)
def network_columns(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    """Ask which column means what."""
    try:
        found = bringing.map_upload(_upload(request, key))
    except BothwaysError as problem:
        messages.error(request, str(problem))
        return redirect("overload_network")
    troubles: list[str] = []
    if request.method == "POST":
        chosen, troubles = read_map(request.POST, found)
        if not troubles:
            return redirect(f"{reverse('overload_network_check', args=(key,))}?{urlencode(chosen)}")
    context = {
        "columns": found, "troubles": troubles, "back": reverse("overload_network"),
        "title": _("Which column means what?"), "intro": _("One row says that one unit serves another."),
    }  # fmt: skip
    return render(request, "people/import/map.html", context, status=422 if troubles else 200)


@needs(Right.LEAVING, WRITES)
@require_http_methods(BOTH)
def network_check(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    """Show what the file holds and what is wrong with it; keep it once somebody says so."""
    upload = _upload(request, key)
    try:
        checked = bringing.check_upload(upload, bringing.chosen_columns(request.GET))
    except BothwaysError as problem:
        messages.error(request, str(problem))
        return redirect("overload_network_columns", key)
    trouble, last = "", networks.current_network()
    if request.method == "POST":
        try:
            skip, seen = bool(request.POST.get("skip")), asked_number(request, "seen")
            made = bringing.bring(checked, skip=skip, seen=seen, by=request.user)
            messages.success(request, _("Saved: %(lines)s lines of who serves whom.") % {"lines": made.count})
            return redirect("overload_network")
        except InputError as problem:
            trouble = str(problem)
    context: dict[str, Any] = {"checked": checked, "trouble": trouble, "upload": upload, "last": last}
    return render(request, "verify/overload/check.html", context, status=422 if trouble else 200)


@needs(Right.LEAVING, WRITES)
@require_safe
def network_faults(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    """Give the faulty rows with what is wrong and what to do."""
    upload = _upload(request, key)
    if not upload.faults_path.exists():
        raise Http404
    return _file(upload.faults_path.read_bytes(), "rows-that-need-you.csv")


@needs(Right.LEAVING, WRITES)
@require_safe
def network_table(request: SignedInRequest) -> HttpResponse:
    """Give who serves whom as a file that can be changed and brought in again."""
    return _file(network_csv(networks.current_network()), "who-serves-whom.csv")


@needs(Right.LEAVING, WRITES)
@require_safe
def network_template(request: SignedInRequest) -> HttpResponse:
    """Give a file with the columns and no line."""
    return _file(bringing.TEMPLATE.encode(), "template.csv")


def _page(
    request: SignedInRequest, *, form: EdgeForm | None = None, troubles: list[str] | None = None
) -> HttpResponse:
    last = networks.current_network()
    seen = last.pk if last else 0
    flow = flow_of(last, None, None)
    context = {
        "network": last, "seen": seen, "page": page_of(request, flow.rows, per_page=PER_PAGE), "troubles": troubles,
        "form": form or EdgeForm(),
        "versions": ServiceNetwork.objects.select_related("made_by")[:MOST_VERSIONS],
    }  # fmt: skip
    return render(
        request, "verify/overload/network.html", context, status=422 if troubles or form is not None else 200
    )


def _upload(request: SignedInRequest, key: uuid.UUID) -> Upload:
    return own_upload(key, kind=bringing.KIND, by=request.user)


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
