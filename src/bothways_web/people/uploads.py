"""Keeping files that people bring, until they are imported or a day has passed."""

from __future__ import annotations

import csv
import datetime as dt
import os
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.errors import FileError
from bothways.tables import Table, read_table
from bothways_web.people.models import RecordImport, Upload, User
from bothways_web.people.unpacking import unpacks_to_more

LIFE = dt.timedelta(hours=24)
UNDO_LIFE = dt.timedelta(days=30)
LIMIT = 50 * 1024 * 1024
#: A spreadsheet is a compressed archive: what it unpacks to is limited, too.
UNPACKED_LIMIT = 10 * LIMIT
MOST_COLUMNS = 500
#: Parquet can say a million times the same in a few bytes.
MOST_ROWS = 5_000_000


def keep_upload(file: UploadedFile[Any], *, kind: str, by: User) -> Upload:
    """Keep a file that was sent, and check that it is a table.

    Raises
    ------
    FileError
        Where it is too large or cannot be read; nothing is kept then.
    """
    upload = keep_unread(file, kind=kind, by=by, most=LIMIT)
    try:
        refuse_no_table(upload)
    except BaseException:
        forget_upload(upload)
        raise
    return upload


def refuse_no_table(upload: Upload) -> None:
    """Refuse an upload that is no table, or one of very many columns.

    Raises
    ------
    FileError
    """
    if len(open_upload(upload).header) > MOST_COLUMNS:
        raise FileError(
            _("The table has more than %(most)s columns.") % {"most": MOST_COLUMNS},
            remedy=_("Leave out the columns that are not needed."),
            file=upload.file_name,
        )


def keep_unread(file: UploadedFile[Any], *, kind: str, by: User, most: int) -> Upload:
    """Keep a file of at most so many bytes that was sent; what it holds is looked at later, by a job.

    Raises
    ------
    FileError
        Where it is too large, empty, or unpacks to far more than a table; nothing is kept then.
    """
    forget_old_uploads()
    upload = Upload(kind=kind, file_name=_plain_name(file.name or ""), by=by, ending=_ending(file))
    try:
        _copy(file, upload, most)
        if upload.ending == ".xlsx":
            _refuse_bomb(upload.path, upload.file_name)
        elif upload.ending == ".parquet":
            _refuse_long(upload.path, upload.file_name)
    except BaseException:
        upload.path.unlink(missing_ok=True)
        raise
    upload.save(force_insert=True)
    return upload


def own_upload(key: uuid.UUID, *, kind: str, by: User) -> Upload:
    """Return an upload of somebody; a page that is not there for everybody else, or when its day has passed."""
    found = Upload.objects.filter(pk=key, kind=kind, by=by, at__gt=timezone.now() - LIFE).first()
    if found is None or not found.path.exists():
        raise Http404
    return found


def open_upload(upload: Upload) -> Table:
    """Open the table of an upload."""
    with reading(upload.file_name):
        return read_table(upload.path, name=upload.file_name)


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Turn whatever stops a table from being read into a FileError without words of the command line."""
    try:
        yield
    except FileError as error:
        if "--sheet" in error.remedy:
            remedy = _("Save the sheet you mean as a file of its own, and bring that.")
            raise FileError(error.what, remedy=remedy, file=error.file) from error
        raise
    except (csv.Error, UnicodeError) as error:
        raise FileError(
            _("A row is far too long, or the file is no table."),
            remedy=_("Export it again as CSV in UTF-8."),
            file=name,
        ) from error


def forget_upload(upload: Upload) -> None:
    """Delete an upload with its file, and the import that never came to be."""
    RecordImport.objects.filter(upload=upload, imported_at__isnull=True).delete()
    for path in upload.path.parent.glob(f"{upload.id.hex}.*"):  # with what was made of it
        path.unlink(missing_ok=True)
    upload.delete()


def forget_old_uploads() -> int:
    """Delete the uploads whose day has passed; return how many there were."""
    old = list(Upload.objects.filter(at__lte=timezone.now() - LIFE))
    for upload in old:
        forget_upload(upload)
    expired = RecordImport.objects.filter(imported_at__lte=timezone.now() - UNDO_LIFE, former__isnull=False)
    expired.update(former=None)  # people who have gone must not live on in what can be undone
    return len(old)


def _plain_name(given: str) -> str:
    """Return the name of a file without folders and characters that cannot be seen."""
    name = PurePosixPath(given.replace("\\", "/")).name
    return "".join(letter for letter in name if letter.isprintable())[:100] or "file"


def _ending(file: UploadedFile[Any]) -> str:
    """Return the ending that fits the first bytes of a file."""
    start = file.read(4)
    file.seek(0)
    return {b"PK\x03\x04": ".xlsx", b"PAR1": ".parquet"}.get(start, ".csv")


def _copy(file: UploadedFile[Any], upload: Upload, most: int) -> None:
    """Write the file piece by piece; stop where it is too large."""
    written = 0
    descriptor = os.open(upload.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        for piece in file.chunks():
            written += len(piece)
            if written > most:
                raise FileError(
                    _("The file is larger than %(most)s MB.") % {"most": most // 2**20},
                    remedy=_("Split it, or leave out the columns that are not needed."),
                    file=upload.file_name,
                )
            stream.write(piece)


def _refuse_bomb(path: Path, name: str) -> None:
    """Refuse an archive that would unpack to far more than a table."""
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile:
        return  # read_table says so in its own words
    if size > UNPACKED_LIMIT:
        raise FileError(
            _("The spreadsheet is too large when it is unpacked."), remedy=_("Save it as CSV."), file=name
        )


def _refuse_long(path: Path, name: str) -> None:
    """Refuse a Parquet file of far more rows than a table of the largest size could have as text."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        told = pq.read_metadata(path)
        swells = told.num_rows <= MOST_ROWS and unpacks_to_more(path, UNPACKED_LIMIT)
    except (OSError, pa.ArrowException):
        return  # read_table says so in its own words
    unpacked = sum(told.row_group(place).total_byte_size for place in range(told.num_row_groups))
    if told.num_rows > MOST_ROWS or unpacked > UNPACKED_LIMIT:
        raise FileError(
            _("The table has more than %(most)s rows.") % {"most": f"{MOST_ROWS:,}"},
            remedy=_("Split it, or leave out the rows that are not needed."),
            file=name,
        )
    if swells:
        raise FileError(
            _("The table is larger than %(most)s MB when it is unpacked.")
            % {"most": UNPACKED_LIMIT // 2**20},
            remedy=_("Split it, or leave out the columns that are not needed."),
            file=name,
        )
