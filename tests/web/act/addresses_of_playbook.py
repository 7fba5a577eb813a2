"""Addresses of the playbook, and who may open them: lines of the table of addresses."""

from __future__ import annotations

from typing import Any

from address_table_lines import Address, opens

READERS = ("ben", "cem", "ana", "eva", "fay")
ADDRESSES: list[Address] = [
    Address("playbook", opens(*READERS)),
    Address("practice", opens(*READERS), lambda world: ["bad-news-first"]),
]


def add_to(company: Any) -> dict[str, Any]:
    """Make what these addresses show: nothing, for the playbook comes with the app."""
    return {}
