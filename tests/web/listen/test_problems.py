"""Reporting a problem: named and without a name, once, whatever is typed; what its reporter finds later."""

import re

import pytest
import reported as r
from django.test import Client
from test_at_once import at_once

from bothways_web.listen import allowance
from bothways_web.listen.models import MeToo, Problem, Reply
from bothways_web.people.models import Change, Organisation, Person


@pytest.fixture(autouse=True)
def fresh_counters():
    allowance.forget()


def test_a_report_with_a_name_is_found_under_my_reports_with_its_state_and_answers(company):
    ben = company.client("ben")
    page = r.send(ben, unit="desk")
    assert page.status_code == 302
    found = r.problem_of()
    assert (found.reporter, found.unit, found.code_mark) == (
        company.users["ben"],
        company.units["desk"],
        None,
    )
    listed = ben.get("/problems/mine/").content.decode()
    assert "type their address twice" in listed
    assert "new" in listed
    fay, address = company.client("fay"), f"{r.TRIAGE}{found.pk}/"
    fay.post(address, {"step": "answer", "answer": "We drop it.", "key": r.key_on(fay.get(address))})
    shown = ben.get(f"/problems/mine/{found.pk}/").content.decode()
    assert "We drop it." in shown
    assert "answered" in shown


def test_my_reports_are_not_those_of_others(company):
    r.send(company.client("ben"))
    found = r.problem_of()
    cem = company.client("cem")
    assert "address twice" not in cem.get("/problems/mine/").content.decode()
    missing = cem.get(f"/problems/mine/{found.pk - 1}/")
    there = cem.get(f"/problems/mine/{found.pk}/")
    assert there.status_code == missing.status_code == 404
    assert (
        cem.post(
            f"/problems/mine/{found.pk}/", {"message": "x", "key": r.key_on(cem.get(r.FORM))}
        ).status_code
        == 404
    )
    assert not Reply.objects.exists()


def test_a_report_without_a_name_is_read_and_added_to_with_its_code_alone(company, monkeypatch):
    code = r.send_without_name(company.client("ben"))
    visitor = Client()
    page = visitor.post(r.CODE_PAGE, {"code": code})
    assert "type their address twice" in page.content.decode()
    data = {
        "code": code.lower().replace("-", " "),
        "key": r.key_on(page),
        "message": "It is the refund form.",
    }
    for _twice in range(2):
        page = visitor.post(r.CODE_PAGE, data)
        assert "It is the refund form." in page.content.decode()
    assert Reply.objects.count() == 1
    assert not visitor.cookies
    r.let_days_pass(monkeypatch)
    fay = company.client("fay")
    address = f"{r.TRIAGE}{r.problem_of().pk}/"
    page = fay.get(address)
    assert "It is the refund form." in page.content.decode()
    fay.post(address, {"step": "answer", "answer": "The refund form goes.", "key": r.key_on(page)})
    assert "The refund form goes." in visitor.post(r.CODE_PAGE, {"code": code}).content.decode()


def test_the_code_is_shown_once_and_stands_in_no_address_and_no_table(company):
    code = r.send_without_name(company.client("ben"))
    ben = company.client("ben")
    for url in (r.FORM, "/problems/mine/", "/", "/me/"):
        assert code not in ben.get(url).content.decode()
    stored = repr(list(Problem.objects.values_list()))
    assert code not in stored
    assert code.replace("-", "") not in stored


def test_a_form_that_is_sent_twice_gives_one_report_and_the_same_code(company):
    ben = company.client("ben")
    key = r.key_on(ben.get(r.FORM))
    codes = {r.send_without_name(ben, key=key) for _twice in range(3)}
    assert len(codes) == 1
    assert Problem.objects.count() == 1
    page = r.send(ben, "Something else", key=key, mode="anonymous")
    assert "This form was sent before" in page.content.decode()
    assert r.code_on(page) in codes
    key = r.key_on(ben.get(r.FORM))
    for _twice in range(3):
        assert r.send(ben, "With my name", key=key).status_code == 302
    assert Problem.objects.filter(text="With my name").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mode", ["named", "anonymous"])
def test_a_form_that_is_sent_from_many_places_at_once_gives_one_report(company, mode):
    clients = [company.client("ben") for _each in range(6)]
    key = r.key_on(clients[0].get(r.FORM))
    pages = at_once([lambda one=one: r.send(one, key=key, mode=mode) for one in clients])
    assert {page.status_code for page in pages} == {302 if mode == "named" else 200}
    assert Problem.objects.count() == 1
    if mode == "anonymous":
        assert len({r.code_on(page) for page in pages}) == 1


@pytest.mark.parametrize("key", ["", "made-up", "AAAA.BBBB.CCCC", "x" * 5000])
def test_a_form_without_a_right_key_keeps_the_words_and_sends_nothing(company, key):
    page = company.client("ben").post(
        r.FORM, {"key": key, "prompt": "wand", "text": r.TEXT, "mode": "named", "step": "send"}
    )
    assert r.TEXT in page.content.decode()
    assert "open too long" in page.content.decode()
    assert not Problem.objects.exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"text": ""}, "Write what the problem or the idea is."),
        ({"text": " \n\t "}, "Write what the problem or the idea is."),
        ({"text": "a" * 1_000_000}, "Shorten the text by 996000 characters; 4000 are the most."),
        ({"text": "a" * 4001}, "Shorten the text by 1 character; 4000 are the most."),
        ({"mode": ""}, "Choose whether your name stands with it."),
        ({"mode": "boss"}, "Select a valid choice"),
        ({"prompt": "none"}, "Select a valid choice"),
        ({"unit": "nowhere"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_kept_says_how_to_put_it_right(company, given, words):
    page = r.send(company.client("ben"), **({"text": r.TEXT} | given))
    assert words in page.content.decode()
    assert "Error:" in page.content.decode()
    assert not Problem.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "🙂" * 4000,
        "הלקוחות ממתינים \u202e יותר מדי",
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        '=HYPERLINK("https://evil.example")',
        "zero\x00byte",
        "{{ 7|add:7 }}{% csrf_token %}",
        "'; DROP TABLE listen_problem; --",
    ],
)
def test_any_text_is_kept_as_text(company, text):
    r.send(company.client("ben"), text)
    kept = Problem.objects.get()
    assert kept.text == text.replace("\x00", "")
    pages = (("ben", f"/problems/mine/{kept.pk}/"), ("fay", f"{r.TRIAGE}{kept.pk}/"), ("fay", r.TRIAGE))
    for name, url in pages:
        page = company.client(name).get(url)
        assert page.status_code == 200
        assert b"<script>alert" not in page.content
        assert b"<img src=x" not in page.content


def test_names_addresses_and_numbers_are_masked_for_everybody_but_the_reporter(company):
    Person.objects.filter(pk=company.people["desk"][2].pk).update(name="Zora Quist")
    text = "Zora Quist (zora@company.example, 0170 1234567) has to type it twice."
    for mode in ("named", "anonymous"):
        r.send(company.client("ben"), text, mode=mode)
    Problem.objects.filter(reporter=None).update(day="2026-01-05")
    for found in Problem.objects.all():
        page = company.client("fay").get(f"{r.TRIAGE}{found.pk}/").content.decode()
        assert "has to type it twice" in page
        assert not re.search("Zora|Quist|zora@|1234567", page)
    own = Problem.objects.get(reporter__isnull=False)
    assert "Zora Quist" in company.client("ben").get(f"/problems/mine/{own.pk}/").content.decode()
    for word in ("Zora", "0170", "zora@"):
        assert "Nothing was found" in company.client("fay").get(r.TRIAGE, {"q": word}).content.decode()


def test_a_report_without_a_name_is_kept_with_a_unit_that_holds_the_floor(company):
    for person in company.people["desk"][3:]:
        person.posts.all().delete()
    r.send_without_name(company.client("ben"), "about the desk", unit="desk")
    assert r.problem_of("about the desk").unit == company.units["south"]
    r.send(company.client("ben"), "about the desk, named", unit="desk")
    assert r.problem_of("about the desk, named").unit == company.units["desk"]
    r.send_without_name(company.client("ben"), "about the field", unit="field")
    assert r.problem_of("about the field").unit == company.units["field"]
    Organisation.objects.update(floor=50)
    r.send_without_name(company.client("ben"), "about anything", unit="field")
    assert r.problem_of("about anything").unit is None


def test_similar_open_problems_are_offered_once_somebody_has_read_them(company):
    ben = company.client("ben")
    found = r.open_problem(company, state="new")
    asked = {"text": "Why do customers type the same address twice?"}
    assert b"address" not in ben.post("/problems/similar/", asked).content
    Problem.objects.update(state="looked_at")
    page = ben.post("/problems/similar/", asked)
    assert "type their address twice" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert not re.search(r"cem|\d{4}|day", page.content.decode(), re.IGNORECASE)
    check = r.send(ben, asked["text"], step="")
    assert "Is it one of these?" in check.content.decode()
    assert Problem.objects.count() == 1
    Problem.objects.update(suggested=False)
    assert b"address" not in ben.post("/problems/similar/", asked).content
    Problem.objects.update(suggested=True, state="answered")
    assert b"address" not in ben.post("/problems/similar/", asked).content
    assert r.send(ben, asked["text"], step="").status_code == 302
    assert Problem.objects.exclude(pk=found.pk).get().text == asked["text"]


def test_at_most_three_similar_ones_are_shown(company):
    for number in range(5):
        r.open_problem(company, f"{r.TEXT} Case {'abcde'[number]}.")
    page = company.client("ben").post("/problems/similar/", {"text": r.TEXT}).content.decode()
    assert page.count("<li") == 3


def test_the_same_as_this_one_is_counted_once_a_person_and_shown_in_bands_from_five_up(company, monkeypatch):
    found = r.open_problem(company)
    address = f"{r.TRIAGE}{found.pk}/"
    for name in ("ben", "ana", "eva", "fay", "gil"):
        assert "Others who have it" not in company.client("eva").get(address).content.decode()
        client = company.client(name)
        for _twice in range(2):
            page = client.post(r.FORM, {"key": r.key_on(client.get(r.FORM)), "same": found.pk})
            assert "You are counted" in page.content.decode()
    assert MeToo.objects.count() == 5
    assert Problem.objects.count() == 1
    assert "Others who have it" not in company.client("eva").get(address).content.decode()
    r.let_days_pass(monkeypatch)
    page = company.client("eva").get(address).content.decode()
    assert "Others who have it" in page
    assert "5–9" in page


def test_the_same_as_one_that_is_closed_or_made_up_is_not_counted(company):
    ben = company.client("ben")
    for number in (r.open_problem(company, state="answered").pk, 5, "x", "9" * 40):
        page = ben.post(r.FORM, {"key": r.key_on(ben.get(r.FORM)), "same": number}, follow=True)
        assert "not open any more" in page.content.decode()
    assert not MeToo.objects.exists()


def test_somebody_who_opens_the_form_again_and_again_has_to_wait(company, monkeypatch):
    monkeypatch.setattr("bothways_web.listen.views.problems.MOST_FORMS", 3)
    ben = company.client("ben")
    keys = [r.key_on(ben.get(r.FORM)) for _time in range(3)]
    page = ben.get(r.FORM)
    assert page.status_code == 429
    assert "Try again in an hour" in page.content.decode()
    assert company.client("cem").get(r.FORM).status_code == 200
    assert r.send(ben, key=keys[0]).status_code == 302  # what was opened can still be sent


def test_wrong_codes_are_answered_alike_and_have_to_wait_in_the_end(company):
    code = r.send_without_name(company.client("ben"))
    wrong = [code[:-1] + ("0" if code[-1] != "0" else "1"), "0" * 20, "short", "🙂" * 20, "A" * 5000, "'; --"]
    pages = [Client().post(r.CODE_PAGE, {"code": one}) for one in wrong]
    texts = {re.sub(r'value="[^"]*"', "", page.content.decode()) for page in pages}
    assert len(texts) == 1
    assert "No report has this code" in texts.pop()
    for _time in range(4):
        Client().post(r.CODE_PAGE, {"code": "0" * 20})
    for one in (code, wrong[0]):
        page = Client().post(r.CODE_PAGE, {"code": one})
        assert page.status_code == 429
        assert "address twice" not in page.content.decode()
    assert (
        "address twice" in Client(REMOTE_ADDR="192.0.2.7").post(r.CODE_PAGE, {"code": code}).content.decode()
    )


def test_a_form_without_a_csrf_token_is_answered_as_everywhere(company):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(company.users["ben"], backend="allauth.account.auth_backends.AuthenticationBackend")
    page = strict.post(r.FORM, {"text": r.TEXT})
    assert page.status_code == 403
    assert "This page was open too long" in page.content.decode()


def test_a_browser_may_say_where_a_form_comes_from(company):
    """Without a referrer browsers call the origin of a form "null", and the form is refused."""
    for client, url in ((company.client("ben"), r.FORM), (company.client("fay"), r.TRIAGE)):
        assert client.get(url)["Referrer-Policy"] == "same-origin"


def test_reporting_writes_nothing_to_the_change_log(company):
    r.send(company.client("ben"))
    r.send_without_name(company.client("ben"), "another")
    assert not Change.objects.exists()


def test_an_account_without_a_role_does_not_find_the_page(company):
    company.people["day"][1].posts.all().delete()
    assert company.client("ben").get(r.FORM).status_code == 404
