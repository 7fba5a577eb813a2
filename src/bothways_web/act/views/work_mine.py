"""What is proposed to somebody, what they have taken, and the room they have."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bothways_web.act.models import WorkItem
from bothways_web.act.views.work import move_piece
from bothways_web.act.work import board as boards
from bothways_web.act.work.forms import RoomForm
from bothways_web.act.work.reach import actor_of, items_in_reach
from bothways_web.act.work.rooms import declare_room, is_away, room_of, skills_in_use, taken_this_month
from bothways_web.act.work.units import units_of
from bothways_web.people.gate import SignedInRequest, needs_account
from bothways_web.people.paging import page_of

State = WorkItem.State
MOST_WAITING = 10


@require_http_methods(["GET", "HEAD", "POST"])
@needs_account
def mine(request: SignedInRequest) -> HttpResponse:
    """Show somebody what is proposed to them and what they have taken."""
    actor = actor_of(request.viewer, request.user)
    if request.method == "POST":
        return move_piece(request, actor) or redirect("my_work")
    if actor.person is None:
        return render(request, "act/work/nobody.html")
    found = items_in_reach(actor)
    own, room = found.filter(owner=actor.person), room_of(actor.person)
    waiting = found.filter(state=State.POOL, unit__code__in=actor.shares_in)[:MOST_WAITING]
    page = page_of(request, own.filter(state=State.DONE).order_by("-since", "-pk"), per_page=10)
    return render(request, "act/work/mine.html", {
        "proposed": boards.cards_of(own.filter(state=State.PROPOSED), actor),
        "taken": boards.cards_of(own.filter(state=State.TAKEN), actor),
        "waiting": boards.cards_of(waiting, actor),
        "page": page, "done": boards.cards_of(page, actor),
        "room": room, "away": is_away(room.away_until), "hours": taken_this_month(actor.person),
        "boards": units_of(actor),
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@needs_account
def room(request: SignedInRequest) -> HttpResponse:
    """Let somebody say how much room they have."""
    actor = actor_of(request.viewer, request.user)
    if actor.person is None:
        if request.method == "POST":
            raise Http404
        return render(request, "act/work/nobody.html")
    there = room_of(actor.person)
    initial = {name: getattr(there, name) for name in ("hours", "skills", "away_until")}
    form = RoomForm(request.POST or None, initial=initial, used=skills_in_use(actor.shares_in))
    if request.method == "POST" and form.is_valid():
        declare_room(actor.person, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. You can change it at any time."))
        return redirect("my_work")
    return render(request, "act/work/room.html", {"form": form}, status=422 if form.errors else 200)
