"""Files of reviews that tests bring."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from bothways_web.listen.models import ReviewImport
from bothways_web.listen.outside.reviews.checking import check_upload
from bothways_web.listen.outside.reviews.documents import as_table
from bothways_web.listen.outside.reviews.fields import KIND, map_upload
from bothways_web.listen.outside.reviews.importing import ask_for_import, read_import
from bothways_web.people.models import Upload
from bothways_web.people.uploads import keep_upload

COLUMNS, ABOUT = "day=date&text=text", "source=reviews&about=day"


def keep(company: Any, content: str | bytes, name: str = "reviews.csv") -> Upload:
    """Keep a file of Fay."""
    raw = content.encode() if isinstance(content, str) else content
    return keep_upload(as_table(SimpleUploadedFile(name, raw)), kind=KIND, by=company.users["fay"])


def check(company: Any, content: str | bytes, unit: str = "day"):
    """Read a file with the columns that are suggested."""
    upload = keep(company, content)
    columns = {one.means: one.name for one in map_upload(upload).headings if one.means}
    return check_upload(upload, columns, unit)


def bring(company: Any, content: str | bytes, *, unit: str = "day", skip: bool = False) -> ReviewImport:
    """Bring a file and read it to the end."""
    checked = check(company, content, unit)
    made = ask_for_import(checked, source="reviews", unit=unit, skip=skip, by=company.users["fay"])
    read_import(made.pk)
    made.refresh_from_db()
    return made
