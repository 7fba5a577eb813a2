"""Files in JSON, as portals and help desks give them, turned into a table."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _

from bothways.errors import FileError
from bothways_web.people.uploads import LIMIT, MOST_COLUMNS

#: JSON is read whole, into much more memory than it takes on disk.
MOST = 10 * 1024 * 1024
#: Where the entries are, in documents that are no list themselves.
LISTS = ("reviews", "satisfaction_ratings", "tickets", "results", "items", "data", "comments")
#: What belongs to a person is not even turned into a column.
PERSONAL = (
    "reviewer",
    "consumer",
    "author",
    "requester",
    "assignee",
    "user",
    "customer",
    "submitter",
    "reply",
)
_LOCATION = re.compile(r"locations/([^/]+)")
_WORDS = {"ONE": "1", "TWO": "2", "THREE": "3", "FOUR": "4", "FIVE": "5"}


def as_table(file: UploadedFile[Any]) -> UploadedFile[Any]:
    """Return a file as it is, or its JSON as CSV.

    Raises
    ------
    FileError
        Where it looks like JSON and is none, or holds no list of entries.
    """
    if file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"[", b"{"):
        file.seek(0)
        return file
    file.seek(0)
    name = file.name or "file.json"
    if (file.size or 0) > MOST:
        raise FileError(
            _("A file in JSON may have 10 MB."), remedy=_("Split it by time, or export it as CSV."), file=name
        )
    return SimpleUploadedFile(
        name, _as_csv(_entries(_read(file.read(), name), name), name), content_type="text/csv"
    )


def _as_csv(entries: Iterator[Mapping[str, Any]], name: str) -> bytes:
    """Return entries as CSV; more columns than a table may have are refused before any is written."""
    rows: list[dict[str, str]] = []
    header: dict[str, None] = {}
    for entry in entries:
        rows.append(_flat(entry))
        header |= dict.fromkeys(rows[-1])
        if len(header) > MOST_COLUMNS:
            raise FileError(
                _("The table has more than %(most)s columns.") % {"most": MOST_COLUMNS},
                remedy=_("Export reviews or tickets as a list of records."),
                file=name,
            )
    out = io.StringIO()
    writer = csv.DictWriter(out, list(header), restval="")
    writer.writeheader()
    for row in rows:
        writer.writerow(row)
        if out.tell() > LIMIT:
            raise FileError(_("The file is larger than 50 MB."), remedy=_("Split it by time."), file=name)
    return out.getvalue().encode(errors="replace")


def _read(content: bytes, name: str) -> Any:
    """Read one document, or one a line."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(_("The file is not in UTF-8."), remedy=_("Export it again."), file=name) from error
    try:
        return json.loads(text)
    except RecursionError as error:
        raise FileError(
            _("The file is nested too deeply."), remedy=_("Export it again."), file=name
        ) from error
    except ValueError as whole:
        try:
            return [json.loads(line) for line in text.split("\n") if line.strip()]
        except (ValueError, RecursionError):
            place = getattr(whole, "lineno", 1)
            raise FileError(
                _("The JSON cannot be read from line %(line)s on.") % {"line": place},
                remedy=_("Export it again; it may be cut off."),
                file=name,
            ) from whole


def _entries(document: Any, name: str) -> Iterator[Mapping[str, Any]]:
    """Yield the entries of a document."""
    if isinstance(document, dict):
        document = next((document[key] for key in LISTS if isinstance(document.get(key), list)), [document])
    if not document:
        raise FileError(_("The file holds no entry."), remedy=_("Export it again."), file=name)
    for place, entry in enumerate(document, start=1):
        if not isinstance(entry, dict):
            raise FileError(
                _("Entry %(place)s is no record with names and values.") % {"place": place},
                remedy=_("Export reviews or tickets as a list of records."),
                file=name,
            )
        yield entry


def _flat(entry: Mapping[str, Any], before: str = "") -> dict[str, str]:
    """Return the plain values of an entry, those one level down as ``outer inner``."""
    row: dict[str, str] = {}
    for key, value in entry.items():
        if any(word in key.casefold() for word in PERSONAL):
            continue
        if isinstance(value, dict) and not before:
            row |= _flat(value, f"{key} ")
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            row[before + key] = _WORDS.get(str(value), str(value))
    place = _LOCATION.search(str(entry.get("name", "")))
    if place:
        row = {key: value for key, value in row.items() if key != "name"} | {"location": place[1]}
    return row
