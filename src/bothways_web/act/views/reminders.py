"""Pages of reminders: one's own choice, and the way out that needs no account."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bothways_web.act import reminders as verbs
from bothways_web.people.gate import SignedInRequest, needs_account, open_to_all

_METHODS = ["GET", "HEAD", "POST"]


@needs_account
@require_http_methods(_METHODS)
def reminders(request: SignedInRequest) -> HttpResponse:
    """Say whether somebody gets reminders, and let them choose."""
    if request.method == "POST" and request.POST.get("wanted") in ("yes", "no"):
        verbs.want_reminders(request.user, request.POST["wanted"] == "yes")
        messages.success(request, _("Saved."))
        return redirect("reminders")
    return render(request, "act/reminders/own.html", {"reminder": verbs.reminder_of(request.user)})


@csrf_exempt  # the link is the right to ask for it; a mail program sends the form without a session (RFC 8058)
@open_to_all
@require_http_methods(_METHODS)
def stop_reminders(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether somebody wants no more reminders, and do it once they send the form; looking changes nothing."""
    user = verbs.user_of_token(token)
    if user is None:
        raise Http404
    if request.method == "POST":
        verbs.want_reminders(user, False)
    context = {"stopped": not verbs.reminder_of(user).wanted}
    with translation.override(verbs.language_of(user)):
        response = render(request, "act/reminders/stop.html", context)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
