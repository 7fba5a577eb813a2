"""Writing under "You said, we did"."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bothways.errors import InputError
from bothways_web.act.models import Said
from bothways_web.act.said import reading
from bothways_web.act.said import writing as verbs
from bothways_web.act.said.forms import SaidForm, start_of
from bothways_web.act.said.sources import Source, source_of
from bothways_web.listen.problems.private_codes import form_key_of, new_form_key, number_sent
from bothways_web.listen.problems.triage import may_change
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import asked_number, page_of

_METHODS = ["GET", "HEAD", "POST"]


@needs(Right.TRIAGE)
@require_safe
def drafts(request: SignedInRequest) -> HttpResponse:
    """List what is not published."""
    if not reading.writes(request.viewer):
        raise Http404
    page = page_of(request, reading.own_drafts(request.viewer))
    return render(request, "act/said/drafts.html", {"page": page, "entries": reading.entries_of(page)})


@needs(Right.TRIAGE)
@require_http_methods(_METHODS)
def new_said(request: SignedInRequest) -> HttpResponse:
    """Write an entry: blank, or from a problem, a plan or a case."""
    source = _source(request)
    form = SaidForm(request.POST or None, initial=source.start, viewer=request.viewer)
    key = form_key_of(request.POST.get("key", ""))
    if request.method == "POST" and key and form.is_valid():
        made = verbs.begin_said(source, form.given(), key, by=request.user)
        return redirect("said_entry", made.pk)
    late = request.method == "POST" and key is None
    context = {
        "form": form,
        "source": source,
        "late": late,
        "key": request.POST["key"] if key else new_form_key(),
    }
    return _form(request, context)


@needs(Right.TRIAGE)
@require_http_methods(_METHODS)
def change_said(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a draft, or correct what is published."""
    found = _own(request, pk)
    form = SaidForm(request.POST or None, initial=start_of(found), viewer=request.viewer)
    context: dict[str, Any] = {"form": form, "said": found, "version": found.version}
    if request.method == "POST" and form.is_valid():
        try:
            verbs.change_said(found, form.given(), seen=asked_number(request, "version"), by=request.user)
        except verbs.Stale:
            context["theirs"] = found
        except InputError as error:
            form.add_error("you_said", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("said_entry", pk)
    return _form(request, context)


@needs(Right.TRIAGE)
@require_POST
def publish_said(request: SignedInRequest, pk: int) -> HttpResponse:
    """Publish an entry, and answer its problem where that is wished."""
    found = _own(request, pk)
    problem = verbs.answerable(found)
    answers = bool(request.POST.get("answer")) and problem is not None and may_change(request.viewer, problem)
    key = form_key_of(request.POST.get("key", "")) if answers else None
    try:
        told = verbs.publish_said(
            found, seen=asked_number(request, "version"), by=request.user, answer_key=key
        )
    except InputError as error:
        messages.error(request, str(error))
    else:
        words = _("Published. The problem is answered with the same words.") if told else _("Published.")
        messages.success(request, words)
    return redirect("said_entry", pk)


@needs(Right.TRIAGE)
@require_http_methods(_METHODS)
def withdraw_said(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether an entry is to be taken back, and do it."""
    found = _own(request, pk)
    if request.method != "POST":
        return render(request, "act/said/withdraw.html", {"said": found})
    try:
        verbs.withdraw_said(found, seen=asked_number(request, "version"), by=request.user)
    except InputError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Withdrawn. It is a draft again."))
    return redirect("said_entry", pk)


@needs(Right.TRIAGE)
@require_POST
def delete_said(request: SignedInRequest, pk: int) -> HttpResponse:
    """Delete a draft."""
    found = _own(request, pk)
    try:
        verbs.delete_draft(found, seen=asked_number(request, "version"), by=request.user)
    except InputError as error:
        messages.error(request, str(error))
        return redirect("said_entry", pk)
    messages.success(request, _("The draft is deleted."))
    return redirect("said_drafts")


def _source(request: SignedInRequest) -> Source:
    """Return what the address asks an entry to come from."""
    if not reading.writes(request.viewer):
        raise Http404
    wanted = {name: number_sent(request.GET.get(name, "")) for name in ("problem", "plan", "case")}
    found = source_of(request.viewer, **wanted)
    if found is None or (not any(wanted.values()) and set(wanted) & set(request.GET)):
        raise Http404
    return found


def _own(request: SignedInRequest, pk: int) -> Said:
    """Return an entry that the viewer may change."""
    found = get_object_or_404(Said.objects.select_related("unit", "problem", "case"), pk=pk)
    if not reading.may_write(request.viewer, found.unit.code if found.unit else None):
        raise Http404
    return found


def _form(request: SignedInRequest, context: dict[str, Any]) -> HttpResponse:
    failed = bool(context["form"].errors or context.get("late") or context.get("theirs"))
    return render(request, "act/said/form.html", context, status=422 if failed else 200)
