"""Who is willing to be drawn: they say so themselves, and nobody else is told.

The change log has no line about it: those who read it would read who is willing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from bothways.privacy.values.bands import band
from bothways_web.act.committee.groups import (
    Attribute,
    Traits,
    attributes_of,
    labels_of,
    merged_counts,
    offered,
    posts_today,
    traits_of_workforce,
)
from bothways_web.act.models import Willingness
from bothways_web.people.models import Organisation, Person
from bothways_web.people.units import today


@dataclass(frozen=True)
class GroupShown:
    """A group of the pool as a page shows it: its share of the workforce, and a band of those willing."""

    label: str
    share: int
    band: str


def is_willing(person: Person) -> bool:
    """Return whether somebody is willing."""
    return Willingness.objects.filter(person=person, until=None).exists()


def say_willing(person: Person, willing: bool) -> None:
    """Say that one is willing, or take it back; the numbers that leads see move on the next day.

    A yes that was taken back on an earlier day is over, whether the row of it is deleted by now or not.
    """
    with transaction.atomic():
        mine = Willingness.objects.filter(person=person)
        mine.filter(until__lt=today()).delete()
        if willing:
            Willingness.objects.update_or_create(
                person=person, defaults={"until": None}, create_defaults={"since": today()}
            )
        else:
            mine.filter(since__gte=today()).delete()
            mine.filter(until=None).update(until=today())


def forget_taken_back() -> None:
    """Delete the rows of those who took their yes back on an earlier day."""
    Willingness.objects.filter(until__lt=today()).delete()


def can_be_drawn() -> QuerySet[Person]:
    """Return those who are willing, work here today and can sign in."""
    return _here().filter(willing__isnull=False, willing__until=None)


def willing_yesterday() -> QuerySet[Person]:
    """Return those of today's people who were willing yesterday.

    Of yesterday, because a number that moves as somebody presses a button would say who did.
    """
    kept = Q(willing__until=None) | Q(willing__until__gte=today())
    return _here().filter(kept, willing__since__lt=today())


def _here() -> QuerySet[Person]:
    return Person.objects.filter(user__is_active=True, pk__in=posts_today().values("person")).order_by("pk")


def pool_band() -> str:
    """Return how many were willing yesterday, as a band; blank below the floor."""
    return _told(willing_yesterday().count())


def pool_groups() -> list[tuple[str, list[GroupShown]]]:
    """Return for each attribute its groups among those willing yesterday; groups under the floor are together."""
    traits, floor = traits_of_workforce(), Organisation.current().floor
    willing = [one.pk.hex for one in willing_yesterday() if one.pk.hex in traits]
    if len(willing) < floor:
        return []
    found = attributes_of(traits, [name for name, _label in offered(traits)])
    shown = [(one.label, _groups(one, traits, willing, floor)) for one in found]
    return [(label, groups) for label, groups in shown if len(groups) > 1]


def _groups(one: Attribute, traits: Traits, willing: Iterable[str], floor: int) -> list[GroupShown]:
    values = [one.value(traits[key][one.name]) for key in willing]
    counts = merged_counts(values, floor)
    workforce = [one.value(each[one.name]) for each in traits.values()]
    workforce = [value if value in counts else "other" for value in workforce]
    labels = labels_of(counts)
    return [
        GroupShown(labels[value], round(100 * workforce.count(value) / len(workforce)), _told(count))
        for value, count in sorted(counts.items(), key=lambda each: (each[0] == "other", labels[each[0]]))
    ]


def _told(count: int) -> str:
    return band(count).replace("-", "–") if count >= Organisation.current().floor else ""
