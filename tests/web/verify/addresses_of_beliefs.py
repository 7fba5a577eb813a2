"""Addresses of beliefs, and who may open them: lines of the table of addresses."""

from __future__ import annotations

from typing import Any

from address_table_lines import ONLY_POST, Address, Sent, form, opens

LEADERS = ("ana", "eva", "fay", "gil")

ADDRESSES: list[Address] = [
    Address("beliefs", opens(*LEADERS)),
    Address("say_beliefs", opens(*LEADERS),
            sends=Sent(lambda world: _said(), LEADERS)),
    Address("open_findings", opens(*LEADERS, answer=ONLY_POST), lambda world: [world.run.pk], sends=form(*LEADERS)),
]  # fmt: skip


def _said() -> dict[str, str]:
    from bothways_web.verify.beliefs.pairs import pairs_now

    field = pairs_now()[0].field
    return {"opened": "0", f"first-{field}": "both", f"sure-{field}": "guess"}


def add_to(company: Any) -> dict[str, Any]:
    """Make nothing: the company has findings that no leader has opened."""
    return {}
