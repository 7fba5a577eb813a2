"""You said, we did: who reads what, who writes, and that nothing is lost, doubled or run."""

import datetime as dt

import pytest
import said_entries as s
from django.test import Client

from bothways_web.act.models import Said
from bothways_web.people.models import Change

EVERYBODY = ("ana", "ben", "cem", "dua", "eva", "fay", "gil", "hao", "ida")


@pytest.mark.parametrize("name", EVERYBODY)
def test_everybody_with_an_account_reads_what_is_published(company, name):
    s.stands(company, you_said="Doors are heavy.", unit=company.units["day"])
    page = company.client(name).get(s.SAID)
    assert page.status_code == 200
    assert "Doors are heavy." in page.content.decode()
    assert ("Write an entry" in page.content.decode()) is (name in ("ana", "eva", "fay"))


def test_a_stranger_is_sent_to_sign_in_and_reads_only_what_is_for_customers(company):
    s.stands(company, you_said="Inside alone.", unit=company.units["day"], decided_by="Eva Stone")
    s.stands(
        company, you_said="For all.", unit=company.units["day"], decided_by="Eva Stone", for_customers=True
    )
    Said.objects.create(
        voice="customers", you_said="A draft.", outcome="done", we_did="x", for_customers=True
    )
    assert Client().get(s.SAID).status_code == 302
    page = Client().get(s.OUTSIDE)
    text = page.content.decode()
    assert page.status_code == 200
    assert "For all." in text
    for hidden in ("Inside alone.", "A draft.", "Day shift", "Eva Stone"):
        assert hidden not in text
    assert not page.cookies


def test_the_page_for_customers_speaks_the_language_of_the_visitor(company):
    assert 'lang="de"' in Client().get(s.OUTSIDE, headers={"Accept-Language": "de"}).content.decode()


def test_an_empty_list_says_what_it_is_and_where_to_begin(company):
    text = company.client("ben").get(s.SAID).content.decode()
    assert "Nothing stands here yet" in text
    assert "/problems/" in text
    assert "Nothing was published for customers yet." in Client().get(s.OUTSIDE).content.decode()


def test_a_draft_is_seen_by_those_who_may_change_it_alone_and_reads_as_readers_will_see_it(company):
    made = s.draft(company.client("ana"))
    address = f"{s.SAID}{made.pk}/"
    for name in ("ana", "eva", "fay"):
        assert "How readers will see it" in company.client(name).get(address).content.decode()
    for name in ("ben", "cem", "dua", "gil", "hao", "ida"):
        assert company.client(name).get(address).status_code == 404
        assert made.you_said not in company.client(name).get(s.SAID).content.decode()
    assert made.you_said in company.client("ana").get(f"{s.SAID}drafts/").content.decode()


def test_a_manager_writes_about_own_units_alone(company):
    ana = company.client("ana")
    page = ana.get(s.NEW)
    assert 'value="desk"' not in page.content.decode()
    for unit in ("desk", "company", "", "nowhere"):
        answer = ana.post(s.NEW, {"key": s.key_on(page), **s.GIVEN, "unit": unit})
        assert answer.status_code == 422
    other = s.draft(company.client("fay"), unit="desk")
    whole = s.draft(company.client("fay"), unit="")
    for made in (other, whole):
        for step in ("", "change/", "withdraw/"):
            assert ana.get(f"{s.SAID}{made.pk}/{step}").status_code == 404
        for step in ("publish/", "delete/", "withdraw/", "change/"):
            assert ana.post(f"{s.SAID}{made.pk}/{step}", {"version": 0, **s.GIVEN}).status_code == 404
        made.refresh_from_db()
        assert made.published_on is None


@pytest.mark.parametrize("name", ["ben", "gil", "hao", "ida", "dua"])
def test_nobody_else_writes(company, name):
    client = company.client(name)
    assert client.get(s.NEW).status_code == 404
    assert client.post(s.NEW, s.GIVEN).status_code == 404
    assert client.get(f"{s.SAID}drafts/").status_code == 404
    assert not Said.objects.exists()


def test_it_is_published_withdrawn_and_in_the_change_log_without_a_word(company):
    ana = company.client("ana")
    made = s.draft(ana)
    assert "Published." in s.publish(ana, made).content.decode()
    assert made.you_said in company.client("ben").get(s.SAID).content.decode()
    made.refresh_from_db()
    page = ana.post(f"{s.SAID}{made.pk}/withdraw/", {"version": made.version}, follow=True)
    assert "It is a draft again" in page.content.decode()
    assert made.you_said not in company.client("ben").get(s.SAID).content.decode()
    made.refresh_from_db()
    ana.post(f"{s.SAID}{made.pk}/delete/", {"version": made.version})
    assert not Said.objects.exists()
    verbs = list(Change.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == [
        "wrote draft of you said, we did", "published you said, we did", "withdrew you said, we did",
        "deleted draft of you said, we did",
    ]  # fmt: skip
    assert "counter" not in repr(list(Change.objects.values_list()))


def test_what_is_published_is_not_deleted(company):
    ana, made = company.client("ana"), s.stands(company, unit=company.units["day"])
    page = ana.post(f"{s.SAID}{made.pk}/delete/", {"version": 0}, follow=True)
    assert "Withdraw it first." in page.content.decode()
    assert Said.objects.exists()


def test_a_correction_is_shown_with_its_day(company):
    fay, made = company.client("fay"), s.stands(company, unit=company.units["day"])
    assert "corrected on" not in company.client("ben").get(s.SAID).content.decode()
    fay.post(f"{s.SAID}{made.pk}/change/", {"version": 0, **s.GIVEN, "we_did": "We opened two doors."})
    text = company.client("ben").get(s.SAID).content.decode()
    assert "corrected on" in text
    assert "two doors" in text
    assert Said.objects.get().published_on == dt.date(2026, 3, 2)


def test_a_stale_form_is_told_so_and_loses_nothing(company):
    made = s.draft(company.client("ana"))
    address = f"{s.SAID}{made.pk}/change/"
    company.client("fay").post(address, {"version": 0, **s.GIVEN, "we_did": "Words of Fay."})
    page = company.client("ana").post(address, {"version": 0, **s.GIVEN, "we_did": "Words of Ana."})
    text = page.content.decode()
    assert page.status_code == 422
    assert "Words of Ana." in text
    assert "Words of Fay." in text
    assert Said.objects.get().we_did == "Words of Fay."
    company.client("ana").post(address, {"version": 1, **s.GIVEN, "we_did": "Words of Ana."})
    assert Said.objects.get().we_did == "Words of Ana."
    told = s.SAID + f"{made.pk}/publish/"
    assert "meanwhile" in company.client("ana").post(told, {"version": 0}, follow=True).content.decode()
    assert Said.objects.get().published_on is None


def test_a_form_that_is_sent_twice_writes_one_draft(company):
    ana = company.client("ana")
    key = s.key_on(ana.get(s.NEW))
    for _twice in range(2):
        assert ana.post(s.NEW, {"key": key, **s.GIVEN}).status_code == 302
    assert Said.objects.count() == 1
    late = ana.post(s.NEW, {"key": "made up", **s.GIVEN})
    assert late.status_code == 422
    assert "Your words are still here" in late.content.decode()
    assert "second counter" in late.content.decode()


@pytest.mark.parametrize("missing", ["voice", "you_said", "outcome", "we_did"])
def test_what_is_missing_is_named_and_nothing_is_kept(company, missing):
    ana = company.client("ana")
    page = ana.post(s.NEW, {"key": s.key_on(ana.get(s.NEW)), **s.GIVEN, missing: ""})
    assert page.status_code == 422
    assert "<title>Error:" in page.content.decode()
    assert not Said.objects.exists()


def test_scripts_and_formulas_are_text(company):
    text = "=HYPERLINK(1)<script>alert(1)</script>\u202e"
    made = s.stands(company, you_said=text, we_did=text, decided_by=text[:100], for_customers=True)
    for page in (
        company.client("ben").get(s.SAID),
        company.client("ben").get(f"{s.SAID}{made.pk}/"),
        company.client("fay").get(f"{s.SAID}{made.pk}/change/"),
        Client().get(s.OUTSIDE),
    ):
        assert "<script>alert" not in page.content.decode()
        assert "&lt;script&gt;alert" in page.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"one", "two", "three"}), ({"unit": "north"}, {"one"}), ({"unit": "desk"}, {"two"}),
        ({"voice": "customers"}, {"two", "three"}), ({"voice": "employees"}, {"one", "three"}),
        ({"outcome": "not_now"}, {"three"}), ({"q": "ONE"}, {"one"}), ({"q": "no such"}, set()),
        ({"page": "99"}, {"one", "two", "three"}),
        ({"q": "\x00' OR 1=1"}, set()), ({"voice": "other"}, {"one", "two", "three"}),
    ],
)  # fmt: skip
def test_the_list_is_filtered_and_searched(company, query, found):
    s.stands(company, you_said="Number one.", unit=company.units["day"])
    s.stands(company, you_said="Number two.", unit=company.units["desk"], voice="customers")
    s.stands(company, you_said="Number three.", voice="both", outcome="not_now")
    text = company.client("ben").get(s.SAID, query).content.decode()
    assert {one for one in ("one", "two", "three") if f"Number {one}." in text} == found


def test_the_newest_stands_first_and_a_long_list_has_pages(company):
    for day in range(1, 28):
        s.stands(company, you_said=f"Day {day:02d}.", published_on=dt.date(2026, 2, day))
    first = company.client("ben").get(s.SAID).content.decode()
    assert first.index("Day 27.") < first.index("Day 26.")
    assert "Day 07." not in first
    assert "Day 07." in company.client("ben").get(s.SAID, {"page": 2}).content.decode()


def test_home_tells_of_the_last_two_weeks_whoever_looked(company):
    made = s.stands(company)
    assert "last two weeks" not in company.client("ben").get("/").content.decode()
    Said.objects.filter(pk=made.pk).update(published_on=dt.date.today())
    for _twice in range(2):
        assert "last two weeks" in company.client("ben").get("/").content.decode()
        company.client("ben").get(s.SAID)
