"""The page of act."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bothways_web.act.index import groups
from bothways_web.people.gate import SignedInRequest, needs_account


@needs_account
@require_safe
def act(request: SignedInRequest) -> HttpResponse:
    """List what is open to the viewer."""
    return render(request, "act/act.html", {"groups": groups(request.viewer)})
