"""Addresses of keeping: exports, personal data, erasing, times of keeping."""

from __future__ import annotations

from typing import Any

from address_table_lines import Address, account, form, opens

from bothways_web.keeping.models import Erasure, ExportJob
from bothways_web.people.models import Person
from bothways_web.people.units import today

_NUMBERS = {"what": "numbers", "ending": ".csv"}
ADDRESSES = [
    # Team pages, or the table of findings, open to them.
    Address("exports", opens("ben", "cem", "ana", "eva", "fay", "hao"),
            sends=form("ben", "cem", "ana", "eva", "fay", **_NUMBERS)),
    Address("fetch_export", opens("eva"), lambda world: [world.connect["export"].pk]),
    Address("everything_about_me", account()),
    Address("erase", opens("eva", "dua"), sends=form("eva", "dua", step="erase", who="gone", why="asked", sure="on")),
    Address("erased", opens("eva", "dua"), lambda world: [world.connect["erasure"].pk]),
    Address("keeping", opens("dua"), sends=form("dua", step="propose", kind="tries", days=100)),
]  # fmt: skip


def add_to(company: Any) -> dict[str, Any]:
    """Make what these addresses show."""
    export = ExportJob.objects.create(
        by=company.users["eva"], what="numbers", ending=".csv", state=ExportJob.State.DONE,
        reach={"numbers": True, "units": None, "findings": True, "methods": False},
    )  # fmt: skip
    export.path.parent.mkdir(parents=True, exist_ok=True)
    export.path.write_text("round,value\n")
    Person.objects.create(code="gone", name="")
    return {"export": export, "erasure": Erasure.objects.create(kind="employee", why="asked", day=today())}
