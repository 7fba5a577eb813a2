"""Groups of the feed: who is in them. What a group means, an administrator says."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import F
from django.utils import timezone
from scim2_models import InvalidValueException, NotFoundException, PreconditionFailedException, Resource

from bothways_web.api.scim.keys import as_id, exact, key, refuse_unfit
from bothways_web.api.scim.models import FeedGroup, FeedMember, FeedPerson
from bothways_web.api.scim.people import settle
from bothways_web.api.scim.places import SOURCE
from bothways_web.api.scim.showing import show_groups, version_of
from bothways_web.people.changes import record
from bothways_web.people.models import User

_PART = 500


def find_group(text: str, *, version: str | None = None) -> FeedGroup:
    """Return a group, to be changed.

    Raises
    ------
    NotFoundException
    PreconditionFailedException
        Where somebody else has changed it meanwhile.
    """
    known = as_id(text)
    found = FeedGroup.objects.select_for_update().filter(pk=known).first() if known else None
    if found is None:
        raise NotFoundException(detail=f"Group {text!r} not found")
    if version is not None and version_of(found) != version:
        raise PreconditionFailedException
    return found


def make_group(resource: Resource[Any], *, by: User) -> tuple[Resource[Any], list[str]]:
    """Add a group, which means nothing yet."""
    now = timezone.now()
    made = FeedGroup(made_at=now, changed_at=now, **_fields(resource))
    made.save()
    record(by, "added group", made, source=SOURCE)
    trouble = _set_members(made, _members_of(resource), by=by)
    return show_groups([made])[0], trouble


def change_group(
    resource: Resource[Any], *, version: str | None, by: User
) -> tuple[Resource[Any], list[str]]:
    """Take over name and members of a group."""
    group = find_group(str(resource.id), version=version)
    for name, value in _fields(resource).items():
        setattr(group, name, value)
    group.version, group.changed_at = group.version + 1, timezone.now()
    group.save()
    trouble = _set_members(group, _members_of(resource), by=by)
    return show_groups([group])[0], trouble


def remove_group(text: str, *, version: str | None, by: User) -> list[str]:
    """Remove a group: who has a role through it alone loses it; who works in its unit stays there."""
    group = find_group(text, version=version)
    people = list(FeedMember.objects.filter(group=group).values_list("person_id", flat=True))
    record(by, "removed group", group, source=SOURCE)
    used = group.use != FeedGroup.Use.NOTHING
    group.delete()
    _touch(people)
    return settle_people(people, by=by) if used else []


def settle_people(people: Iterable[uuid.UUID], *, by: User) -> list[str]:
    """Bring posts, accounts and roles of some people in line with what the feed says."""
    trouble: list[str] = []
    for part in _parts(list(people)):
        rows = FeedPerson.objects.select_for_update(of=("self",)).select_related("person", "department")
        for fed in rows.filter(pk__in=part):
            trouble += settle(fed, by=by)
    return trouble


def _fields(resource: Resource[Any]) -> dict[str, str]:
    group: Any = resource
    name, external = str(group.display_name or ""), exact(group.external_id)
    refuse_unfit({"displayName": name, "externalId": external})
    return {"name": name, "name_key": key(name), "external_id": external}


def _members_of(resource: Resource[Any]) -> set[uuid.UUID]:
    """Return who should be in a group.

    Raises
    ------
    InvalidValueException
        Where one is no user of the feed.
    """
    group: Any = resource
    asked = [one.value or str(one.ref or "").rpartition("/")[2] for one in group.members or []]
    found = {text: as_id(text) for text in asked}
    known: set[uuid.UUID] = set()
    for part in _parts([one for one in found.values() if one]):
        known |= set(FeedPerson.objects.filter(pk__in=part).values_list("pk", flat=True))
    for text, one in found.items():
        if one not in known:
            raise InvalidValueException(
                detail=f"members: {text[:60]!r} is no user. Groups in groups are not read: send the users."
            )
    return known


def _set_members(group: FeedGroup, wanted: set[uuid.UUID], *, by: User) -> list[str]:
    held = set(group.members.values_list("person_id", flat=True))
    gone, new = held - wanted, wanted - held
    for part in _parts(list(gone)):
        group.members.filter(person_id__in=part).delete()
    FeedMember.objects.bulk_create([FeedMember(group=group, person_id=one) for one in new], batch_size=_PART)
    if not gone and not new:
        return []
    record(by, "changed group", group, joined=len(new), left=len(gone), source=SOURCE)
    _touch(gone | new)
    return settle_people(gone | new, by=by) if group.use != FeedGroup.Use.NOTHING else []


def _touch(people: Iterable[uuid.UUID]) -> None:
    """Give people whose groups changed a new version."""
    for part in _parts(list(people)):
        FeedPerson.objects.filter(pk__in=part).update(version=F("version") + 1, changed_at=timezone.now())


def _parts(keys: list[uuid.UUID]) -> Iterable[list[uuid.UUID]]:
    return (keys[start : start + _PART] for start in range(0, len(keys), _PART))
