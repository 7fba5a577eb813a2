"""Team pages: both voices from Released alone, within reach alone."""

import datetime as dt
import re

import linked_company as linked
import pandas as pd
import pytest

from bothways_web.link.models import MetricImport
from bothways_web.link.teams import middle_half
from bothways_web.listen.ledgers import released_round
from bothways_web.people.models import Grant, Person, Post, Role


def text(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


@pytest.mark.parametrize("name", ["ana", "ben", "cem", "eva", "fay"])
def test_the_list_is_there_for_those_with_teams(company, name):
    text(company.client(name), "/teams/")


@pytest.mark.parametrize("name", ["dua", "gil", "hao", "ida"])
def test_team_pages_are_not_there_for_others(company, name):
    client = company.client(name)
    assert client.get("/teams/").status_code == 404
    assert client.get("/teams/day/").status_code == 404
    assert client.get("/teams/help-first/").status_code == 404


def test_a_team_outside_the_reach_is_not_there(company):
    assert company.client("ben").get("/teams/day/").status_code == 200
    assert company.client("ben").get("/teams/night/").status_code == 404
    assert company.client("ana").get("/teams/north/").status_code == 404
    assert company.client("cem").get("/teams/day/").status_code == 404
    assert company.client("eva").get("/teams/nowhere/").status_code == 404


def test_the_list_is_by_name_and_search_finds(company):
    client = company.client("eva")
    page = text(client, "/teams/?sort=score&order=-value")
    names = re.findall(r'href="/teams/[^"]+/"><bdi>([^<]+)</bdi>', page)
    assert names == sorted(names, key=str.casefold)
    assert len(names) == 7
    page = text(client, "/teams/?q=shift")
    assert re.findall(r"<bdi>([^<]+)</bdi></a>", page) == ["Day shift", "Night shift"]
    assert "No team is called like that" in text(client, "/teams/?q=zzz")


def test_own_teams_are_listed_for_employees(company):
    page = text(company.client("ben"), "/teams/")
    assert re.findall(r'href="/teams/([^"]+)/"><bdi>', page) == ["day"]


def test_the_empty_page_says_why(company):
    page = text(company.client("ana"), "/teams/day/")
    assert "No round with this team has been released yet." in page
    assert "No customer numbers have been brought in yet." in page


def test_a_team_shows_both_voices_with_ranges(linked_company):
    page = text(linked_company.client("eva"), "/teams/t02/")
    assert "Employees" in page
    assert "Customers" in page
    for row in released_round("employees", "2025-12").released:
        if row.group == "unit=t02" and row.kind == "mean":
            assert re.search(
                rf'class="value">(at (least|most) )?{re.escape(row.text.lstrip("<>="))}<', page
            ), row
    assert page.index("voice-employees") < page.index("voice-customers")
    assert "When" in page
    assert 'class="band"' in page


def test_the_least_good_domain_is_named_unless_two_share_it(linked_company):
    client = linked_company.client("eva")
    for team in linked.teams()[1:8]:
        rows = [row for row in released_round("employees", "2025-12").released if row.group == f"unit={team}"]
        values = sorted(row.value for row in rows if row.kind == "mean")
        named = "Least good here" in text(client, f"/teams/{team}/")
        assert named == (values[0] < values[1]), (team, values)


def test_no_exact_number_of_people_is_shown(linked_company):
    page = text(linked_company.client("eva"), "/teams/t02/")
    assert "5–9 people answered" in page
    assert "8 people" not in page


def test_a_team_without_a_number_is_suppressed(linked_company):
    page = text(linked_company.client("eva"), "/teams/desk/")
    assert "Not shown, to protect people in small groups." in page
    assert "No data" not in page


def test_the_company_page_shows_the_whole(linked_company):
    page = text(linked_company.client("eva"), "/teams/company/")
    row = next(row for row in released_round("employees", "2025-12").released if row.group == "all")
    assert row.text.lstrip("<>=") in page


def test_a_customers_cell_that_is_too_small_is_suppressed(company):
    small = pd.DataFrame(
        {"team": ["day", "night"], "month": "2025-01", "measure": "stars", "score": [3.1, 4.0], "answers": [40, 3],
         "kind": "mean", "low": 1, "high": 5}
    )  # fmt: skip
    linked.bring(company, small)
    customers = text(company.client("eva"), "/teams/night/").split("voice-customers")[-1]
    assert "Not shown" in customers
    assert "4.0" not in customers
    shown = text(company.client("eva"), "/teams/day/").split("voice-customers")[-1]
    assert released_round("customers", "2025-01").released[0].text in shown


def test_no_band_is_drawn_where_few_teams_are_shown(company):
    world = linked.draw(units=6)
    linked.add_teams(company, 6)
    linked.ask_all(company, world)
    assert 'class="band"' not in text(company.client("eva"), "/teams/t02/")


def test_teams_that_are_shown_together_are_named(company):
    world = linked.draw(units=6)
    linked.add_teams(company, 6)
    original = linked.PEOPLE
    try:
        linked.PEOPLE = 3
        linked.ask_all(company, world)
    finally:
        linked.PEOPLE = original
    page = text(company.client("eva"), "/teams/t02/")
    employees = page.split("voice-customers")[0]
    assert "Shown together" in employees or "Not shown, to protect" in employees
    assert "Team t02" in employees or "count" in employees


def test_earlier_rounds_and_changes_stand_beside_the_last_one(company):
    world = linked.draw()
    linked.add_teams(company)
    linked.ask_all(company, world, released=2)
    page = text(company.client("eva"), "/teams/t02/")
    assert "Since November 2025" in page
    assert "Earlier rounds" in page
    assert re.search("about the same, or we cannot tell|better: |less good: ", page)
    older = text(company.client("eva"), "/teams/t02/?round=2025-11")
    assert "2025-11" in older.split("voice-customers")[0]
    assert "Since November 2025" not in older


def test_who_needs_help_first_is_for_people_leads_alone(linked_company):
    page = text(linked_company.client("eva"), "/teams/help-first/")
    assert page.count('<section aria-labelledby="need-') == 3
    assert "alphabetical order" in page
    for name in ("ana", "ben", "fay", "hao", "gil", "dua"):
        assert linked_company.client(name).get("/teams/help-first/").status_code == 404


def test_who_needs_help_first_is_empty_before_a_round(company):
    assert "Nothing is released yet" in text(company.client("eva"), "/teams/help-first/")


def test_a_manager_reaches_everything_below(linked_company):
    user = linked_company.users["ana"]
    Grant.objects.create(user=user, role=Role.MANAGER, unit=linked_company.units["north"])
    text(linked_company.client("ana"), "/teams/t02/")


def test_a_member_of_a_team_sees_it(linked_company):
    person = Person.objects.create(code="new", user=linked_company.users["ida"])
    Post.objects.create(person=person, unit=linked_company.units["t05"], start=dt.date(2024, 1, 1))
    client = linked_company.client("ida")
    text(client, "/teams/t05/")
    assert client.get("/teams/t06/").status_code == 404


def test_nothing_but_released_numbers_reaches_the_page(linked_company):
    """Every figure of the customers' panel is one that the ledger wrote."""
    page = text(linked_company.client("eva"), "/teams/t03/").split("voice-customers")[-1]
    texts = {row.text.lstrip("<>=") for row in released_round("customers", "2025-12").released}
    for shown in re.findall(r'class="value">(?:at (?:least|most) )?([\d.]+)', page):
        assert shown in texts
    assert MetricImport.objects.get().released_at is not None


def test_middle_half_needs_enough_teams(linked_company):
    from bothways_web.link.teams import diagnosis_of

    found = diagnosis_of(linked_company.rounds[-1], None)
    low, high = middle_half(found, found.domains[0].metric)
    values = sorted(one.value for one in found.deepest[found.domains[0].metric])
    assert values[0] <= low <= high <= values[-1]
