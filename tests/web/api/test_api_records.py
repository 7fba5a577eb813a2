"""Units, people and imports through the API: read by people leads, brought in whole or not at all, undone."""

import pytest

from bothways_web.link.models import MetricImport
from bothways_web.people.models import Person, Post, RecordImport, Unit, Upload

ROW = {"person": "new1", "unit": "day", "start": "2026-01-01", "name": "New One"}
METRICS = "team,month,measure,score,answers,kind,low,high\n" + "".join(
    f"{unit},2026-0{month},stars,3.{month},40,mean,1,5\n"
    for unit in ("day", "night", "desk", "field")
    for month in (1, 2)
)


def file_sent(program, path, content, **query):
    return program.client.generic(
        "POST", f"/api/v1/{path}", content.encode(), content_type="application/octet-stream",
        query_params=query,
    )  # fmt: skip


def test_people_leads_read_units_and_people_and_nobody_else(company, program):
    mine = program("eva")
    units = {one["unit"]: one["parent"] for one in mine.get("units").json()["items"]}
    assert units["day"] == "north"
    found = mine.get("people", unit="day", limit=3).json()
    assert (found["total"], found["next_offset"]) == (8, 3)
    assert found["items"][0]["posts"][0]["unit"] == "day"
    assert mine.get("people", search="desk1").json()["items"][0]["person"] == "desk1"
    assert mine.get("people", state="left").json()["total"] == 0
    assert mine.get("people/day1").json()["posts"][0]["start"] == "2024-01-01"
    assert mine.get("people/nobody").status_code == 404
    assert program("dua").get("people").status_code == 403
    assert program("dua").get("units").status_code == 200
    assert program("hao").get("units").status_code == 403


def test_rows_are_imported_whole_and_undone(company, program):
    admin = program("dua")
    made = admin.post("people", {"rows": [ROW, {**ROW, "person": "day1", "unit": "night", "name": "Day 1"}]})
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["state"], told["counts"]["added"], told["counts"]["moved"]) == ("imported", 1, 1)
    first, second = Post.objects.filter(person__code="day1").order_by("start")
    assert (first.end.isoformat(), second.unit.code) == ("2025-12-31", "night")
    assert admin.get("imports/records").json()["items"][0]["number"] == told["number"]
    undone = admin.post(f"imports/records/{told['number']}/undo", {})
    assert (undone.status_code, undone.json()["state"]) == (200, "undone")
    assert not Person.objects.filter(code="new1").exists()
    again = admin.post(f"imports/records/{told['number']}/undo", {})
    assert (again.status_code, again.json()["code"]) == (409, "not_undone")


def test_a_wrong_row_is_named_and_nothing_is_written(company, program):
    answer = program("dua").post("people", {"rows": [ROW, {**ROW, "person": "new2", "unit": "moon"}]})
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["place"] == ["body", "sent", "rows", "1", "unit"]
    assert "moon" in error["message"]
    assert not Person.objects.filter(code__startswith="new").exists()
    assert not RecordImport.objects.exists()
    assert not Upload.objects.exists()


def test_a_field_that_only_some_rows_name_is_refused(company, program):
    answer = program("dua").post("people", {"rows": [ROW, {**ROW, "person": "new2", "end": None}]})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["place"] == ["body", "sent", "rows", "1", "end"]


def test_what_is_left_out_keeps_what_is_known_and_null_clears_it(company, program):
    Post.objects.filter(person__code="day1").update(role="nurse", site="Harbour")
    row = {"person": "day1", "unit": "day", "start": "2024-01-01", "role": None}
    assert program("eva").post("people", {"rows": [row]}).status_code == 201
    post = Post.objects.get(person__code="day1")
    assert (post.role, post.site) == ("", "Harbour")


def test_a_check_alone_writes_nothing(company, program):
    answer = program("dua").post("people", {"rows": [ROW], "only_check": True})
    assert answer.status_code == 201
    assert (answer.json()["state"], answer.json()["number"]) == ("checked", None)
    assert not Person.objects.filter(code="new1").exists()
    assert program("dua").get("imports/records").json()["total"] == 0


def test_units_are_brought_in_and_a_circle_is_refused(company, program):
    mine = program("dua")
    assert mine.post("units", {"rows": [{"unit": "late", "parent": "north"}]}).status_code == 201
    assert Unit.objects.filter(code="late").exists()
    circle = [{"unit": "a", "parent": "b"}, {"unit": "b", "parent": "a"}]
    assert mine.post("units", {"rows": circle}).status_code == 422
    assert not Unit.objects.filter(code="a").exists()


def test_the_same_rows_with_the_same_key_are_imported_once(company, program):
    mine = program("dua")
    first = mine.post("people", {"rows": [ROW]}, **{"Idempotency-Key": "import-0001"})
    again = mine.post("people", {"rows": [ROW]}, **{"Idempotency-Key": "import-0001"})
    assert first.json() == again.json()
    assert RecordImport.objects.count() == 1


def test_files_of_records_are_imported_as_they_are(company, program):
    mine = program("dua")
    content = "employee id;team;hired\nnew1;day;2026-01-01\n"
    made = file_sent(mine, "imports/records", content, kind="people", file_name="people.csv")
    assert made.status_code == 201, made.content
    assert mine.get(f"imports/records/{made.json()['number']}").json()["file_name"] == "people.csv"
    wrong = file_sent(mine, "imports/records", "a;b\n1;2\n", kind="people", file_name="people.csv")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "unreadable")
    assert not Upload.objects.filter(file_name="people.csv").count() > 1


def test_imports_of_others_are_not_there(company, program):
    number = program("dua").post("people", {"rows": [ROW]}).json()["number"]
    assert program("eva").get(f"imports/records/{number}").status_code == 404
    assert program("eva").get("imports/records").json()["total"] == 0


def test_files_of_metrics_are_listed_read_and_undone(company, program):
    mine = program("eva")
    made = file_sent(mine, "imports/metrics", METRICS, side="employees", file_name="stars.csv")
    assert made.status_code == 201, made.content
    number = made.json()["number"]
    assert made.json()["metrics"] == ["stars"]
    again = file_sent(mine, "imports/metrics", METRICS, side="employees", file_name="stars.csv")
    assert (again.status_code, again.json()["code"]) == (409, "there_already")
    assert mine.get("imports/metrics").json()["total"] == 1
    assert program("fay").get(f"imports/metrics/{number}").status_code == 404
    assert mine.post(f"imports/metrics/{number}/undo", {}).json()["state"] == "undone"
    assert mine.post(f"imports/metrics/{number}/undo", {}).status_code == 409
    assert file_sent(mine, "imports/metrics", METRICS, side="customers", file_name="a.csv").status_code == 404


@pytest.mark.parametrize("content", ["", "\x00\x01", "just words", "PK\x03\x04broken"])
def test_what_is_no_table_is_refused_and_not_kept(company, program, content):
    for path, query in (("imports/records", {"kind": "units"}), ("imports/metrics", {"side": "employees"})):
        answer = file_sent(program("eva"), path, content, file_name="x.csv", **query)
        assert (answer.status_code, answer.json()["code"]) == (422, "unreadable"), path
    assert not Upload.objects.exists()
    assert not MetricImport.objects.exists()
