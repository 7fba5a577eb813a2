"""The file that somebody takes along: JSON and CSV for programs, and a page that reads well."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from bothways_web.keeping.personal.collecting import Part, Row, collect
from bothways_web.keeping.personal.declared import NOT_ON_PAGES, NOT_TOLD
from bothways_web.keeping.personal.subject import Subject
from bothways_web.people.csv_files import as_csv
from bothways_web.people.models import Organisation

FILE_NAME = "about-me.zip"


def take_out(subject: Subject, *, answers: bool) -> bytes:
    """Return everything that is held about somebody as a zip file; with answers only where no page hands it out."""
    parts, missing = collect(subject, answers=answers), NOT_TOLD if answers else NOT_ON_PAGES
    made = timezone.localtime()
    whole = {
        "organisation": str(Organisation.current()),
        "made": made.isoformat(timespec="seconds"),
        "parts": {part.name: {"title": part.title, "rows": part.rows} for part in parts},
        "not_in_here": [{"what": what, "why": why} for what, why in missing],
    }
    page = render_to_string("keeping/personal/file.html", {
        "organisation": Organisation.current(), "made": made, "parts": [_readable(part) for part in parts],
        "not_told": missing,
    })  # fmt: skip
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("index.html", page)
        file.writestr("everything.json", json.dumps(whole, ensure_ascii=False, indent=2, default=str))
        for part in parts:
            file.writestr(f"csv/{part.name}.csv", _csv(part))
    return stream.getvalue()


def _csv(part: Part) -> bytes:
    rows = [[_cell(row.get(name)) for name in part.columns] for row in part.rows]
    return as_csv(rows, part.columns)


def _cell(given: Any) -> Any:
    return json.dumps(given, ensure_ascii=False, default=str) if isinstance(given, list | dict) else given


def _readable(part: Part) -> dict[str, Any]:
    """Return a part as the page shows it: each row a list of words and what stands there."""
    return {"title": part.title, "name": part.name, "rows": [_lines(row) for row in part.rows]}


def _lines(row: Row) -> list[tuple[str, str]]:
    return [
        (name.replace("_", " ").capitalize(), _words(value))
        for name, value in row.items()
        if value not in (None, "")
    ]


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(_words, value)) or "none"
    if isinstance(value, dict):
        return "; ".join(f"{name.replace('_', ' ')}: {_words(one)}" for name, one in value.items()) or "none"
    return str(value)
