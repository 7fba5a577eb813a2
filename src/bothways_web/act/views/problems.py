"""Tying a problem to what customers say about it, to topics and to steps of the journey."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bothways.errors import InputError
from bothways_web.act.models import ProblemLink
from bothways_web.act.problems import offers
from bothways_web.act.problems import ties as verbs
from bothways_web.act.problems.forms import CaseForm, NameForm
from bothways_web.listen.models import Problem
from bothways_web.listen.problems.triage import may_change, visible_problems
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import asked, asked_number


@needs(Right.TRIAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def ties(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what a problem is tied to and could be, and take one step."""
    found = get_object_or_404(visible_problems(request.viewer), pk=pk)
    if not may_change(request.viewer, found):
        raise Http404
    made = _forms(request)
    if request.method == "POST" and _do(request, found, made):
        return redirect("problem_ties", pk)
    viewer, text = request.viewer, asked(request)
    context = {
        "problem": found,
        "ties": [one for one in verbs.ties_of(viewer, found) if one.own],
        "comments": offers.comments_for(viewer, found, text),
        "notes": offers.notes_for(viewer, found, text),
        "reads_notes": viewer.may(Right.ROUNDS, "customers"),
        "text": text,
        "forms": made if viewer.may(Right.CASES) else {k: v for k, v in made.items() if k != "case"},
        "form": next((one for one in made.values() if one.errors), None),
    }
    return render(request, "act/problems/ties.html", context, status=422 if context["form"] else 200)


def _forms(request: SignedInRequest) -> dict[str, forms.Form]:
    """Return the small forms; bound is the one that was sent."""
    step, viewer = request.POST.get("step"), request.viewer

    def sent(name: str) -> dict[str, Any]:
        return {"data": request.POST if step == name else None, "prefix": name}

    return {
        "topic": NameForm(
            **sent("topic"), label=_("Topic"), used=verbs.used_names(viewer, verbs.Kind.TOPIC),
            hint=_("One or two words, such as “waiting”. The list of problems can be narrowed to it."),
        ),
        "step": NameForm(
            **sent("step"), label=_("Step of the journey"), used=verbs.used_names(viewer, verbs.Kind.STEP),
            hint=_("Where customers meet it, such as “arriving”."),
        ),
        "case": CaseForm(**sent("case")),
    }  # fmt: skip


def _do(request: SignedInRequest, found: Problem, made: dict[str, forms.Form]) -> bool:
    """Take one step; return whether the page begins anew."""
    step, form = request.POST.get("step", ""), made.get(request.POST.get("step", ""))
    if form is not None and not form.is_valid():
        return False
    try:
        done = _tie(request, found, step, form)
    except InputError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done)
    return True


def _tie(request: SignedInRequest, found: Problem, step: str, form: forms.Form | None) -> str:
    """Tie or untie, and return what to say; what is not for this viewer is not there."""
    user, viewer = request.user, request.viewer
    if step == "untie":
        verbs.untie(get_object_or_404(ProblemLink, pk=asked_number(request, "tie"), problem=found), by=user)
        return _("The tie is taken away.")
    if step in ("topic", "step") and form is not None:
        verbs.tie_name(found, step, form.cleaned_data["name"], by=user)
    elif step == "case" and form is not None:
        case = offers.case_of(viewer, form.cleaned_data["case"])
        if case is None:
            raise InputError(_("There is no such case that you may open."), remedy=_("Check the number."))
        verbs.tie_case(found, case, by=user)
    elif step == "note" and (note := offers.note_of(viewer, asked_number(request, "note"))):
        verbs.tie_note(found, note, by=user)
    elif step == "comment" and (text := offers.comment_of(viewer, found, request.POST.get("comment", ""))):
        verbs.tie_comment(found, text, by=user)
    else:
        raise Http404
    return _("Tied. It stands beside the problem now.")
