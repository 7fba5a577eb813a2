"""The pages of the playbook: who reads them, what is found, and the way to a plan."""

import html
import re

import pytest
from django.utils import translation

from bothways_web.act.playbook.places import question_sets
from bothways_web.act.playbook.practices import all_practices, practice

pytestmark = pytest.mark.django_db
PAGE = "/act/playbook/"


def words(response):
    """The text of the content of a page."""
    main = response.content.decode().partition("<main")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.mark.parametrize("name", ["ana", "ben", "cem", "eva", "fay"])
def test_whoever_reads_of_a_team_reads_the_playbook(company, name):
    client = company.client(name)
    assert client.get(PAGE).status_code == 200
    assert client.get(f"{PAGE}bad-news-first/").status_code == 200


@pytest.mark.parametrize("name", ["dua", "gil", "hao", "ida"])
def test_for_all_others_it_is_not_there(company, name):
    client = company.client(name)
    assert client.get(PAGE).status_code == 404
    assert client.get(f"{PAGE}bad-news-first/").status_code == 404
    assert client.get(f"{PAGE}there-is-none/").status_code == 404


def test_a_practice_that_does_not_exist_is_not_there(company):
    for name in ("there-is-none", "BAD-NEWS-FIRST", "x" * 300, "__class__"):
        assert company.client("ana").get(f"{PAGE}{name}/").status_code == 404, name


def test_the_first_page_leads_to_every_question_set_and_domain(company):
    page = company.client("ben").get(PAGE)
    links = re.findall(r'href="[^"]*\?about=([\w.]+)"', page.content.decode())
    wanted = {each.id for each in question_sets()} | {
        one.metric for each in question_sets() if len(each.domains) > 1 for one in each.domains
    }
    assert set(links) == wanted
    assert "Willingness to help" in words(page)
    assert "scored so that" not in words(page)


def test_a_domain_shows_its_own_practices_and_those_that_help_as_well(company):
    page = company.client("ben").get(PAGE, {"about": "exit.told"})
    rows = [one.id for one, _labels in page.context["rows"]]
    assert rows[0] == "a-second-door"
    assert {"bad-news-first", "talk-that-is-never-dropped"} <= set(rows)
    assert f"{len(rows)} practices" in words(page)


def test_a_question_set_shows_each_of_its_practices_once(company):
    page = company.client("ben").get(PAGE, {"about": "culture_maturity"})
    found = [one.id for one in page.context["page"].paginator.object_list]
    assert len(found) == len(set(found)) > 15


def test_filters_go_together(company):
    page = company.client("ben").get(
        PAGE, {"about": "workload_and_rest", "rest": "yes", "effort": "2", "degree": "small"}
    )
    found = [one for one, _labels in page.context["rows"]]
    assert found
    assert all(one.rest and one.effort <= 2 and one.degree == "small" for one in found)
    assert len(found) < len([one for one in all_practices() if one.rest])
    body = page.content.decode()
    assert 'value="2" selected' in body
    assert 'value="yes" checked' in body


def test_words_are_found_in_any_case_and_any_order(company):
    client = company.client("ben")
    page = client.get(PAGE, {"q": "ROTA break"})
    assert "cover-for-each-break" in [one.id for one, _labels in page.context["rows"]]
    everything = client.get(PAGE, {"q": "a"})
    assert everything.context["page"].paginator.num_pages > 1
    assert "Page 2" in words(everything) or "?q=a&amp;page=2" in everything.content.decode()


def test_what_finds_nothing_says_so_and_leads_back(company):
    page = company.client("ben").get(PAGE, {"q": "zebra quantum"})
    assert "No practice was found" in words(page)
    assert 'href="/act/playbook/"' in page.content.decode()


@pytest.mark.parametrize("query", [
    {"about": "nothing"}, {"effort": "-1"}, {"effort": "1e308"}, {"degree": "huge"}, {"rest": "no"}, {"page": "99999"},
    {"page": "x"}, {"about": "\x00"}, {"q": "=1+1"},
])  # fmt: skip
def test_odd_addresses_are_no_error(company, query):
    assert company.client("ben").get(PAGE, query).status_code == 200


def test_what_is_searched_for_is_not_run_as_script(company):
    page = company.client("ben").get(PAGE, {"q": '"><script>alert(1)</script>', "about": "<b>"})
    assert b"<script>alert" not in page.content
    assert b"<b>" not in page.content


def test_a_practice_shows_all_that_is_known_of_it(company):
    found = practice("two-short-breaks")
    page = company.client("ben").get(f"{PAGE}{found.id}/")
    text = words(page)
    for part in (found.title, found.what, found.first_step, found.notice, found.who, found.note):
        assert part in text
    for part in (
        "about 65 hours a month",
        "small: one habit",
        "rest and breaks",
        "Exhaustion",
        "Rest",
        "On Monday",
    ):
        assert part in text


def test_those_who_lead_go_on_to_a_plan_and_others_do_not(company):
    leads = company.client("ana").get(f"{PAGE}bad-news-first/").content.decode()
    assert "/act/plans/choose/?practice=bad-news-first&amp;domain=psych_safety.open_conversation" in leads
    for name in ("ben", "eva", "fay"):
        assert "/act/plans/choose/" not in company.client(name).get(f"{PAGE}bad-news-first/").content.decode()


def test_a_plan_begins_with_the_practice(company):
    page = company.client("ana").get(f"{PAGE}bad-news-first/").content.decode()
    way = html.unescape(re.search(r'href="(/act/plans/choose/[^"]+)"', page)[1])
    new = company.client("ana").get(way, follow=True)
    assert new.status_code == 200
    assert new.redirect_chain[-1][0].startswith("/act/plans/new/day/?")
    assert practice("bad-news-first").title in html.unescape(new.content.decode())


def test_nothing_can_be_sent_to_the_playbook(company):
    for address in (PAGE, f"{PAGE}bad-news-first/"):
        assert company.client("ana").post(address).status_code == 405


def test_a_language_without_texts_reads_english_marked_as_such(company):
    client = company.client("ben")
    with translation.override("ar"):
        assert practice("bad-news-first").language == "en"
    page = client.get(f"{PAGE}bad-news-first/", headers={"accept-language": "en"})
    assert b"<h1>Ask for bad news first</h1>" in page.content
    assert b'<div lang="en">' in page.content
