"""Who is behind a request, what they may see, and doing once what came with an idempotency key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, TypeVar

from django.http import Http404, HttpRequest
from ninja import Field

from bothways.errors import InputError
from bothways_web.api.kept import Answer, once
from bothways_web.api.models import Token
from bothways_web.api.problems import Problem
from bothways_web.people.access import Viewer
from bothways_web.people.models import User
from bothways_web.people.viewers import viewer_of

IDEMPOTENCY_KEY = {
    "in": "header", "name": "Idempotency-Key", "required": False,
    "schema": {"type": "string", "pattern": "^[!-~]{8,64}$"},
    "description": "8 to 64 printable characters: the same request again is answered the same, for a day.",
}  # fmt: skip
#: For the description of an operation that takes such a key.
KEYED = {"parameters": [IDEMPOTENCY_KEY]}
#: Text of one line: no control characters, which no store and no file can hold.
Line = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Code = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")]
Found = TypeVar("Found")


def token_of(request: HttpRequest) -> Token:
    """Return the token of a request."""
    token: Token = request.auth  # type: ignore[attr-defined]
    return token


def owner_of(request: HttpRequest) -> User:
    """Return whose token it is."""
    return token_of(request).owner


def caller(request: HttpRequest) -> Viewer:
    """Return what the owner of the token may see."""
    return viewer_of(owner_of(request))


def found(one: Found | None) -> Found:
    """Return what is there; say that it is not where it is none."""
    if one is None:
        raise Http404
    return one


def done_once(request: HttpRequest, do: Callable[[], Answer]) -> Answer:
    """Do something, unless the same request came before with the same key: then return what was answered."""
    where = f"{request.method} {request.path}\n".encode()
    return once(token_of(request), request.headers.get("Idempotency-Key"), where + request.body, do)


@contextmanager
def refusals(code: str = "not_now") -> Iterator[None]:
    """Turn what a verb refuses into a conflict with a word to rely on."""
    try:
        yield
    except InputError as error:
        raise Problem(409, code, str(error)) from None


def as_kept(made: dict[str, Any]) -> dict[str, Any]:
    """Return an answer as it can be kept for the same request again: days and moments as text."""
    return {name: one.isoformat() if hasattr(one, "isoformat") else one for name, one in made.items()}
