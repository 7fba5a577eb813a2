"""Imports of units and people: checked, applied in one go, undone."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.people.accounts import link_people
from bothways_web.people.changes import FEED, ROUND_OPENED, one_at_a_time, record
from bothways_web.people.models import Change, RecordImport, Upload, User
from bothways_web.people.problems import show_problems, write_faults
from bothways_web.people.records import (
    person_file,
    person_plan,
    person_writing,
    unit_file,
    unit_plan,
    unit_writing,
)
from bothways_web.people.records.cells import RecordCells, read_cells
from bothways_web.people.records.former import pack, unpack
from bothways_web.people.records.sentences import counts
from bothways_web.people.uploads import forget_upload

Kind, State = RecordImport.Kind, RecordImport.State
Plan = unit_plan.UnitPlan | person_plan.PersonPlan


def start_import(upload: Upload, columns: dict[str, str], *, by: User) -> RecordImport:
    """Note what the columns of an upload mean; nothing is read yet. A second time replaces the first."""
    RecordImport.objects.filter(upload=upload, imported_at__isnull=True).delete()
    return RecordImport.objects.create(
        kind=upload.kind, upload=upload, file_name=upload.file_name, columns=columns, by=by
    )


def begin(given: RecordImport, state: str, *, end_missing: bool | None = None) -> None:
    """Say that an import is being worked on, so that its page waits."""
    given.state = state
    if end_missing is not None:
        given.end_missing = end_missing
    given.begun_at = timezone.now()
    given.save(update_fields=["state", "end_missing", "begun_at"])


def check_import(given: RecordImport) -> None:
    """Read the file, keep what is wrong with it, or what it would change. The records stay as they are."""
    given.problems, given.faults, given.plan, given.trouble = [], 0, {}, ""
    try:
        cells, plan = _read(given)
    except InputError as error:
        given.state, given.trouble = State.FAULTY, str(error)
    else:
        given.rows = sum(1 for _record in cells.filled())
        _keep_problems(given, cells)
        given.plan = {} if cells.problems else plan.summary()
        given.state = State.FAULTY if cells.problems else State.CHECKED
    _save_check(given)


def apply_import(given: RecordImport, *, by: User) -> bool:
    """Write what a checked file says, in one transaction; return whether it was written.

    The file is read again: where the records have changed since the check so that something else would happen, it
    is only checked anew, and somebody has to look again. Reading comes before the transaction, so that nobody who
    answers meanwhile has to wait for it; it is done once more where anything was changed between the two.
    """
    if given.imported_at:
        return True  # pressed twice
    seen = _last_change()
    cells, plan = _read(given)
    with transaction.atomic():
        one_at_a_time()
        given.refresh_from_db()
        if given.imported_at:
            return True
        if _last_change() != seen:
            cells, plan = _read(given)
        if cells.problems or plan.summary() != given.plan:
            given.trouble = _("The records have changed since this file was checked. Look at it again.")
            given.state = State.FAULTY if cells.problems else State.CHECKED
            _keep_problems(given, cells)
            given.plan = {} if cells.problems else plan.summary()
            _save_check(given)
            return False
        former = unit_writing.write_units(plan) if isinstance(plan, unit_plan.UnitPlan) else None
        if isinstance(plan, person_plan.PersonPlan):
            former = person_writing.write_people(plan)
            link_people()
        upload, given.upload = given.upload, None
        given.state, given.imported_at, given.former = State.IMPORTED, timezone.now(), pack(former)
        given.trouble = ""
        given.save()
        _record(given, "imported", by)
        if upload:
            transaction.on_commit(lambda: forget_upload(upload))
    return True


def undo_import(given: RecordImport, *, by: User) -> None:
    """Write back what an import replaced.

    Raises
    ------
    InputError
        Where it cannot be undone any more.
    """
    with transaction.atomic():
        one_at_a_time()
        given.refresh_from_db()
        reason = why_not_undo(given)
        if reason:
            raise InputError(reason, remedy=_("Bring a corrected file instead."))
        former = unpack(given.former or b"")
        restore = unit_writing.restore_units if given.kind == Kind.UNITS else person_writing.restore_people
        restore(former)
        given.state, given.former, given.trouble = State.UNDONE, None, ""
        given.save()
        _record(given, "undid import of", by)


def why_not_undo(given: RecordImport) -> str:
    """Return why an import cannot be undone; blank where it can."""
    if given.imported_at is None or given.state == State.UNDONE:
        return _("This import is not in the records.")
    if given.former is None:
        return _("An import can be undone for 30 days.")
    if Change.objects.filter(verb=ROUND_OPENED, at__gte=given.imported_at).exists():
        return _("A survey round was launched since: its units and people stay as they were asked.")
    if Change.objects.filter(details__source=FEED, at__gte=given.imported_at).exists():
        return _("A directory has changed records since, and would have to be undone first.")
    later = RecordImport.objects.filter(imported_at__gt=given.imported_at, former__isnull=False)
    if later.exists():
        return _("Another file was imported since. Undo that one first.")
    return ""


def may_be_undone(given: RecordImport) -> bool:
    """Return whether an import can still be undone."""
    return given.state in (State.IMPORTED, State.UNDOING) and not why_not_undo(given)


def own_import(key: uuid.UUID, *, by: User) -> RecordImport | None:
    """Return the import of an upload of somebody."""
    return RecordImport.objects.filter(upload_id=key, by=by).first()


def _last_change() -> int:
    """Return the number of the newest line of the change log: every verb that writes adds one."""
    return Change.objects.aggregate(last=Max("pk"))["last"] or 0


def _read(given: RecordImport) -> tuple[RecordCells, Plan]:
    """Return the cells of the file and what they would change; problems are with the cells."""
    if given.upload is None:
        raise InputError(_("The file is not kept any more."), remedy=_("Upload it again."))
    cells = read_cells(given.upload, given.columns)
    if given.kind == Kind.PEOPLE:
        rows = person_file.read_posts(cells)
        person_file.check_overlaps(cells, rows)
        return cells, person_plan.plan_people(cells, rows, end_missing=given.end_missing)
    spans, known = unit_file.read_spans(cells), unit_file.known_spans()
    unit_file.check_spans(cells, spans, unit_plan.kept_spans(known, cells.texts["unit"], given.end_missing))
    return cells, unit_plan.plan_units(spans, known, end_missing=given.end_missing)


def _save_check(given: RecordImport) -> None:
    """Save the result of a check, unless the file was imported meanwhile."""
    fields = ("problems", "faults", "plan", "trouble", "state", "rows")
    unwritten = RecordImport.objects.filter(pk=given.pk, imported_at__isnull=True)
    unwritten.update(**{name: getattr(given, name) for name in fields})


def _keep_problems(given: RecordImport, cells: RecordCells) -> None:
    """Keep the first problems for the page, and all faulty rows as a file."""
    given.faults = len(cells.problems)
    given.problems = [vars(shown) for shown in show_problems(cells.table, cells.problems)]
    if cells.problems and given.upload:
        write_faults(cells.table, cells.problems, given.upload.faults_path)


def _record(given: RecordImport, verb: str, by: User) -> None:
    """Write the line of the change log: counts, never names."""
    told = counts(given)
    record(by, f"{verb} {given.kind}", given.file_name, import_id=given.pk, rows=given.rows, **told)
