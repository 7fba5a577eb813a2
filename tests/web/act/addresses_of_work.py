"""Addresses of work, and who may open them: lines of the table of addresses."""

from __future__ import annotations

import datetime as dt
from typing import Any

from address_table_lines import Address, Sent, account, form, opens

from bothways_web.act.models import Capacity, WorkItem
from bothways_web.act.work import sharing
from bothways_web.act.work.items import make_item
from bothways_web.people.models import Person, Unit

_READERS = ("ben", "ana", "eva", "fay")


def _unit(world: Any) -> list[str]:
    return ["day"]


def _waits(world: Any) -> list[int]:
    return [world.act["work"].pk]


def _bens(world: Any) -> list[int]:
    return [world.act["work of ben"].pk]


def _mark(world: Any) -> dict[str, str]:
    """What the page of the proposal sends; nothing that fits where there is none any more."""
    unit = Unit.objects.get(code="day")
    return {"mark": sharing.propose_shares(unit, WorkItem.objects.filter(unit=unit, state="pool")).mark}


ADDRESSES: list[Address] = [
    Address("work", opens(*_READERS, "cem")),
    Address("my_work", account(), sends=Sent(
        lambda world: {"item": world.act["work of ben"].pk, "move": "back", "seen": 0}, ("ben",))),
    Address("my_room", account(), sends=form("ben", "cem", "ana", hours="7", skills="talking")),
    Address("work_item", opens(*_READERS), _bens, sends=form("ben", move="back", seen=0)),
    Address("change_work", opens("ana"), _waits, sends=form("ana", title="Other", effort="3", seen=0)),
    Address("split_work", opens("ana"), _waits, sends=form("ana", title="Half", effort="1", seen=0)),
    Address("finish_work", opens("ana", "ben"), _bens, sends=form("ana", "ben", took="1,5", seen=0)),
    Address("drop_work", opens("ana"), _waits, sends=form("ana", reason="No time.", seen=0)),
    Address("new_work", opens("ana"), _unit, sends=form("ana", title="New", effort="1", after=0)),
    Address("share_work", opens("ana", "eva", "fay"), _unit, sends=Sent(_mark, ("ana",))),
    Address("work_balance", opens(*_READERS), _unit),
    Address("draw_work", opens("ana"), _unit, sends=form("ana", title="Take the notes", after=0)),
    Address("export_work", opens(*_READERS), _unit),
    Address("unit_work", opens(*_READERS), _unit, sends=Sent(
        lambda world: {"item": world.act["work"].pk, "move": "take", "seen": 0}, ("ben", "ana"))),
]  # fmt: skip


def add_to(company: Any) -> dict[str, Any]:
    """Make what these addresses show; what they need is found in the world's ``act`` under these names."""
    ana, day = company.users["ana"], company.units["day"]
    ben = Person.objects.get(user=company.users["ben"])
    Capacity.objects.create(person=ben, hours=10, changed_on=dt.date(2026, 1, 5))
    return {
        "work": make_item(day, "Shorten the form", by=ana, effort=2),  # type: ignore[arg-type]
        "work of ben": make_item(day, "Call back", by=ana, owner=ben),
    }
