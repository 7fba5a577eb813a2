"""The administrator's pages of the people feed."""

import pytest
from django.utils import timezone
from feeding import Directory

from bothways_web.api.scim.models import FeedDepartment, FeedGroup, FeedSettings, FeedTrouble
from bothways_web.api.scopes import Scope
from bothways_web.people.models import Change, Grant, Post

ROOT = "/set-up/people-feed/"


@pytest.fixture
def directory(program):
    return Directory(program("dua", Scope.SCIM).secret)


def text(answer):
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_before_anything_was_sent_the_page_says_where_and_how_to_begin(company, browser_of):
    page = text(browser_of("dua").get(ROOT))
    assert "/scim/v2</code>" in page
    assert "none yet" in page
    assert "Nothing." in page
    for part in ("departments/", "groups/", "without-unit/"):
        assert "appear" in text(browser_of("dua").get(ROOT + part)) or part == "groups/"


def test_the_page_tells_contact_counts_and_what_went_wrong(company, directory, browser_of):
    directory.join("one", department="day")
    directory.join("two", department="Nursing")
    directory.set(directory.join("three", department="day"), "active", False)
    assert directory.send("POST", "Users", {"schemas": ["x"]}).status_code == 400
    page = text(browser_of("dua").get(ROOT))
    assert "a program, of Dua, works until" in page
    assert timezone.localtime().strftime("%Y") in page
    assert "<dd>2</dd>" in page
    assert "<dd>1</dd>" in page
    assert "1 department is no unit that we know." in page
    assert "1 person works in no unit here" in page
    assert "<code>POST Users</code> 400" in page


def test_an_administrator_says_which_unit_a_department_is(company, directory, browser_of):
    directory.join("two", department="Nursing")
    number = FeedDepartment.objects.get().pk
    mine = browser_of("dua")
    assert "two" in text(mine.get(ROOT + "without-unit/"))
    assert mine.post(f"{ROOT}departments/{number}/", {"unit": "nowhere"}).status_code == 400
    assert mine.post(f"{ROOT}departments/{number}/", {"unit": "desk"}).status_code == 302
    assert "Help desk" in text(mine.get(ROOT + "departments/"))
    assert Post.objects.get(person__code="two").unit.code == "desk"
    assert Change.objects.filter(verb="said which unit a department is").exists()
    assert mine.get(f"{ROOT}departments/{2**63}/").status_code == 404


def test_who_has_no_unit_is_looked_for_again_once_there_is_one(company, directory, browser_of):
    directory.join("two", department="Night watch")
    company.units["night"].spans.update(name="Night watch")
    mine = browser_of("dua")
    assert mine.post(ROOT + "without-unit/again/").status_code == 302
    assert Post.objects.get(person__code="two").unit.code == "night"
    assert "Everybody has a unit" in text(mine.get(ROOT + "without-unit/"))


def test_an_administrator_says_what_a_group_means_and_some_roles_are_not_offered(
    company, directory, browser_of
):
    ben = directory.join("ben", employeeNumber="day2", department="day")
    address = f"{ROOT}groups/{directory.group('Leads of nights', ben)}/"
    mine = browser_of("dua")
    assert 'value="admin"' not in text(mine.get(address))
    for sent in (
        {"use": "role", "role": "admin", "unit": ""}, {"use": "role", "role": "manager", "unit": ""},
        {"use": "unit", "role": "", "unit": ""}, {"use": "role", "role": "analyst", "unit": "day"}, {},
    ):  # fmt: skip
        assert mine.post(address, sent).status_code == 400
    assert not Grant.objects.filter(user=company.users["ben"]).exists()
    assert mine.post(address, {"use": "role", "role": "manager", "unit": "night"}).status_code == 302
    assert Grant.objects.get(user=company.users["ben"]).unit.code == "night"
    assert "manager: <bdi>Night shift</bdi>" in text(mine.get(ROOT + "groups/"))
    assert FeedGroup.objects.get().role == "manager"


def test_accounts_are_switched_on_by_a_form(company, browser_of):
    assert browser_of("dua").post(ROOT, {"gives_accounts": "on"}).status_code == 302
    assert FeedSettings.current().gives_accounts
    assert browser_of("dua").post(ROOT, {}).status_code == 302
    assert not FeedSettings.current().gives_accounts


def test_the_oldest_troubles_go(company, directory):
    for number in range(60):
        directory.send("GET", f"Users/{number}")
    assert FeedTrouble.objects.count() == 50
    assert FeedTrouble.objects.first().place == "Users/59"
