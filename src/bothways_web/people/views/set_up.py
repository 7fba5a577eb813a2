"""Pages of setting up."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bothways.errors import InputError
from bothways_web.people import floors, organisations
from bothways_web.people.access import Right
from bothways_web.people.forms.set_up import (
    AnswerDaysForm,
    AsksForm,
    FloorForm,
    LanguageForm,
    OrganisationForm,
    QuietForm,
)
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.models import Organisation, PrivacyProposal
from bothways_web.people.paging import asked_number
from bothways_web.people.set_up import list_tasks, people_leads
from bothways_web.people.users import administrators

administering = needs(Right.SETTINGS, "yes, but no results")


@administering
@require_safe
def set_up(request: SignedInRequest) -> HttpResponse:
    """Show what is done and what is left."""
    tasks = list_tasks()
    context = {
        "tasks": tasks,
        "left": sum(task.state == "open" for task in tasks),
        "leads": people_leads(),
        "asks": request.viewer.may(Right.ROUNDS, "employees"),
    }
    return render(request, "people/set_up/tasks.html", context)


@administering
@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: SignedInRequest) -> HttpResponse:
    """Ask for name, zone and support."""
    return _form_page(request, OrganisationForm, _("Organisation"), "")


@administering
@require_http_methods(["GET", "HEAD", "POST"])
def languages(request: SignedInRequest) -> HttpResponse:
    """Ask for the usual language."""
    offered = ", ".join(str(name) for _code, name in settings.LANGUAGES)
    words = _("Offered: %(languages)s.") % {"languages": offered}
    more = _("Whoever runs the server adds others with BOTHWAYS_LANGUAGES.")
    return _form_page(request, LanguageForm, _("Languages"), f"{words} {more}")


@administering
@require_http_methods(["GET", "HEAD", "POST"])
def quiet(request: SignedInRequest) -> HttpResponse:
    """Ask when messages may come."""
    words = _(
        "Messages of every kind wait outside these hours; none is dropped. Only those about accounts come at once."
    )
    return _form_page(request, QuietForm, _("Quiet hours and working days"), words)


@administering
@require_http_methods(["GET", "HEAD", "POST"])
def asks(request: SignedInRequest) -> HttpResponse:
    """Ask how often one person may be asked."""
    words = _(
        "Who has been asked often enough is left out of the next survey. Whether somebody answered changes nothing."
    )
    return _form_page(request, AsksForm, _("How often people are asked"), words)


@administering
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: SignedInRequest) -> HttpResponse:
    """Ask until when reports should be answered."""
    words = _("Counted in working days from the day of the report.")
    return _form_page(request, AnswerDaysForm, _("Answers to reports"), words)


@administering
@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: SignedInRequest) -> HttpResponse:
    """Send a test mail to oneself."""
    if request.method == "POST":
        if organisations.send_test_mail(by=request.user):
            words = _("The mail is on its way to %(address)s. Look whether it arrives.")
            messages.success(request, words % {"address": request.user.email})
        else:
            messages.error(request, _("The mail server did not take it. Check BOTHWAYS_SMTP, and try again."))
        return redirect("set_up_mail")
    to_files = settings.EMAIL_BACKEND.endswith("filebased.EmailBackend")
    context = {"sender": settings.DEFAULT_FROM_EMAIL, "to_files": to_files}
    return render(request, "people/set_up/mail.html", context)


@administering
@require_http_methods(["GET", "HEAD", "POST"])
def privacy(request: SignedInRequest) -> HttpResponse:
    """Propose a higher floor, confirm or withdraw a proposal."""
    now = Organisation.current().floor
    form = FloorForm(request.POST if request.POST.get("step") == "propose" else None, lowest=now)
    if request.method == "POST":
        try:
            if _settle(request, form):
                return redirect("set_up_privacy")
        except InputError as error:
            messages.error(request, str(error))
            return redirect("set_up_privacy")
    context = {
        "form": form,
        "now": now,
        "waiting": floors.open_proposal(),
        "alone": administrators() < 2,
        "past": PrivacyProposal.objects.filter(confirmed_by__isnull=False),
    }
    return render(request, "people/set_up/privacy.html", context, status=400 if form.errors else 200)


def _settle(request: SignedInRequest, form: FloorForm) -> bool:
    """Do what was asked about the floor; return whether it was done."""
    step, by = request.POST.get("step"), request.user
    if step == "propose":
        if not form.is_valid():
            return False
        floors.propose_floor(form.cleaned_data["floor"], by=by)
        messages.success(request, _("Proposed. Another administrator has to confirm it."))
        return True
    proposal = get_object_or_404(PrivacyProposal, pk=asked_number(request, "proposal"))
    if step == "confirm":
        floors.confirm_floor(proposal, by=by)
        messages.success(request, _("Confirmed. It holds for everything that is released from now on."))
    else:
        floors.withdraw_floor(proposal, by=by)
        messages.success(request, _("Withdrawn."))
    return True


def _form_page(request: SignedInRequest, kind: type[forms.ModelForm], title: str, intro: str) -> HttpResponse:  # type: ignore[type-arg]
    form = kind(request.POST or None, instance=Organisation.current())
    if request.method == "POST" and form.is_valid():
        organisations.change_organisation(by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("set_up")
    context = {"form": form, "title": title, "intro": intro}
    return render(request, "people/set_up/form.html", context, status=400 if form.errors else 200)
