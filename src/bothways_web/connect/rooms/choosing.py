"""Choosing what rooms hear."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from bothways_web.connect.models import RoomChoice
from bothways_web.listen.models import ChatRoom
from bothways_web.people.changes import record
from bothways_web.people.models import User

FIELDS = ("reminders", "results", "news")


@transaction.atomic
def choose(room: ChatRoom, wanted: Mapping[str, bool], *, by: User) -> None:
    """Say what a room is told beside that a survey opens."""
    values = {name: bool(wanted.get(name)) for name in FIELDS}
    RoomChoice.objects.update_or_create(room=room, defaults=values)
    record(by, "chose what a chat room hears", room, **values)


def choice_of(room: ChatRoom) -> RoomChoice:
    """Return what a room is told; nothing where nobody chose."""
    return RoomChoice.objects.filter(room=room).first() or RoomChoice(room=room)
