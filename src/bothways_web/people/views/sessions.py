"""One's own sessions, and ending them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bothways_web.people import sessions
from bothways_web.people.gate import SignedInRequest, needs_account
from bothways_web.people.models import OpenSession
from bothways_web.people.notifications.readers import reader_of
from bothways_web.people.paging import asked_number


@needs_account
@require_http_methods(["GET", "HEAD", "POST"])
def own_sessions(request: SignedInRequest) -> HttpResponse:
    """Show where somebody is signed in; end one session, or all but this one."""
    own = request.session.session_key
    if request.method == "POST":
        if request.POST.get("step") == "others":
            sessions.end_sessions(request.user, keeping=request)
            messages.success(request, _("You are signed out everywhere else."))
        else:
            found = get_object_or_404(OpenSession, pk=asked_number(request, "session"), user=request.user)
            if found.key != own:
                sessions.end_session(found)
                messages.success(request, _("That session is ended."))
        return redirect("own_sessions")
    zone = reader_of(request.user).zone
    rows = [
        {"pk": one.pk, "device": sessions.device_words(one.device), "way": one.way,
         "start": timezone.make_naive(one.started_at, zone), "own": one.key == own}
        for one in sessions.open_sessions(request.user)
    ]  # fmt: skip
    context = {"rows": rows, "others": any(not one["own"] for one in rows), "hours": sessions.lasting_hours()}
    return render(request, "people/sessions/own.html", context)
