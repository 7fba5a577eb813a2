"""The first page: a welcome for everybody, and what is open to somebody who is signed in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bothways_web.people.gate import ViewerRequest, open_to_all
from bothways_web.people.home import gather_items
from bothways_web.people.models import User
from bothways_web.people.own_items import greeting_roles


@open_to_all
@require_safe
def home(request: ViewerRequest) -> HttpResponse:
    """Show what waits, then what is open, one line each."""
    viewer = request.viewer
    if not isinstance(request.user, User):
        return render(request, "people/welcome_page.html", {"first": not User.objects.exists()})
    now, others = gather_items(viewer, request.user)
    context = {"now": now, "others": others, "roles": greeting_roles(viewer)}
    return render(request, "people/home.html", context)
