"""Addresses of plans, and who may open them: lines of the table of addresses."""

from __future__ import annotations

import datetime as dt
from typing import Any

from address_table_lines import Address, Sent, form, opens

from bothways_web.act.models import Plan

READERS = ("ben", "cem", "ana", "eva", "fay")
OF_DAY = ("ben", "ana", "eva", "fay")
WRITTEN = {"title": "Call back within two hours", "starts_on": "2027-01-04", "review_on": "2027-03-01"}


def _draft(world: Any) -> list[Any]:
    return [world.act["draft_plan"].pk]


def _started(world: Any) -> list[Any]:
    return [world.act["plan"].pk]


def _with_version(of: str, **data: str) -> Any:
    return lambda world: data | {"version": str(world.act[of].version)}


ADDRESSES = [
    Address("plans", opens(*READERS)),
    Address("choose_plan_unit", opens("ana", answer=302)),
    Address("unit_plans", opens(*OF_DAY), lambda world: ["day"]),
    Address("new_plan", opens("ana"), lambda world: ["day"], sends=form("ana", **WRITTEN)),
    Address("plan", opens(*OF_DAY), _started,
            sends=form("ana", step="check_in", how="stuck", words="The list is not there yet.")),
    Address("plan", opens("ana", "eva", "fay"), _draft, label="a draft",
            sends=Sent(_with_version("draft_plan", step="start", without="yes"), ("ana",))),
    Address("plan_table", opens(*OF_DAY), _started),
    Address("change_plan", opens("ana"), _started,
            sends=Sent(_with_version("plan", **(WRITTEN | {"title": "Another"})), ("ana",))),
    Address("plan_expectation", opens("ana"), _draft, sends=form()),
    Address("end_plan", opens("ana"), _started, sends=Sent(_with_version("plan", how="stopped"), ("ana",))),
    Address("delete_plan", opens("ana"), _draft, sends=form("ana")),
]  # fmt: skip


def add_to(company: Any) -> dict[str, Any]:
    """Make a plan that is under way and a draft, both of Day shift."""
    told = {
        "unit": company.units["day"], "starts_on": dt.date(2025, 1, 6), "review_on": dt.date(2031, 1, 6),
        "made_on": dt.date(2025, 1, 6), "made_by": company.users["ana"],
    }  # fmt: skip
    return {
        "plan": Plan.objects.create(title="A list of calls", state=Plan.State.STARTED, **told),
        "draft_plan": Plan.objects.create(title="A quiet hour", **told),
    }
