"""Importing reviews and tickets: asked for by a person, read by a job, all of a file or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.errors import BothwaysError, InputError
from bothways_web.listen.models import Review, ReviewImport
from bothways_web.listen.outside.notes import masker_of_notes
from bothways_web.listen.outside.reviews.checking import LONGEST, Checked, Row, check_upload, mark_of
from bothways_web.people.changes import record
from bothways_web.people.held import held, start_lost, take
from bothways_web.people.models import Organisation, Upload, User
from bothways_web.people.uploads import forget_upload

BATCH = 1000


def ask_for_import(checked: Checked, *, source: str, unit: str, skip: bool, by: User) -> ReviewImport:
    """Have a file read that was checked.

    Raises
    ------
    InputError
        Where rows are faulty and nobody said that they are left out, there is nothing to import, or the file is
        being read already.
    """
    from bothways_web.listen.jobs import read_reviews

    if checked.faulty and not skip:
        raise InputError(
            _("Some rows need you."),
            remedy=_("Correct them and upload again, or say that they are left out."),
        )
    if not checked.rows:
        raise InputError(_("There is nothing to import."), remedy=_("Correct the file and upload it again."))
    with transaction.atomic():
        there = Upload.objects.select_for_update().filter(pk=checked.upload.pk).exists()
        if not there or ReviewImport.objects.filter(upload=checked.upload).exists():
            raise InputError(_("This file was taken already."), remedy=_("Look at the list of files."))
        made = ReviewImport.objects.create(
            source=source, file_name=checked.upload.file_name, upload=checked.upload, unit=unit, imported_by=by,
            columns=dict(checked.cells.columns), steps=len(checked.rows), asked_at=timezone.now(),
        )  # fmt: skip
        read_reviews.enqueue(made.pk)
    return made


def read_import(import_id: int) -> bool:
    """Read the file of an import; return whether it is there now. May be killed anywhere and be begun anew."""
    if not take(ReviewImport.objects.filter(pk=import_id), steps_done=0, trouble=""):
        return ReviewImport.objects.filter(pk=import_id, state=ReviewImport.State.IMPORTED).exists()
    one = ReviewImport.objects.select_related("upload", "imported_by").get(pk=import_id)
    one.reviews.all().delete()  # of a job that was lost
    if one.upload is None:
        return _fail(one, _("The file is not kept any more. Bring it again."))
    try:
        checked = check_upload(one.upload, one.columns, one.unit)
    except BothwaysError as problem:
        return _fail(one, str(problem))
    return _write(one, checked)


def undo_import(one: ReviewImport, *, by: User) -> None:
    """Take a file back, as long as nothing rests on it.

    Raises
    ------
    InputError
        Where something that is shown was made of it.
    """
    with transaction.atomic():
        there = ReviewImport.objects.filter(
            pk=one.pk, state=ReviewImport.State.IMPORTED, used_at__isnull=True
        )
        if not there.update(state=ReviewImport.State.UNDONE):
            raise InputError(
                _("This file can no longer be undone: something that is shown rests on it."),
                remedy=_("Bring a corrected file."),
            )
        one.reviews.all().delete()
        record(by, "undid import of reviews", one.file_name)


def take_up_again() -> int:
    """Start the jobs of files that wait or fell silent, for example after a kill; return how many."""
    from bothways_web.listen.jobs import read_reviews

    return start_lost(ReviewImport.objects.all(), read_reviews.enqueue)


def _write(one: ReviewImport, checked: Checked) -> bool:
    """Write the rows that are not there yet, piece by piece; they count once the last one is written."""
    mask, doubled, written = masker_of_notes(), 0, 0
    others = Review.objects.filter(of__state=ReviewImport.State.IMPORTED)
    seen: set[str] = set()
    for rows in _pieces(checked.rows):
        marks = [mark_of(row) for row in rows]
        there = set(others.filter(mark__in=marks).values_list("mark", flat=True))
        fresh = []
        for row, mark in zip(rows, marks, strict=True):
            if mark in there or (row.number and mark in seen):
                doubled += 1
            else:
                fresh.append((row, mark))
            seen.add(mark)
        texts = mask([row.text[:LONGEST] for row, _mark in fresh])
        with transaction.atomic():
            if not held(one).update(steps_done=written + doubled, beat_at=timezone.now()):
                return False
            Review.objects.bulk_create(
                _review(one, checked, row, mark, text) for (row, mark), text in zip(fresh, texts, strict=True)
            )
        written += len(fresh)
    return _finish(one, checked, written, doubled)


def _review(one: ReviewImport, checked: Checked, row: Row, mark: str, text: str) -> Review:
    return Review(
        of=one, mark=mark, unit=row.unit, day=row.day, stage=row.stage, language=row.language, text=text,
        rating=checked.share(row.rating),
    )  # fmt: skip


def _finish(one: ReviewImport, checked: Checked, written: int, doubled: int) -> bool:
    first, last = checked.days or (None, None)
    with transaction.atomic():
        Organisation.objects.select_for_update().filter(pk=1).first()  # one file at a time from here on
        others = Review.objects.filter(of__state=ReviewImport.State.IMPORTED).values("mark")
        late, _each = one.reviews.filter(mark__in=others).delete()
        written, doubled = written - late, doubled + late
        done = held(one).update(
            state=ReviewImport.State.IMPORTED, count=written, doubled=doubled, faulty=checked.faulty,
            wordless=checked.wordless, first_day=first, last_day=last, steps_done=len(checked.rows), upload=None,
        )  # fmt: skip
        if done:
            record(one.imported_by, "imported reviews", one.file_name, rows=written)
    if done and one.upload:
        forget_upload(one.upload)
    return bool(done)


def _fail(one: ReviewImport, trouble: str) -> bool:
    held(one).update(state=ReviewImport.State.FAILED, trouble=trouble[:2000])
    return False


def _pieces(rows: Sequence[Row]) -> Iterator[list[Row]]:
    there = iter(rows)
    while piece := list(islice(there, BATCH)):
        yield piece
