"""What everybody reads under "You said, we did", and who may write there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from bothways_web.act.models import Said
from bothways_web.listen.problems.units import unit_names
from bothways_web.listen.quiet import zone_of
from bothways_web.people.access import Right, Viewer
from bothways_web.people.models import Change, Organisation
from bothways_web.people.units import below, current_tree, today
from bothways_web.wording import in_order

CORRECTED = "corrected you said, we did"
#: For so many days an entry is new on home pages.
NEW_DAYS = 14


@dataclass(frozen=True)
class Search:
    """What the list is narrowed to; blank is everything."""

    unit: str = ""
    voice: str = ""
    outcome: str = ""
    text: str = ""


@dataclass(frozen=True)
class Entry:
    """An entry as readers see it.

    Attributes
    ----------
    said : Said
    unit : str
        Its name; blank for the whole organisation.
    corrected_on : date or None
    """

    said: Said
    unit: str
    corrected_on: dt.date | None


def published() -> QuerySet[Said]:
    """Return what everybody may read, newest first."""
    return Said.objects.filter(published_on__isnull=False).select_related("unit")


def find_said(search: Search) -> QuerySet[Said]:
    """Return what is found of it."""
    found = published()
    if search.unit:
        found = found.filter(unit__code__in=below(current_tree(), search.unit))
    if search.voice in ("employees", "customers"):
        found = found.filter(voice__in=[search.voice, Said.Voice.BOTH])
    if search.outcome:
        found = found.filter(outcome=search.outcome)
    if search.text:
        found = found.filter(Q(you_said__icontains=search.text) | Q(we_did__icontains=search.text))
    return found


def entries_of(found: Iterable[Said]) -> list[Entry]:
    """Return entries as readers see them."""
    some, names = list(found), unit_names()
    corrected = _corrected(some)
    return [
        Entry(
            one,
            names.get(one.unit.code, one.unit.code) if one.unit else "",
            corrected.get(one.pk),
        )
        for one in some
    ]


def units_named() -> list[tuple[str, str]]:
    """Return code and name of the units that entries are about, by name."""
    codes, names = published().order_by().values_list("unit__code", flat=True).distinct(), unit_names()
    found = [(code, names.get(code, code)) for code in codes if code]
    return sorted(found, key=lambda one: in_order(one[1]))


def any_new() -> bool:
    """Return whether something was published lately."""
    return published().filter(published_on__gt=today() - dt.timedelta(days=NEW_DAYS)).exists()


def writes(viewer: Viewer) -> bool:
    """Return whether a viewer writes entries at all."""
    units = viewer.units(Right.TRIAGE)
    return units is None or bool(units)


def may_write(viewer: Viewer, unit: str | None) -> bool:
    """Return whether a viewer writes entries about a unit; ``None`` is the whole organisation."""
    units = viewer.units(Right.TRIAGE)
    return units is None or (unit is not None and unit in units)


def own_drafts(viewer: Viewer) -> QuerySet[Said]:
    """Return the entries that are not published and that a viewer may change."""
    units = viewer.units(Right.TRIAGE)
    found = Said.objects.filter(published_on=None).select_related("unit").order_by("pk")
    return found if units is None else found.filter(unit__code__in=units)


def log_name(said: Said) -> str:
    """Return what the change log calls an entry: no word of it."""
    return f"entry {said.pk}"


def _corrected(some: Iterable[Said]) -> dict[int, dt.date]:
    """Return when entries were corrected last since they were published."""
    by_name = {log_name(one): one for one in some if one.published_on}
    if not by_name:
        return {}
    zone = zone_of(Organisation.current().time_zone)
    lines = Change.objects.filter(verb=CORRECTED, about__in=by_name).order_by("pk").values_list("about", "at")
    days = {by_name[about]: at.astimezone(zone).date() for about, at in lines}
    return {one.pk: day for one, day in days.items() if one.published_on and day >= one.published_on}
