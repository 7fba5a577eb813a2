"""Addresses of the people feed, and who may open them: lines of the table of addresses."""

from __future__ import annotations

from typing import Any

from address_table_lines import ONLY_POST, Address, everybody, form, opens

from bothways_web.api.scim.models import FeedDepartment, FeedGroup, FeedPerson

ADDRESSES: list[Address] = [
    Address("people_feed", opens("dua"), sends=form("dua", gives_accounts="on")),
    Address("feed_departments", opens("dua")),
    Address("feed_department", opens("dua"), lambda world: [world.api["department"].pk],
            sends=form("dua", unit="desk")),
    Address("feed_groups", opens("dua")),
    Address("feed_group", opens("dua"), lambda world: [world.api["group"].pk],
            sends=form("dua", use="role", role="analyst", unit="")),
    Address("feed_unplaced", opens("dua")),
    Address("feed_place_again", everybody(ONLY_POST), sends=form("dua")),
    # Programs come with a token; sessions open nothing here.
    Address("scim_root", everybody(401)),
    Address("scim", everybody(401), lambda world: ["Users"]),
]  # fmt: skip


def add_to(company: Any) -> dict[str, Any]:
    """Make what these addresses show."""
    department = FeedDepartment.objects.create(name="Help desk", key="help desk")
    person = company.people["field"][7]
    person.posts.update(end="2025-01-01")
    FeedPerson.objects.create(
        person=person, user_key="field8", said={"userName": "field8"}, department=department
    )
    return {"department": department, "group": FeedGroup.objects.create(name="Analysts", name_key="analysts")}
