"""The page of chat rooms: list them, add one, try it, stop it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bothways.errors import InputError
from bothways_web.listen.channels import rooms as verbs
from bothways_web.listen.hooks import ROOM_PAGES
from bothways_web.listen.problems.private_codes import number_sent
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs


@needs(Right.ROUNDS, "employees", "customers")
@require_http_methods(["GET", "HEAD", "POST"])
def chat_rooms(request: SignedInRequest) -> HttpResponse:
    """List the rooms without their addresses, and do what is asked about one."""
    adds = request.method == "POST" and request.POST.get("step") == "add"
    form = verbs.RoomForm(request.POST if adds else None)
    if adds and form.is_valid():
        verbs.add_room(form.cleaned_data["name"], form.cleaned_data["address"], by=request.user)
        messages.success(request, _("The room is added. Its address is not shown again. Try it with a test."))
        return redirect("chat_rooms")
    if request.method == "POST" and not adds:
        _do(request)
        return redirect("chat_rooms")
    rows = [(room, verbs.ending_of(room)) for room in verbs.rooms_in_use()]
    return render(request, "listen/channels/rooms.html", {"form": form, "rows": rows, "more": ROOM_PAGES})


def _do(request: SignedInRequest) -> None:
    """Try or stop a room, and say what became of it."""
    room = get_object_or_404(verbs.rooms_in_use(), pk=number_sent(request.POST.get("room", "")))
    try:
        match request.POST.get("step"):
            case "test":
                verbs.post_test(room, by=request.user)
                done = _("The room took the test. Look whether it is there.")
            case "stop":
                verbs.stop_room(room, by=request.user)
                done = _("The room is stopped, and its address is forgotten.")
            case _:
                return
    except InputError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done)
