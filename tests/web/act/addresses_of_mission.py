"""Addresses of the mission, and who may open them: lines of the table of addresses."""

from __future__ import annotations

from typing import Any

from address_table_lines import ONLY_POST, Address, Sent, form, opens
from missions_at_work import POSTING, document, write

from bothways_web.act.mission.checks import Given, keep_check
from bothways_web.act.mission.reading import current_mission

READERS = ("ben", "cem", "ana", "eva", "fay", "gil", "ida")
WRITERS = ("eva", "fay")


def _seen(**data: Any) -> Sent:
    return Sent(lambda world: data | {"seen": world.act["mission"].number}, WRITERS)


def _kept(world: Any) -> list[Any]:
    return [world.act["kept_check"].pk]


ADDRESSES: list[Address] = [
    Address("mission", opens(*READERS)),
    Address("change_mission", opens(*WRITERS), sends=_seen(sentence="We help.", promises="We listen.")),
    Address("take_back_mission", opens(*READERS, "dua", "hao", "kim", answer=ONLY_POST, nobody=ONLY_POST),
            sends=_seen()),
    Address("mission_phrases", opens(*WRITERS), lambda world: ["p1"], sends=_seen(words="golden hour")),
    Address("mission_versions", opens(*READERS)),
    Address("mission_version", opens(*READERS), lambda world: [1], sends=_seen()),
    Address("check_mission", opens(*READERS),
            sends=form(*WRITERS, kind="posting", text=POSTING, keep="on", title="A posting")),
    Address("check_packet", opens(*READERS), lambda world: [world.act["packet"].pk]),
    Address("check_packet", opens("eva", "fay"), lambda world: [world.act["packet_draft"].pk], label="draft"),
    Address("mission_check_file", opens(*READERS, "dua", "hao", "kim", answer=ONLY_POST, nobody=ONLY_POST)),
    Address("mission_checks", opens(*WRITERS)),
    Address("mission_check", opens(*WRITERS), _kept),
    Address("kept_mission_check_file", opens(*WRITERS), _kept),
    Address("delete_mission_check", opens(*WRITERS), _kept, sends=form(*WRITERS)),
]  # fmt: skip


def add_to(company: Any) -> dict[str, Any]:
    """Write a mission in two versions, and keep a check."""
    fay = company.users["fay"]
    write(fay)
    write(fay, document(sentence="We are there for people, day and night."))
    mission = current_mission()
    assert mission is not None
    return {
        "mission": mission,
        "kept_check": keep_check(Given(POSTING, "posting"), mission, "Desk", by=fay),
    }
