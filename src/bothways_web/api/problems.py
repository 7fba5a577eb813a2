"""What is said to a program that asked for something that cannot be: problem details of RFC 9457."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver
from django.views.decorators.csrf import csrf_exempt
from ninja import Field, NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from bothways_web.people.gate import open_to_all

#: Most that is echoed of a wrong value's place.
_MOST = 20


class Place(Schema):
    """Where something is wrong, and what."""

    place: list[str]
    message: str


class ProblemDetails(Schema):
    """What is said where a request cannot be answered."""

    type: str
    title: str
    status: int
    code: str = Field(description="One word to rely on; the sentences may change.")
    detail: str
    errors: list[Place] | None = None


def told(status: int, schema: type[Schema], *problems: int) -> dict[Any, type[Schema]]:
    """Return what an operation answers: its own answer, and the problems that it can meet."""
    return {status: schema, frozenset({401, 403, 422, 429, *problems}): ProblemDetails}


class Problem(Exception):
    """Something that a program must be told.

    Attributes
    ----------
    status : int
    code : str
        One word that programs can rely on, such as ``closed``.
    detail : str
        A sentence for the person who reads it, with the remedy.
    headers : dict of str to str
    """

    def __init__(self, status: int, code: str, detail: str, **headers: str) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


TITLES = {
    400: "Bad request", 401: "Not signed in", 403: "Not allowed", 404: "Not found", 405: "Not with this method",
    409: "Conflict", 413: "Too large", 415: "Not JSON", 422: "Not understood", 429: "Too many requests",
    500: "Our fault", 503: "Not now",
}  # fmt: skip


def problem(status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """Return a problem as a response."""
    body = {
        "type": "about:blank",
        "title": TITLES[status],
        "status": status,
        "code": code,
        "detail": detail,
        **more,
    }
    response = JsonResponse(body, status=status)
    response["Content-Type"] = "application/problem+json"
    response["Cache-Control"] = "no-store"
    return response


@csrf_exempt
@open_to_all
def not_there(request: HttpRequest, path: str = "") -> HttpResponse:
    """Say that nothing is at an address of the API."""
    return problem(
        404, "not_found", "Nothing is at this address. The description is at /api/v1/openapi.json."
    )


def refusing_methods(patterns: Iterable[URLPattern | URLResolver]) -> None:
    """Have addresses of an API say as a problem that they do not take a method, and which they take."""
    for one in patterns:
        if isinstance(one, URLPattern):
            one.callback = _telling(one.callback)


def _telling(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @csrf_exempt
    @wraps(view)
    def telling(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        if answer.status_code != 405:
            return answer
        allowed = ", ".join(sorted(answer["Allow"].split(", ")))
        made = problem(405, "method", f"This address takes {allowed}.")
        made["Allow"] = allowed
        return made

    return telling


def tell_problems(api: NinjaAPI) -> None:
    """Have every failure of an API told as a problem."""

    @api.exception_handler(Problem)
    def known(request: HttpRequest, error: Problem) -> HttpResponse:
        response = problem(error.status, error.code, error.detail)
        for name, value in error.headers.items():
            response[name] = value
        return response

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        response = problem(
            401,
            "no_token",
            "Send a token that works: Authorization: Bearer bothways_… Make one on the page Tokens.",
        )
        response["WWW-Authenticate"] = 'Bearer realm="Bothways"'
        return response

    @api.exception_handler(ValidationError)
    def wrong(request: HttpRequest, error: ValidationError) -> HttpResponse:
        places = [
            {"place": [str(part) for part in one["loc"]], "message": str(one["msg"])}
            for one in error.errors[:_MOST]
        ]
        return problem(
            422, "invalid", "Something in the request is not as it must be; see errors.", errors=places
        )

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(404, "not_found", "There is no such thing, or it is not for this token.")

    @api.exception_handler(RequestDataTooBig)
    def large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
        return problem(413, "too_large", "A request may have 3 MB at most.")

    @api.exception_handler(HttpError)
    def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
        status = error.status_code if error.status_code in TITLES else 400
        return problem(status, "refused", "The request cannot be read: send JSON in UTF-8.")
