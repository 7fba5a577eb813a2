"""Signing on at a provider and coming back: open to everybody, each step checked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.socialaccount.sessions import LoginSession
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from bothways_web.people import allowance
from bothways_web.people.access import Right
from bothways_web.people.gate import open_to_all
from bothways_web.people.models import Protocol, SignOnProvider
from bothways_web.people.network import network_address, network_of
from bothways_web.people.sign_on import arriving, oidc, saml
from bothways_web.people.sign_on.claims import SignedOn
from bothways_web.people.sign_on.providers import missing, note_tried, offered
from bothways_web.people.sign_on.refusals import SENTENCES, Refused

#: What a sound answer says waits in a session of its own until the browser comes back for it, this many seconds.
WAITS, LARGEST = 120, 300_000
#: Answers a minute from one network: all of them, and those that were refused.
A_MINUTE, REFUSED_A_MINUTE, MINUTE = 300, 30, 60
#: An administrator who tries a provider that is off has this long to come back.
TRIAL_LASTS = dt.timedelta(minutes=15)
SALT = "bothways_web.people.saml_refusal"


@open_to_all
@never_cache
@require_POST
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Send somebody to the provider; a page leads on, as our forms may lead to no other site."""
    provider = get_object_or_404(offered(), slug=slug)
    return lead_on(request, provider, following=request.POST.get("next", ""))


def lead_on(
    request: HttpRequest, provider: SignOnProvider, *, following: str = "", trial: int = 0
) -> HttpResponse:
    """Show the page that leads to the provider, or why it cannot."""
    try:
        address = arriving.begin(request, provider, following=following, trial=trial)
    except Refused as refused:
        return _refuse(request, provider, refused)
    return render(request, "people/sign_on/leaving.html", {"provider": provider, "address": address})


@open_to_all
@never_cache
@require_safe
def back(request: HttpRequest, slug: str) -> HttpResponse:
    """Take somebody who comes back by OpenID Connect."""
    provider = _provider(slug, Protocol.OIDC)
    try:
        signed, state = oidc.finish(request, provider)
    except Refused as refused:
        return _refuse(request, provider, refused)
    return _arrive(request, provider, signed, state)


@open_to_all
@never_cache
@csrf_exempt  # the provider sends it from its own site; the signature and the question it answers are checked
@require_POST
def answer(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Check the answer of a SAML provider and put aside what it says, as our cookie does not come with such a form.

    Nothing is kept of an answer that is not sound: why not is told where the browser is led, in a signed word.
    """
    provider = _provider(slug, Protocol.SAML)
    network = network_of(network_address(request) or "")
    try:
        waiting = _taken(request, provider, network)
    except Refused as refused:
        allowance.take("saml answer refused", network, most=REFUSED_A_MINUTE, seconds=MINUTE)
        why = signing.dumps([refused.reason, refused.detail], salt=SALT)
        return redirect(f"{reverse('sign_on_finish', args=[slug])}?why={why}")
    response = redirect("sign_on_finish", slug=slug)
    kept = LoginSession(request, "_saml_answer", "saml-answer")
    kept.store.cycle_key()  # never one that another site could have set
    kept.store["answer"] = waiting
    kept.store.set_expiry(WAITS)
    kept.save(response)
    response.cookies["saml-answer"]["httponly"] = True
    return response


def _taken(request: HttpRequest, provider: SignOnProvider, network: str) -> dict[str, Any]:
    """Return what an answer says, once it is sound and neither out of time nor one of too many."""
    few = allowance.left("saml answer refused", network, most=REFUSED_A_MINUTE)
    if not few or not allowance.take("saml answer", network, most=A_MINUTE, seconds=MINUTE):
        raise Refused("busy")
    if not provider.is_on and not (provider.trial_at and timezone.now() - provider.trial_at < TRIAL_LASTS):
        raise Refused("off")
    told = request.POST.get("SAMLResponse", "")
    if not told or len(told) > LARGEST:
        raise Refused("unsound", "no answer, or a very long one")
    return saml.read_answer(provider, told)


@open_to_all
@never_cache
@require_safe
def finish(request: HttpRequest, slug: str) -> HttpResponse:
    """Take somebody who comes back by SAML."""
    provider = _provider(slug, Protocol.SAML)
    kept = LoginSession(request, "_saml_answer", "saml-answer")
    waiting = kept.store.get("answer", {})
    kept.delete()
    try:
        if "why" in request.GET:
            raise _refusal(request.GET["why"])
        signed, state = saml.finish(request, provider, waiting)
    except Refused as refused:
        return _refuse(request, provider, refused)
    return _arrive(request, provider, signed, state)


def _refusal(why: str) -> Refused:
    """Return the refusal of a signed word; one that is old or not ours tells nothing."""
    try:
        reason, detail = signing.loads(why, salt=SALT, max_age=WAITS)
    except signing.BadSignature:
        return Refused("stale")
    return Refused(reason, detail) if reason in SENTENCES else Refused("stale")


@open_to_all
@require_safe
def metadata(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what a SAML provider needs to know of us."""
    provider = _provider(slug, Protocol.SAML)
    return HttpResponse(saml.own_metadata(provider), content_type="application/samlmetadata+xml")


def _provider(slug: str, protocol: Protocol) -> SignOnProvider:
    """Return a provider of a protocol, whether or not it is switched on: it may be tried."""
    if missing(protocol):
        raise Http404
    return get_object_or_404(SignOnProvider, slug=slug, protocol=protocol)


def _arrive(
    request: HttpRequest, provider: SignOnProvider, signed: SignedOn, state: dict[str, object]
) -> HttpResponse:
    """Let somebody in, or show an administrator who only tries what came back."""
    if state.get("trial"):
        user, viewer = request.user, request.viewer  # type: ignore[attr-defined]
        tries = viewer.may(Right.SETTINGS, "yes, but no results") and user.pk == state["trial"]
        if not user.is_authenticated or not tries:
            return _refuse(request, provider, Refused("stale"))
        arriving.note_trial(request, provider, signed)
        note_tried(provider, by=user)
        messages.success(request, _("You came back. This is what the provider says of you."))
        return redirect("sign_on_provider", slug=provider.slug)
    try:
        return arriving.let_in(request, provider, signed, str(state.get("next", "")))
    except Refused as refused:
        return _refuse(request, provider, refused)


def _refuse(request: HttpRequest, provider: SignOnProvider, refused: Refused) -> HttpResponse:
    arriving.note_refusal(provider, refused)
    administers = request.viewer.may(Right.SETTINGS, "yes, but no results")  # type: ignore[attr-defined]
    context = {"provider": provider, "refused": refused, "administers": administers}
    return render(request, "people/sign_on/refused.html", context, status=403)
