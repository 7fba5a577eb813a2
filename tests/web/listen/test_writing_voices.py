"""Own question sets for customers and candidates: each written by whoever asks them, and by nobody else."""

from __future__ import annotations

import pytest
from own_questions import example

from bothways_web.listen.models import OwnSet
from bothways_web.listen.question_sets import offers
from bothways_web.listen.writing import own_sets as verbs
from bothways_web.listen.writing.reading import read_draft, write_draft

NEW = {"title": "At the desk", "language": "en"}


def begin(company, who, **given):
    return company.client(who).post("/listen/own/new/", NEW | given)


def test_a_cx_lead_writes_sets_for_customers(company):
    assert begin(company, "fay").status_code == 302
    made = OwnSet.objects.get()
    assert made.document["voice"] == "customer"
    assert company.client("fay").get(f"/listen/own/{made.pk}/").status_code == 200
    assert company.client("eva").get(f"/listen/own/{made.pk}/").status_code == 404
    assert made.title in company.client("fay").get("/listen/own/").content.decode()
    assert made.title not in company.client("eva").get("/listen/own/").content.decode()


def test_a_people_lead_chooses_employees_or_candidates_and_never_customers(company):
    assert begin(company, "eva", voice="candidate").status_code == 302
    assert OwnSet.objects.get().document["voice"] == "candidate"
    assert begin(company, "eva", voice="customer").status_code == 422


def test_a_manager_writes_for_employees_alone(company):
    assert begin(company, "ana", voice="customer").status_code == 302
    assert OwnSet.objects.get().document["voice"] == "employee"


def test_a_set_for_customers_is_offered_to_whoever_asks_customers(company):
    document = example() | {"voice": "customer"}
    made = verbs.lock_set(verbs.begin_set(document, by=company.users["fay"]).pk, by=company.users["fay"])
    assert made.instrument_id in {one.instrument.id for one in offers(("customer",))}
    assert made.instrument_id not in {one.instrument.id for one in offers(("employee", "candidate"))}
    assert company.client("fay").get(f"/listen/new/{made.instrument_id}/").status_code == 200
    assert company.client("eva").get(f"/listen/new/{made.instrument_id}/").status_code == 404


@pytest.mark.parametrize("voice", ["employee", "customer", "candidate"])
def test_a_file_carries_whose_set_it_is(voice):
    assert read_draft(write_draft(example() | {"voice": voice}).encode())["voice"] == voice


def test_a_file_of_before_is_of_employees():
    old = example()
    old.pop("voice", None)
    assert read_draft(write_draft(old).encode())["voice"] == "employee"


def test_a_file_of_others_becomes_a_set_of_those_whom_one_asks(company):
    from django.core.files.uploadedfile import SimpleUploadedFile

    text = write_draft(example() | {"voice": "customer"}).encode()
    file = SimpleUploadedFile("set.json", text)
    sent = {"language": "en", "voice": "candidate", "file": file}
    assert company.client("eva").post("/listen/own/new/", sent).status_code == 302
    assert OwnSet.objects.get().document["voice"] == "candidate"
