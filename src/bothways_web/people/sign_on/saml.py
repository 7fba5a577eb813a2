"""Signing on by SAML 2.0: a request by redirect, a signed assertion by form, checked by python3-saml and then by us."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.people.models import SignOnProvider
from bothways_web.people.sign_on.asking import Asking, refuse_open_address
from bothways_web.people.sign_on.claims import SignedOn, read_claims
from bothways_web.people.sign_on.connections import SAML_USUAL, connection_of, names_of
from bothways_web.people.sign_on.refusals import Refused

POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
#: The one kind of name that is never given to somebody else; others, such as an address, may be.
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
CONFIRMATION = "/saml:Subject/saml:SubjectConfirmation[@Method='urn:oasis:names:tc:SAML:2.0:cm:bearer']"


def own_name(provider: SignOnProvider) -> str:
    """Return what we are called at the provider: the address of our metadata."""
    return str(settings.BASE_URL) + reverse("sign_on_metadata", args=[provider.slug])


def answer_address(provider: SignOnProvider) -> str:
    """Return where the provider sends its answers."""
    return str(settings.BASE_URL) + reverse("sign_on_answer", args=[provider.slug])


def fetch_metadata(address: str) -> str:
    """Return the metadata at an address.

    Raises
    ------
    InputError
    """
    refuse_open_address(address)
    try:
        return Asking(address).fetch(address).decode()
    except (Refused, UnicodeDecodeError) as problem:
        raise InputError(
            _("The metadata could not be fetched."),
            remedy=_("Look whether the address opens from this server, or paste the text of the file."),
        ) from problem


def read_metadata(text: str) -> dict[str, Any]:
    """Return what the metadata of a provider say, in the words of python3-saml.

    Raises
    ------
    InputError
        Where they are none, or lack a certificate or the address for a redirect.
    """
    from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser as Parser

    try:
        found: dict[str, Any] = Parser.parse(text).get("idp", {})
    except Exception as problem:  # whatever the parser meets in what somebody pasted
        raise InputError(
            _("These are no SAML metadata of one provider."),
            remedy=_("Take the file that the provider offers for a service provider, whole."),
        ) from problem
    address = found.get("singleSignOnService", {}).get("url", "")
    if not found.get("entityId") or not (found.get("x509cert") or found.get("x509certMulti")) or not address:
        raise InputError(
            _("The metadata lack a name, a certificate or an address for signing on by redirect."),
            remedy=_("Take the file that the provider offers for a service provider, whole."),
        )
    refuse_open_address(address)
    return found


def their_name(provider: SignOnProvider) -> str:
    """Return what a provider calls itself in its metadata; blank where they cannot be read."""
    try:
        return str(read_metadata(connection_of(provider).metadata)["entityId"])
    except (InputError, ModuleNotFoundError):
        return ""


def own_metadata(provider: SignOnProvider) -> bytes:
    """Return what a provider needs to know of us."""
    from onelogin.saml2.settings import OneLogin_Saml2_Settings

    made: bytes | str = OneLogin_Saml2_Settings(
        {"strict": True, "sp": _own(provider), "security": _SECURITY}, sp_validation_only=True
    ).get_sp_metadata()
    return made if isinstance(made, bytes) else made.encode()


def begin(request: HttpRequest, provider: SignOnProvider, **kept: Any) -> str:
    """Return where to send somebody; what is kept comes back with them, once, in this browser alone.

    Raises
    ------
    Refused
    """
    from allauth.socialaccount.internal import statekit
    from onelogin.saml2.authn_request import OneLogin_Saml2_Authn_Request

    given = _settings(provider)
    asked = OneLogin_Saml2_Authn_Request(given, set_nameid_policy=not provider.id_attribute)
    statekit.stash_state(request, provider_id=provider.slug, state=dict(kept), state_id=asked.get_id())
    address = given.get_idp_sso_url()
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'SAMLRequest': asked.get_request()})}"


def read_answer(provider: SignOnProvider, answer: str) -> dict[str, Any]:
    """Return what a sound answer says, as it waits in a session until the browser comes back for it.

    All is checked here but that this browser has asked: its cookie does not come with a form of another site.

    Raises
    ------
    Refused
    """
    from onelogin.saml2.response import OneLogin_Saml2_Response

    try:
        response = OneLogin_Saml2_Response(_settings(provider), answer)
        response.is_valid(_own_request(provider), raise_exceptions=True)
        question = _check_confirmation(response, provider)
        uid, firm, told = _told_by(response, provider)
    except Refused:
        raise
    except Exception as problem:  # python3-saml and lxml raise of all kinds over what somebody sent
        raise Refused("unsound", str(problem)[:200]) from problem
    signed = replace(read_claims(uid, told, names_of(provider)), firm=firm)
    return {"provider": provider.slug, "question": question, "signed": asdict(signed)}


def finish(
    request: HttpRequest, provider: SignOnProvider, waiting: dict[str, Any]
) -> tuple[SignedOn, dict[str, Any]]:
    """Return who comes back, as :func:`read_answer` has read it, and what was kept when this browser asked.

    Raises
    ------
    Refused
    """
    from allauth.socialaccount.internal import statekit

    if not waiting or waiting["provider"] != provider.slug:
        raise Refused("stale")
    state = statekit.unstash_state(request, provider_id=provider.slug, state_id=waiting["question"])
    if state is None:
        raise Refused("stale")
    signed = waiting["signed"]
    return SignedOn(**signed | {"groups": tuple(signed["groups"])}), state


def _check_confirmation(response: Any, provider: SignOnProvider) -> str:
    """Return which question of ours the signed assertion answers.

    The answer around it may be unsigned, and python3-saml lets an assertion pass that answers no question at all or is
    for no audience: both are refused here, so that an assertion from elsewhere is of no use.
    """
    if own_name(provider) not in response.get_audiences():
        raise Refused("unsound", "the assertion is not for this site")
    data = response._query_assertion(f"{CONFIRMATION}/saml:SubjectConfirmationData")
    if len(data) != 1:
        raise Refused("unsound", "the assertion has not one confirmation")
    question, recipient = data[0].get("InResponseTo", ""), data[0].get("Recipient")
    if not question or question != response.get_in_response_to():
        raise Refused("unsound", "the assertion answers no question of ours")
    if recipient != answer_address(provider) or not data[0].get("NotOnOrAfter"):
        raise Refused("unsound", "the assertion is for another address or for ever")
    return str(question)


def _told_by(response: Any, provider: SignOnProvider) -> tuple[str, bool, dict[str, Any]]:
    """Return who it is, whether that name stays theirs, and what is told, under the names that we look for."""
    told: dict[str, Any] = dict(response.get_attributes())
    for name, usual in SAML_USUAL.items():
        others = (told[other] for other in usual if other in told)
        told.setdefault(name, next(others, None))
    if provider.id_attribute:
        values = told.get(provider.id_attribute) or [""]
        uid, firm = values[0] if len(values) == 1 else "", True
    else:
        kind = response.get_nameid_format()
        uid, firm = "" if kind == TRANSIENT else response.get_nameid(), kind == PERSISTENT
    if not uid or len(uid) > 190:
        raise Refused("no id")
    return str(uid), firm, told


#: SHA-1 is out, the assertion itself must be signed, and attributes may come twice as several providers write groups.
_SECURITY = {
    "wantAssertionsSigned": True, "wantNameId": False, "wantAttributeStatement": False,
    "rejectDeprecatedAlgorithm": True, "allowRepeatAttributeName": True, "requestedAuthnContext": False,
    "authnRequestsSigned": False, "signatureAlgorithm": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    "digestAlgorithm": "http://www.w3.org/2001/04/xmlenc#sha256", "allowSingleLabelDomains": True,
}  # fmt: skip


def _own(provider: SignOnProvider) -> dict[str, Any]:
    return {
        "entityId": own_name(provider),
        "assertionConsumerService": {"url": answer_address(provider), "binding": POST},
        "NameIDFormat": PERSISTENT,
    }


def _settings(provider: SignOnProvider) -> Any:
    from onelogin.saml2.settings import OneLogin_Saml2_Settings

    try:
        found = read_metadata(connection_of(provider).metadata)
    except InputError as problem:
        raise Refused("unsound", "the metadata of the provider") from problem
    return OneLogin_Saml2_Settings(
        {"strict": True, "sp": _own(provider), "idp": found, "security": _SECURITY}
    )


def _own_request(provider: SignOnProvider) -> dict[str, Any]:
    """Return the request as python3-saml wants it told: at the address of the settings, whatever host was named."""
    url = urlsplit(answer_address(provider))
    return {
        "https": "on" if url.scheme == "https" else "off", "http_host": url.netloc, "script_name": url.path,
        "get_data": {}, "post_data": {},
    }  # fmt: skip
