"""Addresses of studies, and who may open them: lines of the table of addresses."""

from __future__ import annotations

import datetime as dt
from typing import Any

from address_table_lines import Address, Sent, form, opens

from bothways_web.verify.models import Study, StudyUnit

READERS = ("ben", "cem", "ana", "eva", "fay", "hao", "ida")
LISTED = (*READERS, "gil")
WRITERS = ("eva", "fay")
PROGRAMME = {"kind": "programme", "title": "A quiet hour", "text": ""}
TEAM = {"unit": "night", "start": "2025-07-01"}
FILE = "unit,start\nnight,2025-07-01\n"


def _draft(world: Any) -> list[Any]:
    return [world.verify["draft_study"].pk]


def _locked(world: Any) -> list[Any]:
    return [world.verify["study"].pk]


def _with_version(of: str, **data: str) -> Any:
    return lambda world: data | {"version": str(world.verify[of].version)}


def _file(world: Any) -> dict[str, Any]:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return {
        "file": SimpleUploadedFile("teams.csv", FILE.encode()),
        "version": str(world.verify["draft_study"].version),
    }


ADDRESSES = [
    Address("studies", opens(*LISTED)),
    Address("new_study", opens(*WRITERS), sends=form(*WRITERS, **PROGRAMME)),
    Address("study", opens(*READERS), _locked, sends=Sent(_with_version("study", step="end"), WRITERS)),
    Address("study", opens(*WRITERS), _draft, label="a draft"),
    Address("study_table", opens(*READERS), _locked),
    Address("study_teams", opens(*WRITERS), _draft, sends=Sent(_with_version("draft_study", **TEAM), WRITERS)),
    Address("study_teams_file", opens(*WRITERS), _draft, sends=Sent(_file, WRITERS)),
    Address("study_teams_table", opens(*WRITERS), _draft),
    Address("study_question", opens(*WRITERS), _draft, sends=form()),
    Address("study_words", opens(*WRITERS), _draft,
            sends=Sent(_with_version("draft_study", title="Another", text=""), WRITERS)),
    Address("delete_study", opens(*WRITERS), _draft, sends=Sent(_with_version("draft_study"), WRITERS)),
]  # fmt: skip


def add_to(company: Any) -> dict[str, Any]:
    """Make a study that waits for its look and a draft, both with Day shift in it."""
    told = {"kind": "programme", "made_on": dt.date(2025, 1, 6), "made_by": company.users["fay"]}
    locked = Study.objects.create(
        title="A learning hour", state=Study.State.WAITING, side="customers", metric="speed", better="higher",
        smallest=1.0, look_on=dt.date(2031, 1, 6), **told,
    )  # fmt: skip
    draft = Study.objects.create(title="A mentor for everybody", **told)
    for one in (locked, draft):
        StudyUnit.objects.create(study=one, unit=company.units["day"], start=dt.date(2025, 3, 3))
    locked.looks.create(number=1, due_on=dt.date(2031, 1, 6))
    return {"study": locked, "draft_study": draft}
