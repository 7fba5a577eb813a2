"""Posting to a webhook: to the address that was checked, within seconds, without following anything."""

from __future__ import annotations

import http.client
import json
import re
import socket
import ssl
import threading
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop

from bothways.errors import InputError
from bothways_web.listen.channels.webhooks import Address, Webhook, checked_address

#: For looking up, connecting, sending and reading, all together.
SECONDS = 5.0
LONGEST_LINE = 1024
TOO_SLOW = gettext_noop("It does not answer within five seconds.")
_ANSWER = re.compile(rb"HTTP/1\.[01] ([0-9]{3})(?: |\r)")
_REDIRECTS = range(300, 400)


class Unsent(Exception):
    """Why a post was not taken; never with the address in it.

    Attributes
    ----------
    status : int or None
        What was answered, where something was.
    """

    def __init__(self, why: str, status: int | None = None) -> None:
        super().__init__(why)
        self.status = status


class _Pinned(http.client.HTTPSConnection):
    """A connection to one address, whatever the name of the host leads to by then; it can be cut from outside."""

    def __init__(self, webhook: Webhook, address: Address) -> None:
        super().__init__(webhook.host, webhook.port, timeout=SECONDS)
        self.webhook, self._address = webhook, address
        self.was_cut = False

    def connect(self) -> None:
        """Connect, and check the certificate for the name of the host."""
        self.sock = socket.create_connection(self._address, SECONDS)
        if self.was_cut:
            raise TimeoutError
        if not self.webhook.secure:
            return
        self.sock = trust().wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock.do_handshake()

    def cut(self) -> None:
        """End it, whatever it waits for."""
        self.was_cut = True
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


def trust() -> ssl.SSLContext:
    """Return whose certificates are believed: those that the system believes."""
    return ssl.create_default_context()


def post(webhook: Webhook, payload: Mapping[str, Any]) -> None:
    """Post to a room.

    Raises
    ------
    Unsent
        Where it was not taken, for whatever reason.
    """
    hand_over(webhook, json.dumps(payload).encode(), {})


def hand_over(webhook: Webhook, body: bytes, headers: Mapping[str, str]) -> int:
    """Post a body of JSON with headers of its own, and return what was answered, from 200 to 299.

    Raises
    ------
    Unsent
        Where it was not taken, for whatever reason.
    """
    try:
        connection = _Pinned(webhook, checked_address(webhook))
    except InputError as problem:
        raise Unsent(str(problem)) from None
    timer = threading.Timer(SECONDS, connection.cut)
    timer.daemon = True
    timer.start()
    try:
        status = _status(connection, webhook, body, headers)
    except ssl.SSLCertVerificationError:
        raise Unsent(gettext_noop("The certificate of the host is not valid.")) from None
    except (OSError, http.client.HTTPException) as problem:
        raise Unsent(_why(problem, connection)) from None
    finally:
        timer.cancel()
        connection.close()
    if status in _REDIRECTS:
        raise Unsent(gettext_noop("It sends on to another address, which is not followed."), status)
    if not 200 <= status < 300:
        raise Unsent(f"It answers {status}.", status)
    return status


def _status(connection: _Pinned, webhook: Webhook, body: bytes, headers: Mapping[str, str]) -> int:
    """Send, and return what is answered: of the answer its first line is read and no more."""
    usual = {"Content-Type": "application/json", "User-Agent": "Bothways", "Connection": "close"}
    connection.request("POST", webhook.path, body, {**usual, **headers})
    with connection.sock.makefile("rb", buffering=LONGEST_LINE) as answer:
        found = _ANSWER.match(answer.readline(LONGEST_LINE))
    if found is None:
        raise http.client.BadStatusLine("none")
    return int(found[1])


def _why(problem: Exception, connection: _Pinned) -> str:
    if connection.was_cut or isinstance(problem, TimeoutError):
        return TOO_SLOW
    if isinstance(problem, ConnectionRefusedError):
        return gettext_noop("It takes no connection.")
    return gettext_noop("The connection broke.")
