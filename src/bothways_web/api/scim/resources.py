"""What the people feed is told about: users and groups, with the attributes that are used here and no others.

Other attributes that a directory sends, such as addresses and telephone numbers, are dropped unread.
"""

from functools import cache
from typing import Annotated, Any, ClassVar

from pydantic import Field
from scim2_models import (
    URN,
    AnyExtension,
    AuthenticationScheme,
    Bulk,
    CaseExact,
    ChangePassword,
    ComplexAttribute,
    Email,
    ETag,
    Extension,
    Filter,
    Mutability,
    Patch,
    Reference,
    Required,
    Resource,
    ResourceType,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
)

#: Most resources in an answer.
MOST_ROWS = 200


class Name(ComplexAttribute):
    """The parts of a name."""

    formatted: str | None = None
    """The whole name."""
    family_name: str | None = None
    """The family name."""
    given_name: str | None = None
    """The given name."""


class InGroup(ComplexAttribute):
    """A group that a user is in."""

    value: Annotated[str | None, Mutability.read_only, CaseExact.true] = None
    """The id of the group."""
    ref: Annotated[Reference["Group"] | None, Mutability.read_only] = Field(
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    """The address of the group."""
    display: Annotated[str | None, Mutability.read_only] = None
    """The name of the group."""


class User(Resource[AnyExtension]):
    """Somebody who works here."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    """The name by which the directory knows somebody."""
    name: Name | None = None
    """The parts of the name."""
    Name: ClassVar[type[ComplexAttribute]] = Name
    display_name: str | None = None
    """The name that pages show."""
    title: str | None = None
    """What somebody works as: the role of the post."""
    preferred_language: str | None = None
    """The language in which somebody is written to, where it is offered here."""
    timezone: str | None = None
    """The time zone, such as Europe/Berlin."""
    active: bool | None = None
    """Whether somebody works here."""
    emails: list[Email] | None = None
    """Addresses; the primary one, or that of work, is written to."""
    Emails: ClassVar[type[ComplexAttribute]] = Email
    groups: Annotated[list[InGroup] | None, Mutability.read_only] = None
    """The groups that somebody is in."""
    Groups: ClassVar[type[ComplexAttribute]] = InGroup


class Manager(ComplexAttribute):
    """Whom somebody reports to."""

    value: Annotated[str | None, CaseExact.true] = None
    """The id of the user."""
    ref: Annotated[Reference["User"] | None, CaseExact.true] = Field(  # type: ignore[type-arg]
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    """The address of the user."""


class EnterpriseUser(Extension):
    """Where somebody works."""

    __schema__ = URN("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")

    employee_number: str | None = None
    """The code of the person in the records."""
    department: str | None = None
    """Code or name of the unit."""
    manager: Manager | None = None
    """Whom somebody reports to."""
    Manager: ClassVar[type[ComplexAttribute]] = Manager


class PostUser(Extension):
    """What only the records of this site know."""

    __schema__ = URN("urn:ietf:params:scim:schemas:extension:bothways:2.0:User")

    site: str | None = None
    """Where somebody works."""
    leaving_reason: str | None = None
    """Why somebody left, as the records call it; read when active becomes false."""


class Member(ComplexAttribute):
    """Somebody in a group."""

    value: Annotated[str | None, Mutability.immutable, CaseExact.true] = None
    """The id of the user."""
    ref: Annotated[Reference["User"] | None, Mutability.immutable] = Field(  # type: ignore[type-arg]
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    """The address of the user."""
    type: Annotated[str | None, Mutability.immutable] = Field(None, examples=["User"])
    """What it is: a user."""


class Group(Resource[Any]):
    """A group; what it means here an administrator says."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:Group")

    display_name: Annotated[str | None, Required.true] = None
    """The name of the group."""
    members: list[Member] | None = None
    """Who is in it."""
    Members: ClassVar[type[ComplexAttribute]] = Member


POLICY = ScimPolicy(
    unknown=ScimPolicy.Unknown.ignore,
    # As Entra ID sends them.
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
)


@cache
def provider() -> ScimProvider:
    """Return what is served, and what it can do."""
    config = ServiceProviderConfig(
        patch=Patch(supported=True),
        bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
        filter=Filter(supported=True, max_results=MOST_ROWS),
        change_password=ChangePassword(supported=False),
        sort=Sort(supported=True),
        etag=ETag(supported=True),
        authentication_schemes=[
            AuthenticationScheme(
                type=AuthenticationScheme.Type.oauthbearertoken,
                name="Token",
                description="A token with the scope scim:write, in the header Authorization: Bearer …",
                primary=True,
            )
        ],
    )
    kinds = [ResourceType.from_resource(User[EnterpriseUser | PostUser]), ResourceType.from_resource(Group)]
    return ScimProvider(
        models=[User, EnterpriseUser, PostUser, Group], resource_types=kinds, config=config, policy=POLICY
    )
