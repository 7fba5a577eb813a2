"""Pages of imports of units and people: upload, columns, check, undo."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bothways.errors import InputError
from bothways_web.people import imports, jobs
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.import_fields import FIELDS, INTRODUCTIONS, SHOWN, SYNONYMS, TEMPLATES, TITLES
from bothways_web.people.mapping import map_columns, read_map
from bothways_web.people.models import RecordImport
from bothways_web.people.paging import page_of
from bothways_web.people.records.sentences import summary_sentences
from bothways_web.people.uploads import keep_upload, own_upload

importing = needs(Right.RECORDS, "edit", "import only")
Kind, State = RecordImport.Kind, RecordImport.State


@importing
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: SignedInRequest, kind: str) -> HttpResponse:
    """Take a file."""
    if kind not in Kind.values:
        raise Http404
    trouble = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            trouble = _("Choose a file first.")
        else:
            try:
                upload = keep_upload(file, kind=kind, by=request.user)
            except InputError as error:
                trouble = str(error)
            else:
                return redirect("import_columns", kind=kind, key=upload.pk)
    context = {
        "kind": kind,
        "title": TITLES[kind],
        "intro": INTRODUCTIONS[kind],
        "fields": FIELDS[kind],
        "troubles": [trouble] if trouble else [],
    }
    return render(request, "people/import/file.html", context, status=400 if trouble else 200)


@importing
@require_safe
def import_template(request: SignedInRequest, kind: str) -> HttpResponse:
    """Give a file that shows the columns."""
    if kind not in Kind.values:
        raise Http404
    answer = HttpResponse(TEMPLATES[kind], content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{kind}.csv"'
    return answer


@importing
@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request: SignedInRequest, kind: str, key: uuid.UUID) -> HttpResponse:
    """Ask which column means what."""
    upload = own_upload(key, kind=kind, by=request.user)
    troubles: list[str] = []
    try:
        columns = map_columns(upload, FIELDS[kind], SYNONYMS[kind], shown=SHOWN[kind])
    except InputError as error:
        messages.error(request, str(error))
        return redirect("import_file", kind=kind)
    if request.method == "POST":
        chosen, troubles = read_map(request.POST, columns)
        if not troubles:
            given = imports.start_import(upload, chosen, by=request.user)
            jobs.work_on(given, "check", by=request.user)
            return redirect("import_check", kind=kind, key=key)
    context = {
        "columns": columns,
        "troubles": troubles,
        "title": _("What do your columns mean?"),
        "intro": _("We made a guess from their names. Correct what is wrong."),
        "back": reverse("import_file", args=[kind]),
    }
    return render(request, "people/import/map.html", context, status=400 if troubles else 200)


@importing
@require_http_methods(["GET", "HEAD", "POST"])
def import_check(request: SignedInRequest, kind: str, key: uuid.UUID) -> HttpResponse:
    """Show what is wrong or what would change; take the word to go on."""
    upload = own_upload(key, kind=kind, by=request.user)
    given = imports.own_import(key, by=request.user)
    if given is None:
        return redirect("import_columns", kind=kind, key=key)
    if request.method == "POST":
        if request.POST.get("step") == "apply" and given.state == State.CHECKED:
            jobs.work_on(given, "apply", by=request.user)
        elif given.state not in (State.CHECKING, State.APPLYING) or jobs.is_stuck(given):
            jobs.work_on(given, "check", by=request.user, end_missing=request.POST.get("missing") == "end")
        given.refresh_from_db()
        if given.imported_at or given.state == State.APPLYING:
            return redirect("import_done", pk=given.pk)
        return redirect("import_check", kind=kind, key=key)
    context = {"given": given, "upload": upload, "kind": kind, "sentences": summary_sentences(given)}
    return _waiting(given, render(request, "people/import/check.html", context | _waits(given)))


@importing
@require_safe
def import_done(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show an import, and offer to undo it."""
    given = _own(request, pk)
    if given.imported_at is None and given.upload_id and given.state != State.APPLYING:
        return redirect("import_check", kind=given.kind, key=given.upload_id)
    reason = imports.why_not_undo(given) if given.state == State.IMPORTED else ""
    context = {"given": given, "reason": reason, "sentences": summary_sentences(given)}
    return _waiting(given, render(request, "people/import/done.html", context | _waits(given)))


@importing
@require_safe
def import_faults(request: SignedInRequest, kind: str, key: uuid.UUID) -> HttpResponseBase:
    """Give the faulty rows."""
    upload = own_upload(key, kind=kind, by=request.user)
    if not upload.faults_path.exists():
        raise Http404
    stream = upload.faults_path.open("rb")
    return FileResponse(
        stream, as_attachment=True, filename=f"{kind}-to-correct.csv", content_type="text/csv"
    )


@importing
@require_POST
def import_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Undo an import."""
    given = _own(request, pk)
    if imports.may_be_undone(given):
        jobs.work_on(given, "undo", by=request.user)
    return redirect("import_done", pk=pk)


@importing
@require_safe
def import_list(request: SignedInRequest) -> HttpResponse:
    """Show what was imported."""
    found = _visible(request).exclude(imported_at__isnull=True)
    return render(request, "people/import/list.html", {"page": page_of(request, found)})


def _visible(request: SignedInRequest) -> QuerySet[RecordImport]:
    """Return the imports of this viewer; all of them for an administrator."""
    everything = RecordImport.objects.defer("former", "problems")
    admin = request.viewer.may(Right.RECORDS, "import only")
    return everything if admin else everything.filter(by=request.user)


def _own(request: SignedInRequest, pk: int) -> RecordImport:
    return get_object_or_404(_visible(request), pk=pk)


def _waits(given: RecordImport) -> dict[str, bool]:
    working = given.state in (State.CHECKING, State.APPLYING, State.UNDOING)
    return {"working": working, "stuck": jobs.is_stuck(given)}


def _waiting(given: RecordImport, answer: HttpResponse) -> HttpResponse:
    """Let the browser look again in two seconds while something is being worked on."""
    if given.state in (State.CHECKING, State.APPLYING, State.UNDOING):
        answer["Refresh"] = "2"
    return answer
