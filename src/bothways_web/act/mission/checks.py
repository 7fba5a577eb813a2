"""Checking a text against the mission; keeping a check, and deleting it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from bothways.mission import Kind, MissionCheck, check_text
from bothways.mission.languages import READ
from bothways_web.act.mission.document import mission_of
from bothways_web.act.models import KeptCheck, MissionVersion, Packet
from bothways_web.act.welcome.plain_text import packet_text
from bothways_web.people.changes import record
from bothways_web.people.models import User


@dataclass(frozen=True)
class Given:
    """A text to be checked: from where it came is not kept."""

    text: str
    kind: str
    language: str = ""


def check(given: Given, version: MissionVersion) -> MissionCheck:
    """Return what the rules say of a text; nothing is stored.

    Raises
    ------
    InputError
    """
    return check_text(
        given.text, mission_of(version.document), kind=given.kind, language=given.language or None
    )


def given_of(packet: Packet, version: MissionVersion) -> Given:
    """Return a packet as a text to be checked; its language is named only where its words do not tell it."""
    given = Given(packet_text(packet), Kind.PACKET.value)
    if not check(given, version).judged and packet.language in READ:
        return Given(given.text, given.kind, packet.language)
    return given


def check_again(kept: KeptCheck) -> MissionCheck:
    """Return what the rules of today say of a text that was kept, against the mission of that day."""
    return check(Given(kept.text, kept.kind, kept.language), kept.mission)


@transaction.atomic
def keep_check(given: Given, version: MissionVersion, title: str, *, by: User) -> KeptCheck:
    """Keep a text, so that its check can be looked at again; the log says that it was kept, not what it says."""
    made = KeptCheck.objects.create(
        title=title, kind=given.kind, language=given.language, text=given.text, mission=version, by=by
    )
    record(by, "kept check of text", f"check {made.pk}")
    return made


@transaction.atomic
def delete_check(kept: KeptCheck, *, by: User) -> None:
    """Delete a check with its text."""
    record(by, "deleted check of text", f"check {kept.pk}")
    kept.delete()
