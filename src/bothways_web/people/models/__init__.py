"""Tables of people."""

from bothways_web.people.models.account import Grant, Role, User
from bothways_web.people.models.change import Change
from bothways_web.people.models.notification import DayOff, Digest, OwnHours
from bothways_web.people.models.organisation import Organisation, PrivacyProposal
from bothways_web.people.models.person import Person, Post
from bothways_web.people.models.record_import import RecordImport
from bothways_web.people.models.sign_on import (
    Creates,
    MappedGrant,
    OpenSession,
    Protocol,
    RoleRule,
    SignOnProvider,
)
from bothways_web.people.models.unit import Unit, UnitSpan
from bothways_web.people.models.upload import Upload

__all__ = [
    "Change",
    "Creates",
    "DayOff",
    "Digest",
    "Grant",
    "MappedGrant",
    "OpenSession",
    "Organisation",
    "OwnHours",
    "Person",
    "Post",
    "PrivacyProposal",
    "Protocol",
    "RecordImport",
    "Role",
    "RoleRule",
    "SignOnProvider",
    "Unit",
    "UnitSpan",
    "Upload",
    "User",
]
