"""Names of units beside the rows that only know their codes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from bothways_web.people.models import Grant, Post, RoleRule, UnitSpan

Row = TypeVar("Row", Post, Grant, RoleRule)


def name_units(rows: Iterable[Row]) -> list[Row]:
    """Return rows, each with ``unit_name``: the latest name of its unit, or the code; blank without a unit."""
    found = list(rows)
    ids = {row.unit_id for row in found if row.unit_id}
    spans = UnitSpan.objects.filter(unit_id__in=ids).order_by("valid_from").values_list("unit_id", "name")
    names: dict[int | None, str] = {**dict(spans)}
    for row in found:
        name = names.get(row.unit_id) or (str(row.unit) if row.unit_id else "")
        setattr(row, "unit_name", name)  # noqa: B010  # a word for the template, no field
    return found
