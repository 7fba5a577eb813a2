"""Pages on which administrators set up signing on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from bothways.errors import InputError
from bothways_web.people import users
from bothways_web.people.access import Right
from bothways_web.people.forms.sign_on import ProviderForm, RuleForm
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.models import Organisation, Protocol, Role, RoleRule, SignOnProvider
from bothways_web.people.naming import name_units
from bothways_web.people.paging import asked_number
from bothways_web.people.sign_on import arriving, emergencies, oidc, providers, roles, saml
from bothways_web.people.sign_on.connections import connection_of
from bothways_web.people.views.sign_on import lead_on

administering = needs(Right.SETTINGS, "yes, but no results")
_METHODS = ["GET", "HEAD", "POST"]


@administering
@require_http_methods(_METHODS)
def set_up_sign_on(request: SignedInRequest) -> HttpResponse:
    """List the providers; let people in by them alone, or by password as well."""
    if request.method == "POST":
        try:
            emergencies.choose_only(request.POST.get("step") == "only", by=request.user)
            messages.success(request, _("Saved."))
        except InputError as problem:
            messages.error(request, str(problem))
        return redirect("set_up_sign_on")
    context = {
        "providers": SignOnProvider.objects.all(),
        "protocols": providers.protocols(),
        "lacking": [one.label for one in Protocol if providers.missing(one)],
        "only": Organisation.current().only_sign_on,
        "ready": emergencies.ready_accounts(),
        "is_on": providers.offered().exists(),
    }
    return render(request, "people/sign_on/list.html", context)


@administering
@sensitive_post_parameters("secret")
@require_http_methods(_METHODS)
def add_provider(request: SignedInRequest, protocol: str) -> HttpResponse:
    """Add a provider."""
    if protocol not in dict(providers.protocols()):
        raise Http404
    form = ProviderForm(request.POST or None, protocol=protocol)
    if request.method == "POST" and form.is_valid():
        try:
            made = providers.add_provider(by=request.user, protocol=protocol, **form.cleaned_data)
        except InputError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Added. Now tell the provider of this site, then try it."))
            return redirect("sign_on_provider", slug=made.slug)
    title = _("Add a provider: %(protocol)s") % {"protocol": Protocol(protocol).label}
    return render(
        request,
        "people/sign_on/form.html",
        {"form": form, "title": title},
        status=422 if form.errors else 200,
    )


@administering
@sensitive_post_parameters("secret")
@require_http_methods(_METHODS)
def change_provider(request: SignedInRequest, slug: str) -> HttpResponse:
    """Change a provider; the secret is never sent to the page."""
    found = get_object_or_404(SignOnProvider, slug=slug)
    shown = SignOnProvider.objects.get(pk=found.pk)
    shown.secret = ""
    form = ProviderForm(request.POST or None, instance=shown, protocol=found.protocol)
    if request.method == "POST" and form.is_valid():
        try:
            anew = providers.change_provider(found, by=request.user, **form.cleaned_data)
        except InputError as problem:
            form.add_error(None, str(problem))
        else:
            words = _("Saved. Try it anew: it is switched off until then.") if anew else _("Saved.")
            messages.success(request, words)
            return redirect("sign_on_provider", slug=slug)
    context = {"form": form, "title": _("Change %(provider)s") % {"provider": found}, "provider": found}
    return render(request, "people/sign_on/form.html", context, status=422 if form.errors else 200)


@administering
@require_http_methods(_METHODS)
def provider(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show a provider: what to copy, what came of the last try, its rules; switch it, add and remove rules."""
    found = get_object_or_404(SignOnProvider, slug=slug)
    step = request.POST.get("step", "")
    form = RuleForm(request.POST if step == "add_rule" else None)
    if request.method == "POST" and _change(request, found, step, form):
        return redirect("sign_on_provider", slug=slug)
    trial = request.session.get(arriving.TRIAL, {})
    is_saml = found.protocol == Protocol.SAML
    context = {
        "provider": found, "form": form, "rules": name_units(found.rules.select_related("unit")),
        "callback": saml.answer_address(found) if is_saml else oidc.callback_address(found),
        "own_name": saml.own_name(found) if is_saml else "", "connection": connection_of(found),
        "alone": not users.administrators(besides=request.user),
        "their_name": saml.their_name(found) if is_saml else "",
        "trial": _trial_words(found, trial) if trial.get("provider") == slug else None,
        "lacking": providers.missing(found.protocol),
    }  # fmt: skip
    return render(request, "people/sign_on/provider.html", context, status=422 if form.errors else 200)


@require_POST
@administering
def try_provider(request: SignedInRequest, slug: str) -> HttpResponse:
    """Let an administrator sign on there, without anything being changed here but that it was tried."""
    found = get_object_or_404(SignOnProvider, slug=slug)
    if providers.missing(found.protocol):
        raise Http404
    if found.protocol == Protocol.SAML and not connection_of(found).metadata:
        try:
            providers.refresh(found, by=request.user)
        except InputError as problem:
            messages.error(request, str(problem))
            return redirect("sign_on_provider", slug=slug)
    providers.note_trial_begun(found)
    return lead_on(request, found, trial=request.user.pk)


@administering
@require_http_methods(_METHODS)
def remove_provider(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask whether a provider is to go, and do it."""
    found = get_object_or_404(SignOnProvider, slug=slug)
    if request.method == "POST":
        try:
            providers.remove_provider(found, by=request.user)
        except InputError as problem:
            messages.error(request, str(problem))
            return redirect("sign_on_provider", slug=slug)
        messages.success(request, _("Removed."))
        return redirect("set_up_sign_on")
    return render(request, "people/sign_on/remove.html", {"provider": found})


def _change(request: SignedInRequest, found: SignOnProvider, step: str, form: RuleForm) -> bool:
    """Do what was asked for; return whether it was done, or said why not."""
    by, done = request.user, True
    try:
        if step == "add_rule":
            if not form.is_valid():
                return False
            roles.add_rule(found, by=by, **form.cleaned_data)
        elif step == "remove_rule":
            rule = get_object_or_404(RoleRule, pk=asked_number(request, "rule"), provider=found)
            roles.remove_rule(rule, by=by)
        elif step in ("on", "off"):
            done = providers.switch(found, step == "on", by=by)
        elif step == "refresh":
            providers.refresh(found, by=by)
        else:
            return True
    except InputError as problem:
        if step == "add_rule":
            form.add_error(None, str(problem))
            return False
        messages.error(request, str(problem))
    else:
        waits = _("You asked for it. Another administrator has to confirm it on this page.")
        messages.success(request, _("Done.") if done else waits)
    return True


def _trial_words(found: SignOnProvider, trial: dict[str, Any]) -> dict[str, Any]:
    """Return what came of a try, with the roles that the rules of now would give, in words."""
    given = sorted(roles.roles_for(found, trial["groups"]))
    return {**trial, "roles": [f"{Role(role).label} {unit}".strip() for role, unit in given]}
