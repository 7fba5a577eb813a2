"""Addresses of huddles, and who may open them: lines of the table of addresses."""

from __future__ import annotations

import datetime as dt
from typing import Any

import huddled
from address_table_lines import ONLY_POST, Address, Sent, everybody, form, opens
from addressed_company import ROLES

from bothways_web.act.huddles.capture import Action, add_action
from bothways_web.act.huddles.cards import card_code
from bothways_web.act.huddles.rhythms import calendar_address, seal_of
from bothways_web.act.models import HuddleRhythm
from bothways_web.listen.problems.private_codes import new_form_key
from bothways_web.people.units import today

READERS = ("ben", "ana", "eva", "fay")
_POSTED = dict.fromkeys(ROLES, ONLY_POST)


def _rhythm(world: Any) -> dict[str, Any]:
    """What the form of a rhythm sends."""
    return {
        "every": "day", "weekday": 1, "at": "09:30", "minutes": 20, "starts_on": today().isoformat(),
        "seen": seal_of(HuddleRhythm.objects.filter(unit__code="day").first()),
    }  # fmt: skip


ADDRESSES: list[Address] = [
    Address("huddles", opens("ben", "cem", "ana", "eva", "fay")),
    Address("huddle_unit", opens(*READERS), lambda world: ["day"], sends=form("ana", step="new_address")),
    Address("huddle_unit", opens("cem", "eva", "fay"), lambda world: ["desk"], label="of another unit"),
    Address("huddle_rhythm", opens("ana"), lambda world: ["day"], sends=Sent(_rhythm, ("ana",))),
    Address("open_huddle", _POSTED, lambda world: ["day"]),
    Address("huddle_calendar_file", opens(*READERS), lambda world: ["day"]),
    Address("huddle_calendar", everybody(), lambda world: [world.act["huddle_calendar"]]),  # the address is the right
    Address("huddle_card", everybody(), lambda world: [world.act["huddle_card"]],
            sends=Sent(lambda world: {"text": "Answer in order.", "key": new_form_key()}, ROLES)),
    Address("huddle", opens(*READERS), lambda world: [world.act["huddle"].pk],
            sends=form("ana", step="add", title="Call back", effort="1")),
    Address("huddle", opens(*READERS), lambda world: [world.act["huddle"].pk], "?view=screen&slide=2",
            form("ana", step="reviewed", reviewed="yes"), label="on the big screen"),
    Address("huddle", opens("cem", "eva", "fay"), lambda world: [world.act["huddle_elsewhere"].pk],
            label="of another unit"),
    Address("huddle_action", opens("ana"), lambda world: [world.act["huddle"].pk, world.act["huddle_action"].pk],
            sends=form("ana", step="remove")),
]  # fmt: skip


def add_to(company: Any) -> dict[str, Any]:
    """Make what these addresses show; what they need is found in the world's ``act`` under these names."""
    rhythm = huddled.weekly(company, starts_on=today() + dt.timedelta(days=7))
    huddle = huddled.opened(company)
    action, _new = add_action(huddle, Action("Order the forms"), by=company.users["ana"])
    return {
        "huddle": huddle, "huddle_action": action, "huddle_elsewhere": huddled.opened(company, "desk", by="eva"),
        "huddle_card": card_code(huddle),
        "huddle_calendar": calendar_address(rhythm).rsplit("/", 1)[1].removesuffix(".ics"),
    }  # fmt: skip
