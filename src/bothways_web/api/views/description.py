"""The description of the API as a page that needs no scripts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bothways_web.api.description import groups
from bothways_web.people.gate import open_to_all


@open_to_all
@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """Show every operation: what it needs, what it takes, what it answers."""
    return render(request, "api/description.html", {"groups": groups()})
