"""Asking a provider over the network: encrypted, no detours, small answers, a short wait."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.people.sign_on.refusals import Refused

SECONDS, LARGEST = 10, 2_000_000
_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


def refuse_open_address(address: str) -> None:
    """Refuse an address that is not reached over HTTPS; on this very machine others are fine.

    Raises
    ------
    InputError
    """
    try:
        url = urlsplit(address)
        host, _port = url.hostname, url.port
    except ValueError:
        url, host = urlsplit(""), None
    secure = url.scheme == "https" or (url.scheme == "http" and host in _THIS_MACHINE)
    if not host or not secure or "@" in url.netloc or url.fragment or not address.isprintable():
        raise InputError(
            _("This is no address of a provider."),
            remedy=_("Copy it from there. It begins with https:// and holds no name or password."),
        )


def fetch(address: str, **headers: str) -> bytes:
    """Return what lies at an address.

    Raises
    ------
    Refused
        Where it cannot be reached, leads elsewhere, answers no success or too much.
    """
    return _ask("GET", address, headers=headers)


def fetch_json(address: str, **headers: str) -> dict[str, Any]:
    """Return the object at an address.

    Raises
    ------
    Refused
    """
    return _object(_ask("GET", address, headers={"Accept": "application/json", **headers}))


def post_form(address: str, fields: dict[str, str], auth: tuple[str, str] | None = None) -> dict[str, Any]:
    """Send a form and return the object that comes back.

    Raises
    ------
    Refused
    """
    return _object(_ask("POST", address, data=fields, auth=auth, headers={"Accept": "application/json"}))


def _ask(method: str, address: str, **more: Any) -> bytes:
    from allauth.socialaccount.adapter import get_adapter
    from requests import RequestException

    try:
        refuse_open_address(address)
        with get_adapter().get_requests_session() as session:
            answer = session.request(
                method, address, allow_redirects=False, stream=True, timeout=SECONDS, **more
            )
            if answer.status_code != 200:
                raise Refused("unreachable", f"{urlsplit(address).path} answers {answer.status_code}")
            body: bytes = answer.raw.read(LARGEST + 1, decode_content=True)
    except InputError as problem:
        raise Refused("unsound", "an address without HTTPS") from problem
    except (RequestException, OSError) as problem:
        raise Refused("unreachable", type(problem).__name__) from problem
    if len(body) > LARGEST:
        raise Refused("unsound", "the answer is too large")
    return body


def _object(body: bytes) -> dict[str, Any]:
    import json

    try:
        found = json.loads(body)
    except ValueError as problem:
        raise Refused("unsound", "no JSON") from problem
    if not isinstance(found, dict):
        raise Refused("unsound", "no object")
    return found
