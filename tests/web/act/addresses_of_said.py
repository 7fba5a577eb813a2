"""Addresses of said, ties of problems and reminders, and who may open them: lines of the table of addresses."""

from __future__ import annotations

from typing import Any

from address_table_lines import Address, account, everybody, form
from addressed_company import ROLES

from bothways_web.act.reminders import stop_token

ADDRESSES: list[Address] = [
    Address("reminders", account(), sends=form("ben", "ana", "dua", wanted="no")),
    # The link is the right to ask for it.
    Address("stop_reminders", everybody(), lambda world: [world.act["reminders"]], sends=form(*ROLES)),
]


def add_to(company: Any) -> dict[str, Any]:
    """Make what these addresses show; what they need is found in the world's ``act`` under these names."""
    return {"reminders": stop_token(company.users["ben"])}
