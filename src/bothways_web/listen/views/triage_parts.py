"""Splitting a report that holds two problems, and taking that back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bothways.errors import InputError
from bothways_web.listen.models import Problem
from bothways_web.listen.problems import parts as verbs
from bothways_web.listen.problems.forms import PartForm
from bothways_web.listen.problems.private_codes import form_key_of, new_form_key
from bothways_web.listen.problems.triage import may_change, visible_problems
from bothways_web.listen.problems.units import offered_units
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs


@needs(Right.TRIAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def split_problem(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask what the second problem of a report is, and make it one of its own."""
    found = _own(request, pk)
    key = form_key_of(request.POST.get("key", ""))
    start = {"text": found.masked, "unit": found.unit.code if found.unit else ""}
    form = PartForm(request.POST or None, initial=start, units=_units(request))
    late = request.method == "POST" and key is None
    if request.method == "POST" and key and form.is_valid():
        try:
            made = verbs.split_problem(
                found, form.cleaned_data["text"], form.chosen_unit(), key, by=request.user
            )
        except InputError as error:
            messages.error(request, str(error))
            return redirect("triage_problem", pk)
        messages.success(request, _("This part is a problem of its own now. You can undo it on this page."))
        return redirect("triage_problem", made.pk)
    context = {
        "problem": found,
        "form": form,
        "late": late,
        "key": request.POST.get("key") if key else new_form_key(),
    }
    return render(request, "listen/problems/split.html", context)


@needs(Right.TRIAGE)
@require_POST
def undo_split(request: SignedInRequest, pk: int) -> HttpResponse:
    """Delete a part that nobody has touched."""
    found = _own(request, pk)
    try:
        whole = verbs.undo_split(found, by=request.user)
    except InputError as error:
        messages.error(request, str(error))
        return redirect("triage_problem", pk)
    messages.success(request, _("The part is gone. The report is as it was before."))
    if visible_problems(request.viewer).filter(pk=whole.pk).exists():
        return redirect("triage_problem", whole.pk)
    return redirect("triage")


def _own(request: SignedInRequest, pk: int) -> Problem:
    """Return a problem that the viewer may change."""
    found = get_object_or_404(visible_problems(request.viewer), pk=pk)
    if not may_change(request.viewer, found):
        raise Http404
    return found


def _units(request: SignedInRequest) -> list[tuple[str, str]]:
    """Return the units that the viewer looks after."""
    mine = request.viewer.units(Right.TRIAGE)
    none = [("", _("no unit"))] if mine is None else []
    return none + [one for one in offered_units() if mine is None or one[0] in mine]
