"""Packets for new colleagues: reading them, beginning and changing them, versions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bothways.errors import InputError
from bothways_web.act.models import Packet
from bothways_web.act.welcome import packet_writing as verbs
from bothways_web.act.welcome.packet_forms import BeginForm, PacketForm, start_of
from bothways_web.act.welcome.packets import Given, place_names, visible_packets, words_of, writes_packets
from bothways_web.act.welcome.showing import show_packet
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import asked_number, page_of

_METHODS = ["GET", "HEAD", "POST"]


@needs(Right.MISSION)
@require_safe
def packets(request: SignedInRequest) -> HttpResponse:
    """List the packets that a viewer may read."""
    page = page_of(request, visible_packets(request.viewer))
    names = place_names(list(page))
    rows = [(one, words_of(one).title, names[one.pk]) for one in page]
    return render(
        request,
        "act/welcome/packets.html",
        {"page": page, "rows": rows, "writes": writes_packets(request.viewer)},
    )


@needs(Right.MISSION)
@require_safe
def packet(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a packet as new colleagues read it; to those who write it with its versions."""
    found = _visible(request, pk)
    versions = page_of(request, found.versions.select_related("by"), per_page=20)
    context = {
        "packet": found, "shown": _shown(found), "place": place_names([found])[found.pk],
        "writes": writes_packets(request.viewer), "page": versions,
    }  # fmt: skip
    return render(request, "act/welcome/packet.html", context)


@needs(Right.MISSION, "edit")
@require_http_methods(_METHODS)
def begin_packet(request: SignedInRequest) -> HttpResponse:
    """Begin a packet as a draft."""
    form = BeginForm(request.POST or None, initial={"start": "shipped"})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = verbs.begin_packet(
                form.chosen_unit(), given["language"], shipped=given["start"] == "shipped", by=request.user
            )
        except InputError as error:
            form.add_error("unit", str(error))
        else:
            return redirect("change_packet", made.pk)
    return render(request, "act/welcome/begin.html", {"form": form}, status=422 if form.errors else 200)


@needs(Right.MISSION, "edit")
@require_http_methods(_METHODS)
def change_packet(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change the words of a packet, or look at them as new colleagues would before anything is saved."""
    found = _visible(request, pk)
    form = PacketForm(request.POST or None, initial=start_of(words_of(found)))
    context: dict[str, Any] = {"form": form, "packet": found, "seen": found.version, "place": _place(found)}
    if request.method == "POST" and form.is_valid():
        words, seen = form.words(), asked_number(request, "seen")
        if request.POST.get("step") == "preview":
            context |= {"preview": show_packet(Given(words, found.language, found)), "seen": seen}
            return render(request, "act/welcome/write.html", context)
        try:
            verbs.change_packet(found, words, seen=seen, by=request.user)
        except verbs.Stale:
            context["theirs"] = True  # saving once more puts these words in place of the others
        else:
            messages.success(request, _("Saved as a new version."))
            return redirect("packet", pk)
    failed = form.errors or "theirs" in context
    return render(request, "act/welcome/write.html", context, status=422 if failed else 200)


@needs(Right.MISSION, "edit")
@require_http_methods(_METHODS)
def packet_version(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Show an earlier version, and take it up again."""
    found = _visible(request, pk)
    version = get_object_or_404(found.versions, number=min(number, 2**31 - 1))
    if request.method == "POST":
        try:
            verbs.restore_version(found, version.number, seen=asked_number(request, "seen"), by=request.user)
        except InputError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("These words hold again, as a new version."))
        return redirect("packet", pk)
    given = Given(words_of(found, version.number), found.language, found)
    context = {"packet": found, "version": version, "shown": show_packet(given), "place": _place(found)}
    return render(request, "act/welcome/version.html", context)


@require_POST
@needs(Right.MISSION, "edit")
def give_packet(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a packet to new colleagues from now on."""
    found = _visible(request, pk)
    try:
        verbs.give_packet(found, seen=asked_number(request, "seen"), by=request.user)
    except InputError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("New colleagues are given it from now on."))
    return redirect("packet", pk)


@needs(Right.MISSION, "edit")
@require_http_methods(_METHODS)
def end_packet(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether a packet is to be given to nobody any more, and see to it."""
    found = _visible(request, pk)
    if request.method != "POST":
        return render(request, "act/welcome/end_packet.html", {"packet": found, "place": _place(found)})
    try:
        verbs.end_packet(found, seen=asked_number(request, "seen"), by=request.user)
    except InputError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It is given to nobody any more. You can give it again at any time."))
    return redirect("packet", pk)


def _visible(request: SignedInRequest, pk: int) -> Packet:
    """Return a packet that the viewer may read."""
    if pk >= 2**63:
        raise Http404
    return get_object_or_404(visible_packets(request.viewer), pk=pk)


def _place(packet: Packet) -> str:
    return place_names([packet])[packet.pk]


def _shown(packet: Packet) -> Any:
    return show_packet(Given(words_of(packet), packet.language, packet))
