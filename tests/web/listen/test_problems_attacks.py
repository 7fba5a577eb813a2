"""Attacks on reports without a name: from the database, logs, sessions, order, memory, watching and guessing."""

import hashlib
import logging
import re
from itertools import pairwise

import pytest
import reported as r
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bothways_web.listen.models import MeToo, Problem, Reply
from bothways_web.listen.problems import mixing
from bothways_web.listen.problems import reporting as verbs
from bothways_web.listen.problems.private_codes import form_key_of, new_form_key
from bothways_web.people import allowance
from bothways_web.people.models import User
from bothways_web.people.working_days import answered_until

SECRET = "the forklift in hall nine blocks the counter"


@pytest.fixture(autouse=True)
def fresh_counters():
    allowance.forget()


def dump():
    """Every row of every table, sessions and failed sign-ins too."""
    return {
        model._meta.label: sorted(map(repr, model._default_manager.values_list()))
        for model in apps.get_models()
    }


def added(before, after):
    return {
        name: sorted(set(after[name]) - set(before[name])) for name in after if after[name] != before[name]
    }


def test_the_database_before_and_after_differs_in_one_row_that_names_nobody(company):
    ben = company.client("ben")
    key = r.key_on(ben.get(r.FORM))
    before = dump()
    r.send_without_name(ben, SECRET, key=key, unit="field")
    new = added(before, dump())
    assert list(new) == ["listen.Problem"]
    [row] = new["listen.Problem"]
    user, person = company.users["ben"], company.people["day"][1]
    for mark in (
        user.email,
        str(person.pk),
        person.pk.hex,
        person.code,
        key,
        ben.session.session_key,
        "day shift",
    ):
        assert mark not in row
    found = r.problem_of(SECRET)
    assert found.reporter is None
    assert not re.search(r"datetime\.datetime|datetime\.time", row)


def test_what_is_stored_is_the_same_whoever_reports(company):
    rows = []
    for name in ("ben", "cem", "gil"):
        r.send_without_name(company.client(name), SECRET, unit="field")
        found = r.problem_of(SECRET)
        fields = [field.attname for field in Problem._meta.fields if field.name not in ("id", "code_mark")]
        rows.append({name: getattr(found, name) for name in fields})
        found.delete()
    assert rows[0] == rows[1] == rows[2]


def test_two_reports_of_one_person_share_no_more_than_two_of_different_people(company):
    ben = company.client("ben")
    for text in ("one", "two"):
        r.send_without_name(ben, text)
    r.send_without_name(company.client("cem"), "three")
    one, two, three = (Problem.objects.filter(text=text).values().get() for text in ("one", "two", "three"))

    def shared(a, b):
        return {name for name in a if a[name] == b[name]}

    assert shared(one, two) == shared(one, three)
    assert not {"id", "code_mark", "text", "masked"} & shared(one, two)


def test_the_session_is_left_as_it_was_and_nothing_is_set_in_the_browser(company):
    ben = company.client("ben")
    key = r.key_on(ben.get(r.FORM))
    before = list(Session.objects.values_list())
    signed_in = User.objects.get(pk=company.users["ben"].pk).last_login
    page = r.send(ben, SECRET, key=key, mode="anonymous")
    assert list(Session.objects.values_list()) == before
    assert not [name for name in page.cookies if name != "csrftoken"]
    assert page["Cache-Control"] == "no-store"
    assert "ETag" not in page.headers
    assert "Last-Modified" not in page.headers
    assert User.objects.get(pk=company.users["ben"].pk).last_login == signed_in


def test_no_line_of_any_log_holds_a_word_a_code_or_an_account(company, caplog):
    caplog.set_level(logging.DEBUG)
    ben = company.client("ben")
    code = r.send_without_name(ben, SECRET)
    ben.post("/problems/similar/", {"text": SECRET})
    r.send(ben, "", mode="anonymous")
    Client().post(r.CODE_PAGE, {"code": code})
    for _time in range(12):
        Client().post(r.CODE_PAGE, {"code": code[:-1] + "!"})
    said = "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("django.db")
    )
    assert "Too Many Requests" in said  # the log was listened to
    assert not re.search("forklift|ben@|Ben|" + code[:5], said)


def rows_as_they_lie():
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM listen_problem")
        return [text for (text,) in cursor.fetchall()]


def rising(places):
    return sum(a < b for a, b in pairwise(places))


def test_neither_keys_nor_places_of_rows_tell_the_order(company, monkeypatch):
    report = [verbs.Report("easier", f"{number:03d}", None, named=False) for number in range(60)]
    monkeypatch.setattr(verbs, "mark_of", lambda code: hashlib.sha256(code.encode()).hexdigest())
    for one in report:
        verbs.report_problem(one, form_key_of(new_form_key()), by=company.users["ben"])
    by_key = list(Problem.objects.order_by("pk").values_list("text", flat=True))
    assert 16 <= rising(by_key) <= 43  # in an order of chance 29.5, standard deviation 2.3
    if connection.vendor == "sqlite":
        assert rows_as_they_lie() == by_key
    r.let_days_pass(monkeypatch)
    assert mixing.mix_days() == 60
    assert 16 <= rising(rows_as_they_lie()) <= 43
    assert mixing.mix_days() == 0


def test_mixing_leaves_everything_that_hangs_together_together(company, monkeypatch):
    code = r.send_without_name(company.client("ben"), "one")
    r.send(company.client("cem"), "two")
    one, two = r.problem_of("one"), r.problem_of("two")
    verbs.add_message(one, "more", form_key_of(new_form_key()))
    verbs.add_me_too(two, form_key_of(new_form_key()))
    Problem.objects.filter(pk=one.pk).update(same_as=two, state="duplicate")
    before = dump()
    assert mixing.mix_days() == 0  # the day is not over
    r.let_days_pass(monkeypatch)
    assert mixing.mix_days() == 4
    for model in (Problem, Reply, MeToo):
        assert model.objects.filter(mixed=True).update(mixed=False) > 0
    assert Problem.objects.filter(answer_by=answered_until(one.day)).update(answer_by=None) == 2
    assert dump() == before
    assert verbs.problem_by_code(code) == one


def test_nothing_that_others_see_ticks_on_the_day_of_a_report(company, monkeypatch):
    pages = [
        ("fay", r.TRIAGE),
        ("fay", "/"),
        ("ana", r.TRIAGE),
        ("ana", "/"),
        ("cem", r.FORM),
        ("dua", "/changes/"),
    ]
    ben = company.client("ben")
    key = r.key_on(ben.get(r.FORM))

    def seen():
        shown = [company.client(name).get(url).content.decode() for name, url in pages]
        return [re.sub(r'(name="(?:key|csrfmiddlewaretoken)" value=")[^"]*', r"\1", one) for one in shown]

    before = seen()
    r.send_without_name(ben, SECRET, key=key, unit="day")
    assert seen() == before
    pk = r.problem_of(SECRET).pk
    assert company.client("fay").get(f"{r.TRIAGE}{pk}/").status_code == 404
    r.let_days_pass(monkeypatch)
    assert company.client("fay").get(f"{r.TRIAGE}{pk}/").status_code == 200
    assert company.client("ana").get(f"{r.TRIAGE}{pk}/").status_code == 200


def test_a_message_by_code_does_not_tick_either(company, monkeypatch):
    r.send_without_name(company.client("ben"), SECRET)
    found = r.problem_of(SECRET)
    Problem.objects.update(day="2026-01-05")
    before = company.client("fay").get(r.TRIAGE).content
    verbs.add_message(Problem.objects.get(), "and more", form_key_of(new_form_key()))
    assert (
        company.client("fay").get(r.TRIAGE).content.count(b"new message") == before.count(b"new message") == 0
    )
    assert b"and more" not in company.client("fay").get(f"{r.TRIAGE}{found.pk}/").content


def test_memory_counts_that_a_form_was_opened_and_not_what_was_sent(company):
    def counters():
        return dict(allowance._memory._cache)

    ben = company.client("ben")
    key = r.key_on(ben.get(r.FORM))
    before = counters()
    assert len(before) == 1
    assert str(company.users["ben"].pk) not in re.sub("[0-9a-f]{64}", "", "".join(before))
    r.send_without_name(ben, SECRET, key=key)
    assert counters() == before


def test_the_page_of_codes_does_not_look_at_who_is_signed_in(company):
    code = r.send_without_name(company.client("ben"))
    found = []
    for client in (company.client("ben"), company.client("fay"), Client()):
        with CaptureQueriesContext(connection) as caught:
            page = client.post(r.CODE_PAGE, {"code": code})
        tables = " ".join(query["sql"] for query in caught)
        assert not re.search("django_session|FROM .people_(user|grant|person|post)", tables)
        assert not page.cookies
        found.append(re.sub(r'(name="key" value=")[^"]*', r"\1", page.content.decode()))
    assert found[0] == found[1] == found[2]
    assert "address twice" in found[0]


def test_every_try_of_a_code_costs_the_same_work(company, monkeypatch):
    code = r.send_without_name(company.client("ben"))
    work, real = [], hashlib.scrypt

    def counted(given, **cost):
        work.append((cost["n"], cost["r"], cost["p"]))
        return real(given, **cost)

    monkeypatch.setattr(hashlib, "scrypt", counted)
    spent = []
    for given in (
        code,
        code[:-1] + ("0" if code[-1] != "0" else "1"),
        "0" * 20,
        "",
        "x",
        "🙂" * 50,
        "A" * 100_000,
    ):
        work.clear()
        with CaptureQueriesContext(connection) as caught:
            verbs.problem_by_code(given)
        spent.append((tuple(work), len(caught)))
    assert set(spent) == {(((2**14, 8, 1),), 1)}


def test_a_key_that_somebody_made_up_opens_no_form():
    key = new_form_key()
    assert form_key_of(key)
    for bad in (key[:-1], "A" + key, key.split(".")[0], "x.y.z"):
        assert form_key_of(bad) is None


def test_an_account_that_goes_leaves_a_report_with_a_name_without_one(company):
    r.send(company.client("ben"))
    company.users["ben"].delete()
    page = company.client("fay").get(r.TRIAGE).content.decode()
    assert "somebody whose account is gone" in page
