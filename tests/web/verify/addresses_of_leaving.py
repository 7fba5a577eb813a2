"""Addresses of leaving, and who may open them: lines of the table of addresses."""

from __future__ import annotations

from typing import Any

from address_table_lines import ONLY_POST, Address, form, opens

FULL = ("eva", "fay", "hao")
COST = {
    f"{part}_{end}": "1"
    for part in ("yearly_pay", "leaving", "replaced", "hiring", "vacancy_days", "vacancy_cost", "ramp_up_months",
                 "ramp_up_missing")
    for end in ("low", "high")
}  # fmt: skip

ADDRESSES: list[Address] = [
    Address("leaving", opens("ana", *FULL, "gil")),
    Address("leaving_table", opens("ana", *FULL)),
    Address("leaving_unit", opens("ana", *FULL), lambda world: ["day"]),
    Address("leaving_unit", opens(*FULL), lambda world: ["desk"], label="elsewhere"),
    Address("leaving_reasons", opens(*FULL)),
    Address("ask_leaders", opens("eva", answer=ONLY_POST), sends=form("eva")),
    Address("leaving_cost", opens(*FULL)),
    Address("change_leaving_cost", opens("eva"), sends=form("eva", version="0", **COST)),
]


def add_to(company: Any) -> dict[str, Any]:
    """Make nothing: each page has its empty state."""
    return {}
