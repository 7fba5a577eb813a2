"""Writing the mission, taking back, restoring: each change is a version and a line of the log."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.act.mission.document import Document
from bothways_web.act.mission.reading import current_mission
from bothways_web.act.models import MissionVersion
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.models import User

WROTE, CHANGED, WORDS = "wrote mission", "changed mission", "changed words of mission"


class ChangedMeanwhileError(Exception):
    """Somebody else has changed the mission since the page was loaded."""


def write_mission(document: Document, seen: int, *, by: User, verb: str = CHANGED) -> MissionVersion:
    """Make a document the newest version; what changes nothing is no version.

    Parameters
    ----------
    document : dict
    seen : int
        Number of the version that whoever writes has seen; 0 where there was none.
    by : User
    verb : str

    Raises
    ------
    ChangedMeanwhileError
        Where another version is there; nothing is written.
    """
    try:
        with transaction.atomic():
            one_at_a_time()
            now = current_mission()
            if (now.number if now else 0) != seen:
                raise ChangedMeanwhileError
            if now and now.document == document:
                return now
            made = MissionVersion.objects.create(
                number=seen + 1, document=document, verb=verb if now else WROTE, by=by
            )
            record(by, made.verb, _name(made), version=made.number)
            return made
    except IntegrityError as error:
        raise ChangedMeanwhileError from error


def take_back(seen: int, *, by: User) -> MissionVersion:
    """Take the last change back; doing it again brings the change back.

    Raises
    ------
    ChangedMeanwhileError, InputError
        Where another version is there, or there is nothing to take back.
    """
    before = MissionVersion.objects.filter(number=seen - 1).first()
    if before is None:
        raise InputError(_("Nothing was changed yet."), remedy=_("Go on writing."))
    return write_mission(before.document, seen, by=by, verb="took back change of mission")


def restore(version: MissionVersion, seen: int, *, by: User) -> MissionVersion:
    """Make an earlier version the newest one again; those between stay in the list."""
    return write_mission(version.document, seen, by=by, verb="restored mission")


def _name(version: MissionVersion) -> str:
    return f"version {version.number}"
