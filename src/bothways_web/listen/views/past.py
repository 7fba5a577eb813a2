"""Pages of past answers, for people leads and CX leads: bring a file, look, check, import, release, undo."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bothways.errors import BothwaysError, InputError
from bothways_web.listen.models import AnswerImport, AnswerMapping, Round
from bothways_web.listen.past.beginning import MOST, as_last_time, begin_import, sides_of
from bothways_web.listen.past.checking import same_file
from bothways_web.listen.past.looking import looked_of
from bothways_web.listen.past.running import ask_for
from bothways_web.listen.past.summary import summary_of
from bothways_web.listen.past.taking import may_be_undone, undo_import
from bothways_web.listen.past.tidying import kept_files, without_a_lead
from bothways_web.people.access import Right
from bothways_web.people.bodies import brings_up_to
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import page_of
from bothways_web.people.units import current_tree
from bothways_web.people.uploads import forget_upload

FORMATS_NAMED = "CSV, XLSX, Parquet, SPSS (.sav), JSON, XML"
State, Step = AnswerImport.State, AnswerImport.Step
importing = needs(Right.ROUNDS, "employees", "customers")


def own_import(request: SignedInRequest, pk: uuid.UUID) -> AnswerImport:
    """Return an import of somebody; a page that is not there for everybody else."""
    sides = [side for side, _words in sides_of(request.viewer)]
    mine = kept_files(AnswerImport.objects.filter(by=request.user, side__in=sides))
    return get_object_or_404(mine.select_related("upload", "pulse"), pk=pk)


def _left(request: SignedInRequest) -> QuerySet[AnswerImport]:
    """Return the imports that another lead may undo, and not read, since whoever brought them has gone."""
    return without_a_lead([side for side, _words in sides_of(request.viewer)]).exclude(by=request.user)


@brings_up_to(MOST)
@require_http_methods(["GET", "HEAD", "POST"])
@importing
def past_answers(request: SignedInRequest) -> HttpResponse:
    """List the files that somebody brought, and take a new one."""
    sides, trouble = sides_of(request.viewer), ""
    if request.method == "POST":
        try:
            return redirect("past_import", _begin(request, [side for side, _words in sides]).pk)
        except BothwaysError as problem:
            trouble = str(problem)
    mine = kept_files(AnswerImport.objects.filter(by=request.user, side__in=[side for side, _words in sides]))
    context = {
        "page": page_of(request, mine), "left": _left(request), "sides": sides,
        "troubles": [trouble] if trouble else [],
        "formats": FORMATS_NAMED, "has_units": current_tree() is not None,
    }  # fmt: skip
    return render(request, "listen/past/list.html", context, status=422 if trouble else 200)


def _begin(request: SignedInRequest, sides: list[str]) -> AnswerImport:
    """Keep the file that was sent, and have it looked at."""
    file, side = request.FILES.get("file"), request.POST.get("side", sides[0])
    if file is None:
        raise InputError(_("There is no file."), remedy=_("Choose a file first."))
    return begin_import(file, side, by=request.user, viewer=request.viewer)


@require_safe
@importing
def past_import(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Show how far an import is, and what is to be done next."""
    one = own_import(request, pk)
    context: dict[str, Any] = {"one": one, "summary": summary_of(one)}
    if one.state in (State.LOOKED, State.CHECKED):
        context["looked"] = looked_of(one)
        context["same"] = same_file(one)
        context["saved"] = AnswerMapping.objects.filter(side=one.side, shape=one.shape)[:5]
    if one.state in (State.HELD, State.RELEASED):
        found = Round.objects.filter(imported_parts__of=one).select_related("pulse")
        context["rounds"] = list(found.order_by("closes_at"))
        context["may_undo"] = one.state == State.HELD and may_be_undone(context["rounds"])
        context["has_faults"] = one.faults_path is not None and one.faults_path.exists()
    answer = render(request, "listen/past/import.html", context)
    if one.is_at_work:
        answer["Refresh"] = "2"
    return answer


@require_POST
@importing
def past_read(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Look at the file again, read in another way."""
    one = own_import(request, pk)
    if one.state in (State.LOOKED, State.CHECKED, State.FAILED):
        given = request.POST
        row = given.get("header_row", "")
        one.how = {
            "sheet": given.get("sheet", "").strip()[:100],
            "header_row": int(row) if row.isascii() and row.isdecimal() and len(row) < 6 else 0,
            "keep": [name[:200] for name in given.getlist("keep")][:50],
        }
        one.mapping = one.instrument = ""
        one.save(update_fields=["how", "mapping", "instrument"])
        ask_for(one, Step.LOOK)
    return redirect("past_import", pk)


@require_POST
@importing
def past_step(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Do what a button of the page says."""
    wanted = request.POST.get("step", "")
    if wanted == "undo":
        return _undo(request, pk)
    one = own_import(request, pk)
    if wanted == "again" and one.state in (State.LOOKED, State.CHECKED):
        _as_last_time(one, request.POST.get("saved", ""))
    elif wanted == "check" and one.mapping and one.state in (State.LOOKED, State.CHECKED):
        ask_for(one, Step.CHECK)
    elif wanted in ("take", "take-valid") and one.state == State.CHECKED:
        if one.found.get("rejected") and wanted == "take":
            messages.error(request, _("Some rows need you. Correct the file, or import the valid rows."))
        else:
            ask_for(one, Step.TAKE)
    elif wanted == "release" and one.state == State.HELD:
        ask_for(one, Step.RELEASE)
    elif wanted == "forget" and one.upload and not one.is_at_work:
        forget_upload(one.upload)
        messages.success(request, _("The file is deleted. Nothing of it was imported."))
        return redirect("past_answers")
    return redirect("past_import", pk)


def _undo(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Take an import back: one's own, or one whose bringer has gone."""
    left = _left(request).filter(pk=pk).select_related("pulse").first()
    one = left or own_import(request, pk)
    try:
        undo_import(one, by=request.user)
        messages.success(request, _("The import of %(file)s is undone.") % {"file": one.file_name})
    except BothwaysError as problem:
        messages.error(request, str(problem))
    return redirect("past_answers") if left else redirect("past_import", pk)


def _as_last_time(one: AnswerImport, saved: str) -> None:
    """Take over what was said of the columns of the last file of a survey, where there is such a file."""
    found = AnswerMapping.objects.filter(side=one.side, shape=one.shape)
    said = found.filter(pk=int(saved)).first() if saved.isascii() and saved.isdecimal() else None
    if said is not None:
        as_last_time(one, said)


@require_safe
@importing
def past_faults(request: SignedInRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Give the faulty rows."""
    path = own_import(request, pk).faults_path
    if path is None or not path.exists():
        raise Http404
    return FileResponse(
        path.open("rb"), as_attachment=True, filename="rows-that-need-you.csv", content_type="text/csv"
    )


@require_safe
@importing
def past_mapping(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Give what was said of the columns, as a file for the command line."""
    one = own_import(request, pk)
    if not one.mapping:
        raise Http404
    answer = HttpResponse(one.mapping, content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="mapping.json"'
    return answer
