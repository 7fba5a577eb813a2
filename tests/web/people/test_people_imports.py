"""People come in by file: new, moved, corrected, gone; every error by row; undone while nobody was asked."""

import datetime as dt

import pytest
from django.urls import reverse

from bothways_web.people import jobs
from bothways_web.people.models import Change, Person, Post, RecordImport, User
from bothways_web.people.units import today

HEAD = "person,unit,start,end,reason,role,site,manager,name,email,language,time_zone\n"


def posts(code):
    rows = Post.objects.filter(person__code=code).order_by("start")
    return [(str(post.unit), post.start.isoformat(), post.end and post.end.isoformat()) for post in rows]


def records():
    people = set(Person.objects.values_list("code", "name", "email", "language", "time_zone"))
    return people, set(
        Post.objects.values_list("person__code", "unit__code", "start", "end", "reason", "role", "site")
    )


@pytest.fixture
def eva(company):
    return company.client("eva")


def test_it_brings_people_with_all_their_columns(eva, bring, apply):
    text = (
        HEAD
        + "n1,day,2024-01-01,2024-06-30,family,agent,Berlin,day1,Jo Public,jo@company.example,de-AT,Europe/Vienna\n"
    )
    given = apply(eva, bring(eva, "people", text))
    assert given.state == "imported"
    person = Person.objects.get(code="n1")
    assert (person.name, person.email, person.language, person.time_zone) == (
        "Jo Public", "jo@company.example", "de", "Europe/Vienna",
    )  # fmt: skip
    post = person.posts.get()
    assert (post.reason, post.role, post.site, post.manager) == ("family", "agent", "Berlin", "day1")
    logged = Change.objects.get(verb="imported people")
    assert logged.details["added"] == 1
    assert "Jo" not in str(logged.details) + logged.about


def test_it_tells_every_error_at_once_with_its_row(eva, bring):
    before = records()
    rows = [
        "n1,nowhere,2024-01-01",
        ",day,2024-01-01",
        "n2,,2024-01-01",
        "n3,day,",
        "n4,day,31/12/24",
        "n5,day,2024-05-01,2024-04-01",
        "n6,day,2024-01-01,,,,,,,no address",
        "n7,day,2024-01-01,,,,,,,,tlh",
        "n8,day,2024-01-01,,,,,,,,,Mars/Olympus",
        "n9,day,2024-01-01,2024-12-31",
        "n9,desk,2024-06-01",
        "n10,day,2024-01-01",
        "n10,day,2024-01-01",
    ]
    full = [row + "," * (HEAD.count(",") - row.count(",")) for row in rows]
    given = bring(eva, "people", HEAD + "\n".join(full) + "\n")
    assert given.state == "faulty"
    assert [(each["row"], each["column"]) for each in given.problems] == [
        (2, "unit"), (3, "person"), (4, "unit"), (5, "start"), (6, "start"), (7, "end"), (8, "email"),
        (9, "language"), (10, "time_zone"), (12, "start"), (14, "start"),
    ]  # fmt: skip
    assert all(each["remedy"] for each in given.problems)
    assert records() == before


def test_the_page_of_problems_offers_the_rows(eva, bring):
    given = bring(eva, "people", "person,unit,start\nn1,nowhere,2024-01-01\n")
    address = reverse("import_check", args=["people", given.upload_id])
    page = eva.get(address).content.decode()
    assert "There is no unit “nowhere”." in page
    assert reverse("import_faults", args=["people", given.upload_id]) in page
    assert "<title>Error:" in page


def test_blank_rows_are_passed_over(eva, bring):
    given = bring(eva, "people", "person,unit,start\nn1,day,2024-01-01\n,,\n , ,\nn2,day,2024-01-01\n")
    assert (given.state, given.rows) == ("checked", 2)


def test_somebody_who_moves_leaves_the_old_post_the_day_before(eva, bring, apply):
    given = apply(eva, bring(eva, "people", "person,unit,start\nday3,desk,2025-06-01\n"))
    assert given.plan["moved"]["codes"] == ["day3"]
    assert posts("day3") == [("day", "2024-01-01", "2025-05-31"), ("desk", "2025-06-01", None)]


def test_somebody_who_left_is_told(eva, bring, apply):
    given = apply(
        eva, bring(eva, "people", "person,unit,start,end,reason\nday3,day,2024-01-01,2025-05-31,pay\n")
    )
    assert given.plan["left"]["codes"] == ["day3"]
    assert posts("day3") == [("day", "2024-01-01", "2025-05-31")]


def test_columns_that_are_not_in_the_file_keep_what_is_known(eva, bring, apply):
    Post.objects.filter(person__code="day3").update(role="agent", end=dt.date(2030, 1, 1))
    given = apply(eva, bring(eva, "people", "person,unit,start,site\nday3,day,2024-01-01,Berlin\n"))
    assert given.plan["corrected"]["codes"] == ["day3"]
    post = Post.objects.get(person__code="day3")
    assert (post.role, post.site, post.end) == ("agent", "Berlin", dt.date(2030, 1, 1))


def test_a_blank_cell_takes_no_address_away(eva, bring, apply):
    apply(eva, bring(eva, "people", "person,unit,start,name,email\nday3,day,2024-01-01,New Name,\n"))
    person = Person.objects.get(code="day3")
    assert (person.name, person.email) == ("New Name", "day3@company.example")


def test_it_leaves_what_somebody_chose_alone(eva, bring, apply):
    Person.objects.filter(code="day3").update(language="es", time_zone="Asia/Tokyo", own_choice=True)
    given = bring(
        eva, "people", "person,unit,start,language,time_zone\nday3,day,2024-01-01,de,Europe/Berlin\n"
    )
    assert given.plan["same"] == 1
    apply(eva, given)
    person = Person.objects.get(code="day3")
    assert (person.language, person.time_zone) == ("es", "Asia/Tokyo")


def test_it_refuses_a_post_that_overlaps_a_known_one(eva, bring):
    Post.objects.filter(person__code="day3").update(end=dt.date(2025, 12, 31))
    given = bring(eva, "people", "person,unit,start\nday3,desk,2025-06-01\n")
    assert [(each["row"], each["column"]) for each in given.problems] == [(2, "start")]
    assert "2024-01-01" in given.problems[0]["what"]


def test_who_is_missing_stays_unless_asked_otherwise(eva, bring, apply):
    text = "person,unit,start\n" + "".join(f"day{n},day,2024-01-01\n" for n in range(1, 9))
    given = bring(eva, "people", text)
    assert given.plan["missing"]["count"] == 24
    page = eva.get(reverse("import_check", args=["people", given.upload_id])).content.decode()
    assert "24 people who work here are not in the file" in page
    given = apply(eva, given, missing="end")
    assert given.plan["left"]["count"] == 24
    assert Post.objects.filter(end=today() - dt.timedelta(days=1)).count() == 24
    assert posts("day1") == [("day", "2024-01-01", None)]


def test_undo_restores_people_and_posts(eva, bring, apply, company):
    before = records()
    text = HEAD + (
        "day3,desk,2025-06-01,,,agent,,,New name,new@company.example,de,\n"
        "day4,day,2024-01-01,2025-01-31,pay,,,,,,,\n"
        "n1,day,2024-01-01,,,,,,,n1@company.example,,\n"
    )
    given = apply(eva, bring(eva, "people", text), missing="end")
    assert given.state == "imported", (given.problems, given.trouble)
    assert records() != before
    eva.post(reverse("import_undo", args=[given.pk]))
    given.refresh_from_db()
    assert given.state == "undone"
    assert records() == before
    assert given.former is None
    company.users["ana"].refresh_from_db()
    assert company.users["ana"].person.code == "day1"


def test_it_links_the_account_of_the_same_address(eva, bring, apply, db):
    user = User.objects.create_user("n1@company.example")
    apply(eva, bring(eva, "people", "person,unit,start,email\nn1,day,2024-01-01,N1@Company.example\n"))
    assert Person.objects.get(code="n1").user == user


def test_it_links_no_account_where_two_people_share_the_address(eva, bring, apply, db):
    User.objects.create_user("desk@company.example")
    text = "person,unit,start,email\nn1,day,2024-01-01,desk@company.example\nn2,day,2024-01-01,desk@company.example\n"
    apply(eva, bring(eva, "people", text))
    assert not Person.objects.filter(code__in=["n1", "n2"], user__isnull=False).exists()


def test_names_are_shown_as_text(eva, bring, apply):
    apply(
        eva, bring(eva, "people", 'person,unit,start,name\nn1,day,2024-01-01,"<script>alert(1)</script>"\n')
    )
    page = eva.get(reverse("people"), {"q": "script"}).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_a_large_file_is_a_job_with_a_page_that_waits(eva, bring, monkeypatch):
    monkeypatch.setattr(jobs, "AT_ONCE", 10)
    kept = []
    monkeypatch.setattr(type(jobs.do_import_work), "enqueue", lambda self, *args: kept.append(args))
    given = bring(eva, "people", "person,unit,start\nn1,day,2024-01-01\n")
    assert given.state == "checking"
    address = reverse("import_check", args=["people", given.upload_id])
    answer = eva.get(address)
    assert answer["Refresh"] == "2"
    assert "being checked" in answer.content.decode()
    jobs.do_import_work.call(*kept[0])
    answer = eva.get(address)
    assert "Refresh" not in answer
    assert "1 person is new." in answer.content.decode()


def test_a_job_that_was_stopped_can_be_begun_again(eva, bring, monkeypatch):
    given = bring(eva, "people", "person,unit,start\nn1,day,2024-01-01\n")
    RecordImport.objects.update(state="checking", begun_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    address = reverse("import_check", args=["people", given.upload_id])
    assert "Try again" in eva.get(address).content.decode()
    eva.post(address)
    given.refresh_from_db()
    assert given.state == "checked"


def test_a_job_that_fails_says_so_and_writes_nothing(eva, bring, monkeypatch):
    given = bring(eva, "people", "person,unit,start\nn1,day,2024-01-01\n")
    before = records()

    def fail(plan):
        Person.objects.create(code="half")
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("bothways_web.people.records.person_writing.write_people", fail)
    eva.post(reverse("import_check", args=["people", given.upload_id]), {"step": "apply"})
    given.refresh_from_db()
    assert given.state == "faulty"
    assert "nothing was saved" in given.trouble
    assert records() == before


@pytest.mark.parametrize("who", ["ana", "ben", "fay", "gil", "hao", "ida"])
def test_others_find_no_import(company, bring, who):
    given = bring(company.client("eva"), "people", "person,unit,start\nn1,nowhere,2024-01-01\n")
    client = company.client(who)
    for name, args in (
        ("imports", []),
        ("import_file", ["people"]),
        ("import_template", ["people"]),
        ("import_columns", ["people", given.upload_id]),
        ("import_check", ["people", given.upload_id]),
        ("import_faults", ["people", given.upload_id]),
        ("import_done", [given.pk]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404, name
    assert client.post(reverse("import_undo", args=[given.pk])).status_code == 404


def test_a_people_lead_sees_own_imports_and_an_administrator_all(company, bring, apply):
    eva, dua = company.client("eva"), company.client("dua")
    by_dua = apply(dua, bring(dua, "people", "person,unit,start\nn1,day,2024-01-01\n"))
    by_eva = apply(eva, bring(eva, "people", "person,unit,start\nn2,day,2024-01-01\n"))
    assert eva.get(reverse("import_done", args=[by_dua.pk])).status_code == 404
    assert dua.get(reverse("import_done", args=[by_eva.pk])).status_code == 200
    assert list(eva.get(reverse("imports")).context["page"]) == [by_eva]
    assert list(dua.get(reverse("imports")).context["page"]) == [by_eva, by_dua]


def test_the_upload_of_one_is_not_there_for_another(company, bring):
    given = bring(company.client("eva"), "people", "person,unit,start\nn1,nowhere,2024-01-01\n")
    dua = company.client("dua")
    assert dua.get(reverse("import_check", args=["people", given.upload_id])).status_code == 404
    assert dua.get(reverse("import_faults", args=["people", given.upload_id])).status_code == 404


def test_the_examples_can_be_imported_as_they_are(company, bring, apply):
    dua = company.client("dua")
    for kind in ("units", "people"):
        text = dua.get(reverse("import_template", args=[kind])).content
        assert apply(dua, bring(dua, kind, text)).state == "imported"
    assert posts("p-002") == [("team-1", "2024-03-01", "2025-06-30")]


def test_an_empty_list_of_imports_says_where_to_begin(company):
    assert "Begin with your units" in company.client("eva").get(reverse("imports")).content.decode()


def test_an_unknown_kind_of_file_has_no_page(company):
    client = company.client("eva")
    assert client.get("/people/import/salaries/").status_code == 404
    assert client.get("/people/import/salaries/example.csv").status_code == 404


def test_no_file_is_told_as_a_sentence(company):
    answer = company.client("eva").post(reverse("import_file", args=["people"]))
    assert answer.status_code == 400
    assert "Choose a file first." in answer.content.decode()
