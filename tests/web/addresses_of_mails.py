"""Addresses of mails, quiet hours and days off, and who may open them: lines of the table of addresses."""

from __future__ import annotations

from typing import Any

from address_table_lines import SIGNED_IN, Address, account, everybody, form, opens
from addressed_company import ROLES

from bothways_web.people.models import DayOff
from bothways_web.people.notifications.stopping import stop_token

ADDRESSES: list[Address] = [
    Address("own_mails", account(), sends=form(*SIGNED_IN, rhythm="never")),
    Address(
        "own_hours", account(), sends=form(*SIGNED_IN, quiet_from="16:00", quiet_to="10:00", time_zone="")
    ),
    # The link is the right to ask for it; older mails name it in the second way.
    Address("stop_mails", everybody(), lambda world: [world.act["stop_mails"]], sends=form(*ROLES)),
    Address("stop_reminders", everybody(), lambda world: [world.act["stop_mails"]], sends=form(*ROLES)),
    Address("reminders", account(302)),
    Address("set_up_days_off", opens("dua"), sends=form("dua", site="", days="2099-12-25 A holiday")),
    Address("remove_day_off", opens("dua"), lambda world: [world.act["day_off"].pk], sends=form("dua")),
    Address("set_up_asks", opens("dua"), sends=form("dua", rest_days=20, most_asks=1, asks_days=7)),
]


def add_to(company: Any) -> dict[str, Any]:
    """Make what these addresses show."""
    return {
        "stop_mails": stop_token(company.users["ben"]),
        "day_off": DayOff.objects.create(day="2099-01-01", name="A holiday"),
    }
