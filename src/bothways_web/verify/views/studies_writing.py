"""Writing studies: what begins, in which teams, what is asked of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bothways.errors import InputError
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import asked_number, page_of
from bothways_web.verify.models import Study
from bothways_web.verify.studies import locking, writing
from bothways_web.verify.studies.forms import (
    NewStudyForm,
    QuestionForm,
    StartForm,
    StartsFileForm,
    WordsForm,
    question_as_typed,
)
from bothways_web.verify.studies.measured import numbers
from bothways_web.verify.studies.reach import WRITES, visible_studies
from bothways_web.verify.studies.showing import teams_of
from bothways_web.verify.studies.unit_files import ReadStarts, read_starts, starts_csv

BOTH = ["GET", "HEAD", "POST"]


@needs(Right.FINDINGS, *WRITES)
@require_http_methods(BOTH)
def new_study(request: SignedInRequest) -> HttpResponse:
    """Begin a study."""
    form = NewStudyForm(request.POST or None, initial={"kind": Study.Kind.PROGRAMME.value})
    if request.method == "POST" and form.is_valid():
        try:
            made = writing.make_study(form.cleaned_data["kind"], form.cleaned_data, by=request.user)
            return redirect("study_teams" if made.kind == Study.Kind.PROGRAMME else "study_question", made.pk)
        except InputError as problem:
            form.add_error(None, str(problem))
    return _page(request, "new", form, {})


@needs(Right.FINDINGS, *WRITES)
@require_http_methods(BOTH)
def study_words(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what a study is called and what it is about."""
    found = _written(request, pk, Study.Kind.PROGRAMME, Study.Kind.HUDDLES)
    form = WordsForm(request.POST or None, initial={"title": found.title, "text": found.text})
    if request.method == "POST" and form.is_valid():
        try:
            writing.change_words(
                found, form.cleaned_data, version=asked_number(request, "version"), by=request.user
            )
            messages.success(request, _("Saved."))
            return redirect("study", pk)
        except InputError as problem:
            _tell(form, problem, found)
    return _page(request, "words", form, {"study": found})


@needs(Right.FINDINGS, *WRITES)
@require_http_methods(BOTH)
def study_teams(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say in which teams a programme began, and when, one by one."""
    found = _open(request, pk)
    version = asked_number(request, "version")
    if request.method == "POST" and request.POST.get("remove"):
        try:
            writing.remove_unit(found, request.POST["remove"], version=version, by=request.user)
            messages.success(request, _("The team is taken out."))
        except InputError as problem:
            messages.error(request, str(problem))
        return redirect("study_teams", pk)
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            writing.set_units(found, [form.start_of()], version=version, by=request.user, replace=False)
            messages.success(request, _("Saved."))
            return redirect("study_teams", pk)
        except InputError as problem:
            _tell(form, problem, found)
    page = page_of(request, teams_of(found))
    return _page(
        request, "teams", form, {"study": found, "page": page, "draft": found.state == Study.State.DRAFT}
    )


@needs(Right.FINDINGS, *WRITES)
@require_http_methods(BOTH)
def study_teams_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say in which teams a programme began, and when, as a file: all of it or nothing."""
    found = _open(request, pk)
    form, read = StartsFileForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        try:
            read = read_starts(form.cleaned_data["file"], by=request.user)
            if not read.problems and not read.starts:
                form.add_error("file", _("No team stands in this file. Give each team one row."))
            elif not read.problems and _kept(request, found, read):
                return redirect("study_teams", pk)
        except InputError as problem:
            _tell(form, problem, found)
    wrong = read is not None and bool(read.problems)
    return _page(request, "teams_file", form, {"study": found, "read": read}, wrong=wrong)


@needs(Right.FINDINGS, *WRITES)
@require_safe
def study_teams_table(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give where a programme began as CSV, to be changed and brought again."""
    found = _written(request, pk, Study.Kind.PROGRAMME)
    answer = HttpResponse(starts_csv(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="teams-of-study-{found.pk}.csv"'
    return answer


@needs(Right.FINDINGS, *WRITES)
@require_http_methods(BOTH)
def study_question(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say which number will tell, and what is expected of it."""
    found = _written(request, pk, Study.Kind.PROGRAMME, Study.Kind.HUDDLES)
    if found.state != Study.State.DRAFT:
        raise Http404
    there = numbers()
    form = QuestionForm(request.POST or None, there=there, initial=question_as_typed(found))
    if request.method == "POST" and form.is_valid():
        try:
            locking.ask(found, form.question(), version=asked_number(request, "version"), by=request.user)
            messages.success(request, _("Saved. Locking the study keeps it as it is."))
            return redirect("study", pk)
        except InputError as problem:
            _tell(form, problem, found)
    return _page(request, "question", form, {"study": found, "there": there})


@needs(Right.FINDINGS, *WRITES)
@require_http_methods(BOTH)
def delete_study(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether a draft is to be deleted, and do it."""
    found = _written(request, pk, Study.Kind.PROGRAMME, Study.Kind.HUDDLES)
    if found.state != Study.State.DRAFT:
        raise Http404
    if request.method == "POST":
        try:
            writing.delete_draft(found, version=asked_number(request, "version"), by=request.user)
            messages.success(request, _("The draft is deleted."))
        except InputError as problem:
            messages.error(request, str(problem))
        return redirect("studies")
    return render(request, "verify/studies/delete.html", {"study": found})


def _written(request: SignedInRequest, pk: int, *kinds: str) -> Study:
    """Return a study that people write; those that come from plans are changed with their plans."""
    found = get_object_or_404(visible_studies(request.viewer), pk=pk)
    if found.kind not in kinds:
        raise Http404
    return found


def _open(request: SignedInRequest, pk: int) -> Study:
    """Return a study of a programme whose teams may still change."""
    found = _written(request, pk, Study.Kind.PROGRAMME)
    if found.state not in writing.CHANGEABLE:
        raise Http404
    return found


def _kept(request: SignedInRequest, found: Study, read: ReadStarts) -> bool:
    """Take the lines of a file over, and say how many changed."""
    version = asked_number(request, "version")
    changed = writing.set_units(found, read.starts, version=version, by=request.user, replace=True)
    messages.success(request, _("Taken over: %(changed)s lines changed.") % {"changed": changed})
    return True


def _tell(form: forms.Form, problem: InputError, found: Study) -> None:
    """Say what is wrong; what was typed stays, and can be sent again over what somebody else has changed."""
    form.add_error(None, str(problem))
    found.refresh_from_db(fields=["version"])


def _page(
    request: SignedInRequest, name: str, form: forms.Form, context: dict[str, Any], *, wrong: bool = False
) -> HttpResponse:
    status = 422 if form.errors or wrong else 200
    return render(request, f"verify/studies/{name}.html", {**context, "form": form}, status=status)
