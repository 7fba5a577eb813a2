"""What happens once a provider has said who somebody is: roles, the second factor, the session."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from bothways_web.people.models import Protocol, SignOnProvider, User
from bothways_web.people.sign_on import oidc, saml
from bothways_web.people.sign_on.claims import SignedOn
from bothways_web.people.sign_on.matching import find_account, take_in
from bothways_web.people.sign_on.refusals import Refused
from bothways_web.people.sign_on.roles import bring_roles

#: How allauth's own record of a session calls it.
METHOD = "socialaccount"
TRIAL = "sign_on_trial"
log = logging.getLogger(__name__)


def begin(request: HttpRequest, provider: SignOnProvider, *, following: str = "", trial: int = 0) -> str:
    """Return where to send somebody who wants to sign on; ``trial`` is the account that only tries.

    Raises
    ------
    Refused
    """
    kept = {"next": following if is_own_path(following) else "", "trial": trial}
    begun = oidc.begin if provider.protocol == Protocol.OIDC else saml.begin
    return begun(request, provider, **kept)


def is_own_path(following: str) -> bool:
    """Return whether an address to go on to is a page of this site."""
    return following.startswith("/") and url_has_allowed_host_and_scheme(following, allowed_hosts=None)


def let_in(request: HttpRequest, provider: SignOnProvider, signed: SignedOn, following: str) -> HttpResponse:
    """Sign somebody in; a second factor that they have set up is asked for as well.

    Raises
    ------
    Refused
    """
    from allauth.account.internal.flows.login import record_authentication
    from allauth.account.utils import perform_login

    if not provider.is_on:
        raise Refused("off")
    user = take_in(provider, signed)
    if user.is_active:
        bring_roles(user, provider, signed.groups)
    if request.user.is_authenticated:
        logout(request)
    record_authentication(request, user, METHOD, provider=provider.slug)
    response: HttpResponse = perform_login(request, user, redirect_url=following or None)
    return response


def note_trial(request: HttpRequest, provider: SignOnProvider, signed: SignedOn) -> None:
    """Keep what came of a try in the session of the administrator who tries, and nowhere else."""
    found: dict[str, Any] = {
        "provider": provider.slug, "uid": signed.uid, "address": signed.address, "verified": signed.verified,
        "name": signed.name, "code": signed.code, "groups": list(signed.groups)[:50],
    }  # fmt: skip
    try:
        match = find_account(provider, signed)
    except Refused as problem:
        found["account_problem"] = problem.sentence
    else:
        found |= {"account": str(match.user or match.address), "new": match.user is None}
    request.session[TRIAL] = found


def note_refusal(provider: SignOnProvider, refused: Refused) -> None:
    """Write into the log of the server why somebody was not let in; never who."""
    log.warning("signing on at %s was refused: %s", provider.slug, refused)


def way_of(request: HttpRequest, user: User) -> str:
    """Return the slug of the provider by which this session was begun; blank where it was a password.

    The latest of both counts: somebody may have begun at a provider, not finished, and gone on with a password.
    """
    from allauth.account.internal.flows.login import get_authentication_records

    records = get_authentication_records(request, user)
    ways = [one for one in records if one.get("method") in (METHOD, "password")]
    return str(ways[-1].get("provider", "")) if ways else ""
