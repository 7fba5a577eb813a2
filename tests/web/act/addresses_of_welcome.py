"""Addresses of the welcome, and who may open them: lines of the table of addresses."""

from __future__ import annotations

import datetime as dt
from typing import Any

from address_table_lines import ONLY_POST, Address, Sent, account, form, opens

from bothways_web.act.models import MentorNote, MentorOffer, MentorPair, MentorWish, Packet, PacketVersion
from bothways_web.act.welcome.starter import starter
from bothways_web.people.models import Person, Post

#: The row "mission, packets, mentor pairing" of the table; Ana is a manager, and as an employee she reads.
READERS = ("ben", "cem", "ana", "eva", "fay", "gil", "ida")
WRITERS = ("eva", "fay")
PACKET = {"title": "Welcome", "week_1": "Say hello.", "step": "save"}


def _packet(name: str) -> Any:
    return lambda world: [world.act[name].pk]


def _seen(of: str, *by: str, **data: Any) -> Sent:
    return Sent(lambda world: {**data, "seen": world.act[of].version}, by)


ADDRESSES: list[Address] = [
    # Cem is new, and Ben, who works in another line, is his mentor.
    Address("new_here", account(),
            sends=Sent(lambda world: {"task": world.act["task"], "done": "yes"}, ("cem",))),
    Address("new_here_paper", opens("cem")),
    Address("welcome_own_file", opens("ben", "cem", "ana")),
    Address("welcome_desk", opens(*WRITERS)),
    Address("look_for_mentors", dict.fromkeys(account(), ONLY_POST), sends=form(*WRITERS)),
    Address("my_mentor", account()),
    Address("mentor_wish", opens("cem"), sends=form("cem", topics=["customers"])),
    Address("mentor_offer", opens("ben", "ana"), sends=form("ben", "ana", room="3")),
    Address("mentor_withdraw", opens("cem"), lambda world: ["wish"], sends=form("cem"), label="wish"),
    Address("mentor_withdraw", opens("ben"), lambda world: ["offer"], sends=form("ben"), label="offer"),
    Address("mentor_pair", opens("ben", "cem"), lambda world: [world.act["mentor_pair"].pk],
            sends=form("ben", "cem", step="note", text="Ask at the desk.")),
    Address("end_mentor_pair", opens("ben", "cem"), lambda world: [world.act["mentor_pair"].pk],
            sends=form("ben", "cem")),
    Address("delete_mentor_note", opens("ben"), lambda world: [world.act["mentor_note"].pk], sends=form("ben")),
    Address("packets", opens(*READERS)),
    Address("begin_packet", opens(*WRITERS), sends=form(*WRITERS, unit="day", language="de", start="shipped")),
    Address("packet", opens(*READERS), _packet("packet")),
    Address("packet", opens(*WRITERS), _packet("packet_draft"), label="draft"),
    Address("change_packet", opens(*WRITERS), _packet("packet"), sends=_seen("packet", *WRITERS, **PACKET)),
    Address("packet_version", opens(*WRITERS), lambda world: [world.act["packet"].pk, 1],
            sends=_seen("packet", *WRITERS)),
    Address("give_packet", dict.fromkeys(account(), ONLY_POST), _packet("packet_draft"),
            sends=_seen("packet_draft", *WRITERS)),
    Address("end_packet", opens(*WRITERS), _packet("packet"), sends=_seen("packet", *WRITERS)),
]  # fmt: skip


def add_to(company: Any) -> dict[str, Any]:
    """Let Cem be new with Ben as his mentor; make a packet in two versions, and a draft."""
    day = dt.date.today()
    ben, cem = (Person.objects.get(user=company.users[name]) for name in ("ben", "cem"))
    Post.objects.filter(person=cem).update(start=day - dt.timedelta(days=2))
    MentorOffer.objects.create(person=ben, room=2, topics=["customers"], languages=["de"], changed_on=day)
    MentorWish.objects.create(person=cem, since=day)
    pair = MentorPair.objects.create(
        hire=cem, mentor=ben, state=MentorPair.State.TOGETHER, since=day, together_on=day
    )
    words = starter("en")
    given = Packet.objects.create(language="en", state=Packet.State.GIVEN, version=2, changed_on=day)
    draft = Packet.objects.create(unit=company.units["day"], language="en", changed_on=day)
    for packet, number, title in ((given, 1, "Hello"), (given, 2, words.title), (draft, 1, words.title)):
        document = words.document() | {"title": title}
        PacketVersion.objects.create(packet=packet, number=number, document=document, made_on=day)
    return {
        "mentor_pair": pair,
        "mentor_note": MentorNote.objects.create(pair=pair, by=ben, text="Lunch on Tuesday.", day=day),
        "packet": given,
        "packet_draft": draft,
        "task": words.tasks[0].key,
    }
