"""Triage: the list of problems, and one of them with what can be done about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bothways.errors import InputError
from bothways_web.listen.models import Problem
from bothways_web.listen.problems import similar
from bothways_web.listen.problems import triage as verbs
from bothways_web.listen.problems.forms import AnswerForm
from bothways_web.listen.problems.private_codes import form_key_of, new_form_key, number_sent
from bothways_web.listen.problems.units import offered_units, unit_names
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
    search = verbs.Search(*(asked(request, name) for name in ("state", "unit", "prompt", "q")))
    page = page_of(request, verbs.find_problems(viewer, search), per_page=PER_PAGE)
    names = unit_names()
    rows = [(one, names.get(one.unit.code, one.unit.code) if one.unit else "") for one in page]
    context = {
        "page": page,
        "rows": rows,
        "search": search,
        "units": offered,
        "any": any(vars(search).values()),
    }
    choices = {"states": Problem.State.choices, "prompts": Problem.Prompt.choices}
    return render(request, "listen/problems/triage.html", context | choices)


@needs(Right.TRIAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def triage_problem(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a problem, and take what is done about it."""
    found = get_object_or_404(verbs.visible_problems(request.viewer), pk=pk)
    changes = verbs.may_change(request.viewer, found)
    form = AnswerForm(request.POST if request.POST.get("step") == "answer" else None)
    if request.method == "POST":
        if not changes:
            raise Http404
        if not form.is_bound or form.is_valid():
            _do(request, found, form)
            return redirect("triage_problem", pk)
    return render(
        request, "listen/problems/triage_problem.html", _context(request, found, form) | {"changes": changes}
    )


def _do(request: SignedInRequest, found: Problem, form: AnswerForm) -> None:
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
                done = _answer(request, found, form)
            case _:
                return
    except InputError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done)


def _answer(request: SignedInRequest, found: Problem, form: AnswerForm) -> str:
    key = form_key_of(request.POST.get("key", ""))
    if key is None:
        raise InputError(
            _("This page was open too long. Nothing was sent."), remedy=_("Write your answer again.")
        )
    verbs.answer(found, form.cleaned_data["answer"], key, by=request.user)
    return _("Your answer is there to be read.")


def _context(request: SignedInRequest, found: Problem, form: AnswerForm) -> dict[str, Any]:
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
        "form": form,
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
