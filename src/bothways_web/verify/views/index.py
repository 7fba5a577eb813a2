"""The page of verify."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bothways_web.people.gate import SignedInRequest, needs_account
from bothways_web.verify.index import open_parts


@needs_account
@require_safe
def verify(request: SignedInRequest) -> HttpResponse:
    """List what is open to the viewer."""
    found = open_parts(request.viewer)
    if not found:
        raise Http404
    return render(request, "verify/verify.html", {"parts": found})
