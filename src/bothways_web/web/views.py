"""Pages that belong to no room: the promise, the kit, errors."""

from __future__ import annotations

import sys
from typing import cast

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.views.i18n import set_language

from bothways_web.people.gate import open_to_all


@open_to_all
def promise(request: HttpRequest) -> HttpResponse:
    """Show what employees are promised."""
    return render(request, "web/promise.html")


@open_to_all
def kit(request: HttpRequest) -> HttpResponse:
    """Show every component in every state."""
    return render(request, "web/kit.html")


@open_to_all
def characters(request: HttpRequest) -> HttpResponse:
    """Offer the characters of the example company."""
    return render(request, "web/characters.html")


@open_to_all
def health(request: HttpRequest) -> HttpResponse:
    """Say that the server answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@open_to_all
def language(request: HttpRequest) -> HttpResponse:
    """Remember a language in a cookie, and go back."""
    return cast(HttpResponse, set_language(request))


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is no such page, or none for this viewer: the same words."""
    frame = "web/plain.html" if request.path.startswith("/answer/") else "web/page.html"
    return render(request, "404.html", {"frame": frame}, status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the request could not be understood."""
    return _bare("400.html", 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say sorry, without the database; where that is what failed, say to come back."""
    if isinstance(sys.exc_info()[1], OperationalError):
        response = _bare("503.html", 503)
        response["Retry-After"] = "60"
        return response
    return _bare("500.html", 500)


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form came back without a fresh token: it stood open too long, or cookies are off."""
    return _bare("expired.html", 403, again=request.path)


def _bare(template: str, status: int, **context: str) -> HttpResponse:
    """Render without context processors: no session, no database."""
    return HttpResponse(get_template(template).render(context), status=status)
