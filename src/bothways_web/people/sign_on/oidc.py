"""Signing on by OpenID Connect: the code flow with PKCE and a nonce, and an ID token checked with its keys."""

from __future__ import annotations

import secrets
import time
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from bothways_web.people.models import SignOnProvider
from bothways_web.people.sign_on.asking import Asking
from bothways_web.people.sign_on.claims import SignedOn, read_claims
from bothways_web.people.sign_on.connections import Connection, connection_of, names_of
from bothways_web.people.sign_on.refusals import Refused

#: Only those that a provider signs with and that we can check without a secret.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
SCOPES = ("openid", "profile", "email")
WELL_KNOWN = "/.well-known/openid-configuration"
#: Clocks may differ by this, in seconds; longer-lived tokens than a day are not believed to be fresh.
LEEWAY, LONGEST = 60, 24 * 3600


def callback_address(provider: SignOnProvider) -> str:
    """Return where the provider sends people back to; it is the same whatever host a request names."""
    return str(settings.BASE_URL) + reverse("sign_on_back", args=[provider.slug])


def read_configuration(connection: Connection, asking: Asking) -> dict[str, Any]:
    """Return what the provider says of itself.

    Raises
    ------
    Refused
        Where it cannot be reached, is another one than was named, lacks what is needed, or leads where nobody
        should be sent.
    """
    issuer = connection.issuer.removesuffix(WELL_KNOWN)
    found = asking.fetch_json(issuer.rstrip("/") + WELL_KNOWN)
    if str(found.get("issuer", "")).rstrip("/") != issuer.rstrip("/"):
        raise Refused("unsound", "the provider calls itself by another name")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not isinstance(found.get(name), str):
            raise Refused("unsound", f"{name} is missing")
        asking.check(found[name])
    return found


def begin(request: HttpRequest, provider: SignOnProvider, **kept: Any) -> str:
    """Return where to send somebody; what is kept comes back with them, once, in this browser alone.

    Raises
    ------
    Refused
    """
    from allauth.socialaccount.internal import statekit
    from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge

    connection = connection_of(provider)
    configuration = read_configuration(connection, Asking(connection.issuer))
    proof = generate_code_challenge()
    nonce = secrets.token_urlsafe(24)
    state = {**kept, "nonce": nonce, "verifier": proof.pop("code_verifier")}
    state_id = statekit.stash_state(request, provider_id=provider.slug, state=state)
    scopes = [*SCOPES, *connection.more_scopes]
    asked = {
        "client_id": connection.client_id, "redirect_uri": callback_address(provider), "response_type": "code",
        "scope": " ".join(scopes), "state": state_id, "nonce": nonce, **proof,
    }  # fmt: skip
    address = str(configuration["authorization_endpoint"])
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def finish(request: HttpRequest, provider: SignOnProvider) -> tuple[SignedOn, dict[str, Any]]:
    """Return who comes back, and what was kept.

    Raises
    ------
    Refused
    """
    from allauth.socialaccount.internal import statekit

    state = statekit.unstash_state(request, provider_id=provider.slug, state_id=request.GET.get("state", ""))
    if state is None:
        raise Refused("stale")
    if "error" in request.GET or not request.GET.get("code"):
        raise Refused("cancelled")
    connection = connection_of(provider)
    asking = Asking(connection.issuer)
    configuration = read_configuration(connection, asking)
    if request.GET.get("iss", configuration["issuer"]) != configuration["issuer"]:
        raise Refused("unsound", "the answer is of another provider")
    tokens = _redeem(
        asking, connection, configuration, code=request.GET["code"], code_verifier=str(state["verifier"]),
        redirect_uri=callback_address(provider),
    )  # fmt: skip
    keys = asking.fetch_json(str(configuration["jwks_uri"]))
    told = check_token(
        str(tokens.get("id_token", "")), keys, issuer=str(configuration["issuer"]), client=connection.client_id,
        nonce=str(state["nonce"]),
    )  # fmt: skip
    told = _user_info(asking, configuration, tokens, told) | told
    uid = told.get(provider.id_attribute or "sub")
    if not isinstance(uid, str | int) or not str(uid) or len(str(uid)) > 190:
        raise Refused("no id")
    return read_claims(str(uid), told, names_of(provider)), state


def check_token(
    token: str, keys: dict[str, Any], *, issuer: str, client: str, nonce: str, now: float | None = None
) -> dict[str, Any]:
    """Return what an ID token says, once its signature, issuer, audience, times and nonce hold.

    Raises
    ------
    Refused
    """
    import jwt

    try:
        algorithm = str(jwt.get_unverified_header(token).get("alg"))
        if algorithm not in ALGORITHMS:
            raise Refused("unsound", "the ID token is not signed as it should be")
        told: dict[str, Any] = jwt.decode(
            token, key=_key_of(token, keys), algorithms=[algorithm], issuer=issuer, audience=client, leeway=LEEWAY,
            options={"require": ["exp", "iat", "sub", "aud", "iss"]},
        )  # fmt: skip
    except jwt.PyJWTError as problem:
        raise Refused("unsound", f"the ID token: {type(problem).__name__}") from problem
    if told.get("azp", client) != client or (isinstance(told["aud"], list) and told["aud"] != [client]):
        raise Refused("unsound", "the ID token is for others too")
    if (now or time.time()) - float(told["iat"]) > LONGEST:
        raise Refused("unsound", "the ID token is old")
    if not constant_time_compare(str(told.get("nonce", "")), nonce):
        raise Refused("unsound", "the ID token answers another question")
    return told


def _key_of(token: str, keys: dict[str, Any]) -> Any:
    """Return the key of the provider that a token names; where it names none, the only one."""
    import jwt

    name = jwt.get_unverified_header(token).get("kid")
    found = [key for key in jwt.PyJWKSet.from_dict(keys).keys if name is None or key.key_id == name]
    fitting = [key for key in found if key.public_key_use in (None, "sig")]
    if len(fitting) != 1:
        raise Refused("unsound", "no key of the provider fits the ID token")
    return fitting[0].key


def _redeem(
    asking: Asking, connection: Connection, configuration: dict[str, Any], **fields: str
) -> dict[str, Any]:
    """Return the tokens for a code."""
    fields |= {"grant_type": "authorization_code"}
    methods = configuration.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if "client_secret_basic" in methods or "client_secret_post" not in methods:
        from urllib.parse import quote

        pair = (quote(connection.client_id, safe=""), quote(connection.secret, safe=""))
        return asking.post_form(str(configuration["token_endpoint"]), fields, auth=pair)
    fields |= {"client_id": connection.client_id, "client_secret": connection.secret}
    return asking.post_form(str(configuration["token_endpoint"]), fields)


def _user_info(
    asking: Asking, configuration: dict[str, Any], tokens: dict[str, Any], told: dict[str, Any]
) -> dict[str, Any]:
    """Return what the provider tells beside the ID token; it must be about the same person."""
    address, token = configuration.get("userinfo_endpoint"), tokens.get("access_token")
    if not isinstance(address, str) or not isinstance(token, str):
        return {}
    found = asking.fetch_json(address, Authorization=f"Bearer {token}")
    if found.get("sub") != told["sub"]:
        raise Refused("unsound", "the provider tells of somebody else")
    return found
