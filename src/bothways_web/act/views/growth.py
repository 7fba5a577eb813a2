"""Growth for oneself: a page to tick on, and a blank sheet to take home. Neither takes anything in."""

from __future__ import annotations

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from bothways_web.act.growth.mirror import mirror
from bothways_web.people.gate import open_to_all

#: What the browser is told of the page: no script runs on it, and nothing that stands on it can be sent anywhere.
KEPT_IN = {
    "script-src": ["'none'"],
    "connect-src": ["'none'"],
    "form-action": ["'none'"],
    "img-src": ["data:"],
    "font-src": ["'none'"],
}


@open_to_all
@require_safe
@csp_replace(KEPT_IN)
def growth(request: HttpRequest) -> HttpResponse:
    """Show the habits, the mirror and the exercises; the browser shows what fits, and tells nobody."""
    if set(request.GET) - {"lang"}:  # links to other languages would repeat the rest of an address
        return redirect("growth")
    response = render(request, "act/growth/mirror.html", {"mirror": mirror()})
    response["Cache-Control"] = "no-store"
    return response


@open_to_all
@require_safe
def growth_diary(request: HttpRequest) -> HttpResponse:
    """Give a blank diary as a file: the same for everybody."""
    response = render(request, "act/growth/diary.txt", content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="diary.txt"'
    return response
