"""Addresses of themes, and who may open them: lines of the table of addresses."""

from __future__ import annotations

from typing import Any

from address_table_lines import ONLY_POST, Address, everybody, form, opens

from bothways_web.link.models import Theme

READERS = ("ben", "cem", "ana", "eva", "fay", "hao", "ida")
POSTED = everybody(ONLY_POST)


def _key(world: Any) -> list[str]:
    return [world.link["theme"].key]


#: No round tells this theme, so it is not there for anybody; who may open one that is told, its own tests say.
ADDRESSES: list[Address] = [
    Address("themes", opens(*READERS, "gil")),
    Address("themes_table", opens(*READERS)),
    Address("theme", opens(), _key),
    Address("change_theme", POSTED, _key, sends=form(step="name", label="Scanners that break", seen="1")),
    Address("raise_theme", POSTED, _key, sends=form(step="stage", stage="1.none")),
]


def add_to(company: Any) -> dict[str, Any]:
    """Keep a theme of an earlier round."""
    return {"theme": Theme.objects.create(key="t1", label="scanner, battery", phrases=["scanner battery"])}
