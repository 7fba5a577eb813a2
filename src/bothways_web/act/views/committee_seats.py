"""One's own part in the committee: being willing, saying yes or no, leaving; and what was published of the draw."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bothways.errors import InputError
from bothways_web.act.committee import charters, reach, seats, showing
from bothways_web.act.committee import willing as wills
from bothways_web.act.models import CommitteeDraw, Seat
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs

METHODS = ["GET", "HEAD", "POST"]


@needs(Right.COMMITTEE)
@require_http_methods(METHODS)
def willing(request: SignedInRequest) -> HttpResponse:
    """Let somebody say that they are willing to be drawn, or take it back."""
    person = reach.person_of(request.user)
    if person is None or not request.viewer.member_of:
        raise Http404
    if request.method == "POST":
        yes = request.POST.get("willing") == "yes"
        wills.say_willing(person, yes)
        messages.success(
            request, _("Saved: you are willing.") if yes else _("Saved: you are not in the lot.")
        )
        return redirect("committee_willing")
    under_way = reach.latest_draw()
    listed = (
        under_way if under_way and under_way.state == CommitteeDraw.State.ANNOUNCED else reach.last_drawn()
    )
    context = {
        "willing": wills.is_willing(person), "charter": charters.current_charter(), "draw": under_way,
        "announced": under_way is not None and under_way.state == CommitteeDraw.State.ANNOUNCED,
        "code": showing.own_code(listed, person.pk.hex) if listed else "",
    }  # fmt: skip
    return render(request, "act/committee/willing.html", context)


@needs(Right.COMMITTEE)
@require_http_methods(METHODS)
def seat(request: SignedInRequest) -> HttpResponse:
    """Ask somebody who was drawn, and let a member leave."""
    found = reach.own_seat(request.user)
    if found is None:
        raise Http404
    if request.method == "POST":
        try:
            _answer(request, found)
        except InputError as problem:
            messages.error(request, str(problem))
        return redirect("committee")
    context = {
        "seat": found, "asked": found.state == Seat.State.ASKED, "charter": charters.current_charter(),
        "days": seats.DAYS_TO_ANSWER, "until": seats.term_end(found.draw),
    }  # fmt: skip
    return render(request, "act/committee/seat.html", context)


@needs(Right.COMMITTEE)
@require_safe
def drawn_file(request: SignedInRequest) -> HttpResponse:
    """Give what was published of the last draw as a file: no names, no groups."""
    found = reach.last_drawn()
    if found is None:
        raise Http404
    answer = JsonResponse(showing.published(found), json_dumps_params={"indent": 1})
    answer["Content-Disposition"] = 'attachment; filename="drawn.json"'
    return answer


def _answer(request: SignedInRequest, found: Seat) -> None:
    said = request.POST.get("answer", "")
    if said == "yes":
        seats.accept(found, by=request.user)
        messages.success(request, _("Thank you. You are on the committee."))
    elif said == "no":
        seats.decline(found)
        messages.success(request, _("Thank you for saying so. Somebody else is asked."))
    elif said == "leave":
        seats.step_down(found, by=request.user)
        messages.success(request, _("You have left the committee. Somebody else is asked."))
