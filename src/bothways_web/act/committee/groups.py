"""Which groups the workforce has, as far as the records tell: place, role, time here, level."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bothways.allocation import merge_small
from bothways_web.link.team_places import names_of
from bothways_web.people.models import Organisation, Post
from bothways_web.people.units import above, current_tree, today

PLACE, ROLE, TENURE, LEVEL = "place", "role", "tenure", "level"
NAMES = {
    PLACE: gettext_lazy("Place"),
    ROLE: gettext_lazy("Role"),
    TENURE: gettext_lazy("Time here"),
    LEVEL: gettext_lazy("Level"),
}
OTHER, UNKNOWN = "other", "not recorded"
LEADS, MEMBER = "leads others", "leads nobody"
#: Years here: under how many, and what the records' value is called.
STEPS = ((1, "under 1"), (3, "1 to 3"), (10, "3 to 10"), (200, "10 and more"))
_WORDS = {
    OTHER: gettext_lazy("All others together"),
    UNKNOWN: gettext_lazy("Not recorded"),
    LEADS: gettext_lazy("Leads others"),
    MEMBER: gettext_lazy("Leads nobody"),
    "under 1": gettext_lazy("Under 1 year"),
    "1 to 3": gettext_lazy("1 to 3 years"),
    "3 to 10": gettext_lazy("3 to 10 years"),
    "10 and more": gettext_lazy("10 years and more"),
}
#: More groups of one attribute would be quotas of one seat and less: the rest count together.
MOST = 10
Traits = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Attribute:
    """An attribute that quotas speak of, and the values that count alone."""

    name: str
    alone: tuple[str, ...]

    def value(self, value: str) -> str:
        """Return a value as it counts."""
        return value if value in self.alone else OTHER

    @property
    def label(self) -> str:
        """What people call it."""
        return str(NAMES[self.name])


def posts_today(day: dt.date | None = None) -> QuerySet[Post]:
    """Return the posts of a day; by default of today."""
    day = day or today()
    return Post.objects.filter(Q(end__isnull=True) | Q(end__gte=day), start__lte=day)


def traits_of_workforce() -> Traits:
    """Return each attribute's value for everybody who works here today, by the key of the person."""
    day = today()
    posts = list(
        posts_today(day).order_by("start").values_list(
            "person_id", "unit__code", "role", "site", "manager", "person__code"
        )
    )  # fmt: skip
    begun = dict(Post.objects.order_by("-start").values_list("person_id", "start"))
    sites = all(site for *_others, site, _manager, _code in posts)
    tree, leading = current_tree(), {manager for *_others, manager, _code in posts if manager}
    branches: dict[str, str] = {}
    found: Traits = {}
    for person, unit, role, site, _manager, code in posts:
        if unit not in branches:
            branches[unit] = _branch(unit, above(tree, unit))
        found[person.hex] = {
            PLACE: site if sites else branches[unit],
            ROLE: role or UNKNOWN,
            TENURE: _step(begun[person], day),
        } | ({LEVEL: LEADS if code in leading else MEMBER} if leading else {})
    return found


def attributes_of(traits: Traits, wanted: Iterable[str]) -> tuple[Attribute, ...]:
    """Return attributes with the values that count alone: no group under the floor, and not too many groups."""
    floor = Organisation.current().floor
    return tuple(
        Attribute(name, _alone([one[name] for one in traits.values()], floor))
        for name in NAMES
        if name in wanted and any(name in one for one in traits.values())
    )


def offered(traits: Traits) -> list[tuple[str, str]]:
    """Return the attributes that the records know, and in which there is more than one group."""
    floor = Organisation.current().floor
    there = {name for one in traits.values() for name in one}
    return [
        (name, str(label))
        for name, label in NAMES.items()
        if name in there and len(_groups([one[name] for one in traits.values()], floor)) > 1
    ]


def labels_of(values: Iterable[str]) -> dict[str, str]:
    """Return what people call values: units and sites by their names."""
    found = list(values)
    units = names_of(found)
    return {one: str(_WORDS[one]) if one in _WORDS else units.get(one, one) for one in found}


def merged_counts(values: Sequence[str], floor: int) -> Mapping[str, int]:
    """Return how many there are of each value; those of fewer than the floor together."""
    return Counter(merge_small(values, smallest=floor, other=OTHER).values_of(values))


def _groups(values: Sequence[str], floor: int) -> set[str]:
    return set(merge_small(values, smallest=floor, other=OTHER).values_of(values))


def _alone(values: Sequence[str], floor: int) -> tuple[str, ...]:
    alone = merge_small(values, smallest=floor, other=OTHER).alone
    largest = sorted(alone, key=lambda one: (-values.count(one), one))
    return tuple(sorted(largest if len(largest) <= MOST else largest[: MOST - 1]))


def _branch(unit: str, over: tuple[str, ...]) -> str:
    """Return the unit just below the top that a unit belongs to."""
    way = (unit, *over)
    return way[-2] if len(way) > 1 else way[0]


def _step(begun: dt.date, day: dt.date) -> str:
    years = day.year - begun.year - ((day.month, day.day) < (begun.month, begun.day))
    return next(name for below, name in STEPS if years < below)


def tell_demand(end: str, count: int, group: str) -> str:
    """Return one end of a quota as a sentence's part."""
    words = _("at least %(count)s of “%(group)s”") if end == "low" else _("at most %(count)s of “%(group)s”")
    return words % {"count": count, "group": group}
