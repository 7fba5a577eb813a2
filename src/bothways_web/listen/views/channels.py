"""Pages about the ways to a survey: what each can promise, its address, its poster, its chat rooms."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bothways.errors import InputError
from bothways_web.listen.channels.links import Door, door_link, make_new_address, open_round_of, origins_of
from bothways_web.listen.channels.posts import posts_of, send_again
from bothways_web.listen.channels.qr import drawing_of
from bothways_web.listen.channels.rooms import choose_rooms, may_post, rooms_in_use
from bothways_web.listen.channels.website import snippet_of
from bothways_web.listen.models import Pulse, Round
from bothways_web.listen.problems.private_codes import number_sent
from bothways_web.listen.pulses import RUNS, may_run_pulse
from bothways_web.listen.question_sets import questions_of
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.models import Organisation

_METHODS = ["GET", "HEAD", "POST"]


def _pulse_for(request: SignedInRequest, pk: int) -> Pulse:
    """Return a pulse that the viewer may run; any other one is not there."""
    found = get_object_or_404(Pulse.objects.select_related("audience"), pk=pk)
    if not may_run_pulse(request.viewer, found):
        raise Http404
    return found


@needs(Right.ROUNDS, *RUNS)
@require_http_methods(_METHODS)
def channels(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show each way to a survey with what it can promise, and do what is asked about one."""
    found = _pulse_for(request, pk)
    if request.method == "POST":
        _do(request, found)
        return redirect("channels", pk)
    context: dict[str, Any] = {
        "pulse": found,
        "asked": found.rounds.filter(state=Round.State.OPEN).first(),
        "may_post": may_post(found),
        "manages_rooms": request.viewer.may(Right.ROUNDS, "employees", "customers"),
    }
    if may_post(found):
        chosen = set(found.chat_rooms.values_list("pk", flat=True))
        context |= {"rooms": [(room, room.pk in chosen) for room in rooms_in_use()], "posts": posts_of(found)}
    if found.is_open_to_all:
        context |= _doors(found) | {"asked": open_round_of(found)}
    return render(request, "listen/channels/channels.html", context)


def _do(request: SignedInRequest, found: Pulse) -> None:
    """Do one thing and say what became of it."""
    try:
        match request.POST.get("step"):
            case "new_address":
                make_new_address(found, by=request.user)
                done = _("There is a new address. Posters and websites with the old one lead nowhere now.")
            case "rooms":
                numbers = list(map(number_sent, request.POST.getlist("room")))
                choose_rooms(found, numbers, by=request.user)
                done = _("Saved. Rooms are told within working hours when a round is open.")
            case "again":
                post = get_object_or_404(posts_of(found), pk=number_sent(request.POST.get("post", "")))
                send_again(post, by=request.user)
                done = _("It is sent again within working hours.")
            case _:
                return
    except InputError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done)


def _doors(found: Pulse) -> dict[str, Any]:
    """Return the addresses of an open survey, as text, as codes, and for a website."""
    link, kiosk = door_link(found, Door.OPEN), door_link(found, Door.KIOSK)
    return {
        "link": link,
        "kiosk": kiosk,
        "link_code": drawing_of(link, _("QR code of the open link")),
        "kiosk_code": drawing_of(kiosk, _("QR code of the kiosk")),
        "origins": origins_of(found),
        "own": settings.BASE_URL,
        "snippet": snippet_of(found, Organisation.current()),
    }


@needs(Right.ROUNDS, *RUNS)
@require_safe
def poster(request: SignedInRequest, pk: int, door: str) -> HttpResponse:
    """Show a page to print: what it is about, the code, the address, what is promised."""
    found = _pulse_for(request, pk)
    if not found.is_open_to_all or door not in list(Door):
        raise Http404
    link = door_link(found, Door(door))
    floor = max([Organisation.current().floor, *(metric.floor for metric in questions_of(found).metrics)])
    context = {"pulse": found, "door": door, "link": link, "floor": floor}
    context |= {"code": drawing_of(link, _("QR code of the address below"))}
    return render(request, "listen/channels/poster.html", context)
