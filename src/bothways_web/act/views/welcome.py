"""The page of whoever is new, everything stored about somebody, and the desk of those who look after the welcome."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bothways.errors import InputError
from bothways_web.act.welcome.desk import read_desk
from bothways_web.act.welcome.matching import match_waiting
from bothways_web.act.welcome.newcomers import Newcomer, newcomer_of, person_of, without_unit
from bothways_web.act.welcome.own_file import own_file
from bothways_web.act.welcome.paper import packet_pdf
from bothways_web.act.welcome.showing import askings, leaders_of, mentor_of, own_packet, unit_name
from bothways_web.act.welcome.talks import talks_of
from bothways_web.act.welcome.ticks import tick_task
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs, needs_account
from bothways_web.people.paging import page_of


@needs_account
@require_http_methods(["GET", "HEAD", "POST"])
def new_here(request: SignedInRequest) -> HttpResponse:
    """Show somebody who is new what is there for them, and let them tick tasks for themselves."""
    new = newcomer_of(person_of(request.user))
    if new is None:
        if request.method == "POST":
            raise Http404
        return render(request, "act/welcome/not_new.html")
    if request.method == "POST":
        return _tick(request, new)
    return render(request, "act/welcome/new_here.html", _own_context(new))


@needs_account
@require_safe
def new_here_paper(request: SignedInRequest) -> HttpResponse:
    """Give somebody who is new their packet as a file to print, without their ticks."""
    new = newcomer_of(person_of(request.user))
    if new is None:
        raise Http404
    answer = HttpResponse(packet_pdf(own_packet(new), leaders_of(new)), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="welcome.pdf"'
    return answer


@needs_account
@require_safe
def welcome_own_file(request: SignedInRequest) -> HttpResponse:
    """Give somebody everything that the welcome stores about them."""
    person = person_of(request.user)
    if person is None:
        raise Http404
    answer = HttpResponse(own_file(person), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="welcome-about-me.json"'
    return answer


@needs(Right.MISSION, "edit")
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """Show how many pairs there are and how many wait, and to people leads who has no unit yet."""
    told = read_desk()
    context: dict[str, Any] = {"desk": told, "rows": told.rows()}
    if request.viewer.may(Right.RECORDS, "edit"):
        page = page_of(request, without_unit())
        context |= {"page": page, "keeps_records": True}
    return render(request, "act/welcome/desk.html", context)


@require_POST
@needs(Right.MISSION, "edit")
def look_for_mentors(request: SignedInRequest) -> HttpResponse:
    """Look for mentors for everybody who waits, now; nobody is told for how many few there were."""
    match_waiting(by=request.user)
    messages.success(request, _("Looked. Whoever was found is told by a mail that something waits."))
    return redirect("welcome_desk")


def _tick(request: SignedInRequest, new: Newcomer) -> HttpResponse:
    words, done = own_packet(new).words, request.POST.get("done") == "yes"
    try:
        tick_task(new.person, words, request.POST.get("task", ""), done=done)
    except InputError as error:
        messages.error(request, str(error))
    return redirect("new_here")


def _own_context(new: Newcomer) -> dict[str, Any]:
    shown, pair = own_packet(new), mentor_of(new.person)
    tasks = [one for week in shown.weeks for one in week.tasks]
    done = sum(one.done for one in tasks)
    told = ngettext("%(done)s of %(n)s task ticked.", "%(done)s of %(n)s tasks ticked.", len(tasks))
    return {
        "new": new, "shown": shown, "unit": unit_name(new), "leaders": leaders_of(new), "pair": pair,
        "progress": told % {"done": done, "n": len(tasks)}, "askings": askings(new), "ahead": new.day() < 0,
        "next_talk": next((one for one in talks_of(pair) if one.talked_on is None), None) if pair else None,
    }  # fmt: skip
