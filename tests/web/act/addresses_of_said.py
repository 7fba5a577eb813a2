"""Addresses of said, and who may open them: lines of the table of addresses."""

from __future__ import annotations

from typing import Any

from address_table_lines import Address

ADDRESSES: list[Address] = []


def add_to(company: Any) -> dict[str, Any]:
    """Make what these addresses show; what they need is found in the world's ``act`` under these names."""
    return {}
