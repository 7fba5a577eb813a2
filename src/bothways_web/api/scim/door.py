"""The address of the people feed: who asks, how much, and what is answered."""

from __future__ import annotations

import json
import logging
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from scim2_models import (
    ForbiddenException,
    InvalidFilterException,
    InvalidSyntaxException,
    PayloadTooLargeException,
    SCIMException,
    UnauthorizedException,
)
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.routing import Operation
from scim2_server.service import ScimService

from bothways_web.api.guard import count
from bothways_web.api.models import Token
from bothways_web.api.problems import Problem
from bothways_web.api.scim.contact import note_contact, note_trouble
from bothways_web.api.scim.resources import provider
from bothways_web.api.scim.storage import Records
from bothways_web.api.scopes import Scope, scopes_of
from bothways_web.api.tokens import find_token
from bothways_web.people.gate import open_to_all
from bothways_web.people.viewers import viewer_of

ROOT = "/scim/v2"
#: Largest body, and the longest filter, in bytes and characters.
LARGEST, LONGEST_FILTER = 1024 * 1024, 2000
#: Requests that a token has a minute at this address: directories send one for each person.
A_MINUTE = 1500
log = logging.getLogger(__name__)


class TooManyRequests(SCIMException):
    """A token has used up its minute."""

    status = 429
    _default_detail = f"A token has {A_MINUTE} requests a minute. Wait, then go on."

    def __init__(self, wait: str) -> None:
        super().__init__()
        self.wait = wait


@cache
def service() -> ScimService:
    """Return the protocol."""
    return ScimService(provider())


@csrf_exempt
@open_to_all
def scim(request: HttpRequest, path: str = "") -> HttpResponse:
    """Answer a request of a directory; a token opens the door, cookies open nothing."""
    asked = ScimRequest(
        method=request.method or "GET",
        base_url=settings.BASE_URL + ROOT,
        path="/" + path.removesuffix(".scim"),
        query=dict(parse_qsl(request.META.get("QUERY_STRING", ""), keep_blank_values=True, errors="replace")),
        headers=dict(request.headers),
    )
    token: Token | None = None
    try:
        token = _needed_token(asked)
        asked.body = _body(request)
        response = _served(asked, token)
    except SCIMException as error:
        response = service().error_response(error)
        if isinstance(error, TooManyRequests):
            response.headers["Retry-After"] = error.wait
        if token is not None:
            note_trouble(asked.method, path, int(response.status), str(error.detail or ""))
    except Exception as error:
        log.exception("a request of the people feed failed")
        response = service().error_response(error)
        if token is not None:
            note_trouble(asked.method, path, 500, "The server failed. Its log says more.")
    return _as_http(response)


def _needed_token(asked: ScimRequest) -> Token | None:
    """Return the token of a request; what the server can do is told without one, as the standard wants it.

    Raises
    ------
    SCIMException
        Where it is none that works, has no such scope, or asks too often.
    """
    if asked.path.strip("/") == "ServiceProviderConfig":
        return None
    scheme, _blank, secret = (asked.header("Authorization") or "").partition(" ")
    found = find_token(secret.strip()) if scheme.lower() == "bearer" and secret.isprintable() else None
    if found is None:
        raise UnauthorizedException(detail="Send a token that works: Authorization: Bearer bothways_…")
    try:
        count(found, most=A_MINUTE)
    except Problem as error:
        raise TooManyRequests(error.headers["Retry-After"]) from None
    if Scope.SCIM not in found.scopes or Scope.SCIM not in scopes_of(viewer_of(found.owner)):
        raise ForbiddenException(detail=f"This token may not do that: it needs {Scope.SCIM}.")
    return found


def _body(request: HttpRequest) -> bytes:
    text = str(request.META.get("CONTENT_LENGTH") or "0")
    if not text.isdecimal() or int(text) > LARGEST:
        raise PayloadTooLargeException(detail="A request may have 1 MB at most. Send members in parts.")
    try:
        body = request.body
    except RequestDataTooBig:
        raise PayloadTooLargeException(detail="A request may have 1 MB at most.") from None
    return body


def _served(asked: ScimRequest, token: Token | None) -> ScimResponse:
    target = service().match(asked)
    _refuse_bombs(asked, target.operation)
    if token is None:
        return service().service_provider_config(asked.url, asked.query)
    reads = asked.method in ("GET", "HEAD") or target.operation is Operation.search_with_body
    records = Records(token.owner, writes=not reads)
    response = ScimHandler(service(), records).handle(asked)
    note_contact(changed=records.wrote)
    for sentence in records.trouble:
        note_trouble(asked.method, asked.path, int(response.status), sentence)
    return response


def _refuse_bombs(asked: ScimRequest, operation: Operation) -> None:
    """Refuse what would be long to read before it is read: long filters, and JSON nested without end."""
    filters = [asked.query.get("filter", "")]
    if asked.body and operation in (Operation.search_with_body, Operation.patch):
        try:
            sent = json.loads(asked.body)
        except (ValueError, RecursionError):
            raise InvalidSyntaxException(detail="The request is no JSON.") from None
        filters += _filters_of(sent)
    for text in filters:
        if len(text) > LONGEST_FILTER:
            raise InvalidFilterException(
                detail=f"A filter or a path has {LONGEST_FILTER} characters at most. Ask in parts."
            )


def _filters_of(sent: Any) -> list[str]:
    if not isinstance(sent, dict):
        return []
    lines = {str(name).lower(): value for name, value in sent.items()}
    operations = lines.get("operations")
    paths = [
        value
        for one in (operations if isinstance(operations, list) else [])
        if isinstance(one, dict)
        for name, value in one.items()
        if str(name).lower() == "path"
    ]
    return [text for text in (lines.get("filter"), *paths) if isinstance(text, str)]


def _as_http(response: ScimResponse) -> HttpResponse:
    body = b"" if response.body is None else json.dumps(response.body).encode()
    made = HttpResponse(body, status=int(response.status))
    for name, value in response.headers.items():
        made[name] = value
    if response.body is None:
        del made["Content-Type"]
    made["Cache-Control"] = "no-store"
    return made
