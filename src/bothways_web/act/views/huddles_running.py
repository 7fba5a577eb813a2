"""Pages of one huddle: opening it, running it on a page or on a big screen, and what was agreed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bothways.errors import InputError
from bothways_web.act.huddles import capture, screen, slides
from bothways_web.act.huddles.cards import cards_of, lay_open
from bothways_web.act.huddles.closing import close_huddle
from bothways_web.act.huddles.forms import ActionForm, NotesForm
from bothways_web.act.huddles.opening import open_huddle
from bothways_web.act.huddles.reading import may_run, visible_huddles
from bothways_web.act.models import Huddle
from bothways_web.act.units import name_of, reached
from bothways_web.act.views.huddles import METHODS
from bothways_web.listen.problems.private_codes import number_sent
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.models import Unit
from bothways_web.people.paging import asked_number

#: Where somebody stands after a step: on the slide that it belongs to.
_SLIDE_OF = {
    "reviewed": slides.CUSTOMERS,
    "lay_open": slides.IDEAS,
    "add": slides.ACTIONS,
    "notes": slides.ACTIONS,
}


@require_POST
@needs(Right.TEAM)
def open_one(request: SignedInRequest, code: str) -> HttpResponse:
    """Open a huddle of a unit, or join the one that is open."""
    reached(request, code)
    if not may_run(request.viewer, code):
        raise Http404
    try:
        opened = open_huddle(get_object_or_404(Unit, code=code), by=request.user)
    except InputError as problem:
        messages.error(request, str(problem))
        return redirect("huddle_unit", code)
    if opened.joined:
        messages.info(
            request, _("This huddle was open already: you have joined it, and can both write things down.")
        )
    return redirect("huddle", opened.huddle.pk)


@require_http_methods(METHODS)
@needs(Right.TEAM)
def huddle(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a huddle, and take what is agreed."""
    found = get_object_or_404(visible_huddles(request.viewer), pk=pk)
    if request.method != "POST":
        return _show(request, found, _forms(request, found))
    if not may_run(request.viewer, found.unit.code):
        raise Http404
    step = request.POST.get("step", "")
    bound = _forms(request, found, step)
    form = bound.get(step)
    if form is not None and not form.is_valid():
        return _show(request, found, bound, form)
    try:
        done = _do(request, found, step, form)
    except InputError as problem:
        if form is not None:  # what was typed stays
            form.add_error(None, str(problem))
            found.refresh_from_db()
            return _show(request, found, bound, form)
        messages.error(request, str(problem))
    else:
        messages.success(request, done)
    return redirect(_address(request, found, step))


def _do(request: SignedInRequest, found: Huddle, step: str, form: forms.Form | None) -> str:
    """Do one step, and return what is said about it."""
    user, given = request.user, request.POST
    if isinstance(form, ActionForm):
        _item, new = capture.add_action(found, form.action(), by=user)
        return _("It is written down.") if new else _("It was written down already.")
    if isinstance(form, NotesForm):
        capture.save_notes(found, form.cleaned_data["notes"], seen=asked_number(request, "seen"), by=user)
        return _("The notes are kept.")
    match step:
        case "reviewed":
            capture.mark_reviewed(found, given.get("reviewed") == "yes", by=user)
            return _("Saved.")
        case "lay_open":
            lay_open(found, enough_there=given.get("enough") == "yes", by=user)
            return _("The cards are laid open. None can be added now.")
        case "close" | "not_held":
            closed = close_huddle(found, held=step == "close", by=user)
            return _("The huddle is closed.") if closed else _("The huddle was closed already.")
    raise Http404


def _forms(request: SignedInRequest, found: Huddle, step: str = "") -> dict[str, forms.Form]:
    """Return the forms of the page, the one of a step with what was sent."""
    if not may_run(request.viewer, found.unit.code):
        return {}
    cards = {card.pk: card.masked for card in cards_of(found)}
    title = " ".join(cards.get(number_sent(request.GET.get("card", "")), "").split())
    return {
        "add": ActionForm(request.POST if step == "add" else None, unit=found.unit, title=title),
        "notes": NotesForm(request.POST if step == "notes" else None, initial={"notes": found.notes}),
    }


def _show(
    request: SignedInRequest, found: Huddle, there: dict[str, forms.Form], wrong: forms.Form | None = None
) -> HttpResponse:
    """Show a huddle in the way that the address asks for; a closed one always as a page."""
    context: dict[str, Any] = {
        "huddle": found, "unit_name": name_of(found.unit.code), "slides": slides.SLIDES,
        "runs": bool(there), "is_open": found.state == Huddle.State.OPEN, "form": wrong,
        "add_form": there.get("add"), "notes_form": there.get("notes"),
    }  # fmt: skip
    status = 422 if wrong is not None else 200
    if not context["is_open"]:
        return render(
            request,
            "act/huddles/closed.html",
            context | slides.read_slide(found, slides.ACTIONS),
            status=status,
        )
    if request.GET.get("view") != "screen":
        return render(request, "act/huddles/huddle.html", context | slides.read_slides(found), status=status)
    shown = screen.read_screen(found, request.GET)
    return render(request, "act/huddles/screen.html", context | shown, status=status)


def _address(request: SignedInRequest, found: Huddle, step: str) -> str:
    """Return where somebody stands after a step."""
    page = reverse("huddle", args=[found.pk])
    if step not in _SLIDE_OF:
        return page
    if request.GET.get("view") == "screen":
        return page + screen.same_place(request.GET)
    return f"{page}#slide-{_SLIDE_OF[step]}"


@require_http_methods(METHODS)
@needs(Right.TEAM)
def action(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Change an action or take it out, while the huddle is open."""
    found = get_object_or_404(visible_huddles(request.viewer), pk=pk)
    item = found.work.filter(pk=number).first()
    if not may_run(request.viewer, found.unit.code) or item is None or found.state != Huddle.State.OPEN:
        raise Http404
    form = ActionForm(
        request.POST if request.POST.get("step") == "change" else None, unit=found.unit, item=item
    )
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        try:
            _change(request, found, number, form)
        except InputError as problem:
            if not form.is_bound:
                messages.error(request, str(problem))
                return redirect("huddle", pk)
            form.add_error(None, str(problem))
            item.refresh_from_db()
        else:
            return redirect(reverse("huddle", args=[pk]) + f"#slide-{slides.ACTIONS}")
    context = {"huddle": found, "item": item, "form": form}
    return render(request, "act/huddles/action.html", context, status=422 if form.errors else 200)


def _change(request: SignedInRequest, found: Huddle, number: int, form: ActionForm) -> None:
    if form.is_bound:
        seen = asked_number(request, "seen")
        capture.change_action(found, number, form.action(), seen=seen, by=request.user)
        messages.success(request, _("It is changed."))
    elif request.POST.get("step") == "remove":
        capture.remove_action(found, number, by=request.user)
        messages.success(request, _("It is taken out."))
