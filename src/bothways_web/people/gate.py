"""The gate of every page: who is looking, and whether the page is there for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject

from bothways_web.people.access import Right, Viewer
from bothways_web.people.models import User
from bothways_web.people.viewers import viewer_of

View = Callable[..., HttpResponseBase]


class ViewerRequest(HttpRequest):
    """A request as views of pages for everybody get it: with the viewer."""

    viewer: Viewer


class SignedInRequest(ViewerRequest):
    """A request as views behind a gate get it: somebody is signed in."""

    user: User  # narrower than Django's: the gate has seen to it


class ViewerMiddleware:
    """Hang the viewer on the request; worked out only where somebody asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        request.viewer = SimpleLazyObject(lambda: viewer_of(request.user))  # type: ignore[attr-defined]
        response = self.get_response(request)
        if (
            settings.SESSION_COOKIE_NAME in request.COOKIES
        ):  # who sits down next must not read it by going back
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def needs(right: Right, *words: str) -> Callable[[View], View]:
    """Let a view be reached only by those who have a right; for everybody else the page is not there.

    Parameters
    ----------
    right : Right
    *words : str
        What a cell of the table must say, where the right alone is not enough.
    """

    def refuse(request: HttpRequest) -> HttpResponseBase | None:
        viewer: Viewer = request.viewer  # type: ignore[attr-defined]
        if viewer.user_id is not None and not viewer.may(right, *words):
            raise Http404
        return _sign_in_first(request)

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return refuse(request) or view(request, *args, **kwargs)

        guarded.gate, guarded.refuse = right, refuse  # type: ignore[attr-defined]
        return guarded

    return guard


def needs_account(view: View) -> View:
    """Let a view be reached by anybody who is signed in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return _sign_in_first(request) or view(request, *args, **kwargs)

    guarded.gate, guarded.refuse = "account", _sign_in_first  # type: ignore[attr-defined]
    return guarded


def _sign_in_first(request: HttpRequest) -> HttpResponseBase | None:
    """Send somebody who is not signed in to sign in."""
    if request.viewer.user_id is None:  # type: ignore[attr-defined]
        return redirect_to_login(request.get_full_path())
    return None


def open_to_all(view: View) -> View:
    """Mark a view that needs no account, so that a test can tell it was meant."""
    view.gate = "open"  # type: ignore[attr-defined]
    return view
