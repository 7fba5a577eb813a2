"""Rows of the feed as resources; nothing is in them but what the feed itself has said."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from scim2_models import Meta, Resource

from bothways_web.api.scim.keys import as_id
from bothways_web.api.scim.models import FeedGroup, FeedMember, FeedPerson
from bothways_web.api.scim.resources import POLICY, EnterpriseUser, Group, provider

_PART = 500


def user_model() -> Any:
    """Return the model of users, with its extensions."""
    return provider().model_for("User")


def show_people(rows: Iterable[FeedPerson]) -> list[Resource[Any]]:
    """Return people as users, with their groups and the address of whom they report to."""
    found = list(rows)
    groups = _groups_of(found)
    managers = _known({_manager_of(row.said) for row in found})
    return [_user(row, groups[row.pk], managers) for row in found]


def show_groups(rows: Iterable[FeedGroup], *, members: bool = True) -> list[Resource[Any]]:
    """Return groups, with or without who is in them."""
    found = list(rows)
    inside: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for part in _parts([row.pk for row in found]) if members else ():
        lines = FeedMember.objects.filter(group_id__in=part).order_by("pk")
        for group, person in lines.values_list("group_id", "person_id"):
            inside[group].append(person)
    return [_group(row, inside[row.pk]) for row in found]


def version_of(row: FeedPerson | FeedGroup) -> str:
    """Return the version of a row as an entity tag."""
    return f'W/"{row.version}"'


def _user(row: FeedPerson, groups: list[tuple[uuid.UUID, str]], managers: set[uuid.UUID]) -> Resource[Any]:
    said = dict(row.said)
    if groups:
        said["groups"] = [
            {"value": str(key), "$ref": f"Groups/{key}", "display": name} for key, name in groups
        ]
    made = user_model().model_validate(said, scim_policy=POLICY)
    extra = made[EnterpriseUser]
    if extra is not None and extra.manager is not None:
        key = as_id(extra.manager.value)
        extra.manager.ref = f"Users/{key}" if key in managers else None
    return _with_meta(made, row, "User")


def _group(row: FeedGroup, members: list[uuid.UUID]) -> Resource[Any]:
    said: dict[str, Any] = {"displayName": row.name, "externalId": row.external_id or None}
    if members:
        said["members"] = [{"value": str(key), "$ref": f"Users/{key}", "type": "User"} for key in members]
    return _with_meta(Group.model_validate(said, scim_policy=POLICY), row, "Group")


def _with_meta(made: Resource[Any], row: FeedPerson | FeedGroup, kind: str) -> Resource[Any]:
    made.id = str(row.pk)
    made.meta = Meta(
        resource_type=kind, created=row.made_at, last_modified=row.changed_at, version=version_of(row)
    )
    return made


def _manager_of(said: dict[str, Any]) -> uuid.UUID | None:
    extra = said.get(str(EnterpriseUser.__schema__)) or {}
    return as_id((extra.get("manager") or {}).get("value"))


def _known(keys: set[uuid.UUID | None]) -> set[uuid.UUID]:
    """Return those keys that are users."""
    found: set[uuid.UUID] = set()
    for part in _parts([key for key in keys if key is not None]):
        found |= set(FeedPerson.objects.filter(pk__in=part).values_list("pk", flat=True))
    return found


def _groups_of(rows: list[FeedPerson]) -> dict[uuid.UUID, list[tuple[uuid.UUID, str]]]:
    found: dict[uuid.UUID, list[tuple[uuid.UUID, str]]] = defaultdict(list)
    for part in _parts([row.pk for row in rows]):
        lines = FeedMember.objects.filter(person_id__in=part).order_by("pk")
        for person, group, name in lines.values_list("person_id", "group_id", "group__name"):
            found[person].append((group, name))
    return found


def _parts(keys: list[uuid.UUID]) -> Iterable[list[uuid.UUID]]:
    return (keys[start : start + _PART] for start in range(0, len(keys), _PART))
