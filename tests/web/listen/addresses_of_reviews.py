"""Addresses of reviews and tickets, and who may open them: lines of the table of addresses."""

from __future__ import annotations

from typing import Any

from address_table_lines import ONLY_POST, Address, everybody, file, form, opens
from reviews_at_work import ABOUT, COLUMNS, bring, keep

ADDRESSES: list[Address] = [
    Address("reviews", opens("fay")),
    Address("export_reviews", opens("fay")),
    Address("review_files", opens("fay"),
            sends=file("fay", source="reviews", unit="day", text="date,text\n2025-03-01,Fine\n")),
    Address("review_columns", opens("fay"), lambda world: [world.listen["kept"].pk], f"?{ABOUT}"),
    Address("review_check", opens("fay"), lambda world: [world.listen["kept"].pk], f"?{COLUMNS}&{ABOUT}",
            sends=form("fay")),
    Address("review_faults", opens("fay"), lambda world: [world.listen["faulty"].pk]),
    Address("undo_reviews", everybody(ONLY_POST), lambda world: [world.listen["reviews"].pk], sends=form("fay")),
]  # fmt: skip


def add_to(company: Any) -> dict[str, Any]:
    """Bring a file that was read, one that waits for its check, and one with a faulty row."""
    reviews = bring(company, "date,text\n2025-03-03,They like the new desk.\n")
    kept = keep(company, "date,text\n2025-03-04,Nobody called back.\n")
    faulty = keep(company, "date,text\nsoon,Nobody called back.\n")
    company.client("fay").get(f"/listen/reviews/files/{faulty.pk}/check/?{COLUMNS}&{ABOUT}")
    return {"reviews": reviews, "kept": kept, "faulty": faulty}
