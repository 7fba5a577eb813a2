"""Work that takes longer than a page may."""

from __future__ import annotations

import datetime as dt
import logging

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from bothways.errors import InputError
from bothways_web.people.imports import State, apply_import, begin, check_import, undo_import
from bothways_web.people.models import RecordImport, User

#: Files of up to so many bytes are worked on at once, while the page waits.
AT_ONCE = 300_000
#: After so long the page offers to try again: the worker was stopped meanwhile.
GIVEN_UP = dt.timedelta(minutes=10)
log = logging.getLogger(__name__)

_WORKING = {"check": State.CHECKING, "apply": State.APPLYING, "undo": State.UNDOING}


def work_on(given: RecordImport, what: str, *, by: User, end_missing: bool | None = None) -> None:
    """Check, apply or undo an import: at once where it is small, else by the worker."""
    begin(given, _WORKING[what], end_missing=end_missing)
    small = given.upload is not None and given.upload.path.stat().st_size <= AT_ONCE
    small = small or (given.upload is None and len(given.former or b"") <= AT_ONCE // 10)
    run = do_import_work.call if small else do_import_work.enqueue
    run(given.pk, what, by.pk, translation.get_language() or "en")


@task()
def do_import_work(import_id: int, what: str, by_id: int, language: str) -> None:
    """Do one step of an import; whatever goes wrong, the records stay as they were and the page says so."""
    given = RecordImport.objects.get(pk=import_id)
    by = User.objects.get(pk=by_id)
    with translation.override(language):
        try:
            if what == "check":
                check_import(given)
            elif what == "apply":
                apply_import(given, by=by)
            else:
                undo_import(given, by=by)
        except InputError as error:
            _give_up(given, what, str(error))
        except Exception:
            log.exception("import %s: %s failed", import_id, what)
            _give_up(given, what, _("Something went wrong, and nothing was saved. Try again."))


def is_stuck(given: RecordImport) -> bool:
    """Return whether a step seems to have been stopped."""
    working = given.state in _WORKING.values()
    return working and given.begun_at is not None and given.begun_at < timezone.now() - GIVEN_UP


def _give_up(given: RecordImport, what: str, trouble: str) -> None:
    state = State.IMPORTED if what == "undo" else State.FAULTY
    mine = RecordImport.objects.filter(pk=given.pk, imported_at__isnull=what != "undo")
    mine.update(state=state, trouble=trouble)
