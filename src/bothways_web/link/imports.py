"""Imports of metrics: import, undo, and what a run or a release took."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways.tables import write_table
from bothways_web.link.cells import standing_imports
from bothways_web.link.checking import Reading
from bothways_web.link.conflicts import find_conflicts, find_overlaps
from bothways_web.link.models import MetricImport
from bothways_web.people.changes import record
from bothways_web.people.models import Organisation, User


@transaction.atomic
def import_metrics(
    reading: Reading, *, side: str, file_name: str, columns: Mapping[str, str], replace: bool, by: User
) -> MetricImport:
    """Keep the cells of a file that was checked.

    Raises
    ------
    InputError
        Where there is nothing to keep, the file does not fit the others, or it would replace earlier values and
        nobody said so.
    """
    Organisation.objects.select_for_update().filter(pk=1).first()  # one import at a time
    if reading.cells.empty:
        raise InputError(_("There is nothing to import."), remedy=_("Correct the file and upload it again."))
    for problem in find_conflicts(reading, side):
        raise InputError(problem.what, remedy=problem.remedy)
    overlaps = find_overlaps(reading, standing_imports(side))
    if overlaps and not replace:
        raise InputError(
            _("Some of these values are there already."),
            remedy=_("Tick that they replace the earlier ones, or leave these periods out."),
        )
    periods = sorted(reading.cells["period"].unique().tolist())
    made = MetricImport.objects.create(
        side=side, file_name=file_name[:200], columns=dict(columns), cells=len(reading.cells),
        units=int(reading.cells["unit"].nunique()), frequency=reading.frequency, first_period=periods[0],
        last_period=periods[-1], metrics=reading.metrics, notes=reading.notes, imported_by=by,
    )  # fmt: skip
    write_table(reading.cells, made.path)
    made.path.chmod(0o600)
    record(
        by, "imported metrics", made.file_name, side=side, cells=made.cells, metrics=made.metric_names,
        first=made.first_period, last=made.last_period, replaced=[one.earlier.file_name for one in overlaps],
    )  # fmt: skip
    if side == MetricImport.Side.CUSTOMERS:
        from bothways_web.link.jobs import release_metrics

        release_metrics.enqueue(made.pk)
    return made


@transaction.atomic
def undo_import(one: MetricImport, by: User) -> None:
    """Take an import back, as long as nothing rests on it.

    Raises
    ------
    InputError
        Where findings or released numbers were made with it.
    """
    undone = MetricImport.objects.filter(
        pk=one.pk, state=MetricImport.State.IMPORTED, used_at__isnull=True
    ).update(state=MetricImport.State.UNDONE)
    if not undone:
        raise InputError(
            _("This import can no longer be undone: numbers that are shown rest on it."),
            remedy=_("Import a corrected file. Its values count from the next time on."),
        )
    record(by, "undid import of metrics", one.file_name, side=one.side)
    transaction.on_commit(lambda: one.path.unlink(missing_ok=True))


def take(imports: Iterable[MetricImport]) -> list[MetricImport]:
    """Mark imports as used and return those that were not undone meanwhile."""
    keys = [one.pk for one in imports]
    standing = MetricImport.objects.filter(pk__in=keys, state=MetricImport.State.IMPORTED)
    standing.filter(used_at__isnull=True).update(used_at=timezone.now())
    return list(standing.filter(used_at__isnull=False).order_by("pk"))
