"""The page of the promise: true of this organisation today."""

import datetime as dt
import re

from django.test import Client

from bothways_web.people.models import Organisation, PrivacyProposal, User


def test_the_promise_names_the_limit_of_today(company: object) -> None:
    assert "No number is about fewer than 5 people." in Client().get("/promise/").content.decode()
    Organisation.objects.update(floor=12)
    page = Client().get("/promise/").content.decode()
    assert "No number is about fewer than 12 people." in page
    assert "Comments need 12 people." in page
    assert "at least 12 answers are new" in page
    assert "It is 12 now." in page
    assert not re.search(r"\b(five|5|ten)\b", re.sub(r"<[^>]+>|10 to 19", " ", page.split("<main")[1]))


def test_the_promise_announces_a_change_that_is_asked_for(company: object) -> None:
    dua = User.objects.get(email="dua@company.example")
    proposal = PrivacyProposal.objects.create(floor=8, proposed_by=dua)
    assert "A change is asked for" in Client().get("/promise/").content.decode()
    proposal.withdrawn = True
    proposal.save()
    assert "A change is asked for" not in Client().get("/promise/").content.decode()


def test_the_promise_announces_a_change_that_was_made(company: object) -> None:
    dua, kim = (User.objects.get(email=f"{name}@company.example") for name in ("dua", "kim"))
    assert "What changed last" not in Client().get("/promise/").content.decode()
    PrivacyProposal.objects.create(
        floor=8, proposed_by=dua, confirmed_by=kim, confirmed_on=dt.date(2026, 3, 2)
    )
    Organisation.objects.update(floor=8)
    page = Client().get("/promise/").content.decode()
    assert "What changed last" in page
    assert "A change is asked for" not in page
    assert "Dua" not in page


def test_the_promise_says_for_every_role_that_no_answer_is_open(company: object) -> None:
    page = Client().get("/promise/").content.decode()
    readers = page.split('id="readers"')[1]
    assert len(re.findall(r'<th scope="row"', readers)) == 8
    assert len(re.findall(r'data-label="Single answers to questions:">none<', readers)) == 8


def test_the_promise_tells_who_reads_comments_one_by_one(company: object) -> None:
    readers = Client().get("/promise/").content.decode().split('id="readers"')[1]
    assert "No page shows anybody what a single person answered to a question." in readers
    assert "reads them first, one by one, with known names, addresses and long numbers masked" in readers


def test_pages_about_comments_state_the_floor_in_force(company) -> None:
    Organisation.objects.update(floor=14)
    page = company.client("eva").get("/listen/new/").content.decode()
    assert "delicate: 14 people behind each number" in page
    assert "delicate: 10" not in page
    Organisation.objects.update(floor=5)
    page = company.client("eva").get("/listen/new/").content.decode()
    assert "delicate: 10 people behind each number" in page
