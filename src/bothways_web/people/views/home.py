"""The first page: a welcome for everybody, and what is open to somebody who is signed in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bothways_web.people.gate import open_to_all
from bothways_web.people.home import gather_items
from bothways_web.people.models import User
from bothways_web.people.own_items import greeting_roles


@open_to_all
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits, then what is open, one line each."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.user_id is None:
        return render(request, "people/welcome_page.html", {"first": not User.objects.exists()})
    now, others = gather_items(viewer, request.user)  # type: ignore[arg-type]
    context = {"now": now, "others": others, "roles": greeting_roles(viewer)}
    return render(request, "people/home.html", context)
