"""Addresses of the culture path, of growth for oneself and of celebrations: lines of the table of addresses."""

from __future__ import annotations

from typing import Any

from address_table_lines import ONLY_POST, SIGNED_IN, Address, Sent, account, everybody, form, opens
from addressed_company import ROLES
from celebrated import form as thanks_form
from celebrated import thank

PATH = ("ben", "cem", "ana", "eva", "fay", "hao", "ida")
_SENDERS = tuple(one for one in SIGNED_IN if one != "ben")


def _made(name: str) -> Any:
    return lambda world: [world.act[name].pk]


ADDRESSES: list[Address] = [
    Address("culture", opens(*PATH)),
    Address("culture_path", opens("ben", "ana", "eva", "fay"), lambda world: ["day"], label="Day shift"),
    Address("culture_path", opens("cem", "eva", "fay"), lambda world: ["desk"], label="help desk"),
    Address("culture_path", opens(*PATH), lambda world: ["company"], label="the whole company"),
    Address("growth", everybody()),  # no account is needed, so nobody is known to have read it
    Address("growth_diary", everybody()),
    Address("celebrations", account()),
    Address("my_celebrations", account()),
    Address("celebrations_taken_down", opens("eva", "fay")),
    Address("new_celebration", account(), sends=Sent(lambda world: thanks_form(), _SENDERS)),
    Address("celebration", account(), _made("thanks"), label="for everybody"),
    Address("celebration", opens("ben", "ana", "eva", "fay"), _made("thanks_alone"), label="for Day shift alone"),
    Address("take_down_celebration", opens("cem", "ben", "eva", "fay"), _made("thanks"),
            sends=form("cem", "ben", "eva", "fay", reason="It names a customer.")),
    Address("bring_back_celebration", dict.fromkeys(ROLES, ONLY_POST), _made("thanks_gone"), sends=form("ben")),
]  # fmt: skip


def add_to(company: Any) -> dict[str, Any]:
    """Make what these addresses show; what they need is found in the world's ``act`` under these names."""
    ben = company.people["day"][1]
    gone = thank(company, "cem", person=ben, text="Stayed late.")
    gone.taken_down = "receiver"
    gone.save()
    return {
        "thanks": thank(company, "cem", person=ben),
        "thanks_alone": thank(company, "ana", person=ben, team_alone=True),
        "thanks_gone": gone,
    }
