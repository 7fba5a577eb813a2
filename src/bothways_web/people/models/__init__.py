"""Tables of people."""

from bothways_web.people.models.account import Grant, Role, User
from bothways_web.people.models.change import Change
from bothways_web.people.models.notification import DayOff, Digest, OwnHours
from bothways_web.people.models.organisation import Organisation, PrivacyProposal
from bothways_web.people.models.person import Person, Post
from bothways_web.people.models.record_import import RecordImport
from bothways_web.people.models.unit import Unit, UnitSpan
from bothways_web.people.models.upload import Upload

__all__ = [
    "Change",
    "DayOff",
    "Digest",
    "Grant",
    "Organisation",
    "OwnHours",
    "Person",
    "Post",
    "PrivacyProposal",
    "RecordImport",
    "Role",
    "Unit",
    "UnitSpan",
    "Upload",
    "User",
]
