"""Pages of people: the list, a person, the own record, the home pages."""

import datetime as dt

import pytest
from django.urls import reverse

from bothways.errors import InputError
from bothways_web.people import home, persons
from bothways_web.people.home import HomeItem, contribute, gather_items
from bothways_web.people.models import Change, Grant, Organisation, Person, Post, Role, UnitSpan
from bothways_web.people.viewers import viewer_of


def listed(client, **search):
    return [person.code for person in client.get(reverse("people"), search).context["page"]]


def test_a_people_lead_finds_people_by_name_unit_and_state(company):
    eva = company.client("eva")
    assert listed(eva, q="day 3") == ["day3"]
    assert len(listed(eva, unit="north")) == 16
    assert len(listed(eva, unit="day")) == 8
    Post.objects.filter(person__code="day3").update(end=dt.date(2025, 1, 1))
    assert listed(eva, q="day 3") == []
    assert listed(eva, state="left") == ["day3"]
    assert listed(eva, unit="nowhere") == []


def test_an_administrator_brings_files_but_sees_nobody(company):
    page = company.client("dua").get(reverse("people"))
    assert page.status_code == 200
    assert "Day 3" not in page.content.decode()
    assert "page" not in page.context
    person = company.people["day"][2]
    assert company.client("dua").get(reverse("person", args=[person.pk])).status_code == 404


@pytest.mark.parametrize("who", ["ana", "ben", "cem", "fay", "gil", "hao", "ida", "dua"])
def test_a_record_is_there_for_people_leads_alone(company, who):
    person = company.people["day"][2]
    client = company.client(who)
    assert client.get(reverse("person", args=[person.pk])).status_code == 404
    assert (
        client.post(reverse("person", args=[person.pk]), {"step": "correct", "name": "X"}).status_code == 404
    )
    if who != "dua":
        assert client.get(reverse("people")).status_code == 404


def test_an_empty_list_says_where_to_begin(company):
    Post.objects.all().delete()
    assert "Nobody is here yet" in company.client("eva").get(reverse("people")).content.decode()


def test_the_list_asks_no_more_for_more_people(company, django_assert_max_num_queries):
    eva = company.client("eva")
    with django_assert_max_num_queries(75):
        eva.get(reverse("people"))


def test_a_person_is_corrected_and_the_log_holds_no_address(company):
    person = company.people["day"][2]
    address = reverse("person", args=[person.pk])
    given = {
        "step": "correct",
        "name": "New Name",
        "email": "new@company.example",
        "language": "de",
        "time_zone": "Asia/Tokyo",
    }
    assert company.client("eva").post(address, given).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.email, person.time_zone) == ("New Name", "new@company.example", "Asia/Tokyo")
    change = Change.objects.get(verb="corrected person")
    assert change.details == {"fields": ["name", "email", "language", "time_zone"]}
    assert change.about == "day3"


def test_a_wrong_address_is_told_at_its_field(company):
    person = company.people["day"][2]
    answer = company.client("eva").post(
        reverse("person", args=[person.pk]), {"step": "correct", "email": "no address"}
    )
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.content.decode()


def test_somebody_moves_by_hand(company):
    person = company.people["day"][2]
    answer = company.client("eva").post(
        reverse("person", args=[person.pk]),
        {"step": "move", "move-unit": "desk", "move-start": "2026-02-01", "move-role": "lead"},
    )
    assert answer.status_code == 302
    assert list(person.posts.order_by("start").values_list("unit__code", "end")) == [
        ("day", dt.date(2026, 1, 31)),
        ("desk", None),
    ]


def test_a_post_ends_by_hand(company):
    person = company.people["day"][2]
    eva, address = company.client("eva"), reverse("person", args=[person.pk])
    eva.post(address, {"step": "end", "end-end": "2026-01-31", "end-reason": "pay"})
    post = person.posts.get()
    assert (post.end, post.reason) == (dt.date(2026, 1, 31), "pay")
    page = eva.post(address, {"step": "end", "end-end": "2020-01-31"}, follow=True)
    assert "ends before it starts" in page.content.decode()


@pytest.mark.parametrize(
    ("unit", "start"),
    [("desk", dt.date(2023, 1, 1)), ("desk", dt.date(2024, 1, 1)), ("closed", dt.date(2026, 1, 1))],
)
def test_a_move_that_does_not_fit_is_refused(company, unit, start):
    company.units["closed"] = UnitSpan.objects.get(unit__code="field").unit
    UnitSpan.objects.filter(unit__code="field").update(valid_to=dt.date(2025, 1, 1))
    person = company.people["day"][2]
    with pytest.raises(InputError):
        persons.move_person(person, company.units[unit], start, by=company.users["eva"])
    assert person.posts.count() == 1


def test_an_employee_sees_the_own_record_and_chooses_language_and_zone(company):
    ben = company.client("ben")
    page = ben.get(reverse("own_record")).content.decode()
    assert "Day shift" in page
    assert "day2@company.example" in page
    ben.post(
        reverse("own_record"), {"language": "es", "time_zone": "Asia/Tokyo", "email": "evil@company.example"}
    )
    person = Person.objects.get(code="day2")
    assert (person.language, person.time_zone, person.own_choice) == ("es", "Asia/Tokyo", True)
    assert person.email == "day2@company.example"
    assert Change.objects.filter(verb="chose own language and zone").exists()


def test_nobody_sees_or_changes_the_record_of_another(company):
    company.client("cem").post(reverse("own_record"), {"language": "de", "time_zone": ""})
    assert Person.objects.get(code="day2").language == ""
    assert "Day shift" not in company.client("cem").get(reverse("own_record")).content.decode()


def test_a_wrong_zone_is_refused(company):
    company.client("ben").post(reverse("own_record"), {"language": "", "time_zone": "Mars/Olympus"})
    assert not Person.objects.get(code="day2").own_choice


def test_an_account_without_a_record_is_told_so(company):
    client = company.client("gil")
    assert "not linked with a personnel record" in client.get(reverse("own_record")).content.decode()
    assert client.post(reverse("own_record"), {"language": "de"}).status_code == 200
    assert company.client("nobody").get(reverse("own_record")).status_code == 302


def test_signed_out_there_is_a_welcome(company):
    page = company.client("nobody").get("/").content.decode()
    assert reverse("account_login") in page
    assert reverse("promise") in page
    assert reverse("first_run") not in page


OPEN = {"ben": [], "eva": ["people"], "dua": ["set_up", "accounts", "change_log"], "gil": [], "ida": []}


@pytest.mark.parametrize("who", OPEN)
def test_the_home_page_lists_what_is_open_and_nothing_else(company, who):
    client = company.client(who)
    items = gather_items(viewer_of(company.users[who]), company.users[who])
    urls = {item.url for part in items for item in part}
    assert {reverse(name) for name in OPEN[who]} <= urls
    for name in ("people", "set_up", "accounts", "change_log"):
        if name not in OPEN[who]:
            assert reverse(name) not in urls
    for url in urls:
        assert client.get(url, follow=True).status_code == 200, url


def test_several_roles_combine(company):
    dua = company.users["dua"]
    Grant.objects.create(user=dua, role=Role.PEOPLE_LEAD)
    now, others = gather_items(viewer_of(dua), dua)
    urls = {item.url for item in now + others}
    assert {reverse("people"), reverse("set_up")} <= urls
    assert "people lead, administrator" in company.client("dua").get("/").content.decode()


def test_an_administrator_without_a_second_factor_is_told(company):
    from allauth.mfa.models import Authenticator

    client = company.client("dua")
    assert "no second factor" in client.get("/").content.decode()
    Authenticator.objects.create(user=company.users["dua"], type="totp", data={"secret": "x"})
    assert "no second factor" not in client.get("/").content.decode()
    assert "no second factor" not in company.client("ben").get("/").content.decode()


def test_a_proposal_waits_on_the_page_of_the_other_administrator(company):
    from bothways_web.people.floors import propose_floor

    propose_floor(10, by=company.users["dua"])
    words = "A higher privacy floor waits for you"
    assert words in company.client("kim").get("/").content.decode()
    assert words not in company.client("dua").get("/").content.decode()


def test_at_most_three_things_are_now_and_none_is_lost(company, monkeypatch):
    monkeypatch.setattr(home, "_CONTRIBUTORS", [])
    contribute(
        lambda viewer, user: [HomeItem(f"item {n}", f"/{n}/", now=n < 5, order=9 - n) for n in range(6)]
    )
    now, others = gather_items(viewer_of(company.users["ben"]), company.users["ben"])
    assert [item.title for item in now] == ["item 4", "item 3", "item 2"]
    assert [item.title for item in others] == ["item 1", "item 0", "item 5"]


def test_nothing_waiting_is_a_sentence(company, monkeypatch):
    monkeypatch.setattr(home, "_CONTRIBUTORS", [])
    page = company.client("gil").get("/").content.decode()
    assert "Nothing waits for you." in page


def test_an_account_without_a_role_is_told(company):
    Grant.objects.filter(user=company.users["gil"]).delete()
    assert "no role yet" in company.client("gil").get("/").content.decode()


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "=1+1", "‮ko"]
)
def test_names_are_text_on_every_page(company, name):
    UnitSpan.objects.filter(unit__code="day").update(name=name)
    Person.objects.filter(code="day2").update(name=name)
    Organisation.objects.update(name=name)
    person = company.people["day"][1]
    pages = {
        "eva": ["/", reverse("people"), reverse("person", args=[person.pk])],
        "ben": ["/", reverse("own_record")],
        "dua": [
            reverse("set_up"),
            reverse("account", args=[company.users["ana"].pk]),
            reverse("set_up_organisation"),
        ],
    }
    for who, addresses in pages.items():
        for address in addresses:
            text = company.client(who).get(address).content.decode()
            assert "<script>alert" not in text
            assert "<img src=x" not in text
