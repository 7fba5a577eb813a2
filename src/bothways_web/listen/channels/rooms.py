"""Chat rooms: adding them, stopping them, choosing them for a survey, trying them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bothways.errors import InputError
from bothways_web.listen import allowance
from bothways_web.listen.channels.webhooks import LONGEST, checked_address, read_webhook
from bothways_web.listen.channels.wire import Unsent, post
from bothways_web.listen.channels.words import payload_of, test_words
from bothways_web.listen.models import ChatPost, ChatRoom, Pulse
from bothways_web.people.changes import record
from bothways_web.people.models import User
from bothways_web.people.notifications import door, kinds
from bothways_web.people.notifications.kinds import Kind
from bothways_web.people.notifications.readers import Rests
from bothways_web.people.units import today

#: So many tests may somebody post in an hour.
MOST_TESTS, HOUR = 10, 3600


class RoomForm(forms.Form):
    """A room and where it takes posts."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("As you call the room here, such as “News of the North”.")
    )
    address = forms.CharField(
        label=_("Address of the incoming webhook"), max_length=LONGEST, widget=forms.TextInput(),
        help_text=_("From your chat: Slack, Mattermost, a workflow of Teams. Whoever has it can post there."),
    )  # fmt: skip

    def clean_name(self) -> str:
        """Return the name; no other room that is in use has it."""
        name = str(self.cleaned_data["name"]).strip()
        if rooms_in_use().filter(name=name).exists():
            raise forms.ValidationError(_("There is a room with this name. Choose another one."))
        return name

    def clean_address(self) -> str:
        """Return the address; one that leads into a network that is not public is refused."""
        address = str(self.cleaned_data["address"]).strip()
        try:
            checked_address(read_webhook(address))
        except InputError as problem:
            raise forms.ValidationError(str(problem)) from None
        return address


def rooms_in_use() -> QuerySet[ChatRoom]:
    """Return the rooms that were not stopped."""
    return ChatRoom.objects.filter(stopped_on=None)


def ending_of(room: ChatRoom) -> str:
    """Return as much of a room's address as a page may show."""
    return room.address[-4:]


@transaction.atomic
def add_room(name: str, address: str, *, by: User) -> ChatRoom:
    """Add a room; one of that name that was stopped is in use again."""
    room, _new = ChatRoom.objects.update_or_create(
        name=name, defaults={"address": address, "added_by": by, "stopped_on": None}
    )
    record(by, "added chat room", room)
    return room


@transaction.atomic
def stop_room(room: ChatRoom, *, by: User) -> None:
    """Post there no more, and forget its address; what waits is given up."""
    ChatPost.objects.filter(room=room, state=ChatPost.State.WAITING).delete()
    room.pulses.clear()
    ChatRoom.objects.filter(pk=room.pk).update(stopped_on=today(), address="")
    record(by, "stopped chat room", room)


def may_post(pulse: Pulse) -> bool:
    """Return whether rooms can be told of a survey: where all are asked at once, or whoever likes."""
    if pulse.is_standing:
        return False
    return pulse.is_open_to_all or pulse.side == Pulse.Side.EMPLOYEES


@transaction.atomic
def choose_rooms(pulse: Pulse, numbers: Collection[int], *, by: User) -> None:
    """Say which rooms are told when a round opens; what waits for others is not sent any more."""
    if not may_post(pulse):
        raise InputError(
            "Chat rooms are told of surveys that open for everybody at once.", remedy="Leave the rooms out."
        )
    chosen = list(rooms_in_use().filter(pk__in=numbers))
    pulse.chat_rooms.set(chosen)
    waiting = ChatPost.objects.filter(round__pulse=pulse, state=ChatPost.State.WAITING)
    waiting.exclude(room__in=chosen).delete()
    record(by, "chose chat rooms", pulse, rooms=[room.name for room in chosen])


def post_test(room: ChatRoom, *, by: User) -> None:
    """Post a test at once, while somebody waits for it.

    Raises
    ------
    InputError
        Where the room did not take it, or somebody tried too often.
    """
    if not allowance.take("chat test", by.pk, most=MOST_TESTS, seconds=HOUR):
        raise InputError("Ten tests an hour are enough.", remedy="Try again later.")
    try:
        post_words(kinds.CHAT_TEST, room.address, test_words())
    except Unsent as problem:
        raise InputError(gettext(str(problem)), remedy=gettext("Look at the webhook in your chat.")) from None


def post_words(kind: Kind, address: str, words: str, *, now: dt.datetime | None = None) -> None:
    """Post words to a room.

    Raises
    ------
    Held
        Where it is quiet.
    Unsent
        Where the room did not take them.
    """
    door.admit(kind, Rests([]).room(), now)
    post_admitted(address, words)


def post_admitted(address: str, words: str) -> None:
    """Post words that the door has let pass; here no table is read, so that several are posted side by side.

    Raises
    ------
    Unsent
        Where the room did not take them.
    """
    try:
        webhook = read_webhook(address)
    except InputError as problem:
        raise Unsent(str(problem)) from None
    post(webhook, payload_of(webhook.host, words))
