"""The records as the SCIM library asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from scim2_models import Resource, ResourceType, ResponseParameters, SearchRequest
from scim2_server.storage import ScimStorage, SearchPage

from bothways_web.api.scim import groups, people
from bothways_web.api.scim.searching import search
from bothways_web.api.scim.showing import show_groups, show_people
from bothways_web.people.changes import one_at_a_time
from bothways_web.people.models import User

_USER = "User"


class Records(ScimStorage):
    """The records for one request.

    Attributes
    ----------
    trouble : list of str
        What could not be done although the request was, in sentences.
    wrote : bool
    """

    def __init__(self, by: User, *, writes: bool) -> None:
        self.by = by
        self.writes = writes
        self.trouble: list[str] = []
        self.wrote = False

    @contextmanager
    def operation(self) -> Iterator[None]:
        """Do all of a request or nothing; those that write, one after the other."""
        with transaction.atomic():
            if self.writes:
                one_at_a_time()
            yield

    def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> Resource[Any]:
        """Return a user or a group."""
        with transaction.atomic():
            if resource_type.name == _USER:
                return show_people([people.find_fed(resource_id)])[0]
            members = response_parameters is None or keeps_members(response_parameters)
            return show_groups([groups.find_group(resource_id)], members=members)[0]

    def search(
        self, resource_types: list[ResourceType], search_request: SearchRequest[Any], *, position: Any = None
    ) -> SearchPage:
        """Return a page of users, groups or both."""
        return search(
            [str(one.name) for one in resource_types], search_request, members=keeps_members(search_request)
        )

    def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        """Add a user or a group."""
        with transaction.atomic():
            verb = people.join if resource_type.name == _USER else groups.make_group
            return self._told(*verb(resource, by=self.by))

    def update(
        self, resource_type: ResourceType, resource: Resource[Any], *, expected_version: str | None = None
    ) -> Resource[Any]:
        """Take over what a user or a group is now."""
        with transaction.atomic():
            verb = people.change if resource_type.name == _USER else groups.change_group
            return self._told(*verb(resource, version=expected_version, by=self.by))

    def delete(
        self, resource_type: ResourceType, resource_id: str, *, expected_version: str | None = None
    ) -> None:
        """Let somebody leave, or remove a group."""
        with transaction.atomic():
            verb = people.leave_feed if resource_type.name == _USER else groups.remove_group
            self.trouble += verb(resource_id, version=expected_version, by=self.by)
            self.wrote = True

    def _told(self, resource: Resource[Any], trouble: list[str]) -> Resource[Any]:
        self.trouble += trouble
        self.wrote = True
        return resource


def keeps_members(wanted: ResponseParameters[Any]) -> bool:
    """Return whether an answer has the members of groups in it; in doubt it has."""
    left_out = {str(one).rpartition(":")[2].lower() for one in wanted.excluded_attributes or []}
    return "members" not in left_out
