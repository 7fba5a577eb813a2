"""Triage: the list of problems, and one of them with what can be done about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bothways.errors import InputError
from bothways_web.listen.hooks import PROBLEM_FILTERS, PROBLEM_SECTIONS
from bothways_web.listen.models import Problem
from bothways_web.listen.problems import similar
from bothways_web.listen.problems import triage as verbs
from bothways_web.listen.problems.forms import AnswerForm, ReopenForm
from bothways_web.listen.problems.parts import is_untouched
from bothways_web.listen.problems.private_codes import form_key_of, new_form_key, number_sent
from bothways_web.listen.problems.units import offered_units, unit_names
from bothways_web.listen.problems.waiting import Promise, Wait, wait_of
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import asked, page_of

PER_PAGE, MOST_TARGETS, MOST_COMPARED = 25, 5, 500


@needs(Right.TRIAGE)
@require_safe
def triage(request: SignedInRequest) -> HttpResponse:
    """List the problems that the viewer looks after or may read."""
    viewer, units = request.viewer, request.viewer.units(Right.TRIAGE)
    everywhere = units is None or viewer.may(Right.TRIAGE, "read")
    offered = [(code, name) for code, name in offered_units() if everywhere or code in (units or ())]
    search = verbs.Search(*(asked(request, name) for name in ("state", "unit", "prompt", "q", "order")))
    filters = [(each, each.choices(viewer), asked(request, each.name)) for each in PROBLEM_FILTERS]
    found = verbs.find_problems(viewer, search)
    for each, values, chosen in filters:
        found = each.narrow(found, chosen) if chosen in values else found
    page = page_of(request, found, per_page=PER_PAGE)
    context = {
        "page": page,
        "rows": _rows(page),
        "search": search,
        "filters": filters,
        "units": offered,
        "any": any(vars(search).values()) or any(chosen in values for _each, values, chosen in filters),
    }
    choices = {"states": Problem.State.choices, "prompts": Problem.Prompt.choices}
    return render(request, "listen/problems/triage.html", context | choices)


def _rows(problems: Iterable[Any]) -> list[tuple[Problem, str, Wait | None]]:
    """Return problems with the name of the unit, and how each waits."""
    names, promise = unit_names(), Promise()
    return [
        (
            one,
            names.get(one.unit.code, one.unit.code) if one.unit else "",
            promise.wait_of(one, answered=one.answered_before),
        )
        for one in problems
    ]


@needs(Right.TRIAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def triage_problem(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a problem, and take what is done about it."""
    found = get_object_or_404(verbs.visible_problems(request.viewer), pk=pk)
    changes = verbs.may_change(request.viewer, found)
    sent = request.POST.get("step", "")
    forms = {
        name: made(request.POST if sent == name else None)
        for name, made in (("answer", AnswerForm), ("reopen", ReopenForm))
    }
    form = forms.get(sent, forms["answer"])
    if request.method == "POST":
        if not changes:
            raise Http404
        if not form.is_bound or form.is_valid():
            _do(request, found, form)
            return redirect("triage_problem", pk)
    context = _context(request, found) | {"changes": changes, "form": form, "forms": forms}
    context["sections"] = [add(request, found) for add in PROBLEM_SECTIONS]
    return render(request, "listen/problems/triage_problem.html", context)


def _do(request: SignedInRequest, found: Problem, form: Form) -> None:
    """Do one step and say what became of it."""
    seen, user = request.POST.get("seen", ""), request.user
    done = _("The state is changed. You can undo it on this page.")
    try:
        match request.POST.get("step"):
            case "state":
                verbs.set_state(found, request.POST.get("state", ""), seen=seen, by=user)
            case "merge":
                into = get_object_or_404(
                    verbs.merge_targets(request.viewer, found), pk=number_sent(request.POST.get("into", ""))
                )
                verbs.merge(found, into, seen=seen, by=user)
            case "undo":
                verbs.undo(found, seen=seen, by=user)
                done = _("It is as it was before.")
            case "colleagues":
                verbs.show_to_colleagues(found, request.POST.get("shown") == "yes", by=user)
                done = _("Saved.")
            case "answer":
                verbs.answer(found, form.cleaned_data["answer"], _key(request), by=user)
                done = _("Your answer is there to be read.")
            case "reopen":
                verbs.reopen(found, form.cleaned_data["reopen"], _key(request), seen=seen, by=user)
                done = _("It is taken up again. The reporter reads why.")
            case _:
                return
    except InputError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done)


def _key(request: SignedInRequest) -> bytes:
    """Return the key of the form that was sent."""
    key = form_key_of(request.POST.get("key", ""))
    if key is None:
        raise InputError(
            _("This page was open too long. Nothing was sent."), remedy=_("Write your answer again.")
        )
    return key


def _context(request: SignedInRequest, found: Problem) -> dict[str, Any]:
    viewer, text = request.viewer, asked(request)
    targets = verbs.merge_targets(viewer, found)
    if text:
        near = list(targets.filter(masked__icontains=text)[:MOST_TARGETS])
    else:
        others = list(targets[:MOST_COMPARED])
        places = similar.most_similar(found.masked, [one.masked for one in others], most=MOST_TARGETS)
        near = [others[place] for place in places]
    return {
        "problem": found,
        "wait": wait_of(found),
        "whole": verbs.visible_problems(viewer).filter(parts=found).first(),
        "parts": verbs.visible_problems(viewer).filter(split_from=found),
        "untouched": is_untouched(found),
        "key": new_form_key(),
        "unit_name": unit_names().get(found.unit.code, found.unit.code) if found.unit else "",
        "replies": verbs.replies_for_triage().filter(problem=found),
        "others": verbs.others_with_it(found),
        "same_as": verbs.visible_problems(viewer).filter(duplicates=found).first(),
        "merged": verbs.visible_problems(viewer).filter(same_as=found),
        "targets": near,
        "text": text,
        "states": [(state.value, state.label) for state in verbs.SET_BY_HAND],
    }
