"""Writing plans: a new one step by step, changing one, what it expects, its end."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bothways.errors import InputError
from bothways_web.act.models import Plan
from bothways_web.act.plans import expecting, running, writing
from bothways_web.act.plans.because import Reason, read_reason
from bothways_web.act.plans.forms import (
    EndForm,
    ExpectationForm,
    PlanForm,
    expectation_as_typed,
    plan_as_typed,
)
from bothways_web.act.plans.measured import measured_in
from bothways_web.act.plans.reach import ENDED, may_follow, may_write, visible_plans
from bothways_web.act.plans.steps import version_of
from bothways_web.act.playbook.practices import practices_for
from bothways_web.act.units import reached
from bothways_web.link.team_places import find_place
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.models import Unit

BOTH = ["GET", "HEAD", "POST"]


@needs(Right.TEAM, "edit own")
@require_http_methods(BOTH)
def new_plan(request: SignedInRequest, code: str) -> HttpResponse:
    """Write a plan: first what will be done, from the playbook or in own words, then the plan itself."""
    place = reached(request, code)
    if not request.viewer.edits(Right.TEAM, [code]):
        raise Http404
    reason = read_reason(request.viewer, code, request.GET.dict())
    offered = practices_for(reason.domain, reason.label) if reason.domain else ()
    if request.method != "POST" and offered and not reason.practice and "own" not in request.GET:
        query = request.GET.urlencode()
        context = {"place": place, "reason": reason, "practices": offered, "query": query}
        return render(request, "act/plans/what.html", context)
    form = PlanForm(request.POST or None, unit=code, initial=_begun(reason))
    if request.method == "POST" and form.is_valid():
        try:
            made = writing.make_plan(Unit.objects.get(code=code), form.given(), reason, by=request.user)
            return redirect("plan_expectation", made.pk)
        except InputError as problem:
            form.add_error(None, str(problem))
    context = {"place": place, "reason": reason, "form": form, "offered": bool(offered)}
    return render(request, "act/plans/write.html", context, status=422 if form.errors else 200)


@needs(Right.TEAM, "edit own")
@require_http_methods(BOTH)
def change_plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change the words, the owner and the days of a plan."""
    found = _mine(request, pk)
    form = PlanForm(request.POST or None, unit=found.unit.code, initial=plan_as_typed(found))
    if found.locked_at is not None:
        form.fields["starts_on"].disabled = True
    if request.method == "POST" and form.is_valid():
        try:
            writing.change_plan(found, form.given(), version=version_of(request.POST), by=request.user)
            messages.success(request, _("The plan is changed."))
            return redirect("plan", pk)
        except InputError as problem:
            _tell(form, problem, found)
    context = {"plan": found, "place": find_place(found.unit.code), "form": form}
    return render(request, "act/plans/write.html", context, status=422 if form.errors else 200)


@needs(Right.TEAM, "edit own")
@require_http_methods(BOTH)
def plan_expectation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what a plan expects; of a locked one the change is kept, or refused, in its history."""
    found = _mine(request, pk)
    if found.state in ENDED:
        raise Http404
    there, locked = measured_in(found.unit.code), found.locked_at is not None
    initial = expectation_as_typed(found)
    form = ExpectationForm(request.POST or None, there=there, locked=locked, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            _expect(request, found, form)
            return redirect("plan", pk)
        except InputError as problem:
            _tell(form, problem, found)
    hidden = [one.label for one in there if one.shown is None]
    label = next((one.label for one in there if one.metric == found.domain), "")
    context = {
        "plan": found, "place": find_place(found.unit.code), "form": form, "hidden": hidden, "locked": locked,
        "can_expect": any(one.can_be_expected for one in there), "result": expecting.result_since_start(found),
        "offered": bool(found.domain and practices_for(found.domain, label)),
    }  # fmt: skip
    return render(request, "act/plans/expectation.html", context, status=422 if form.errors else 200)


@needs(Right.TEAM)
@require_http_methods(BOTH)
def end_plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """Look back on a plan: keep it, change it or stop it, and write what was learnt."""
    found = get_object_or_404(visible_plans(request.viewer), pk=pk)
    if not may_follow(request.viewer, found) or found.state != Plan.State.STARTED:
        raise Http404
    form = EndForm(request.POST or None, initial={"learnt": found.learnt})
    if request.method == "POST" and form.is_valid():
        how, learnt = request.POST.get("how", ""), form.cleaned_data["learnt"]
        try:
            made = running.end_plan(found, how, learnt, version=version_of(request.POST), by=request.user)
            messages.success(request, _("Saved. You can undo it on the page of the plan."))
            if made is None:
                return redirect("plan", pk)
            return redirect("change_plan" if may_write(request.viewer, made) else "plan", made.pk)
        except InputError as problem:
            _tell(form, problem, found)
    context = {"plan": found, "place": find_place(found.unit.code), "form": form}
    return render(request, "act/plans/end.html", context, status=422 if form.errors else 200)


@needs(Right.TEAM, "edit own")
@require_http_methods(BOTH)
def delete_plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether a draft is to be deleted, and do it."""
    found = _mine(request, pk)
    if found.state != Plan.State.DRAFT:
        raise Http404
    if request.method == "POST":
        try:
            writing.delete_draft(found, by=request.user)
            messages.success(request, _("The draft is deleted."))
        except InputError as problem:
            messages.error(request, str(problem))
        return redirect("unit_plans", found.unit.code)
    return render(request, "act/plans/delete.html", {"plan": found, "place": find_place(found.unit.code)})


def _mine(request: SignedInRequest, pk: int) -> Plan:
    """Return a plan that the viewer may change; for all others it is not there."""
    found = get_object_or_404(visible_plans(request.viewer), pk=pk)
    if not may_write(request.viewer, found):
        raise Http404
    return found


def _tell(form: forms.Form, problem: InputError, found: Plan) -> None:
    """Say what is wrong; what was typed stays, and can be sent again over what somebody else has changed."""
    form.add_error(None, str(problem))
    found.refresh_from_db(fields=["version"])


def _expect(request: SignedInRequest, found: Plan, form: ExpectationForm) -> None:
    version, given = version_of(request.POST), form.cleaned_data
    if found.locked_at is None:
        expecting.expect(found, form.expectation(), version=version, by=request.user)
        messages.success(request, _("What you expect is written down. Starting the plan locks it."))
        return
    expecting.change_expectation(
        found,
        form.expectation(),
        starts_on=given["starts_on"],
        why=given["why"],
        version=version,
        by=request.user,
    )
    messages.success(request, _("What you expect is changed. What it was before stands in the history."))


def _begun(reason: Reason) -> dict[str, object]:
    """Return what the form of a new plan shows first."""
    found: dict[str, object] = {"title": reason.title, "because_text": reason.text}
    chosen = reason.practice
    if chosen is not None:
        found["title"] = reason.title or chosen.title
        found["text"] = f"{chosen.what}\n\n{chosen.first_step}\n\n{chosen.notice}"
    return found | writing.usual_dates(chosen.degree if chosen else "")
