"""The page on which people in the room write cards: no account, no name, nothing kept on the device."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bothways_web.act.huddles.cards import Kept, add_card, huddle_behind, takes_cards
from bothways_web.act.huddles.forms import CardForm
from bothways_web.act.models import Huddle
from bothways_web.listen.channels.guard import TRAP
from bothways_web.listen.problems.private_codes import form_key_of, new_form_key
from bothways_web.people.gate import open_to_all
from bothways_web.people.models import Organisation
from bothways_web.people.network import network_address

_STATUS = {Kept.OFTEN: 429, Kept.FULL: 429}


@csrf_exempt  # the address is the right to write, there is no session that another site could use
@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest, code: str) -> HttpResponse:
    """Take a card."""
    found = huddle_behind(code)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _page(request, "card" if takes_cards(found) else "card_over", form=CardForm())
    form, key = CardForm(request.POST), form_key_of(request.POST.get("key", ""))
    if not form.is_valid():
        return _page(request, "card", 422, form=form)
    if request.POST.get(TRAP) or key is None:
        return _page(request, "card", 400, form=form, trouble="trap" if key else "old")
    return _kept(request, found, form, key)


def _kept(request: HttpRequest, found: Huddle, form: CardForm, key: bytes) -> HttpResponse:
    """Say what became of a card; one that is not stored stays in the page."""
    address = network_address(request) or "unknown"
    kept = add_card(found, form.cleaned_data["text"], key, address=address)
    if kept == Kept.STORED:
        return _page(request, "card_kept")
    if kept == Kept.OVER:
        return _page(request, "card_over", form=form)
    return _page(request, "card", _STATUS[kept], form=form, trouble=kept.value)


def _page(request: HttpRequest, name: str, status: int = 200, **context: Any) -> HttpResponse:
    """Return a page that nobody keeps."""
    made = {
        "organisation": Organisation.current(), "here": request.path, "trap": TRAP, "key": new_form_key(),
        "error": status != 200, **context,
    }  # fmt: skip
    response = render(request, f"act/huddles/{name}.html", made, status=status)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    response._has_been_logged = True  # type: ignore[attr-defined]  # no line tells that somebody sent one, nor that it failed
    return response
