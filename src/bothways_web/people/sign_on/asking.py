"""Asking a provider over the network: encrypted, no detours, small answers, a short wait."""

from __future__ import annotations

import ipaddress
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.people.sign_on.refusals import Refused

SECONDS, LARGEST = 10, 2_000_000


def refuse_open_address(address: str, *, named: str = "") -> None:
    """Refuse an address that is not reached over HTTPS; on this very machine others are fine.

    Parameters
    ----------
    address : str
    named : str
        The address of the provider that an administrator has named, where ``address`` came from the provider: it
        leads to this machine only if that one does. Blank where ``address`` itself was named.

    Raises
    ------
    InputError
    """
    try:
        url = urlsplit(address)
        host, _port = url.hostname, url.port
    except ValueError:
        url, host = urlsplit(""), None
    here, from_here = _is_here(host or ""), not named or _is_here(urlsplit(named).hostname or "")
    secure = (url.scheme == "https" and not here) or (url.scheme in ("http", "https") and here and from_here)
    if not host or not secure or "@" in url.netloc or url.fragment or not address.isprintable():
        raise InputError(
            _("This is no address of a provider."),
            remedy=_("Copy it from there. It begins with https:// and holds no name or password."),
        )


def _is_here(host: str) -> bool:
    """Return whether a host is this very machine."""
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        ip = ipaddress.ip_address(name)
    except ValueError:
        return False
    inner = getattr(ip, "ipv4_mapped", None) or ip
    return bool(inner.is_loopback or inner.is_unspecified)


@dataclass(frozen=True)
class Asking:
    """Questions to one provider, all of them within one wait.

    Attributes
    ----------
    named : str
        Address of the provider as an administrator, or the environment, has named it.
    until : float
        When the last answer must be there, by the clock that only goes on, in seconds.
    """

    named: str
    until: float = field(default_factory=lambda: time.monotonic() + SECONDS)

    def fetch(self, address: str, **headers: str) -> bytes:
        """Return what lies at an address.

        Raises
        ------
        Refused
            Where it cannot be reached in time, leads elsewhere, answers no success or too much.
        """
        return self._ask("GET", address, headers=headers)

    def fetch_json(self, address: str, **headers: str) -> dict[str, Any]:
        """Return the object at an address.

        Raises
        ------
        Refused
        """
        return _object(self._ask("GET", address, headers={"Accept": "application/json", **headers}))

    def post_form(
        self, address: str, fields: dict[str, str], auth: tuple[str, str] | None = None
    ) -> dict[str, Any]:
        """Send a form and return the object that comes back.

        Raises
        ------
        Refused
        """
        return _object(
            self._ask("POST", address, data=fields, auth=auth, headers={"Accept": "application/json"})
        )

    def check(self, address: str) -> None:
        """Refuse an address of the provider to which nobody should be sent.

        Raises
        ------
        Refused
        """
        try:
            refuse_open_address(address, named=self.named)
        except InputError as problem:
            raise Refused("unsound", "an address without HTTPS, or of this machine") from problem

    def _ask(self, method: str, address: str, **more: Any) -> bytes:
        """Return a body, or stop waiting: a timeout of one read would never end with a byte now and then."""
        self.check(address)
        came: list[bytes | Exception] = []
        waiting = threading.Thread(
            target=_request, args=(came, self.until, method, address), kwargs=more, daemon=True
        )
        waiting.start()
        waiting.join(max(0.0, self.until - time.monotonic()))
        if not came:
            raise Refused("unreachable", "no whole answer in time")
        if isinstance(came[0], Exception):
            raise came[0]
        return came[0]


def _request(came: list[bytes | Exception], until: float, method: str, address: str, **more: Any) -> None:
    """Put the body of an answer, or what went wrong, into a list."""
    from allauth.socialaccount.adapter import get_adapter
    from requests import RequestException
    from urllib3.exceptions import HTTPError

    try:
        wait = max(0.1, until - time.monotonic())
        with (
            get_adapter().get_requests_session() as session,
            session.request(
                method, address, allow_redirects=False, stream=True, timeout=wait, **more
            ) as answer,
        ):
            if answer.status_code != 200:
                raise Refused("unreachable", f"{urlsplit(address).path} answers {answer.status_code}")
            body = b""
            while part := answer.raw.read1(65_536, decode_content=True):
                body += part
                if len(body) > LARGEST:
                    raise Refused("unsound", "the answer is too large")
                if time.monotonic() > until:
                    raise Refused("unreachable", "no whole answer in time")
        came.append(body)
    except (RequestException, HTTPError, OSError) as problem:
        came.append(Refused("unreachable", type(problem).__name__))
    except Exception as problem:  # whoever waits raises it
        came.append(problem)


def _object(body: bytes) -> dict[str, Any]:
    import json

    try:
        found = json.loads(body)
    except ValueError as problem:
        raise Refused("unsound", "no JSON") from problem
    if not isinstance(found, dict):
        raise Refused("unsound", "no object")
    return found
