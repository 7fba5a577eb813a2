"""Records as programs send them, row by row or as a file: checked and imported the way files on pages are."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.people import imports
from bothways_web.people.import_fields import FIELDS, SYNONYMS
from bothways_web.people.mapping import map_columns
from bothways_web.people.models import RecordImport, Upload, User
from bothways_web.people.uploads import forget_upload, keep_upload

State = RecordImport.State


class Faulty(Exception):
    """Rows that cannot be imported.

    Attributes
    ----------
    given : RecordImport
        The import as it was checked; it is not kept.
    """

    def __init__(self, given: RecordImport) -> None:
        super().__init__(given.trouble)
        self.given = given


def bring_rows(
    kind: str,
    rows: Sequence[Mapping[str, str]],
    *,
    end_missing: bool,
    only_check: bool,
    sender: str,
    by: User,
) -> RecordImport:
    """Import rows of units or people: all of them, or none.

    Parameters
    ----------
    kind : {"units", "people"}
    rows : sequence of mapping of str to str
        All with the same fields; a field that none has keeps what is known, a blank one says that there is nothing.
    end_missing : bool
        Whether what is not among the rows ends.
    only_check : bool
        Tell what would change, and write nothing.

    Raises
    ------
    Faulty
        Where a row is wrong; nothing is written then.
    InputError
        Where the records changed meanwhile.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = list(rows[0])
    table = pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in names})
    content = io.BytesIO()
    pq.write_table(table, content)
    file = SimpleUploadedFile(sender, content.getvalue())
    return bring_file(
        kind, file, {name: name for name in names}, end_missing=end_missing, only_check=only_check, by=by
    )


def bring_file(
    kind: str, file: UploadedFile[Any], columns: Mapping[str, str] | None, *, end_missing: bool, only_check: bool,
    by: User,
) -> RecordImport:  # fmt: skip
    """Import a file: all of it, or nothing; without columns named, their names say what they mean."""
    upload = keep_upload(file, kind=kind, by=by)
    done = False
    try:
        given = imports.start_import(upload, dict(columns or _columns(kind, upload)), by=by)
        given.end_missing = end_missing
        given.save(update_fields=["end_missing"])
        imports.check_import(given)
        if given.state == State.FAULTY:
            raise Faulty(given)
        if only_check:
            return given
        done = imports.apply_import(given, by=by)
        if not done:
            raise InputError(
                _("The records have changed since this file was checked. Look at it again."),
                remedy=_("Send it again."),
            )
    finally:
        if done:  # its row goes with the transaction; the file must not outlive it, whatever becomes of that
            upload.path.unlink(missing_ok=True)
        else:
            forget_upload(upload)
    return given


def _columns(kind: str, upload: Upload) -> dict[str, str]:
    """Return what the columns of a file mean by their names."""
    found = map_columns(upload, FIELDS[kind], SYNONYMS[kind])
    chosen = {one.means: one.name for one in found.headings if one.means}
    for field in FIELDS[kind]:
        if field.needed and field.name not in chosen:
            raise InputError(
                _("No column is called “%(field)s”.") % {"field": field.name},
                remedy=_("Give the column this name, or say which one is meant."),
            )
    return chosen
