"""Addresses of the committee, and who may open them: lines of the table of addresses."""

from __future__ import annotations

import datetime as dt
from typing import Any

import committee_at_work as at
from address_table_lines import ONLY_POST, Address, Sent, everybody, form, opens
from addressed_company import ROLES

from bothways_web.act.committee.decisions import write_decision
from bothways_web.act.committee.lists import quotas_in
from bothways_web.act.models import CommitteeDraw, Seat
from bothways_web.people.units import today

READERS = ("ben", "cem", "ana", "eva", "fay", "gil", "hao", "ida")
WORKING = ("ben", "cem", "ana")
LEADS = ("eva", "fay")
DRAW = ("eva", "fay", "ida")
_POSTED = dict.fromkeys(ROLES, ONLY_POST)
DECIDED = {"text": "Phones are answered at lunch.", "reason": "Customers ring.", "who": "Day shift"}
WHEN = {"day": "2026-12-01", "time": "10:00", "minutes": "45"}


def _of(name: str) -> Any:
    return lambda world: [world.act[name].pk]


def _quotas(world: Any) -> dict[str, Any]:
    rows = quotas_in(world.act["planned_draw"])
    return {f"quota-{at_}-{end}": 1 for at_ in range(len(rows)) for end in ("low", "high")} | {"version": 0}


ADDRESSES: list[Address] = [
    Address("committee", opens(*READERS)),
    Address("committee_outside", everybody()),
    Address("charter", opens(*READERS)),
    Address("charter_version", opens(*READERS), lambda world: [1]),
    # Somebody sits, so the charter is the members' own.
    Address("change_charter", opens("ida"), sends=form("ida", **at.typed(goals="Less waiting."), seen=1)),
    Address("committee_willing", opens(*WORKING), sends=form(*WORKING, willing="no")),
    Address("committee_seat", opens("ben"), sends=form("ben", answer="leave")),
    Address("committee_drawn_file", opens(*READERS)),
    Address("committee_draw", opens(*DRAW), sends=Sent(_quotas, LEADS)),
    Address("new_committee_draw", opens(*LEADS)),  # another one is under way
    Address("announce_committee_draw", _POSTED, _of("planned_draw")),
    Address("nearest_committee_quotas", _POSTED, _of("planned_draw")),
    Address("draw_committee_now", _POSTED, _of("planned_draw")),
    Address("call_off_committee_draw", opens(*LEADS), _of("planned_draw"), sends=form(*LEADS, version=0)),
    Address("committee_list_file", _POSTED, _of("past_draw"), sends=form(*LEADS)),
    Address("new_committee_meeting", opens("ida"), sends=form("ida", **WHEN)),
    Address("committee_meeting", opens(*READERS), _of("meeting"), label="published"),
    Address("committee_meeting", opens("ida"), _of("coming_meeting"), label="to come"),
    Address("committee_calendar_file", opens("ida"), _of("coming_meeting")),
    Address("move_committee_meeting", opens("ida"), _of("coming_meeting"), sends=form("ida", **WHEN, version=0)),
    Address("delete_committee_meeting", opens("ida"), _of("coming_meeting"), sends=form("ida", version=0)),
    Address("write_committee_minutes", opens("ida"), _of("meeting"), sends=form("ida", mission="It holds.", version=0)),
    Address("publish_committee_minutes", _POSTED, _of("unwritten_meeting"),
            sends=form("ida", version=0)),
    Address("withdraw_committee_minutes", opens("ida"), _of("meeting"), sends=form("ida", version=0)),
    Address("new_committee_decision", opens("ida"), _of("meeting"), sends=form("ida", **DECIDED)),
    Address("change_committee_decision", opens("ida"), _of("decision"), sends=form("ida", **DECIDED)),
    Address("delete_committee_decision", opens("ida"), _of("decision"), sends=form("ida")),
    Address("plan_committee_decision", opens("ana", answer=302), _of("decision")),
]  # fmt: skip


def add_to(company: Any) -> dict[str, Any]:
    """Make what these addresses show; what they need is found in the world's ``act`` under these names."""
    at.chartered(company)
    at.willing(company, *(company.users[name].person for name in WORKING))
    past = at.drawn(company, seats=3, attributes=())
    past.people.filter(person=company.users["ben"].person).update(state=Seat.State.HELD)
    past.people.exclude(person=company.users["ben"].person).update(state=Seat.State.DECLINED)
    planned = CommitteeDraw.objects.create(
        seats=3, draw_at=dt.datetime(2100, 1, 1, tzinfo=dt.UTC), term_months=12, attributes=[["place", []]],
        quotas=[["place", "other", 1, 3]],
    )  # fmt: skip
    meeting = at.met(company, blockers="Phones.", published_on=today())
    decision = write_decision(
        meeting, {**DECIDED, "by_when": None, "dissent": "", "unit": company.units["day"], "reason": "Before."},
        by=company.users["ida"],
    )  # fmt: skip
    return {
        "past_draw": past, "planned_draw": planned, "meeting": meeting, "decision": decision,
        "coming_meeting": at.met(company, days=9), "unwritten_meeting": at.met(company, days=-2, other="All well."),
    }  # fmt: skip
