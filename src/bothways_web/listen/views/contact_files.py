"""Pages by which a file of contacts comes in: upload, columns, check. Nothing is kept before the last step."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bothways.errors import BothwaysError, InputError
from bothways_web.listen.outside import files as files
from bothways_web.listen.outside.contacts import sides_of
from bothways_web.people.access import Right
from bothways_web.people.bodies import brings_up_to
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.mapping import read_map
from bothways_web.people.models import Upload
from bothways_web.people.uploads import LIMIT, keep_upload, own_upload

HOLDS = ("employees", "customers")


@brings_up_to(LIMIT)
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.ROUNDS, *HOLDS)
def contact_file(request: SignedInRequest, side: str) -> HttpResponse:
    """Take a file."""
    _refuse_other(request, side)
    trouble, file = "", request.FILES.get("file")
    if request.method == "POST" and file is None:
        trouble = _("Choose a file first.")
    elif file is not None:
        try:
            kept = keep_upload(file, kind=files.kind_of(side), by=request.user)
            return redirect("contact_columns", side, kept.pk)
        except BothwaysError as problem:
            trouble = str(problem)
    context = {"side": side, "fields": files.FIELDS, "troubles": [trouble] if trouble else []}
    return render(request, "listen/contacts/file.html", context, status=422 if trouble else 200)


@require_safe
@needs(Right.ROUNDS, *HOLDS)
def example(request: SignedInRequest, side: str) -> HttpResponse:
    """Give a file that shows the columns."""
    _refuse_other(request, side)
    answer = HttpResponse(files.EXAMPLE, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{side}.csv"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.ROUNDS, *HOLDS)
def columns(request: SignedInRequest, side: str, key: uuid.UUID) -> HttpResponse:
    """Ask which column means what."""
    upload = _upload(request, side, key)
    try:
        found = files.map_upload(upload)
    except BothwaysError as problem:
        messages.error(request, str(problem))
        return redirect("contact_file", side)
    troubles: list[str] = []
    if request.method == "POST":
        chosen, troubles = read_map(request.POST, found)
        if not troubles:
            return redirect(f"{reverse('contact_check', args=(side, key))}?{urlencode(chosen)}")
    context = {
        "columns": found, "troubles": troubles, "back": reverse("contact_file", args=[side]),
        "title": _("Which column means what?"), "intro": _("One row is one person. No name is needed."),
    }  # fmt: skip
    return render(request, "people/import/map.html", context, status=422 if troubles else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.ROUNDS, *HOLDS)
def check(request: SignedInRequest, side: str, key: uuid.UUID) -> HttpResponse:
    """Show what a file would change and what is wrong with it; import it once somebody says so."""
    upload = _upload(request, side, key)
    try:
        checked = files.check_upload(upload, side, files.chosen_columns(request.GET))
    except BothwaysError as problem:
        messages.error(request, str(problem))
        return redirect("contact_columns", side, key)
    trouble = ""
    if request.method == "POST":
        try:
            files.import_checked(checked, skip=bool(request.POST.get("skip")), by=request.user)
            messages.success(
                request,
                _("%(new)s new contacts, %(changed)s changed, %(same)s as they were.")
                % {"new": len(checked.new), "changed": len(checked.changed), "same": checked.same},
            )
            return redirect("contacts", side)
        except InputError as problem:
            trouble = str(problem)
    context = {"checked": checked, "trouble": trouble, "upload": upload, "side": side}
    return render(request, "listen/contacts/check.html", context, status=422 if trouble else 200)


@require_safe
@needs(Right.ROUNDS, *HOLDS)
def faults(request: SignedInRequest, side: str, key: uuid.UUID) -> HttpResponseBase:
    """Give the faulty rows with what is wrong and what to do."""
    upload = _upload(request, side, key)
    if not upload.faults_path.exists():
        raise Http404
    return FileResponse(
        upload.faults_path.open("rb"),
        as_attachment=True,
        filename="rows-that-need-you.csv",
        content_type="text/csv",
    )


def _refuse_other(request: SignedInRequest, side: str) -> None:
    if side not in sides_of(request.viewer):
        raise Http404


def _upload(request: SignedInRequest, side: str, key: uuid.UUID) -> Upload:
    """Return the viewer's own upload of a side that is theirs."""
    _refuse_other(request, side)
    return own_upload(key, kind=files.kind_of(side), by=request.user)
