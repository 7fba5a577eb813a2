"""Pages that belong to no room: the promise, the kit, errors."""

from __future__ import annotations

import sys

from django.conf import settings
from django.contrib.auth import login
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.views.i18n import set_language

from bothways_web.people.gate import open_to_all
from bothways_web.people.models import Organisation, User
from bothways_web.web.example.accounts import CHARACTERS, address_of
from bothways_web.web.promises import promise_words
from bothways_web.web.showcase import showcase

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@open_to_all
def promise(request: HttpRequest) -> HttpResponse:
    """Show what employees are promised."""
    return render(request, "web/promise.html", promise_words())


@open_to_all
def kit(request: HttpRequest) -> HttpResponse:
    """Show every component in every state; the address may ask for a theme and a direction."""
    return render(request, "web/kit.html", showcase() | _looks(request))


@open_to_all
def kit_question(request: HttpRequest) -> HttpResponse:
    """Show the frame of answering pages."""
    return render(request, "web/kit/question.html", showcase() | _looks(request))


def _looks(request: HttpRequest) -> dict[str, str]:
    asked = {"theme": ("page_theme", ("light", "dark")), "dir": ("dir", ("ltr", "rtl"))}
    return {
        name: request.GET[word] for word, (name, known) in asked.items() if request.GET.get(word) in known
    }


@open_to_all
def characters(request: HttpRequest) -> HttpResponse:
    """Offer the characters of the example company; choosing one signs in. Not there on any other site."""
    if not (settings.DEMO and Organisation.current().is_demo):
        raise Http404
    known = {address_of(name): name for name, _roles in CHARACTERS}
    users = list(User.objects.filter(email__in=known, is_active=True).order_by("pk"))
    if request.method == "POST":
        chosen = next((one for one in users if one.email == request.POST.get("character")), None)
        if chosen is None:
            raise Http404
        login(request, chosen, backend=BACKEND)
        return redirect("home")
    rows = [{"user": one, "roles": [str(grant) for grant in one.grants.all()]} for one in users]
    return render(request, "web/characters.html", {"rows": rows})


@open_to_all
def health(request: HttpRequest) -> HttpResponse:
    """Say that the server answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@open_to_all
def language(request: HttpRequest) -> HttpResponse:
    """Remember a language in a cookie, and go back."""
    return set_language(request)


@open_to_all
def closed(request: HttpRequest, **given: str) -> HttpResponse:
    """Stand in front of a page that a package brings and this app does not offer."""
    raise Http404


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
