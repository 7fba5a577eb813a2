"""Mentors: what somebody wishes for and offers, who is suggested, who asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bothways.errors import InputError
from bothways_web.act.models import MentorPair
from bothways_web.act.welcome import offers, pairs
from bothways_web.act.welcome.forms import OfferForm, WishForm, start_of
from bothways_web.act.welcome.newcomers import is_experienced, newcomer_of, person_of
from bothways_web.act.welcome.nobody import tell_nobody
from bothways_web.act.welcome.showing_pairs import shown_askers, shown_offer, shown_pairs, shown_suggestions
from bothways_web.people.gate import SignedInRequest, needs_account
from bothways_web.people.models import Person
from bothways_web.people.paging import asked_number

_METHODS = ["GET", "HEAD", "POST"]
State = MentorPair.State
#: What a button does, who presses it, in which states, and what is said then.
Step = tuple[Callable[[MentorPair], None], str, tuple[str, ...]]
STEPS: dict[str, Step] = {
    "ask": (pairs.ask_mentor, "hire", (State.SUGGESTED,)),
    "pass": (pairs.pass_by, "hire", (State.SUGGESTED, State.ASKED)),
    "accept": (pairs.accept, "mentor", (State.ASKED,)),
    "decline": (pairs.decline, "mentor", (State.ASKED,)),
}


@needs_account
@require_http_methods(_METHODS)
def my_mentor(request: SignedInRequest) -> HttpResponse:
    """Show somebody their mentor or who is suggested, and what they offer themselves."""
    person = person_of(request.user)
    if request.method == "POST":
        return _step(request, person)
    if person is None:
        return render(request, "act/welcome/nobody.html")
    new = newcomer_of(person)
    wish = offers.wish_of(person)
    context: dict[str, Any] = {
        "new": new, "wish": wish, "asked": pairs.asked_by(person), "suggestions": shown_suggestions(person),
        "pairs": shown_pairs(person), "askers": shown_askers(person), "offer": shown_offer(person),
        "experienced": is_experienced(person), "days": pairs.ASK_DAYS,
    }  # fmt: skip
    context["has_mentor"] = any(one.as_hire and one.holds for one in context["pairs"])
    if wish is not None:
        context["nobody"] = tell_nobody(wish.nobody)
    return render(request, "act/welcome/mentor.html", context)


@needs_account
@require_http_methods(_METHODS)
def mentor_wish(request: SignedInRequest) -> HttpResponse:
    """Let somebody who is new say what they would like a mentor for."""
    person = person_of(request.user)
    if person is None or newcomer_of(person) is None:
        raise Http404
    form = WishForm(request.POST or None, initial=start_of(offers.wish_of(person)))
    if request.method == "POST" and form.is_valid():
        offers.make_wish(person, **form.said())
        messages.success(request, _("Saved. You can change it or take it back at any time."))
        return redirect("my_mentor")
    return _form(request, "act/welcome/wish.html", form)


@needs_account
@require_http_methods(_METHODS)
def mentor_offer(request: SignedInRequest) -> HttpResponse:
    """Let somebody who knows their way offer to be a mentor."""
    person = person_of(request.user)
    if person is None or not is_experienced(person):
        raise Http404
    form = OfferForm(request.POST or None, initial=start_of(offers.offer_of(person)))
    if request.method == "POST" and form.is_valid():
        offers.make_offer(person, **form.said())
        messages.success(request, _("Saved. You can change it or take it back at any time."))
        return redirect("my_mentor")
    return _form(request, "act/welcome/offer.html", form)


@needs_account
@require_http_methods(_METHODS)
def mentor_withdraw(request: SignedInRequest, what: str) -> HttpResponse:
    """Ask whether a wish or an offer is to be taken back, and do it."""
    person = person_of(request.user)
    found = {"wish": offers.wish_of, "offer": offers.offer_of}.get(what)
    if person is None or found is None or found(person) is None:
        raise Http404
    if request.method != "POST":
        return render(request, "act/welcome/withdraw.html", {"what": what})
    {"wish": offers.withdraw_wish, "offer": offers.withdraw_offer}[what](person)
    messages.success(request, _("Taken back."))
    return redirect("my_mentor")


def _step(request: SignedInRequest, person: Person | None) -> HttpResponse:
    """Do what a button of the page asks for, if this one may press it."""
    step = STEPS.get(request.POST.get("step", ""))
    if person is None or step is None:
        raise Http404
    verb, side, states = step
    mine = MentorPair.objects.filter(**{side: person}, pk=asked_number(request, "pair"))
    found = mine.select_related("hire__user", "mentor__user").first()
    if found is None or (side == "mentor" and found.state == State.SUGGESTED):
        raise Http404  # a mentor does not hear of having been suggested
    try:
        if found.state not in states:
            raise pairs.Gone(_("This is no longer open."), remedy=_("Look at the page again."))
        verb(found)
    except InputError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _DONE[request.POST["step"]]())
    return redirect("my_mentor")


_DONE: dict[str, Callable[[], str]] = {
    "ask": lambda: _("Asked. You read the answer here."),
    "pass": lambda: _("All right. Nobody asks you why."),
    "accept": lambda: _("You are a pair from now on. Arrange a first talk."),
    "decline": lambda: _("All right. Nobody asks you why."),
}


def _form(request: SignedInRequest, template: str, form: Any) -> HttpResponse:
    return render(request, template, {"form": form}, status=422 if form.errors else 200)
