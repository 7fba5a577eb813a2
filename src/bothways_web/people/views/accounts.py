"""Accounts, for administrators."""

from __future__ import annotations

import datetime as dt

from allauth.mfa.models import Authenticator
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bothways.errors import InputError
from bothways_web.people import sessions, users
from bothways_web.people.access import Right
from bothways_web.people.account_mails import send_invitation, tell_owner
from bothways_web.people.forms.accounts import AccountForm, InvitationForm, RoleForm
from bothways_web.people.forms.choices import GIVEN_ROLES
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.models import Grant, Role, User
from bothways_web.people.naming import name_units
from bothways_web.people.paging import asked, asked_number, page_of
from bothways_web.people.sign_on import emergencies, matching, providers

administering = needs(Right.SETTINGS, "yes, but no results")
_STEPS = {
    "switch_off": users.switch_off, "switch_on": users.switch_on, "unlock": users.unlock,
    "remove_second_factor": users.remove_second_factor, "end_sessions": sessions.end_for,
    "name_for_emergencies": emergencies.name_for_emergencies, "take_off": emergencies.take_off, "untie": matching.untie,
}  # fmt: skip


@administering
@require_safe
def accounts(request: SignedInRequest) -> HttpResponse:
    """Show the accounts, with search."""
    text, role = asked(request), asked(request, "role")
    second = Exists(Authenticator.objects.filter(user=OuterRef("pk")))
    found = (
        User.objects.annotate(has_second=second).prefetch_related("grants__unit").order_by("name", "email")
    )
    if text:
        found = found.filter(Q(name__icontains=text) | Q(email__icontains=text))
    if role:
        found = found.filter(grants__role=role).distinct()
    context = {"page": page_of(request, found), "text": text, "role": role, "roles": GIVEN_ROLES}
    return render(request, "people/accounts/list.html", context)


@administering
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: SignedInRequest) -> HttpResponse:
    """Invite somebody."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = users.invite_user(given["email"], name=given["name"], by=request.user)
        except InputError as error:
            form.add_error("email", str(error))
        else:
            if given["role"]:
                users.grant_role(made, given["role"], given["unit"], by=request.user)
            _send(request, made)
            return redirect("account", pk=made.pk)
    return render(request, "people/accounts/invite.html", {"form": form}, status=400 if form.errors else 200)


@administering
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show an account; give and take roles, send again, switch off, unlock."""
    found = get_object_or_404(User, pk=pk)
    step = request.POST.get("step", "")
    form = RoleForm(request.POST if step == "grant" else None)
    start = {"name": found.name, "email": found.email}
    details = AccountForm(request.POST if step == "change" else None, initial=start, prefix="account")
    if request.method == "POST":
        try:
            done = _change(request, found, step, form, details)
        except InputError as error:
            messages.error(request, str(error))
            done = True
        if done:
            return redirect("account", pk=pk)
    context = {
        "account": found,
        "form": form,
        "details": details,
        "grants": name_units(found.grants.select_related("unit")),
        "invited": not found.has_usable_password(),
        "locked": is_locked(found),
        "second": Authenticator.objects.filter(user=found).exists(),
        "is_admin": found.grants.filter(role=Role.ADMIN).exists(),
        "can_help": found.has_usable_password() and emergencies.has_codes(found),
        "tied": providers.tied_to(found),
    }
    wrong = form.errors or details.errors
    return render(request, "people/accounts/account.html", context, status=400 if wrong else 200)


def is_locked(user: User) -> bool:
    """Return whether somebody is kept out after too many wrong passwords."""
    since = timezone.now() - (get_cool_off() or dt.timedelta())
    tries = AccessAttempt.objects.filter(username__iexact=user.email, attempt_time__gt=since)
    return bool(tries.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT).exists())


def _change(request: SignedInRequest, found: User, step: str, form: RoleForm, details: AccountForm) -> bool:
    """Do what was asked for; return whether it was done."""
    by = request.user
    if step == "grant":
        if not form.is_valid():
            return False
        users.grant_role(found, form.cleaned_data["role"], form.cleaned_data["unit"], by=by)
        messages.success(request, _("The role was given."))
    elif step == "change":
        if not details.is_valid():
            return False
        before = users.change_account(found, **details.cleaned_data, by=by)
        if before != found.email:
            tell_owner(found, "address", to=before)
        messages.success(request, _("Saved."))
    elif step == "revoke":
        grant = get_object_or_404(Grant, pk=asked_number(request, "grant"), user=found)
        users.revoke_role(grant, by=by)
        messages.success(request, _("The role was taken away."))
    elif step == "send" and found.is_active and not found.has_usable_password():
        _send(request, found)
    elif step in _STEPS:
        _STEPS[step](found, by=by)
        if step == "remove_second_factor":
            tell_owner(found, "second factor")
        messages.success(request, _("Done."))
    return True


def _send(request: SignedInRequest, user: User) -> None:
    """Send the invitation, and say whether the mail server took it."""
    if send_invitation(user):
        words = _("The invitation is on its way to %(address)s. Its link works for seven days.")
        messages.success(request, words % {"address": user.email})
    else:
        words = _(
            "The account is there, but the mail server did not take the invitation. Send it again later."
        )
        messages.error(request, words)
