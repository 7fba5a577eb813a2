"""Studies: the list, one of them, its figures as a file."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bothways.errors import InputError
from bothways_web.act.plans.reach import may_follow
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import asked, asked_number, page_of
from bothways_web.verify.models import Study
from bothways_web.verify.studies import words
from bothways_web.verify.studies.files import study_csv
from bothways_web.verify.studies.foretelling import foretell
from bothways_web.verify.studies.locking import end_study, lock, reopen_study
from bothways_web.verify.studies.reach import OPENS, may_open, may_write, visible_studies
from bothways_web.verify.studies.results import last_looks, next_looks, numbers_of
from bothways_web.verify.studies.showing import context_of

PER_PAGE = 25


@needs(Right.FINDINGS)
@require_safe
def studies(request: SignedInRequest) -> HttpResponse:
    """List the studies within reach, by what they are called."""
    found = visible_studies(request.viewer)
    text, kind, state = asked(request), asked(request, "kind"), asked(request, "state")
    shown = found.filter(title__icontains=text) if text else found
    shown = shown.filter(kind=kind) if kind in Study.Kind.values else shown
    shown = shown.filter(state=state) if state in Study.State.values else shown
    page = page_of(request, shown.select_related("plan__unit"), per_page=PER_PAGE)
    rows = list(page)
    last, following = last_looks(rows), next_looks(rows)
    numbers = numbers_of(one.look.study for one in last.values())
    told = {pk: words.sentence(one.look.study, one, numbers[pk]) for pk, one in last.items()}
    return render(request, "verify/studies/list.html", {
        "page": page, "rows": [(one, last.get(one.pk), told.get(one.pk, ""), following.get(one.pk)) for one in rows],
        "text": text, "kind": kind, "state": state, "any": bool(text or kind or state), "there": found.exists(),
        "kinds": Study.Kind.choices, "states": Study.State.choices, "writes": may_write(request.viewer),
        "opens": may_open(request.viewer),
    })  # fmt: skip


@needs(Right.FINDINGS, *OPENS)
@require_http_methods(["GET", "HEAD", "POST"])
def study(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a study, and take what is done about it."""
    found = get_object_or_404(
        visible_studies(request.viewer).select_related("plan__unit", "plan__owner"), pk=pk
    )
    writes = may_write(request.viewer)
    if request.method == "POST":
        if not writes:
            raise Http404
        _do(request, found)
        return redirect("study", pk)
    follows = found.plan is not None and may_follow(request.viewer, found.plan)
    draft = found.state == Study.State.DRAFT
    return render(request, "verify/studies/study.html", context_of(found) | {
        "writes": writes, "follows": follows, "foretold": foretell(found) if draft else None, "draft": draft,
        "methods": request.viewer.may(Right.FINDINGS, "all", "all + method"),
    })  # fmt: skip


@needs(Right.FINDINGS, *OPENS)
@require_safe
def study_table(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give the figures of a study as CSV."""
    found = get_object_or_404(visible_studies(request.viewer), pk=pk)
    answer = HttpResponse(study_csv(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="study-{found.pk}.csv"'
    return answer


def _do(request: SignedInRequest, found: Study) -> None:
    """Do one step, and say what came of it."""
    steps = {"lock": (lock, _("The study is locked. Its first look is noted.")),
             "end": (end_study, _("There will be no more looks. You can undo this.")),
             "reopen": (reopen_study, _("Looks go on."))}  # fmt: skip
    if request.POST.get("step") not in steps:
        raise Http404
    verb, done = steps[request.POST["step"]]
    try:
        verb(found, version=asked_number(request, "version"), by=request.user)
        messages.success(request, done)
    except InputError as problem:
        messages.error(request, str(problem))
