"""Celebrations: the board, giving thanks, one's own, taking down and bringing back."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bothways.errors import InputError
from bothways_web.act.celebrations import reading, writing
from bothways_web.act.celebrations.forms import TakeDownForm, ThanksForm
from bothways_web.act.models import Celebration
from bothways_web.listen.problems.private_codes import form_key_of, new_form_key
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import page_of

PER_PAGE = 20
_METHODS = ["GET", "HEAD", "POST"]


@needs(Right.ANSWER)
@require_safe
def celebrations(request: SignedInRequest) -> HttpResponse:
    """List what the viewer may read, newest first; no word of the address narrows it."""
    return _list(request, "act/celebrations/board.html", reading.readable(request.viewer))


@needs(Right.ANSWER)
@require_safe
def my_celebrations(request: SignedInRequest) -> HttpResponse:
    """List what the viewer wrote or is thanked for."""
    return _list(request, "act/celebrations/mine.html", reading.own_celebrations(request.viewer))


@needs(Right.TRIAGE, "all")
@require_safe
def celebrations_taken_down(request: SignedInRequest) -> HttpResponse:
    """List what leads took down."""
    return _list(request, "act/celebrations/taken_down.html", reading.moderated(request.viewer))


@needs(Right.ANSWER)
@require_http_methods(_METHODS)
def new_celebration(request: SignedInRequest) -> HttpResponse:
    """Thank somebody."""
    form = ThanksForm(request.POST if request.method == "POST" else None)
    key = form_key_of(request.POST.get("key", ""))
    late = request.method == "POST" and key is None
    if request.method == "POST" and key and form.is_valid():
        try:
            made = writing.give_thanks(form.given(), key, by=request.user)
        except InputError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Your thanks stand on the board."))
            return redirect("celebration", made.pk)
    context = {"form": form, "late": late, "key": request.POST["key"] if key else new_form_key()}
    return render(request, "act/celebrations/new.html", context, status=422 if form.errors or late else 200)


@needs(Right.ANSWER)
@require_safe
def celebration(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one celebration, with what the viewer may do about it."""
    found = _found(request, pk)
    return render(request, "act/celebrations/one.html", {
        "thanks": reading.thanks_of([found], request.viewer)[0],
        "takes_down": bool(writing.may_take_down(request.viewer, found)),
        "brings_back": writing.may_bring_back(request.viewer, found),
    })  # fmt: skip


@needs(Right.ANSWER)
@require_http_methods(_METHODS)
def take_down(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether a celebration is to be taken down, of a lead also why, and do it."""
    found = _found(request, pk)
    role = writing.may_take_down(request.viewer, found)
    if not role or found.taken_down:
        raise Http404
    asks_why = role == Celebration.TakenDown.LEAD
    form = TakeDownForm(request.POST if request.method == "POST" else None) if asks_why else None
    if request.method == "POST" and (form is None or form.is_valid()):
        reason = form.cleaned_data["reason"] if form else ""
        writing.take_down(found, request.viewer, reason=reason, by=request.user)
        own = _("It is taken down. Under “From me and to me” you can bring it back.")
        leads = _("It is taken down. Under “Taken down by leads” you can bring it back.")
        messages.success(request, leads if asks_why else own)
        return redirect("celebrations")
    context = {"thanks": reading.thanks_of([found], request.viewer)[0], "form": form}
    failed = form is not None and bool(form.errors)
    return render(request, "act/celebrations/take_down.html", context, status=422 if failed else 200)


@require_POST
@needs(Right.ANSWER)
def bring_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a celebration be read again."""
    found = _found(request, pk)
    try:
        writing.bring_back(found, request.viewer, by=request.user)
    except InputError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("It stands on the board again."))
    return redirect("celebration", pk)


def _found(request: SignedInRequest, pk: int) -> Celebration:
    """Return a celebration that the viewer may open; for all others it is not there."""
    found = reading.find_celebration(request.viewer, pk)
    if found is None:
        raise Http404
    return found


def _list(request: SignedInRequest, template: str, rows: QuerySet[Celebration]) -> HttpResponse:
    page = page_of(request, rows, per_page=PER_PAGE)
    context = {
        "page": page,
        "thanks": reading.thanks_of(page, request.viewer),
        "moderates": reading.moderates(request.viewer),
    }
    return render(request, template, context)
