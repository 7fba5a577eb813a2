"""Pages of customers and candidates who can be asked: the list, one of them, what happened to one."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bothways.errors import InputError
from bothways_web.listen.models import Contact, Pulse
from bothways_web.listen.outside.contacts import delete_contact, find_contacts, save_contact, sides_of
from bothways_web.listen.outside.forms import ContactForm, HappeningForm
from bothways_web.listen.outside.happenings import Answered, Outcome, note_happenings, refuse_unfit
from bothways_web.listen.outside.left_alone import ask_again, leave_alone
from bothways_web.listen.pulses import may_run_pulse
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import asked, page_of
from bothways_web.people.units import current_tree

HOLDS = ("employees", "customers")


@require_safe
@needs(Right.ROUNDS, *HOLDS)
def contacts(request: SignedInRequest, side: str) -> HttpResponse:
    """List the contacts of a side, with search."""
    _refuse_other(request, side)
    text, unit, stopped = asked(request), asked(request, "unit"), request.GET.get("state") == "stopped"
    tree = current_tree()
    names = dict(zip(tree.units, tree.names, strict=True)) if tree else {}
    page = page_of(request, find_contacts(side, text=text, unit=unit, stopped=stopped))
    context = {
        "side": side, "page": page, "rows": [(one, names.get(one.unit, one.unit)) for one in page],
        "text": text, "unit": unit, "stopped": stopped, "names": names,
        "there": Contact.objects.filter(side=side).exists(),
    }  # fmt: skip
    return render(request, "listen/contacts/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.ROUNDS, *HOLDS)
def new_contact(request: SignedInRequest, side: str) -> HttpResponse:
    """Add a contact by hand."""
    _refuse_other(request, side)
    made = Contact(side=side)
    form = ContactForm(request.POST or None, viewer=request.viewer, contact=made)
    if request.method == "POST" and _save(request, made, form):
        return redirect("contacts", side)
    return _form_page(request, "contact", {"form": form, "contact": made, "side": side, "new": True})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.ROUNDS, *HOLDS)
def contact(request: SignedInRequest, side: str, pk: uuid.UUID) -> HttpResponse:
    """Show one contact; change it, leave the person alone, or ask again if they said so."""
    found = _find(request, side, pk)
    step = request.POST.get("step", "")
    form = ContactForm(request.POST if step == "change" else None, viewer=request.viewer, contact=found)
    if step == "change" and _save(request, found, form):
        return redirect("contacts", side)
    if step == "stop":
        leave_alone(found, by=request.user)
        messages.success(request, _("Nothing is sent to this person from now on."))
        return redirect("contact", side, pk)
    if step == "again":
        if request.POST.get("wished"):
            ask_again(found, by=request.user)
            messages.success(request, _("This person can be asked again."))
        else:
            messages.error(request, _("Tick that the person has asked for it."))
        return redirect("contact", side, pk)
    return _form_page(request, "contact", {"form": form, "contact": found, "side": side})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.ROUNDS, *HOLDS)
def delete(request: SignedInRequest, side: str, pk: uuid.UUID) -> HttpResponse:
    """Ask whether a contact is to be deleted, and do it."""
    found = _find(request, side, pk)
    if request.method == "POST":
        delete_contact(found, by=request.user)
        messages.success(request, _("The contact is deleted. What was answered stays in the numbers."))
        return redirect("contacts", side)
    return render(request, "listen/contacts/delete.html", {"contact": found, "side": side})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.ROUNDS, *HOLDS)
def note_happening(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note by hand that something happened to somebody, who is asked about it."""
    pulse = get_object_or_404(Pulse.objects.select_related("audience"), pk=pk)
    if pulse.side == Pulse.Side.EMPLOYEES or not may_run_pulse(request.viewer, pulse):
        raise Http404
    form = HappeningForm(request.POST or None, viewer=request.viewer, pulse=pulse)
    try:
        refuse_unfit(pulse)
        if request.method == "POST" and form.is_valid():
            [made] = note_happenings(pulse, [form.happening()])
            return _told(request, pulse, made)
    except InputError as error:
        if not form.is_bound:
            messages.error(request, str(error))
            return redirect("pulse", pk)
        form.add_error(None, str(error))
    return _form_page(request, "happening", {"form": form, "pulse": pulse})


def _told(request: SignedInRequest, pulse: Pulse, made: Answered) -> HttpResponse:
    """Say what became of it; a link to hand on stands on a page that nobody keeps."""
    if made.link:
        answer = render(request, "listen/contacts/link.html", {"pulse": pulse, "link": made.link})
        answer["Cache-Control"] = "private, no-store"
        return answer
    words = {
        Outcome.ASKED: _("Noted. The mail goes out within working hours."),
        Outcome.WAITING: _("Noted. This person is asked when the day of the survey has come."),
        Outcome.RESTING: _(
            "This person was asked lately and rests. Nothing is sent. Note what happens after the rest."
        ),
        Outcome.STOPPED: _("This person wants to be left alone. Nothing is sent."),
        Outcome.TOO_OLD: _(
            "This is too long ago to ask about. Nothing is sent: the day of asking may lie two weeks back at most."
        ),
    }
    sent = made.outcome in (Outcome.ASKED, Outcome.WAITING)
    (messages.success if sent else messages.warning)(request, words[made.outcome])
    return redirect("note_happening", pulse.pk)


def _save(request: SignedInRequest, found: Contact, form: ContactForm) -> bool:
    """Save what a form holds; return whether it was saved."""
    if not form.is_valid():
        return False
    try:
        save_contact(found, form.cleaned_data, by=request.user)
    except InputError as error:
        form.add_error("key", str(error))
        return False
    messages.success(request, _("Saved."))
    return True


def _form_page(request: SignedInRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    wrong = bool(context["form"].errors)
    return render(request, f"listen/contacts/{name}.html", context, status=422 if wrong else 200)


def _refuse_other(request: SignedInRequest, side: str) -> None:
    """Let a page of contacts be there for those alone who look after them."""
    if side not in sides_of(request.viewer):
        raise Http404


def _find(request: SignedInRequest, side: str, pk: uuid.UUID) -> Contact:
    _refuse_other(request, side)
    return get_object_or_404(Contact, pk=pk, side=side)
