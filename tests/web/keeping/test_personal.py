"""One person: everything held about them comes out; erased, nothing in the database's text leads to them."""

import csv
import datetime as dt
import io
import json
import zipfile
from types import SimpleNamespace

import addressed_company as made
import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from leaving_colleague import (
    ADDRESS,
    CODE,
    NAME,
    everything_in_the_database,
    leaves,
    named,
    places_of,
    subject,
)
from rounds_at_work import answer_all, launch
from sealed_at_work import launch_sealed

from bothways.errors import InputError
from bothways_web.act.models import Celebration, MentorWish, Plan, Willingness
from bothways_web.keeping.models import Erasure
from bothways_web.keeping.personal.collecting import collect
from bothways_web.keeping.personal.declared import HOLDINGS, NOT_ON_PAGES
from bothways_web.keeping.personal.erasing import erase, try_erasing
from bothways_web.keeping.personal.names import ERASED, Names
from bothways_web.keeping.personal.subject import Subject, find_subject, subject_of_user
from bothways_web.keeping.personal.takeout import take_out
from bothways_web.listen.archive import COMMENT, file_of
from bothways_web.listen.clock import tick
from bothways_web.listen.ledgers import folder_of
from bothways_web.listen.models import Contact, Invitation, Problem, Response, Round
from bothways_web.people.floors import propose_floor
from bothways_web.people.models import Change, Organisation, Person, User
from bothways_web.people.units import today


@pytest.fixture
def world(company):
    """A small company with an open round, a sealed one and a customer."""
    Organisation.objects.update(rest_days=0, most_asks=20)
    opened = launch(company, audience="north", instrument="engagement_short")
    sealed = launch_sealed(company, audience="desk", instrument="change_readiness", form="full")
    contact = Contact.objects.create(side="customers", key="c-1", email="c1@customer.example", unit="day")
    named(company)
    return SimpleNamespace(company=company, open_round=opened, sealed=sealed, contact=contact)


@pytest.fixture
def full(company):
    """A company in which everybody has done a bit of everything."""
    built = made.build(company)
    named(company)
    Plan.objects.update(text=f"Ask {NAME.upper()} <{ADDRESS.upper()}> about it.")
    return built


def test_the_file_holds_every_row_that_leads_to_somebody(full):
    who = subject(full.company)
    parts = {part.name: part for part in collect(who, answers=True)}
    for one in HOLDINGS:
        if one.title and one.links:
            there = one.rows(who).count()
            name = one.model.replace(".", "-").lower()
            assert (len(parts[name].rows) if name in parts else 0) == there, one.model
    wanted = {"people-person", "people-user", "people-post", "people-change", "listen-invitation", "act-celebration",
              "sessions", "tries"}  # fmt: skip
    assert wanted <= parts.keys()


def test_a_person_takes_the_file_along_and_it_reads_alike_in_each_form(world):
    answer = world.company.client("ben").post(reverse("everything_about_me"))
    assert answer["Content-Disposition"] == 'attachment; filename="about-me.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        whole = json.loads(file.read("everything.json"))
        page = file.read("index.html").decode()
        for name, part in whole["parts"].items():
            rows = list(csv.reader(io.StringIO(file.read(f"csv/{name}.csv").decode())))
            assert len(rows) == len(part["rows"]) + 1
            assert part["title"].replace("’", "’") in page
    assert whole["parts"]["people-person"]["rows"][0]["name"] == NAME
    assert whole["parts"]["people-user"]["rows"][0]["email"] == ADDRESS
    assert ADDRESS in page
    assert "password" not in json.dumps(whole["parts"]["people-user"]).lower()
    assert len(whole["not_in_here"]) == len(NOT_ON_PAGES)


def test_secrets_are_in_no_file(world):
    user = world.company.users["hao"]
    secrets = [
        user.password,
        *(one.digest for one in user.tokens.all()),
        *Session.objects.values_list("pk", flat=True),
    ]
    content = take_out(subject_of_user(user), answers=True)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        text = b"".join(map(file.read, file.namelist())).decode()
    assert not [one for one in secrets if one in text]


def test_answers_are_told_where_a_link_exists_by_promise_and_nowhere_else(world):
    asked = world.open_round
    answer_all(asked)
    parts = {part.name: part for part in collect(subject(world.company), answers=True)}
    own = Response.objects.filter(invitation__person=world.company.users["ben"].person)
    assert len(parts["listen-response"].rows) == own.count() > 0
    Round.objects.filter(pk=asked.pk).update(
        opens_at=timezone.now() - dt.timedelta(days=8), closes_at=timezone.now()
    )
    tick()
    asked.refresh_from_db()
    assert asked.state == Round.State.RELEASED, asked.trouble
    parts = {part.name: part for part in collect(subject(world.company), answers=True)}
    assert "listen-response" not in parts
    assert [row["survey"] for row in parts["answers"].rows] == [str(asked)]


def test_no_page_hands_out_answers_so_that_a_borrowed_account_reads_none(world):
    answer_all(world.open_round)
    answer = world.company.client("ben").post(reverse("everything_about_me"))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        parts = json.loads(file.read("everything.json"))["parts"]
    assert not {"listen-response", "answers"} & parts.keys()
    assert "listen-invitation" in parts


def test_whoever_erases_learns_nothing_that_only_the_person_knows(world):
    """Whether somebody answered, is willing to sit on the committee, or wishes for a mentor."""
    leaves(world.company)
    who, dua = subject(world.company), world.company.users["dua"]
    before = try_erasing(who, by=dua)
    answer_all(world.open_round)
    Willingness.objects.create(person=who.person, **needed_days(Willingness))
    MentorWish.objects.create(person=who.person, topics=[], languages=[], since=today())
    assert Response.objects.filter(invitation__person=who.person).exists()
    assert try_erasing(who, by=dua) == before
    done = erase(who, why="asked", by=dua).done
    assert done["listen.Response"] == done["act.Willingness"] == {"deleted": 0, "cut": 0, "names": 0}
    assert not Willingness.objects.exists()
    keys = Invitation.objects.filter(respondent=who.person.pk).values_list("pk", flat=True)
    assert keys
    assert not Response.objects.filter(pk__in=keys).exists()
    assert not Invitation.objects.filter(pk__in=keys).exclude(person=None, address="", attributes={}).exists()
    assert done["people.Post"]["deleted"] == 1
    assert done["people.Person"]["deleted"] == 1
    assert not MentorWish.objects.exists()


def needed_days(model):
    """Days that a row has to have."""
    fields = model._meta.local_concrete_fields
    return {field.name: today() for field in fields if field.get_internal_type() == "DateField"}


def test_a_trial_changes_nothing_and_says_what_is_done_then(full):
    leaves(full.company)
    before = everything_in_the_database()
    who = subject(full.company)
    told = try_erasing(who, by=full.company.users["dua"])
    assert everything_in_the_database() == before
    done = erase(who, why="asked", by=full.company.users["dua"]).done
    done.pop("files")
    assert {one.model: {"deleted": one.deleted, "cut": one.cut, "names": one.names} for one in told} == done


def test_an_erased_person_is_found_nowhere_in_the_text_of_the_database(full):
    company = full.company
    leaves(company)
    who = subject(company)
    person, key = who.person.pk, who.user.pk
    assert len(places_of(NAME, ADDRESS, CODE)) >= 6  # else this test could not fail
    assert Session.objects.exists()
    ledgers = {path: path.read_bytes() for path in folder_of("employees").rglob("*") if path.is_file()}
    files = {asked: file_of(asked).read_bytes() for asked in full.rounds}
    erase(who, why="asked", by=company.users["dua"])
    assert places_of(NAME, ADDRESS, CODE) == set()
    assert not User.objects.filter(pk=key).exists()
    assert not Person.objects.filter(pk=person).exists()
    assert {path: path.read_bytes() for path in ledgers} == ledgers  # what was released never changes
    assert {asked: file_of(asked).read_bytes() for asked in full.rounds} == files
    text = Plan.objects.first().text
    assert text == f"Ask {ERASED} <{ERASED}> about it."
    [line] = Change.objects.filter(verb="changed plan", about__contains=ERASED)
    assert line.by is None
    assert line.by_name == ""
    assert line.details == {"to": ERASED, "who": [{"by": ERASED}]}
    assert not Celebration.objects.filter(text__contains="Thanks to").exists()
    assert {str(one.get_decoded().get("_auth_user_id")) for one in Session.objects.all()} <= {
        str(user.pk) for user in User.objects.all()
    }


def test_the_record_names_nobody(world):
    company = world.company
    leaves(company)
    person = subject(company).person
    browser = company.client("dua")
    look = browser.post(reverse("erase"), {"step": "look", "who": ADDRESS})
    assert look.status_code == 200
    assert NAME in look.content.decode()
    unsure = browser.post(reverse("erase"), {"step": "erase", "who": ADDRESS, "why": "asked"})
    assert unsure.status_code == 422
    assert Person.objects.filter(pk=person.pk).exists()
    sure = {"step": "erase", "who": ADDRESS, "why": "asked", "sure": "on"}
    page = browser.post(reverse("erase"), sure, follow=True).content.decode()
    assert "Record of an erasure" in page
    assert NAME not in page
    assert ADDRESS not in page
    assert CODE not in page
    [one] = Erasure.objects.all()
    assert (one.kind, one.why, one.by) == ("employee", "asked", company.users["dua"])
    assert str(person.pk) not in json.dumps(one.done)
    again = browser.post(reverse("erase"), {"step": "look", "who": ADDRESS})
    assert again.status_code == 422
    assert "Nobody has this code or address" in again.content.decode()


def test_words_of_closed_rounds_go_and_steps_stay(world):
    import pyarrow.parquet as pq

    company, asked = world.company, world.open_round
    answer_all(asked)
    ben = company.users["ben"].person
    Round.objects.filter(pk=asked.pk).update(
        comment=True, opens_at=timezone.now() - dt.timedelta(days=8), closes_at=timezone.now()
    )
    mine = Response.objects.get(invitation__person=ben)
    Response.objects.filter(round=asked).update(comment="Others wrote this.")
    Response.objects.filter(pk=mine.pk).update(comment="I wrote this.")
    tick()
    before = pq.read_table(file_of(asked)).to_pylist()
    assert "I wrote this." in {row[COMMENT] for row in before}
    leaves(company)
    erase(subject(company), why="asked", by=company.users["dua"])
    after = pq.read_table(file_of(asked)).to_pylist()
    mine_now = [row for row in after if row["respondent"] == str(ben.pk)]
    assert [row[COMMENT] for row in mine_now] == [None]
    words = {COMMENT, "may quote", "role", "site"}
    plain = [{name: cell for name, cell in row.items() if name not in words} for row in (*before, *after)]
    assert plain[: len(before)] == plain[len(before) :]
    assert {row[COMMENT] for row in after} == {None, "Others wrote this."}


def test_who_must_not_be_erased_is_told_why(world):
    company = world.company
    dua, kim = company.users["dua"], company.users["kim"]
    with pytest.raises(InputError, match="works here"):
        try_erasing(subject(company), by=dua)
    with pytest.raises(InputError, match="This is you"):
        try_erasing(subject_of_user(dua), by=dua)
    User.objects.filter(pk=kim.pk).update(is_active=False)
    with pytest.raises(InputError, match="last administrator"):
        try_erasing(subject_of_user(dua), by=company.users["eva"])


def test_a_people_lead_erases_people_but_no_roles_and_no_contacts(world):
    browser = world.company.client("eva")
    for who in ("gil@company.example", world.contact.email):
        page = browser.post(reverse("erase"), {"step": "look", "who": who})
        assert page.status_code == 422
        assert "Ask an administrator" in page.content.decode()


def test_who_raised_a_privacy_floor_leaves_an_empty_account(world):
    kim = world.company.users["kim"]
    propose_floor(7, by=kim)
    erase(subject_of_user(kim), why="other", by=world.company.users["dua"])
    kim.refresh_from_db()
    assert (kim.name, kim.email, kim.is_active, kim.has_usable_password()) == (
        "", f"{kim.pk}@erased.invalid", False, False,
    )  # fmt: skip
    assert places_of("kim@company.example") == set()


def test_a_customer_is_erased_from_contacts_and_cases(world):
    contact = Contact.objects.get(pk=world.contact.pk)
    assert places_of(contact.email)
    erase(Subject(contact=contact), why="asked", by=world.company.users["dua"])
    assert places_of("c1@customer.example") == set()
    assert not Contact.objects.filter(pk=contact.pk).exists()


def test_a_namesake_keeps_the_name_and_a_word_stays_a_word(world):
    company = world.company
    other = company.people["desk"][4]
    before = Names(subject(company))
    assert before.without(f"Not {NAME}ship, but {NAME}.", codes=False) == f"Not {NAME}ship, but {ERASED}."
    Person.objects.filter(pk=other.pk).update(name=NAME)
    leaves(company)
    erase(subject(company), why="asked", by=company.users["dua"])
    other.refresh_from_db()
    assert other.name == NAME
    assert places_of(ADDRESS) == set()
    one_word = Names(Subject(person=Person(name="May", email="may@company.example", code="5")))
    text = "May we ask May? Write to may@company.example or to may@company.example.org, code 5."
    told = one_word.without(text, codes=False)
    assert told == f"May we ask May? Write to {ERASED} or to may@company.example.org, code 5."
    assert one_word.without(["May", 5, {"May": "5"}], codes=True) == [ERASED, 5, {ERASED: ERASED}]


def test_reports_by_name_stay_without_the_name(world):
    ben = world.company.users["ben"]
    problem = Problem.objects.create(
        prompt="easier", text="Two forms", masked="Two forms", reporter=ben, day=today()
    )
    leaves(world.company)
    erase(subject(world.company), why="asked", by=world.company.users["dua"])
    problem.refresh_from_db()
    assert problem.reporter is None
    assert problem.text == "Two forms"


def test_somebody_is_found_by_an_exact_code_or_address_alone(world):
    assert find_subject(f" {ADDRESS.upper()} ").user == world.company.users["ben"]
    User.objects.filter(email=ADDRESS).update(email="another@company.example")
    assert find_subject("another@company.example").person == find_subject(ADDRESS).person
    assert find_subject(CODE).person == world.company.users["ben"].person
    for wrong in ("", ADDRESS[:-1], "leaving"):
        with pytest.raises(InputError):
            find_subject(wrong)
    Contact.objects.create(side="customers", key=CODE, unit="day")
    with pytest.raises(InputError, match="Several"):
        find_subject(CODE)


def test_every_table_is_looked_through():
    assert {model._meta.db_table for model in apps.get_models(include_auto_created=True)} >= {
        "people_change", "act_plan", "listen_problem",
    }  # fmt: skip
