"""What chat rooms hear beside that a survey opens, and what became of the posts."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bothways_web.connect.models import RoomChoice, RoomPost
from bothways_web.connect.rooms.choosing import FIELDS, choice_of, choose
from bothways_web.listen.channels.rooms import rooms_in_use
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.models import Organisation
from bothways_web.people.paging import asked_number, page_of
from bothways_web.people.zones import zone_of


class ChoiceForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a room is told."""

    class Meta:
        model = RoomChoice
        fields = FIELDS


@needs(Right.ROUNDS, "employees", "customers")
@require_http_methods(["GET", "HEAD", "POST"])
def room_choices(request: SignedInRequest) -> HttpResponse:
    """Let whoever runs surveys say what each room hears."""
    if request.method == "POST":
        room = get_object_or_404(rooms_in_use(), pk=asked_number(request, "room"))
        form = ChoiceForm(request.POST, prefix=f"room{room.pk}")
        if form.is_valid():
            choose(room, form.cleaned_data, by=request.user)
            messages.success(request, _("Saved."))
        return redirect("room_choices")
    rows = [(room, ChoiceForm(instance=choice_of(room), prefix=f"room{room.pk}")) for room in rooms_in_use()]
    page = page_of(request, RoomPost.objects.filter(room__stopped_on=None).select_related("room"))
    zone = zone_of(Organisation.current().time_zone)
    return render(request, "connect/room_choices.html", {"rows": rows, "page": page, "zone": zone})
