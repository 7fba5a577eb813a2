"""What all changes of a study share: one at a time, of what somebody saw, kept for good once it is locked."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.people.models import User
from bothways_web.verify.models import Study, StudyChange


def locked_study(study: Study, version: int) -> Study:
    """Return a study locked until the transaction ends, if it is as somebody saw it.

    Raises
    ------
    InputError
        Where somebody else has changed it since.
    """
    found = Study.objects.select_for_update().get(pk=study.pk)
    if found.version != version:
        raise InputError(
            _("Somebody else has changed this study meanwhile."),
            remedy=_("What you typed is still here. Look at the study, then send it again if it still fits."),
        )
    return found


def written_down(study: Study, fields: Iterable[str]) -> None:
    """Store some fields, and count the change."""
    study.version += 1
    study.save(update_fields=[*fields, "version"])


def note(study: Study, what: str, *, by: User, refused: bool = False) -> None:
    """Add a line to the history of a study; the same try twice stands there once."""
    if refused and study.changes.filter(by=by, what=what, refused=True).exists():
        return
    StudyChange.objects.create(
        study=study, at=timezone.now(), by=by, by_name=by.name or by.email, what=what[:200], refused=refused
    )


def note_all(study: Study, lines: Iterable[str], *, by: User) -> None:
    """Add many lines to the history of a study at once."""
    told = {"study": study, "at": timezone.now(), "by": by, "by_name": by.name or by.email}
    StudyChange.objects.bulk_create(StudyChange(**told, what=what[:200]) for what in lines)
