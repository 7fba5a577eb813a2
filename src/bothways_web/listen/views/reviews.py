"""Pages of reviews and tickets, for those who lead customer experience: the list, bringing a file, undoing."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bothways.errors import BothwaysError, InputError
from bothways_web.listen.forms import unit_choices
from bothways_web.listen.models import Pulse, Review, ReviewImport
from bothways_web.listen.outside.reviews.checking import check_upload
from bothways_web.listen.outside.reviews.documents import as_table
from bothways_web.listen.outside.reviews.fields import KIND, chosen_columns, map_upload
from bothways_web.listen.outside.reviews.finding import FindReviewsForm, find_reviews, reviews_csv
from bothways_web.listen.outside.reviews.importing import ask_for_import, undo_import
from bothways_web.people.access import Right
from bothways_web.people.bodies import brings_up_to
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.mapping import read_map
from bothways_web.people.models import Upload
from bothways_web.people.paging import page_of
from bothways_web.people.units import current_tree
from bothways_web.people.uploads import LIMIT, keep_upload, own_upload

FILES_SHOWN = 20


@require_safe
@needs(Right.ROUNDS, "customers")
def reviews(request: SignedInRequest) -> HttpResponse:
    """List reviews and tickets, with a filter."""
    wanted = FindReviewsForm(request.GET).wanted()
    tree = current_tree()
    names = dict(zip(tree.units, tree.names, strict=True)) if tree else {}
    page = page_of(request, find_reviews(**wanted), per_page=20)
    context = {
        "page": page, "rows": [(one, names.get(one.unit, one.unit)) for one in page], "names": names,
        "wanted": {name: str(value) for name, value in wanted.items()}, "sources": ReviewImport.Source.choices,
        "there": Review.objects.filter(of__state=ReviewImport.State.IMPORTED).exists(), "query": urlencode(wanted),
    }  # fmt: skip
    return render(request, "listen/reviews/list.html", context)


@require_safe
@needs(Right.ROUNDS, "customers")
def export(request: SignedInRequest) -> HttpResponse:
    """Give what the list shows as a file."""
    found = find_reviews(**FindReviewsForm(request.GET).wanted())
    answer = HttpResponse(
        reviews_csv(found.iterator(chunk_size=1000)), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="reviews.csv"'
    return answer


@brings_up_to(LIMIT)
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.ROUNDS, "customers")
def files(request: SignedInRequest) -> HttpResponse:
    """List the files that were brought, how far they are, and take a new one."""
    troubles: list[str] = []
    units = unit_choices(request.viewer, Pulse.Side.CUSTOMERS)
    if request.method == "POST":
        kept, trouble = _keep(request, {code for code, _words in units})
        if kept:
            about = {"source": request.POST["source"], "about": request.POST["unit"]}
            return redirect(f"{reverse('review_columns', args=(kept.pk,))}?{urlencode(about)}")
        troubles.append(trouble)
    found = page_of(request, ReviewImport.objects.select_related("imported_by"), per_page=FILES_SHOWN)
    context = {
        "page": found, "sources": ReviewImport.Source.choices, "units": units, "troubles": troubles,
        "at_work": any(one.is_at_work for one in found),
    }  # fmt: skip
    return render(request, "listen/reviews/files.html", context, status=422 if troubles else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.ROUNDS, "customers")
def columns(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    """Ask which column means what."""
    upload, about = _upload(request, key), _about(request)
    try:
        found = map_upload(upload)
    except BothwaysError as problem:
        messages.error(request, str(problem))
        return redirect("review_files")
    troubles: list[str] = []
    if request.method == "POST":
        chosen, troubles = read_map(request.POST, found)
        if not troubles:
            return redirect(f"{reverse('review_check', args=(key,))}?{urlencode(chosen | about)}")
    context = {
        "columns": found, "troubles": troubles, "back": reverse("review_files"), "title": _("Which column means what?"),
        "intro": _("One row is one review or ticket. Names of customers are not imported."),
    }  # fmt: skip
    return render(request, "people/import/map.html", context, status=422 if troubles else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.ROUNDS, "customers")
def check(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    """Show what the file holds and what is wrong with it; have it read once somebody says so."""
    upload, about = _upload(request, key), _about(request)
    try:
        checked = check_upload(upload, chosen_columns(request.GET), about["about"])
    except BothwaysError as problem:
        messages.error(request, str(problem))
        return redirect(f"{reverse('review_columns', args=(key,))}?{urlencode(about)}")
    trouble = ""
    if request.method == "POST":
        try:
            ask_for_import(
                checked, source=about["source"], unit=about["about"], skip=bool(request.POST.get("skip")),
                by=request.user,
            )  # fmt: skip
            messages.success(request, _("The file is being read. You can leave this page; it goes on."))
            return redirect("review_files")
        except InputError as problem:
            trouble = str(problem)
    context: dict[str, Any] = {
        "checked": checked, "trouble": trouble, "upload": upload, "about": urlencode(about),
    }  # fmt: skip
    return render(request, "listen/reviews/check.html", context, status=422 if trouble else 200)


@require_safe
@needs(Right.ROUNDS, "customers")
def faults(request: SignedInRequest, key: uuid.UUID) -> HttpResponse:
    """Give the faulty rows with what is wrong and what to do."""
    upload = _upload(request, key)
    if not upload.faults_path.exists():
        raise Http404
    answer = HttpResponse(upload.faults_path.read_bytes(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="rows-that-need-you.csv"'
    return answer


@require_POST
@needs(Right.ROUNDS, "customers")
def undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a file back."""
    found = get_object_or_404(ReviewImport, pk=pk)
    try:
        undo_import(found, by=request.user)
        messages.success(request, _("The import of %(file)s is undone.") % {"file": found})
    except InputError as problem:
        messages.error(request, str(problem))
    return redirect("review_files")


def _keep(request: SignedInRequest, units: set[str]) -> tuple[Upload | None, str]:
    """Keep the file that was sent; return it, or what is wrong."""
    file = request.FILES.get("file")
    if request.POST.get("source") not in ReviewImport.Source:
        return None, _("Say what these are.")
    if request.POST.get("unit") not in units:
        return None, _("Choose the unit that rows are about which name none.")
    if file is None:
        return None, _("Choose a file first.")
    try:
        return keep_upload(as_table(file), kind=KIND, by=request.user), ""
    except BothwaysError as problem:
        return None, str(problem)


def _upload(request: SignedInRequest, key: uuid.UUID) -> Upload:
    return own_upload(key, kind=KIND, by=request.user)


def _about(request: SignedInRequest) -> dict[str, str]:
    """Return what was said of the file before its columns, as long as it can be so."""
    source, unit = request.GET.get("source", ""), request.GET.get("about", "")
    codes = [code for code, _words in unit_choices(request.viewer, Pulse.Side.CUSTOMERS)]
    if source not in ReviewImport.Source or unit not in codes:
        raise Http404
    return {"source": source, "about": unit}
