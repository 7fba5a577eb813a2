"""The page of tokens: own ones, and for administrators everybody's."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bothways.errors import InputError
from bothways_web.api.forms import TokenForm
from bothways_web.api.models import Token
from bothways_web.api.scopes import WORDS, Scope, scopes_of
from bothways_web.api.tokens import make_token, revoke_token
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import page_of

_ADMIN = "yes, but no results"
having_tokens = needs(Right.SETTINGS, "own tokens", "own imports", _ADMIN)


@having_tokens
@require_safe
def tokens(request: SignedInRequest) -> HttpResponse:
    """List tokens."""
    page, today = page_of(request, _mine(request)), timezone.localdate()
    rows = [
        (one, [WORDS[Scope(scope)] for scope in one.scopes if scope in set(Scope)], one.works_on(today))
        for one in page
    ]
    everybody = request.viewer.may(Right.SETTINGS, _ADMIN)
    return render(request, "api/tokens.html", {"page": page, "rows": rows, "everybody": everybody})


@having_tokens
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Make a token, and show its secret this one time."""
    form = TokenForm(request.POST or None, offered=scopes_of(request.viewer))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            token, secret = make_token(request.user, given["name"], given["scopes"], days=given["days"])
        except InputError as error:
            form.add_error(None, str(error))
        else:
            response = render(request, "api/new.html", {"token": token, "secret": secret})
            response["Cache-Control"] = "no-store"
            return response
    return render(request, "api/form.html", {"form": form}, status=422 if form.errors else 200)


@having_tokens
@require_POST
def revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    """Revoke a token: an own one, or, for administrators, anybody's."""
    if pk >= 2**63:
        raise Http404
    if revoke_token(get_object_or_404(_mine(request), pk=pk), by=request.user):
        messages.success(request, _("The token opens nothing any more."))
    return redirect("tokens")


def _mine(request: SignedInRequest) -> QuerySet[Token]:
    """Return the tokens that somebody may see."""
    found = Token.objects.select_related("owner")
    return found if request.viewer.may(Right.SETTINGS, _ADMIN) else found.filter(owner=request.user)
