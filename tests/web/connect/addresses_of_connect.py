"""Addresses of webhooks and own calendars, and who may open them: lines of the table of addresses."""

from __future__ import annotations

from typing import Any

import receivers_at_work
from address_table_lines import ONLY_POST, SIGNED_IN, Address, Sent, account, everybody, form, opens
from addressed_company import ROLES

from bothways_web.connect.calendars.addresses import make_calendar, token_of
from bothways_web.connect.models import Notice, Source
from bothways_web.connect.signing import new_secret
from bothways_web.listen.channels.rooms import add_room
from bothways_web.listen.models import Pulse
from bothways_web.people.changes import record

PUBLIC = "https://9.9.9.9/hooks"
RECEIVER = {"name": "Else", "address": PUBLIC, "events": ["round.opened"]}

ADDRESSES: list[Address] = [
    Address("room_choices", opens("eva", "fay"),
            sends=Sent(lambda world: {"room": world.connect["room"].pk}, ("eva", "fay"))),
    Address("sources_heard", opens("fay"),
            sends=Sent(lambda world: {"source": world.connect["source"].pk, "step": "yes"}, ("fay",))),
    Address("own_calendar", account(), sends=form(*SIGNED_IN, step="make")),
    Address("own_calendar_file", everybody(), lambda world: [world.connect["calendar"]]),  # the link is the right to it
    Address("receivers", opens("dua")),
    Address("new_source", opens("dua"), sends=Sent(lambda world: source_of(world.connect["pulse"], "Else"), ("dua",))),
    Address("source", opens("dua"), lambda world: [world.connect["source"].pk], sends=form("dua", step="off")),
    Address("change_source", opens("dua"), lambda world: [world.connect["source"].pk],
            sends=Sent(lambda world: source_of(world.connect["pulse"], "Else"), ("dua",))),
    Address("delete_source", opens("dua"), lambda world: [world.connect["source"].pk], sends=form("dua")),
    Address("told", dict.fromkeys(ROLES, ONLY_POST), lambda world: [world.connect["source"].key]),  # signed by programs
    Address("new_receiver", opens("dua"), sends=form("dua", **RECEIVER)),
    Address("receiver", opens("dua"), lambda world: [world.connect["receiver"].pk], sends=form("dua", step="off")),
    Address("change_receiver", opens("dua"), lambda world: [world.connect["receiver"].pk],
            sends=form("dua", **RECEIVER)),
    Address("delete_receiver", opens("dua"), lambda world: [world.connect["receiver"].pk], sends=form("dua")),
    Address("notice_again", opens("dua", answer=ONLY_POST),
            lambda world: [world.connect["receiver"].pk, world.connect["notice"].pk], sends=form("dua")),
]  # fmt: skip


def source_of(pulse: Pulse, name: str) -> dict[str, Any]:
    """A source as its form sends it."""
    return {"name": name, "kind": "helpdesk", "pulse": pulse.pk, "asks": "on"}


def add_to(company: Any) -> dict[str, Any]:
    """Make what these addresses show."""
    receiver = receivers_at_work.added(company, PUBLIC)
    record(None, "started plan", 1)
    Notice.objects.update(state=Notice.State.GIVEN_UP)
    room = add_room("Kitchen", "https://9.9.9.9/kitchen", by=company.users["eva"])
    pulse = Pulse.objects.get(side="customers", occasion="contact")
    source = Source.objects.create(name="Desk", pulse=pulse, secret=new_secret())
    calendar = token_of(make_calendar(company.users["ben"]))
    return {
        "receiver": receiver,
        "notice": Notice.objects.get(),
        "calendar": calendar,
        "room": room,
        "pulse": pulse,
        "source": source,
    }
