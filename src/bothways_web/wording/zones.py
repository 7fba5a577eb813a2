"""Time zones as people choose them: by region, with their places and what time it is there."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from functools import lru_cache
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways_web.wording.sorting import in_order

#: Regions in the names of zones, and what they are called; zones of any other are old names of the same places.
REGIONS = {
    "Africa": gettext_lazy("Africa"),
    "America": gettext_lazy("The Americas"),
    "Antarctica": gettext_lazy("Antarctica"),
    "Arctic": gettext_lazy("The Arctic"),
    "Asia": gettext_lazy("Asia"),
    "Atlantic": gettext_lazy("The Atlantic"),
    "Australia": gettext_lazy("Australia"),
    "Europe": gettext_lazy("Europe"),
    "Indian": gettext_lazy("The Indian Ocean"),
    "Pacific": gettext_lazy("The Pacific"),
}
Choice = tuple[str, str]


def zone_name(zone: str) -> str:
    """Return a time zone as people read it: the place, and the region where it needs saying."""
    region, _slash, place = zone.partition("/")
    if not place:
        return zone
    told = {"place": _place(place), "region": REGIONS.get(region, region)}
    return _("%(place)s (%(region)s)") % told


def zones_by_region(on: dt.datetime | None = None) -> list[tuple[str, list[Choice]]]:
    """Return the time zones in groups of a region, each with its offset from UTC at a moment, now where none is given.

    The universal time stands in a group of its own, in front.
    """
    moment = on or dt.datetime.now(dt.UTC)
    rows = [(str(REGIONS[region]), place, name) for region, place, name in _places()]
    rows.sort(key=lambda row: (in_order(row[0]), in_order(row[1])))
    found = [(_("Everywhere"), [("UTC", _("Universal time (UTC)"))])]
    for region, group in groupby(rows, key=lambda row: row[0]):
        found.append(
            (region, [(name, f"{place} ({offset(name, moment)})") for _region, place, name in group])
        )
    return found


def offset(zone: str, moment: dt.datetime) -> str:
    """Return how far a zone is from universal time at a moment: UTC+02:00, with a true minus."""
    away = moment.astimezone(zoneinfo.ZoneInfo(zone)).utcoffset() or dt.timedelta()
    minutes = int(away.total_seconds() // 60)
    sign = "\N{MINUS SIGN}" if minutes < 0 else "+"
    return f"UTC{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


@lru_cache(maxsize=1)
def _places() -> tuple[tuple[str, str, str], ...]:
    """Return region, place and name of the zones that are offered."""
    split = (name.partition("/") for name in zoneinfo.available_timezones())
    return tuple(
        (region, _place(place), f"{region}/{place}") for region, _slash, place in split if region in REGIONS
    )


def _place(name: str) -> str:
    """Return "Buenos Aires, Argentina" of "Argentina/Buenos_Aires"."""
    return ", ".join(reversed(name.replace("_", " ").split("/")))
