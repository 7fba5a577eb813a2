"""What forms offer to choose from."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from bothways_web.people.models import Role
from bothways_web.people.units import current_tree
from bothways_web.wording import in_order, zone_name, zones_by_region

DAYS = (
    (0, _("Monday")), (1, _("Tuesday")), (2, _("Wednesday")), (3, _("Thursday")), (4, _("Friday")),
    (5, _("Saturday")), (6, _("Sunday")),
)  # fmt: skip
GIVEN_ROLES = [(role.value, role.label) for role in Role if role != Role.EMPLOYEE]


def zones(kept: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """Return time zones to choose from, by region; one that is kept under an old name stays among them."""
    found = zones_by_region()
    if kept and not any(kept == name for _region, group in found for name, _words in group):
        found[0][1].append((kept, zone_name(kept)))
    return found


def languages(blank: Any = None) -> list[tuple[str, Any]]:
    """Return the languages that are offered."""
    return ([("", blank)] if blank else []) + list(settings.LANGUAGES)


def units() -> list[tuple[str, str]]:
    """Return the units of today, by name."""
    tree = current_tree()
    found = zip(tree.units, tree.names, strict=True) if tree else ()
    return sorted(found, key=lambda unit: (in_order(unit[1]), unit[0]))
