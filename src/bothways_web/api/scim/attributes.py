"""What a user of the feed says about a person: read from the attributes, blank where they say nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from scim2_models import Resource

from bothways_web.api.scim.keys import as_id, exact, key, refuse_unfit
from bothways_web.api.scim.resources import EnterpriseUser, PostUser
from bothways_web.people.records.person_file import known_zones

#: Longest text of a field of the records.
_RECORDS = 120
_LONGEST_MAIL = 254


@dataclass(frozen=True)
class Said:
    """What is said of a person; a blank says nothing."""

    name: str
    email: str
    language: str
    time_zone: str
    role: str
    site: str
    reason: str
    department: str
    number: str
    manager: str

    @property
    def about_person(self) -> dict[str, str]:
        """The fields of the person."""
        return {
            "name": self.name, "email": self.email, "language": self.language, "time_zone": self.time_zone
        }  # fmt: skip


def as_said(resource: Resource[Any]) -> dict[str, Any]:
    """Return the attributes as they are kept: without what the server works out itself.

    Raises
    ------
    scim2_models.InvalidValueException
        Where a text cannot be kept.
    """
    said: dict[str, Any] = resource.model_dump()
    for name in ("id", "meta", "groups"):
        said.pop(name, None)
    extra = said.get(str(EnterpriseUser.__schema__)) or {}
    manager = extra.get("manager")
    if manager:
        value = manager.get("value") or str(manager.get("$ref") or "").rpartition("/")[2]
        extra["manager"] = {"value": value} if value else None
    refuse_unfit(said)
    return said


def read_said(resource: Resource[Any]) -> Said:
    """Return what a user says about a person."""
    user: Any = resource
    extra, post = user[EnterpriseUser] or EnterpriseUser(), user[PostUser] or PostUser()
    return Said(
        name=_name(user)[:_RECORDS],
        email=_email(user),
        language=_language(user.preferred_language or ""),
        time_zone=user.timezone if user.timezone in known_zones() else "",
        role=" ".join((user.title or "").split())[:_RECORDS],
        site=(post.site or "").strip()[:_RECORDS],
        reason=(post.leaving_reason or "").strip()[:_RECORDS],
        department=" ".join((extra.department or "").split()),
        number=(extra.employee_number or "").strip(),
        manager=_manager(extra),
    )


def looked_up(resource: Resource[Any]) -> dict[str, str]:
    """Return what a row is found by."""
    user: Any = resource
    extra = user[EnterpriseUser] or EnterpriseUser()
    return {
        "user_key": key(user.user_name),
        "external_id": exact(user.external_id),
        "number_key": key(extra.employee_number),
    }


def _name(user: Any) -> str:
    parts = user.name
    whole = user.display_name or (parts.formatted if parts else "")
    if not whole and parts:
        whole = " ".join(one for one in (parts.given_name, parts.family_name) if one)
    return " ".join((whole or "").split())


def _email(user: Any) -> str:
    """Return the address to write to: the primary one, or that of work, or the first."""
    given = [one for one in user.emails or [] if one.value and len(one.value) <= _LONGEST_MAIL]
    if not given:
        return ""
    ranked = sorted(given, key=lambda one: (not one.primary, one.type != "work"))
    return str(ranked[0].value).strip()


def _language(text: str) -> str:
    """Return the language that is offered and meant: de for de-AT where only German is offered."""
    wanted = text.lower().replace("_", "-")
    offered = [code for code, _name in settings.LANGUAGES]
    return next((code for code in (wanted, wanted.split("-")[0]) if code in offered), "")


def _manager(extra: EnterpriseUser) -> str:
    """Return whom somebody reports to as the feed names them; only an id of ours is one."""
    found = extra.manager
    given = (found.value or str(found.ref or "").rpartition("/")[2]) if found else ""
    return str(as_id(given) or "")
