"""Bringing in metrics: upload, columns, check, import, undo. Nothing is kept before the last step."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bothways.errors import BothwaysError, InputError
from bothways_web.link import bringing
from bothways_web.link.imports import undo_import
from bothways_web.link.models import MetricImport
from bothways_web.people.access import Right
from bothways_web.people.gate import needs
from bothways_web.people.mapping import read_map
from bothways_web.people.models import Upload
from bothways_web.people.uploads import own_upload

OWN = "own imports"


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SETTINGS, OWN)
def metrics(request: HttpRequest) -> HttpResponse:
    """List imports and take a new file."""
    sides = bringing.sides_of(request.viewer)  # type: ignore[attr-defined]
    troubles: list[str] = []
    if request.method == "POST":
        side, file = request.POST.get("side", ""), request.FILES.get("file")
        if side not in sides:
            troubles.append(_("Say whose numbers these are."))
        elif file is None:
            troubles.append(_("Choose a file first."))
        else:
            try:
                kept, tidy = bringing.keep_file(file, side, by=request.user)  # type: ignore[arg-type]
                return redirect("metric_columns" if tidy else "metric_layout", side=side, key=kept.pk)
            except BothwaysError as problem:
                troubles.append(str(problem))
    imports = MetricImport.objects.filter(side__in=sides).select_related("imported_by")
    context = {
        "imports": imports,
        "sides": [one for one in MetricImport.Side if one in sides],
        "troubles": troubles,
    }
    return render(request, "link/metrics.html", context, status=422 if troubles else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SETTINGS, OWN)
def columns(request: HttpRequest, side: str, key: uuid.UUID) -> HttpResponse:
    """Ask which column means what."""
    upload = own_metrics(request, side, key)
    try:
        found = bringing.map_upload(upload)
    except BothwaysError as problem:
        messages.error(request, str(problem))
        return redirect("metrics")
    troubles: list[str] = []
    if request.method == "POST":
        chosen, troubles = read_map(request.POST, found)
        if not troubles:
            return redirect(f"{reverse('metric_check', args=(side, key))}?{urlencode(chosen)}")
    context = {
        "columns": found, "troubles": troubles, "back": reverse("metrics"), "title": _("Which column means what?"),
        "intro": _("One row is one value of one metric, for one team in one period."),
        "other": reverse("metric_layout", args=(side, key)),
        "other_words": _("One row of my file holds several values, or its header stands further down"),
    }  # fmt: skip
    return render(request, "people/import/map.html", context, status=422 if troubles else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SETTINGS, OWN)
def check(request: HttpRequest, side: str, key: uuid.UUID) -> HttpResponse:
    """Show what the file holds and what is wrong with it; import it once somebody says so."""
    upload = own_metrics(request, side, key)
    chosen = bringing.chosen_columns(request.GET)
    try:
        checked = bringing.check_upload(upload, side, chosen)
    except BothwaysError as problem:
        messages.error(request, str(problem))
        return redirect("metric_columns", side=side, key=key)
    trouble = ""
    if request.method == "POST":
        try:
            made = bringing.import_checked(
                checked, skip=bool(request.POST.get("skip")), replace=bool(request.POST.get("replace")),
                by=request.user,  # type: ignore[arg-type]
            )  # fmt: skip
            messages.success(
                request, _("Imported %(cells)s values of %(file)s.") % {"cells": made.cells, "file": made}
            )
            return redirect("metrics")
        except InputError as problem:
            trouble = str(problem)
    context: dict[str, Any] = {"checked": checked, "trouble": trouble, "upload": upload, "side": side}
    return render(request, "link/check.html", context, status=422 if trouble else 200)


@require_safe
@needs(Right.SETTINGS, OWN)
def faults(request: HttpRequest, side: str, key: uuid.UUID) -> HttpResponse:
    """Give the faulty rows with what is wrong and what to do."""
    upload = own_metrics(request, side, key)
    if not upload.faults_path.exists():
        raise Http404
    answer = HttpResponse(upload.faults_path.read_bytes(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="rows-that-need-you.csv"'
    return answer


@require_POST
@needs(Right.SETTINGS, OWN)
def undo(request: HttpRequest, import_id: int) -> HttpResponse:
    """Take an import back."""
    sides = bringing.sides_of(request.viewer)  # type: ignore[attr-defined]
    one = get_object_or_404(MetricImport, pk=import_id, side__in=sides)
    try:
        undo_import(one, request.user)  # type: ignore[arg-type]
        messages.success(request, _("The import of %(file)s is undone.") % {"file": one})
    except InputError as problem:
        messages.error(request, str(problem))
    return redirect("metrics")


def own_metrics(request: HttpRequest, side: str, key: uuid.UUID) -> Upload:
    """Return the viewer's own upload of a side that is theirs."""
    if side not in bringing.sides_of(request.viewer):  # type: ignore[attr-defined]
        raise Http404
    return own_upload(key, kind=bringing.kind_of(side), by=request.user)  # type: ignore[arg-type]
