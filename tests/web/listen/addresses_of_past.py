"""Addresses of answers of past surveys, and who may open them: lines of the table of addresses."""

from __future__ import annotations

from typing import Any

from address_table_lines import ONLY_POST, Address, Sent, everybody, file, form, opens
from past_at_work import SET, form_of, send, step, table, to_check

_FAULTY = {"r0_0": "stranger"}


def _columns(world: Any) -> dict[str, str]:
    """The form of columns as it stands on the page, with another title."""
    url = f"/listen/past/{world.listen['past'].pk}/columns/"
    return form_of(world.client("eva").get(url)) | {"title": "Another title"}


def _mine(world: Any) -> list[Any]:
    return [world.listen["past"].pk]


ADDRESSES: list[Address] = [
    Address("past_answers", opens("eva", "fay"), sends=file("eva", "fay", text="Person,Team,Date\nx,day,2025-01-01\n")),
    Address("past_import", opens("eva"), _mine),
    Address("past_import", opens("eva"), lambda world: [world.listen["past_held"].pk], label="held"),
    Address("past_read", everybody(ONLY_POST), _mine, sends=form("eva", sheet="First")),
    Address("past_questions", opens("eva"), _mine, sends=form("eva", set=SET)),
    Address("past_columns", opens("eva"), _mine, sends=Sent(_columns, ("eva",))),
    Address("past_step", everybody(ONLY_POST), _mine, sends=form("eva", step="forget")),
    Address("past_faults", opens("eva"), _mine),
    Address("past_mapping", opens("eva"), _mine),
]  # fmt: skip


def add_to(company: Any) -> dict[str, Any]:
    """Bring a file that is held, and one with a faulty row that waits for what its bringer decides."""
    client = company.client("eva")
    first, second = (
        send(client, table(company, ["2026-01"])),
        send(client, table(company, ["2026-02"], **_FAULTY)),
    )
    held = step(client, to_check(client, first, audience="company"), "take")
    waiting = to_check(client, second, audience="company")
    if (held.state, waiting.state) != ("held", "checked"):
        raise AssertionError(f"{held.trouble} {waiting.trouble}")
    return {"past": waiting, "past_held": held}
