"""The page behind the link in each mail to somebody outside: no more of these, please."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bothways_web.listen.outside.left_alone import contact_of, leave_alone
from bothways_web.listen.views.steps import plain_page
from bothways_web.people.gate import open_to_all


@csrf_exempt  # the link is the right to ask for it; a mail program sends the form without a session (RFC 8058)
@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def no_more(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether somebody wants no more mail, and do it once they send the form; looking changes nothing."""
    contact = contact_of(token)
    if contact is None:
        raise Http404
    if request.method == "POST":
        leave_alone(contact)
        contact.refresh_from_db()
    language = contact.language or translation.get_language() or "en"
    return plain_page(request, "no_more", language, stopped=contact.stopped_on is not None)
