"""Addresses of webhooks and own calendars, and who may open them: lines of the table of addresses."""

from __future__ import annotations

from typing import Any

import receivers_at_work
from address_table_lines import ONLY_POST, Address, form, opens

from bothways_web.connect.models import Notice
from bothways_web.people.changes import record

PUBLIC = "https://9.9.9.9/hooks"
RECEIVER = {"name": "Else", "address": PUBLIC, "events": ["round.opened"]}

ADDRESSES: list[Address] = [
    Address("receivers", opens("dua")),
    Address("new_receiver", opens("dua"), sends=form("dua", **RECEIVER)),
    Address("receiver", opens("dua"), lambda world: [world.connect["receiver"].pk], sends=form("dua", step="off")),
    Address("change_receiver", opens("dua"), lambda world: [world.connect["receiver"].pk],
            sends=form("dua", **RECEIVER)),
    Address("delete_receiver", opens("dua"), lambda world: [world.connect["receiver"].pk], sends=form("dua")),
    Address("notice_again", opens("dua", answer=ONLY_POST),
            lambda world: [world.connect["receiver"].pk, world.connect["notice"].pk], sends=form("dua")),
]  # fmt: skip


def add_to(company: Any) -> dict[str, Any]:
    """Make what these addresses show."""
    receiver = receivers_at_work.added(company, PUBLIC)
    record(None, "started plan", 1)
    Notice.objects.update(state=Notice.State.GIVEN_UP)
    return {"receiver": receiver, "notice": Notice.objects.get()}
