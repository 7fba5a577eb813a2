"""Joiners, movers and leavers by the people feed: what becomes of records, accounts and roles."""

import datetime as dt

import pytest
from django.core import mail
from feeding import EXTRA, POST, USER, Directory

from bothways_web.api.scim import mapping
from bothways_web.api.scim.models import FeedDepartment, FeedGroup, FeedPerson, FeedSettings, FeedTrouble
from bothways_web.api.scopes import Scope
from bothways_web.people import imports
from bothways_web.people.models import Change, Grant, Person, Post, Role, User
from bothways_web.people.units import today
from bothways_web.people.users import switch_off, switch_on

DAY = dt.timedelta(days=1)


@pytest.fixture
def directory(program):
    return Directory(program("dua", Scope.SCIM).secret)


def posts(code):
    rows = Post.objects.filter(person__code=code).order_by("start")
    return [(one.unit.code, one.start, one.end, one.reason) for one in rows]


def test_a_joiner_is_a_person_with_a_post_from_today_on(company, directory):
    boss = directory.join("boss@company.example", employeeNumber="900")
    directory.join(
        "new@company.example", displayName="A new colleague", title="Nurse", preferredLanguage="de-AT",
        timezone="Europe/Vienna", emails=[{"value": "home@x.example"}, {"value": "w@x.example", "type": "work"}],
        employeeNumber="901", department="Help  desk", manager={"value": boss},
        phoneNumbers=[{"value": "1"}],
    )  # fmt: skip
    made = Person.objects.get(code="901")
    assert (made.name, made.email, made.language, made.time_zone) == (
        "A new colleague", "w@x.example", "de", "Europe/Vienna",
    )  # fmt: skip
    post = made.posts.get()
    assert (post.unit.code, post.start, post.end, post.role, post.manager) == (
        "desk", today(), None, "Nurse", "900",
    )  # fmt: skip
    assert made.user is None
    lines = Change.objects.filter(about="901").values_list("verb", flat=True)
    assert set(lines) == {"added person", "corrected person", "moved person"}
    assert "w@x.example" not in str(list(Change.objects.values("details", "about")))


def test_who_is_known_from_files_is_taken_over_and_keeps_the_past(company, directory):
    before = posts("day3")
    directory.join("d3", employeeNumber="day3", department="Day shift")
    directory.join("n4", emails=[{"value": "NIGHT4@company.example"}], department="night")
    assert posts("day3") == before
    assert FeedPerson.objects.get(user_key="n4").person.code == "night4"
    assert Person.objects.count() == 32


def test_who_left_is_not_found_by_an_address_that_somebody_else_has_now(company, directory):
    Post.objects.filter(person__code="night4").update(end=dt.date(2025, 3, 31))
    directory.join("n4", emails=[{"value": "night4@company.example"}], department="night")
    assert FeedPerson.objects.get().person.code == "n4"


@pytest.mark.parametrize("said", [{"employeeNumber": "4711"}, {"externalId": "4711"}])
def test_an_address_alone_takes_over_no_record_where_a_number_says_somebody_else(company, directory, said):
    before = Person.objects.filter(code="night4").values().get()
    directory.join("thief", emails=[{"value": "night4@company.example"}], displayName="Thief", **said)
    made = FeedPerson.objects.get().person
    assert made.code == said.get("employeeNumber", "thief")
    assert Person.objects.filter(code="night4").values().get() == before
    assert "employeeNumber" in FeedTrouble.objects.get().detail


def test_an_external_id_that_is_the_code_of_the_record_says_the_same_as_the_address(company, directory):
    directory.join("n4", emails=[{"value": "night4@company.example"}], externalId="night4")
    assert FeedPerson.objects.get().person.code == "night4"
    assert not FeedTrouble.objects.exists()


def test_a_record_that_a_user_has_is_taken_over_by_no_other(company, directory):
    directory.join("n4", employeeNumber="night4", externalId="a-1")
    for said in ({}, {"externalId": "a-2"}, {"externalId": "night4"}):
        directory.join(f"n4{len(said)}{said}", emails=[{"value": "night4@company.example"}], **said)
    assert FeedPerson.objects.get(person__code="night4").external_id == "a-1"
    assert FeedPerson.objects.count() == 4


def test_a_mover_has_a_new_post_from_today_on_and_the_past_stays(company, directory):
    key = directory.join("d3", employeeNumber="day3", department="day")
    directory.set(key, f"{EXTRA}:department", "Help desk")
    assert posts("day3") == [
        ("day", dt.date(2024, 1, 1), today() - DAY, ""), ("desk", today(), None, ""),
    ]  # fmt: skip
    directory.set(key, f"{EXTRA}:department", "night")  # second thoughts on the same day
    assert [one[0] for one in posts("day3")] == ["day", "night"]


@pytest.mark.parametrize("how", ["active false", "deleted"])
def test_a_leaver_leaves_today_and_nothing_is_erased(company, directory, how):
    user = company.users["ben"]
    key = directory.join("ben", employeeNumber="day2", department="day")
    directory.set(key, f"{POST}:leavingReason", "retired")
    if how == "deleted":
        assert directory.send("DELETE", f"Users/{key}").status_code == 204
        assert directory.send("GET", f"Users/{key}").status_code == 404
    else:
        directory.set(key, "active", False)
    assert posts("day2") == [("day", dt.date(2024, 1, 1), today(), "retired")]
    user.refresh_from_db()
    assert not user.is_active
    assert Person.objects.get(code="day2").user == user


def test_who_comes_back_the_next_day_goes_on_in_the_same_post_and_later_has_a_new_one(company, directory):
    key = directory.join("d3", employeeNumber="day3", department="day")
    directory.set(key, "active", False)
    directory.set(key, "active", True)
    assert posts("day3") == [("day", dt.date(2024, 1, 1), None, "")]
    directory.set(key, "active", False)
    long_ago = dt.date(2025, 5, 31)
    Post.objects.filter(person__code="day3").update(end=long_ago)
    directory.set(key, "active", True)
    assert posts("day3") == [("day", dt.date(2024, 1, 1), long_ago, ""), ("day", today(), None, "")]


def test_an_account_that_an_administrator_switched_off_stays_off(company, directory):
    key = directory.join("ben", employeeNumber="day2", department="day")
    User.objects.filter(pk=company.users["ben"].pk).update(is_active=False)
    directory.set(key, "active", False)
    directory.set(key, "active", True)
    assert not User.objects.get(pk=company.users["ben"].pk).is_active


@pytest.mark.parametrize("how", ["on and off", "off again"])
def test_an_account_that_the_feed_switched_off_first_is_an_administrators_after_that(company, directory, how):
    ben, dua = company.users["ben"], company.users["dua"]
    key = directory.join("ben", employeeNumber="day2", department="day")
    directory.set(key, "active", False)
    assert FeedPerson.objects.get().switched_off
    if how == "on and off":
        switch_on(ben, by=dua)
    switch_off(ben, by=dua)
    directory.set(key, "active", True)
    directory.set(key, "title", "Nurse")
    assert not User.objects.get(pk=ben.pk).is_active
    switch_on(ben, by=dua)
    directory.set(key, "active", False)
    directory.set(key, "active", True)
    assert User.objects.get(pk=ben.pk).is_active


def test_the_last_administrator_stays_and_the_page_is_told(company, directory):
    person = company.people["desk"][2]
    person.user = company.users["dua"]
    person.save()
    company.users["kim"].delete()
    key = directory.join("dua", employeeNumber="desk3", department="desk")
    directory.set(key, "active", False)
    assert User.objects.get(pk=company.users["dua"].pk).is_active
    assert posts("desk3")[-1][2] == today()
    assert "last administrator" in FeedTrouble.objects.get().detail


def test_an_unknown_department_keeps_the_unit_until_somebody_says_which_it_is(company, directory):
    key = directory.join("d3", employeeNumber="day3", department="Nursing")
    new = directory.join("new", department="nursing")
    assert posts("day3") == [("day", dt.date(2024, 1, 1), None, "")]
    assert mapping.connection().unplaced == 1
    assert mapping.connection().unmatched == 1
    assert mapping.choose_unit(FeedDepartment.objects.get(), company.units["night"], by=company.users["dua"])
    assert posts("day3")[-1][:2] == ("night", today())
    assert posts("new") == [("night", today(), None, "")]
    assert mapping.connection().unplaced == 0
    assert directory.find(f'{EXTRA}:department eq "nursing"')[0]["id"] in (key, new)


def test_a_group_means_nothing_by_its_name_and_what_is_said_once_it_is_said(company, directory):
    ben = directory.join("ben", employeeNumber="day2", department="day")
    for name in ("Administrators", "admin", "people_lead", "Night shift"):
        directory.group(name, ben)
    assert not Grant.objects.filter(user=company.users["ben"]).exists()
    assert posts("day2")[-1][0] == "day"
    group, dua = FeedGroup.objects.get(name="people_lead"), company.users["dua"]
    mapping.say_meaning(group, "role", unit=None, role=Role.PEOPLE_LEAD, by=dua)
    mapping.say_meaning(
        FeedGroup.objects.get(name="Night shift"), "unit", unit=company.units["night"], role="", by=dua
    )
    assert Grant.objects.get(user=company.users["ben"]).role == Role.PEOPLE_LEAD
    assert posts("day2")[-1][0] == "night"
    for role in (Role.ADMIN, Role.COMMITTEE, Role.EMPLOYEE, ""):
        with pytest.raises(mapping.InputError):
            mapping.say_meaning(group, "role", unit=None, role=role, by=dua)


@pytest.mark.parametrize("how", ["leaves the group", "leaves", "group goes", "meaning goes"])
def test_a_role_by_a_group_ends_with_it_and_one_by_hand_stays(company, directory, how):
    ben, dua = company.users["ben"], company.users["dua"]
    Grant.objects.create(user=ben, role=Role.ANALYST)
    key = directory.join("ben", employeeNumber="day2", department="day")
    groups = {}
    for role in (Role.ANALYST, Role.EXECUTIVE):
        groups[role] = directory.group(str(role), key)
        mapping.say_meaning(FeedGroup.objects.get(pk=groups[role]), "role", unit=None, role=role, by=dua)
    assert {one.role for one in ben.grants.all()} == {Role.ANALYST, Role.EXECUTIVE}
    for number in groups.values():
        if how == "leaves the group":
            told = {"op": "remove", "path": f'members[value eq "{key}"]'}
            assert directory.patch(f"Groups/{number}", told).status_code == 204
        elif how == "group goes":
            assert directory.send("DELETE", f"Groups/{number}").status_code == 204
        elif how == "meaning goes":
            mapping.say_meaning(FeedGroup.objects.get(pk=number), "nothing", unit=None, role="", by=dua)
    if how == "leaves":
        directory.set(key, "active", False)
    assert {one.role for one in ben.grants.all()} == {Role.ANALYST}


def test_accounts_are_given_only_where_an_administrator_says_so(
    company, directory, django_capture_on_commit_callbacks
):
    directory.join("one", emails=[{"value": "one@x.example"}], department="day")
    assert not User.objects.filter(email="one@x.example").exists()
    FeedSettings.objects.update_or_create(pk=1, defaults={"gives_accounts": True})
    with django_capture_on_commit_callbacks(execute=True):
        directory.join("two", emails=[{"value": "two@x.example"}], department="day")
    made = User.objects.get(email="two@x.example")
    assert made.person.code == "two"
    assert not made.has_usable_password()
    assert [one.to for one in mail.outbox] == [["two@x.example"]]


def test_an_address_in_the_directory_never_becomes_that_of_an_account(company, directory):
    key = directory.join("ben", employeeNumber="day2", emails=[{"value": "day2@company.example"}])
    directory.set(key, "emails", [{"value": "thief@elsewhere.example", "primary": True}])
    ben = User.objects.get(pk=company.users["ben"].pk)
    assert ben.email == "ben@company.example"
    assert Person.objects.get(code="day2").email == "thief@elsewhere.example"


def test_what_somebody_corrected_here_stays_until_the_directory_says_something_new(company, directory):
    key = directory.join("d3", employeeNumber="day3", displayName="Old name", department="day")
    Person.objects.filter(code="day3").update(name="Right name", own_choice=True, language="es")
    directory.set(key, "title", "Nurse")
    directory.set(key, "preferredLanguage", "de")
    found = Person.objects.get(code="day3")
    assert (found.name, found.language) == ("Right name", "es")
    directory.set(key, "displayName", "Newer name")
    assert Person.objects.get(code="day3").name == "Newer name"


def test_an_import_before_the_feed_wrote_cannot_be_undone(company, directory):
    from django.utils import timezone

    given = imports.RecordImport.objects.create(
        kind="people", state="imported", file_name="people.csv", imported_at=timezone.now(), former=b"x"
    )
    assert imports.why_not_undo(given) == ""
    directory.join("new", department="day")
    assert "directory" in imports.why_not_undo(given)


def test_entity_tags_keep_two_writers_apart(company, directory):
    key = directory.join("d3", employeeNumber="day3")
    tag = directory.send("GET", f"Users/{key}")["ETag"]
    assert directory.send("GET", f"Users/{key}", **{"If-None-Match": tag}).status_code == 304
    body = {"schemas": [USER], "userName": "d3", "title": "Nurse"}
    assert directory.send("PUT", f"Users/{key}", body, **{"If-Match": tag}).status_code == 200
    assert (
        directory.send("PUT", f"Users/{key}", body | {"title": "Cook"}, **{"If-Match": tag}).status_code
        == 412
    )


def test_it_understands_what_entra_id_sends(company, directory):
    key = directory.join("d3", employeeNumber="day3", department="day", externalId="a-1")
    told = directory.patch(
        f"Users/{key}",
        {"op": "Add", "path": 'emails[type eq "work"].value', "value": "d3@x.example"},
        {"op": "Replace", "path": "active", "value": "False"},
        {"op": "Add", "path": 'phoneNumbers[type eq "work"].value', "value": "1"},
        {"op": "Replace", "path": f"{EXTRA}:department", "value": "night"},
    )
    assert told.status_code == 204, told.content
    assert Person.objects.get(code="day3").email == "d3@x.example"
    assert posts("day3")[-1][2] == today()
    group = directory.group("Night")
    for op, left in (("Add", {key}), ("Remove", set())):
        told = directory.patch(f"Groups/{group}", {"op": op, "path": "members", "value": [{"value": key}]})
        assert told.status_code == 204, told.content
        assert {str(one.person_id) for one in FeedGroup.objects.get().members.all()} == left
    found = directory.client.get(
        "/scim/v2/Groups", {"filter": 'displayName eq "NIGHT"', "excludedAttributes": "members"}
    )
    assert [one["id"] for one in found.json()["Resources"]] == [group]
    assert [one["id"] for one in directory.find('externalId eq "a-1"')] == [key]
    assert not directory.find('userName eq "somebody else"')
