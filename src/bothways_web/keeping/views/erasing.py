"""Erasing somebody: named, tried, done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from bothways.errors import InputError
from bothways_web.keeping.forms import SureForm, WhoForm
from bothways_web.keeping.home_items import ADMINISTERS, erases
from bothways_web.keeping.models import Erasure
from bothways_web.keeping.personal.declared import STAYS
from bothways_web.keeping.personal.erasing import erase, look
from bothways_web.keeping.personal.subject import Subject, find_subject
from bothways_web.keeping.personal.words import lines_of, rows_of
from bothways_web.people.gate import SignedInRequest, needs_account


@needs_account
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("who")
def erase_somebody(request: SignedInRequest) -> HttpResponse:
    """Ask who it is, show what would be done, and do it."""
    if not erases(request.viewer):
        raise Http404
    step = request.POST.get("step", "")
    form, sure = (
        WhoForm(request.POST if step == "look" else None),
        SureForm(request.POST if step == "erase" else None),
    )
    if form.is_bound and form.is_valid():
        return _look(request, form, SureForm(initial={"who": form.cleaned_data["who"]}))
    if sure.is_bound and sure.is_valid():
        try:
            subject = _reached(request, sure.cleaned_data["who"])
            made = erase(subject, why=sure.cleaned_data["why"], by=request.user)
        except InputError as problem:
            messages.error(request, str(problem))
            return redirect("erase")
        messages.success(request, _("Erased. This is the record of it; it names nobody."))
        return redirect("erased", pk=made.pk)
    if sure.is_bound and "who" in sure.cleaned_data:
        return _look(request, form, sure)
    context = {"form": form, "past": Erasure.objects.all()[:50], "stays": STAYS}
    return render(request, "keeping/personal/erase.html", context, status=422 if form.errors else 200)


@needs_account
@require_safe
def erased(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the record of an erasure."""
    if not erases(request.viewer):
        raise Http404
    found = get_object_or_404(Erasure, pk=pk)
    return render(
        request, "keeping/personal/erased.html", {"one": found, "lines": rows_of(found), "stays": STAYS}
    )


def _look(request: SignedInRequest, form: WhoForm, sure: SureForm) -> HttpResponse:
    """Show what erasing would do, without doing it."""
    named = (sure if sure.is_bound else form).cleaned_data["who"]
    try:
        subject = _reached(request, named)
        lines = lines_of(look(subject, by=request.user))
    except InputError as problem:
        form.add_error("who" if form.is_bound else None, str(problem))
        context: dict[str, Any] = {"form": form, "past": Erasure.objects.all()[:50], "stays": STAYS}
        return render(request, "keeping/personal/erase.html", context, status=422)
    context = {"sure": sure, "subject": subject, "lines": lines, "stays": STAYS}
    return render(request, "keeping/personal/look.html", context, status=422 if sure.errors else 200)


def _reached(request: SignedInRequest, who: str) -> Subject:
    """Return who is meant; accounts with roles and contacts are for administrators alone."""
    found = find_subject(who)
    holds_roles = found.user is not None and found.user.grants.exists()
    if (found.contact is not None or holds_roles) and not request.viewer.may(*ADMINISTERS):
        raise InputError(
            _("This is a contact, or an account with roles."), remedy=_("Ask an administrator to do it.")
        )
    return found
