"""Bringing a file of past answers, from a page or from the command line."""

from __future__ import annotations

from typing import Any

from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.listen.models import AnswerImport, AnswerMapping, Pulse
from bothways_web.listen.past.running import ask_for
from bothways_web.people.access import Right, Viewer
from bothways_web.people.models import User
from bothways_web.people.uploads import keep_unread

KIND = "past-answers"
MOST = 1024 * 1024 * 1024
#: What a mapping that was kept says of a file.
SAID = ("title", "instrument", "definition", "audience", "mapping", "named")
State, Step = AnswerImport.State, AnswerImport.Step


def sides_of(viewer: Viewer) -> list[tuple[str, str]]:
    """Return whose answers somebody may bring, with their words."""
    held = {Pulse.Side.EMPLOYEES: "employees", Pulse.Side.CUSTOMERS: "customers"}
    return [(side.value, str(side.label)) for side, word in held.items() if viewer.may(Right.ROUNDS, word)]


def begin_import(
    file: File[Any], side: str, *, by: User, viewer: Viewer, at_once: bool | None = None
) -> AnswerImport:
    """Keep a file that was sent, and have it looked at.

    Raises
    ------
    InputError
    """
    if side not in {code for code, _words in sides_of(viewer)}:
        raise InputError(_("Say whose answers these are."), remedy=_("Choose one that you lead."))
    upload = keep_unread(file, kind=KIND, by=by, most=MOST)  # type: ignore[arg-type]
    made = AnswerImport.objects.create(
        side=side,
        upload=upload,
        file_name=upload.file_name,
        by=by,
        asked_at=timezone.now(),
        state=State.LOOKED,
    )
    ask_for(made, Step.LOOK, at_once=at_once)
    made.refresh_from_db()
    return made


def as_last_time(one: AnswerImport, said: AnswerMapping, *, at_once: bool | None = None) -> None:
    """Take over what was said of the columns of the last file of a survey, and check the file with it."""
    for name in SAID:
        setattr(one, name, getattr(said, name))
    one.save(update_fields=SAID)
    ask_for(one, Step.CHECK, at_once=at_once)


def said_of(one: AnswerImport, instrument: str = "") -> AnswerMapping | None:
    """Return what was said last of files of the same survey."""
    found = AnswerMapping.objects.filter(side=one.side, shape=one.shape)
    return (found.filter(instrument=instrument) if instrument else found).first()
