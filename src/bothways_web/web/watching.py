"""Pages for programs that watch a site: whether it lives, whether it is ready, and figures for those with the token."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bothways_web.people.gate import open_to_all
from bothways_web.web import metrics
from bothways_web.web.vital_signs import is_ready


@open_to_all
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Say that the server answers, whatever the database does: a program that looks here ends what does not answer."""
    return _text("ok")


@open_to_all
@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Say whether requests can be answered, and to nobody why not: that is for the doctor and the log."""
    return _text("ready") if is_ready() else _text("not ready", 503)


@open_to_all
@never_cache
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Give figures to whoever has the token of BOTHWAYS_METRICS_TOKEN; for everybody else the page is not there."""
    token, given = settings.METRICS_TOKEN, request.headers.get("Authorization", "")
    if not token or not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise Http404
    return HttpResponse(metrics.exposition(), content_type=metrics.CONTENT_TYPE)


def _text(word: str, status: int = 200) -> HttpResponse:
    return HttpResponse(f"{word}\n", content_type="text/plain", status=status)
