"""Files that were brought in: listing them, bringing one, undoing one. Of records and of metrics."""

from __future__ import annotations

import datetime as dt
import tempfile
from typing import Annotated, Any, Literal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema, Status

from bothways.errors import BothwaysError, InputError
from bothways_web.api.callers import KEYED, as_kept, caller, done_once, found, owner_of
from bothways_web.api.guard import Bearer
from bothways_web.api.imports_told import OneRecordImport, RecordImportList, refusals, told_import
from bothways_web.api.pages import Cut, Number, cut
from bothways_web.api.problems import Problem, told
from bothways_web.api.scopes import Scope
from bothways_web.link import bringing
from bothways_web.link.imports import undo_import as undo_metrics
from bothways_web.link.models import MetricImport
from bothways_web.people.access import Right
from bothways_web.people.imports import undo_import
from bothways_web.people.models import RecordImport, Upload
from bothways_web.people.sent import bring_file
from bothways_web.people.uploads import forget_upload, keep_upload

router = Router(tags=["imports"])
#: Larger files are brought on the pages, where a worker reads them.
LIMIT = 10 * 1024 * 1024
_A_FILE = {
    "requestBody": {
        "required": True,
        "description": "The file as it is: CSV, XLSX or Parquet, 10 MB at most.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
FileName = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f/\\]+$")]


class HowRecords(Schema):
    """What a file of records is."""

    kind: Literal["units", "people"]
    file_name: FileName
    end_missing: bool = Field(False, description="Whether what is not in the file ends.")
    only_check: bool = Field(False, description="Say what would change, and write nothing.")


class HowMetrics(Schema):
    """What a file of metrics is."""

    side: Literal["employees", "customers"]
    file_name: FileName
    replace: bool = Field(
        False, description="Whether its values go before what is there of the same periods."
    )
    skip_faulty: bool = Field(False, description="Whether faulty rows are left out; else nothing is kept.")


class OneMetricImport(Schema):
    """An import of metrics; its values are not told."""

    number: int
    side: str
    file_name: str
    state: str = Field(description="imported or undone.")
    values: int
    units: int
    frequency: str
    first_period: str
    last_period: str
    metrics: list[str]
    imported_at: dt.datetime
    can_be_undone: bool
    trouble: str = Field(description="What could not be released, and why; else blank.")


class MetricImportList(Schema):
    """Imports, newest first."""

    items: list[OneMetricImport]
    total: int
    next_offset: int | None


@router.get(
    "/imports/records", response=told(200, RecordImportList), auth=Bearer(Scope.RECORDS_IN),
    summary="List imports of units and people",
)  # fmt: skip
def list_record_imports(request: HttpRequest, wanted: Query[Cut]) -> dict[str, Any]:
    """What was imported: one's own, and all for administrators."""
    rows = _records(request).exclude(imported_at__isnull=True)
    return cut(rows, rows.count(), wanted, told_import)


@router.post(
    "/imports/records", response=told(201, OneRecordImport, 400, 409, 413), auth=Bearer(Scope.RECORDS_IN),
    summary="Bring a file of units or people", openapi_extra=_A_FILE,
)  # fmt: skip
def send_records(request: HttpRequest, how: Query[HowRecords]) -> Status[dict[str, Any]]:
    """Import a file whose columns are called as the guide names them: all of it, or nothing where a row is wrong."""
    with refusals(("body", "rows")), _sent(request, how.file_name) as file:
        given = bring_file(
            how.kind, file, None, end_missing=how.end_missing, only_check=how.only_check, by=owner_of(request)
        )
    return Status(201, told_import(given))


@router.get(
    "/imports/records/{number}", response=told(200, OneRecordImport, 404), auth=Bearer(Scope.RECORDS_IN),
    summary="Read an import of units or people",
)  # fmt: skip
def read_record_import(request: HttpRequest, number: Number) -> dict[str, Any]:
    """One import: counts, never whose."""
    return told_import(_record(request, number))


@router.post(
    "/imports/records/{number}/undo", response=told(200, OneRecordImport, 400, 404, 409), auth=Bearer(Scope.RECORDS_IN),
    summary="Undo an import of units or people", openapi_extra=KEYED,
)  # fmt: skip
def undo_records(request: HttpRequest, number: Number) -> Status[dict[str, Any]]:
    """Write back what an import replaced, as long as nothing rests on it: 409 `not_undone` says why not."""
    given = _record(request, number)

    def undo() -> tuple[int, dict[str, Any]]:
        try:
            undo_import(given, by=owner_of(request))
        except InputError as error:
            raise Problem(409, "not_undone", str(error)) from None
        return 200, as_kept(told_import(given))

    return Status(*done_once(request, undo))


@router.get(
    "/imports/metrics", response=told(200, MetricImportList), auth=Bearer(Scope.OUTCOMES),
    summary="List imports of metrics",
)  # fmt: skip
def list_metric_imports(request: HttpRequest, wanted: Query[Cut]) -> dict[str, Any]:
    """Files and series that were brought in on the sides that are the owner's."""
    rows = MetricImport.objects.filter(side__in=bringing.sides_of(caller(request)))
    return cut(rows, rows.count(), wanted, _metrics)


@router.post(
    "/imports/metrics", response=told(201, OneMetricImport, 400, 404, 409, 413), auth=Bearer(Scope.OUTCOMES),
    summary="Bring a file of metrics", openapi_extra=_A_FILE,
)  # fmt: skip
def send_metrics(request: HttpRequest, how: Query[HowMetrics]) -> Status[dict[str, Any]]:
    """Import a tidy file of metrics whose columns are called as the guide names them."""
    if how.side not in bringing.sides_of(caller(request)):
        raise Http404
    with _sent(request, how.file_name) as file:
        try:
            upload = keep_upload(file, kind=bringing.kind_of(how.side), by=owner_of(request))
        except BothwaysError as error:
            raise Problem(422, "unreadable", str(error)) from None
    try:
        made = _import(upload, how, request)
    except BothwaysError as error:
        raise Problem(422, "unreadable", str(error)) from None
    finally:
        if Upload.objects.filter(pk=upload.pk).exists():
            forget_upload(upload)
    return Status(201, _metrics(made))


@router.get(
    "/imports/metrics/{number}", response=told(200, OneMetricImport, 404), auth=Bearer(Scope.OUTCOMES),
    summary="Read an import of metrics",
)  # fmt: skip
def read_metric_import(request: HttpRequest, number: Number) -> dict[str, Any]:
    """One import, without its values."""
    return _metrics(_metric_import(request, number))


@router.post(
    "/imports/metrics/{number}/undo", response=told(200, OneMetricImport, 400, 404, 409), auth=Bearer(Scope.OUTCOMES),
    summary="Undo an import of metrics", openapi_extra=KEYED,
)  # fmt: skip
def undo_metric_import(request: HttpRequest, number: Number) -> Status[dict[str, Any]]:
    """Take values back, as long as no finding and no number that is shown rests on them: else 409 `not_undone`."""
    one = _metric_import(request, number)

    def undo() -> tuple[int, dict[str, Any]]:
        try:
            undo_metrics(one, owner_of(request))
        except InputError as error:
            raise Problem(409, "not_undone", str(error)) from None
        one.refresh_from_db()
        return 200, as_kept(_metrics(one))

    return Status(*done_once(request, undo))


def _import(upload: Upload, how: HowMetrics, request: HttpRequest) -> MetricImport:
    means = {one.means: one.name for one in bringing.map_upload(upload).headings if one.means}
    checked = bringing.check_upload(upload, how.side, means)
    if checked.overlaps and not how.replace:
        raise Problem(
            409,
            "there_already",
            "Some of these values are there already. Send replace=true, or leave them out.",
        )
    if checked.row_problems and not how.skip_faulty:
        first = checked.row_problems[0]
        raise Problem(422, "rows", f"Row {first.row}, column {first.column}: {first.what} {first.remedy}")
    with transaction.atomic():
        return bringing.import_checked(
            checked, skip=how.skip_faulty, replace=how.replace, by=owner_of(request)
        )


def _sent(request: HttpRequest, name: str) -> UploadedFile[Any]:
    """Return the body of a request as a file; one that is too large is refused unread."""
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if int(length) > LIMIT if length.isdecimal() else True:
        raise Problem(413, "too_large", f"A file may have {LIMIT // 2**20} MB at most.")
    kept_in = tempfile.SpooledTemporaryFile(max_size=2**20)  # noqa: SIM115  # closed with the file around it
    while piece := request.read(2**16):
        kept_in.write(piece)
    size = kept_in.tell()
    kept_in.seek(0)
    return UploadedFile(kept_in, name, "application/octet-stream", size)


def _records(request: HttpRequest) -> Any:
    """Return the imports of records that are the owner's; all of them for an administrator."""
    everything = RecordImport.objects.defer("problems")
    admin = caller(request).may(Right.RECORDS, "import only")
    return everything if admin else everything.filter(by=owner_of(request))


def _record(request: HttpRequest, number: Number) -> RecordImport:
    given: RecordImport = found(_records(request).filter(pk=number, imported_at__isnull=False).first())
    return given


def _metric_import(request: HttpRequest, number: Number) -> MetricImport:
    sides = bringing.sides_of(caller(request))
    return found(MetricImport.objects.filter(pk=number, side__in=sides).first())


def _metrics(one: MetricImport) -> dict[str, Any]:
    return {
        "number": one.pk, "side": one.side, "file_name": one.file_name, "state": one.state, "values": one.cells,
        "units": one.units, "frequency": one.frequency, "first_period": one.first_period,
        "last_period": one.last_period, "metrics": one.metric_names, "imported_at": one.imported_at,
        "can_be_undone": one.can_be_undone, "trouble": one.trouble,
    }  # fmt: skip
