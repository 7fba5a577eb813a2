"""From the wish for a file to the file: at once where it is small, else by the worker."""

from __future__ import annotations

import datetime as dt
import logging
import time
from pathlib import Path

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from bothways.errors import BothwaysError
from bothways_web.keeping.exports.files import write_findings, write_numbers
from bothways_web.keeping.exports.reach import reach_of
from bothways_web.keeping.exports.rows import Chosen, chosen_from, released_rows
from bothways_web.keeping.models import ExportJob
from bothways_web.link.findings import latest_findings
from bothways_web.listen.round_results import open_round_names
from bothways_web.people.access import Viewer
from bothways_web.people.held import held, start_lost, take
from bothways_web.people.models import User
from bothways_web.people.viewers import viewer_of

#: Up to so many rows the page waits for the file.
AT_ONCE = 5_000
#: How long a file can be fetched.
LIFE = dt.timedelta(days=1)
#: So many files of one person lie there at most; the oldest goes first.
MOST = 20
_TIDY_EVERY = 60.0
_tidied = [-_TIDY_EVERY]
log = logging.getLogger(__name__)


def ask_for_file(viewer: Viewer, user: User, what: str, ending: str, chosen: Chosen) -> ExportJob:
    """Note what is wanted, and make it at once where it is small.

    Raises
    ------
    InputError
        Where there is nothing that fits.
    """
    from bothways_web.keeping.jobs import make_export

    job = ExportJob.objects.create(
        by=user, what=what, chosen=chosen.record, ending=ending, reach=reach_of(viewer).record,
        language=translation.get_language() or "en",
    )  # fmt: skip
    for old in ExportJob.objects.filter(by=user).order_by("-asked_at")[MOST:]:
        forget_export(old)
    if what == "findings" or _is_small(viewer, chosen):
        make_export.call(str(job.pk))
    else:
        make_export.enqueue(str(job.pk))
    job.refresh_from_db()
    return job


def run_export(key: str) -> None:
    """Write the file of a wish; called again after a kill it begins anew."""
    if not take(ExportJob.objects.filter(pk=key), steps_done=0):
        return
    job = ExportJob.objects.select_related("by").get(pk=key)
    with translation.override(job.language):
        try:
            _write(job)
        except BothwaysError as problem:
            held(job).update(state=ExportJob.State.FAILED, trouble=str(problem))
        except Exception:
            log.exception("An export failed.")
            held(job).update(
                state=ExportJob.State.FAILED, trouble=_("Something went wrong. Ask for the file once more.")
            )
        else:
            held(job).update(state=ExportJob.State.DONE)


def may_fetch(job: ExportJob, viewer: Viewer) -> bool:
    """Return whether a file may be handed out: to who asked for it, as long as they may see what they might then."""
    return viewer.user_id == job.by_id and reach_of(viewer).record == job.reach


def forget_export(job: ExportJob) -> None:
    """Delete a file and what is known of it."""
    job.path.unlink(missing_ok=True)
    job.delete()


def tidy_exports() -> None:
    """Delete what lay there for a day, and take up what was lost; called by the clock."""
    from bothways_web.keeping.jobs import make_export

    if time.monotonic() - _tidied[0] < _TIDY_EVERY:
        return
    _tidied[0] = time.monotonic()
    for old in ExportJob.objects.filter(asked_at__lt=timezone.now() - LIFE):
        forget_export(old)
    start_lost(ExportJob.objects.all(), lambda key: make_export.enqueue(str(key)))
    folder = Path(settings.HOME) / "exports"
    late = time.time() - 2 * LIFE.total_seconds()
    for path in folder.glob("*") if folder.exists() else ():
        if path.stat().st_mtime < late:
            path.unlink(missing_ok=True)


def _write(job: ExportJob) -> None:
    viewer = viewer_of(job.by)
    reach = reach_of(viewer)
    if job.what == "findings":
        found = latest_findings() if reach.findings else None
        if found is None:
            raise BothwaysError(_("There are no findings yet."))
        write_findings(job.path, job.ending, found, methods=reach.methods)
        return

    def tell(done: int, of: int) -> None:
        held(job).update(steps_done=done, steps=of, beat_at=timezone.now())

    write_numbers(job.path, job.ending, reach, chosen_from(job.chosen), open_round_names(viewer), told=tell)


def _is_small(viewer: Viewer, chosen: Chosen) -> bool:
    """Return whether there are so few rows that a page may wait; does not look further than it has to."""
    rows = released_rows(reach_of(viewer), chosen, open_round_names(viewer))
    return sum(1 for _row, _number in zip(rows, range(AT_ONCE + 1), strict=False)) <= AT_ONCE
