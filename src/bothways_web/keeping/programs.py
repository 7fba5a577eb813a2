"""Files of released numbers for programs: asked for, waited for, fetched."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.http import FileResponse, HttpRequest
from ninja import Field, Query, Router, Schema, Status

from bothways_web.api.callers import KEYED, as_kept, caller, done_once, found, owner_of, refusals
from bothways_web.api.guard import Bearer
from bothways_web.api.pages import Cut, cut
from bothways_web.api.problems import ProblemDetails, told
from bothways_web.api.scopes import Scope
from bothways_web.keeping.exports.reach import reach_of
from bothways_web.keeping.exports.rows import Chosen
from bothways_web.keeping.exports.running import ask_for_file, may_fetch
from bothways_web.keeping.models import ExportJob

router = Router(tags=["exports"])
Text = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


class WantedFile(Schema):
    """What is wanted; blanks stand for all."""

    model_config = {
        "extra": "forbid",
        "json_schema_extra": {"example": {"what": "numbers", "ending": ".csv"}},
    }

    what: Literal["numbers", "findings"]
    ending: Literal[".csv", ".xlsx", ".parquet", ".sav", ".qualtrics.csv"] = ".csv"
    population: Literal["", "employees", "customers", "surveyed", "candidates"] = ""
    round: Text = ""
    metric: Text = ""


class OneFile(Schema):
    """A file that was asked for; it lies there for a day."""

    key: uuid.UUID
    what: str
    ending: str
    state: str = Field(description="waiting, running, done or failed.")
    asked_at: dt.datetime
    trouble: str


class FileList(Schema):
    """Files, newest first."""

    items: list[OneFile]
    total: int
    next_offset: int | None


@router.get("/exports", response=told(200, FileList), auth=Bearer(Scope.EXPORTS), summary="List files")
def list_exports(request: HttpRequest, wanted: Query[Cut]) -> dict[str, Any]:
    """The files that the owner of the token asked for within a day."""
    rows = ExportJob.objects.filter(by=owner_of(request))
    return cut(rows, rows.count(), wanted, _file)


@router.post(
    "/exports", response=told(201, OneFile, 400, 404, 409, 413), auth=Bearer(Scope.EXPORTS), summary="Ask for a file",
    openapi_extra=KEYED,
)  # fmt: skip
def ask_for_export(request: HttpRequest, sent: WantedFile) -> Status[dict[str, Any]]:
    """Have a file written of released numbers, or of findings: what the token's owner may see, no more."""
    viewer = caller(request)
    reach = reach_of(viewer)
    allowed = reach.findings if sent.what == "findings" else reach.numbers
    found(allowed or None)

    def ask() -> tuple[int, dict[str, Any]]:
        chosen = Chosen(sent.population, sent.round, sent.metric)
        with refusals("not_made"):
            job = ask_for_file(viewer, owner_of(request), sent.what, sent.ending, chosen)
        return 201, as_kept({**_file(job), "key": str(job.pk)})

    return Status(*done_once(request, ask))


@router.get(
    "/exports/{key}",
    response=told(200, OneFile, 404),
    auth=Bearer(Scope.EXPORTS),
    summary="Read how far a file is",
)
def read_export(request: HttpRequest, key: uuid.UUID) -> dict[str, Any]:
    """One file."""
    return _file(_own(request, key))


@router.get(
    "/exports/{key}/file", response={frozenset({401, 403, 404, 422, 429}): ProblemDetails},
    auth=Bearer(Scope.EXPORTS), summary="Fetch a file",
    openapi_extra={"responses": {200: {
        "description": "The file", "content": {"application/octet-stream": {"schema": {
            "type": "string", "format": "binary"}}},
    }}},
)  # fmt: skip
def fetch_export(request: HttpRequest, key: uuid.UUID) -> Any:
    """The file itself, once it is done and as long as the owner of the token may see what is in it."""
    job = _own(request, key)
    ready = job.state == ExportJob.State.DONE and may_fetch(job, caller(request)) and job.path.exists()
    found(ready or None)
    answer = FileResponse(job.path.open("rb"), as_attachment=True, filename=f"{job.what}{job.ending}")
    answer["Content-Type"] = "application/octet-stream"
    return answer


def _own(request: HttpRequest, key: uuid.UUID) -> ExportJob:
    return found(ExportJob.objects.filter(pk=key, by=owner_of(request)).first())


def _file(one: ExportJob) -> dict[str, Any]:
    names = ("what", "ending", "state", "asked_at", "trouble")
    return {"key": one.pk, **{name: getattr(one, name) for name in names}}
